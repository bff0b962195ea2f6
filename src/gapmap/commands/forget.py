"""gapmap forget."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gapmap.commands.asking import agreed

if TYPE_CHECKING:
    from gapmap.forget.forget import Forgetting

_DESCRIPTION = """\
Takes a person out of the export, the tables, the runs, the codebook and its history, the
workbooks of the review, the caches and Prefect's storage, and runs the wave again. Their row of
the export is emptied, so that the other rows keep their numbers. Shows what it will do, and asks.

Approved editions stay: those that hold a statement of the person are listed, and withdrawn for
reissue with --editions. Copies outside the project folder (mail, backups, the survey tool) are
not reached.
"""


def add_forget(commands: Any, run: Callable[[Path, str], None]) -> None:
    """Adds the command to the others.

    Args:
        commands: The parser's.
        run: Runs a wave of a project, as `gapmap run --force` does.
    """
    parser = commands.add_parser(
        "forget",
        help="take a person out of a wave and all that was made of it",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("wave", metavar="WAVE", help="name of a folder below data/raw")
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument(
        "--row", type=int, metavar="N", help="their row of the export, 1 = first answer"
    )
    who.add_argument("--id", metavar="ID", help="their id, as the export has it")
    parser.add_argument(
        "--editions", action="store_true", help="withdraw the editions that hold their statements"
    )
    parser.add_argument(
        "--by", metavar="NAME", default="", help="who withdraws; needed with --editions"
    )
    parser.add_argument("--yes", action="store_true", help="do it without asking")
    parser.set_defaults(command=partial(_forget, run=run))


def _forget(project: Path, parsed: argparse.Namespace, *, run: Callable[[Path, str], None]) -> None:
    from gapmap.errors import SettingsError
    from gapmap.forget.forget import forget, plan_forgetting

    if parsed.editions and not parsed.by.strip():
        raise SettingsError.of("--by", "is needed with --editions", 'as in --by "Ane Holm"')
    planned = plan_forgetting(project, parsed.wave, row=parsed.row, respondent_id=parsed.id or "")
    for line in _told(planned, withdraw=parsed.editions):
        print(line)
    if not agreed(
        "Forget this person?", yes=parsed.yes, where=parsed.wave, what="a person would go"
    ):
        print("nothing was changed")
        return
    by = parsed.by.strip() if parsed.editions else ""
    forget(project, planned, on=date.today(), withdrawn_by=by)
    print("forgotten")
    run(project, parsed.wave)


def _told(planned: Forgetting, *, withdraw: bool) -> Iterator[str]:
    person = planned.person
    yield f"rows of the export: {len(person.rows)}"
    yield f"statements: {len(person.statements)}"
    yield f"entries of the codebook and its history: {planned.n_codebook}"
    yield f"rows of review workbooks: {planned.n_workbook_rows}"
    yield f"all tables and runs of wave {person.wave}: deleted, and made again"
    for wave, number in planned.editions:
        what = "is withdrawn" if withdraw else "stays: withdraw it with --editions, and reissue it"
        yield f"edition {number} of wave {wave} holds a statement of theirs and {what}"
    for wave in planned.other_waves:
        yield f"the same id answered in wave {wave}, which is not touched"
