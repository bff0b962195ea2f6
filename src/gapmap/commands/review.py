"""gapmap review export and import."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from gapmap.commands.asking import agreed

_EXPORT = """\
Writes the workbook in which people name the themes, settle statements and matches and approve
quotes. It goes to review/WAVE, holds redacted answers, and is for internal use.
"""
_IMPORT = """\
Reads workbooks that were filled in, of one person or of several. Everything is checked first:
if anything in any of them cannot be, or two people contradict each other, all of it is listed
with sheet and cell, and nothing is changed. What would change is shown, and asked about. The
codebook before is kept in codebook-history.
"""


def add_review(commands: Any) -> None:
    """Adds the commands to the others."""
    review = commands.add_parser("review", help="have people decide on themes, matches and quotes")
    of_review = review.add_subparsers(title="commands", metavar="COMMAND", required=True)
    export = of_review.add_parser(
        "export",
        help="write the workbook of a wave's review",
        description=_EXPORT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    export.add_argument("wave", metavar="WAVE", help="a wave that has been run")
    export.add_argument("--to", metavar="DIR", type=Path, help="another folder to write it to")
    export.set_defaults(command=_export)
    take = of_review.add_parser(
        "import",
        help="read filled-in workbooks into the codebook",
        description=_IMPORT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    take.add_argument("wave", metavar="WAVE", help="the wave that was reviewed")
    take.add_argument("files", metavar="FILE", nargs="+", type=Path, help="a filled-in workbook")
    take.add_argument("--yes", action="store_true", help="change the codebook without asking")
    take.add_argument(
        "--date", type=date.fromisoformat, metavar="DAY", help="day of the decisions, if not today"
    )
    take.set_defaults(command=_import)


def _export(project: Path, parsed: argparse.Namespace) -> None:
    from gapmap.review.exchange import export_review

    path = export_review(project, parsed.wave, to=parsed.to)
    print(path)
    print(f"next: fill it in, then gapmap review import {parsed.wave} {path.name}")


def _import(project: Path, parsed: argparse.Namespace) -> None:
    from gapmap.review.exchange import apply_import, plan_import

    when = parsed.date or date.today()
    imported = plan_import(project, parsed.wave, parsed.files, when=when)
    for note in imported.notes:
        print(f"gapmap: note: {note}", file=sys.stderr)
    for line in imported.changes:
        print(line)
    if imported.after == imported.before:
        print("nothing to do: the codebook holds all of it")
        return
    if not agreed(
        "Change the codebook?", yes=parsed.yes, where="codebook.yaml", what="it would be changed"
    ):
        print("nothing was changed")
        return
    for path in apply_import(project, imported):
        print(path)
    print(f"next: gapmap run {parsed.wave}")
