"""What add-wave would draft from exports: the columns it proposes, by file, and what it refuses.

Only headings and counts are printed. The exports are named on the command line, or are the
sample's own; a folder stands for every file below it.

    python benchmarks/drafts.py [PATH ...]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from gapmap.drafting.draft import draft_wave
from gapmap.drafting.told import shown
from gapmap.errors import GapmapError
from gapmap.readers import READERS, read_export
from gapmap.settings import Format
from gapmap.settings_file import read_project

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", metavar="PATH", nargs="*", type=Path)
    paths = parser.parse_args().paths or [ROOT / "data" / "raw" / "2019", ROOT / "data/raw/2024"]
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*"))]
    for file in sorted(files):
        if any(file.name.lower().endswith(ending) for ending in READERS):
            tell(file)


def tell(file: Path) -> None:
    project = read_project(ROOT / "gapmap.toml")
    print(f"\n{file.parent.name}/{file.name}")
    try:
        export = read_export(file, Format())
        drafted = draft_wave(export, project, wave="1", file=file.name)
    except GapmapError as error:
        print(f"  refused: {error.faults[0].what}")
        return
    n_columns = len(export.cells.columns)
    print(f"  {len(export.cells)} rows, {n_columns} columns; {export.dialect or 'plain table'}")
    for name, choice in drafted.choices.items():
        sign = " " if choice.is_used else "#"
        doubt = f"   UNSURE: {choice.doubt}" if choice.doubt else ""
        n_more = len(choice.headings) - 3
        headings = " | ".join(shown(heading) for heading in choice.headings[:3])
        more = f" and {n_more} more" if n_more > 0 else ""
        print(f"  {sign} {name}: {headings}{more}{doubt}")
    for name, mapped in drafted.mapped.items():
        print(
            f"    {name}: {mapped.n_known} values known, {len(mapped.values)} of them mapped "
            f"({len(mapped.unsure)} unsure), {len(mapped.unknown)} left to the analyst"
        )


if __name__ == "__main__":
    main()
