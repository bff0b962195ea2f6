"""Reads every file below a folder, as an analyst would deliver it, and says what became of it.

Meant for real exports of other people, which are not part of this project: only names and
counts are printed, never a heading or a cell.

    python benchmarks/formats.py PATH        (or GAPMAP_BENCH_DATA=PATH)
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from datetime import date
from pathlib import Path

from gapmap.errors import GapmapError
from gapmap.readers import Export, companions, read_export
from gapmap.settings import Format

NOT_EXPORTS = {".md"}
"""Endings of the files that describe the exports."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path, nargs="?", default=os.environ.get("GAPMAP_BENCH_DATA"))
    parsed = parser.parse_args()
    if not parsed.path or not Path(parsed.path).exists():
        raise SystemExit("name a folder with exports, or set GAPMAP_BENCH_DATA")
    print(f"Exports read, {date.today()}\n")
    print("| file | read as | rows | columns | status | seconds |")
    print("| --- | --- | ---: | ---: | --- | ---: |")
    for path in exports_below(Path(parsed.path)):
        print(f"| {path.parent.name}/{path.name} | {told(path)} |", flush=True)


def exports_below(folder: Path) -> list[Path]:
    """Every file that is an export of its own, in order."""
    if folder.is_file():
        return [folder]
    files = sorted(f for f in folder.rglob("*") if f.is_file() and f.suffix not in NOT_EXPORTS)
    parts = {part for file in files for part in companions(file)}
    return [file for file in files if file not in parts]


def told(path: Path) -> str:
    start = time.perf_counter()
    try:
        export = read_export(path, Format())
    except GapmapError as error:
        what = error.faults[0].what
        return f"refused: {what} | | | | {time.perf_counter() - start:.2f}"
    seconds = time.perf_counter() - start
    return " | ".join(
        [
            export.dialect or "table",
            str(len(export.cells)),
            str(len(export.cells.columns)),
            status(export),
            f"{seconds:.2f}",
        ]
    )


def status(export: Export) -> str:
    counts = Counter(export.status)
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "not said"


if __name__ == "__main__":
    main()
