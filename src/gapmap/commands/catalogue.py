"""gapmap catalogue: the copy that a wave keeps, and the providers' check of their offers."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gapmap.commands.asking import agreed
from gapmap.store import Store

if TYPE_CHECKING:
    from gapmap.catalogue_changes import CatalogueChanges
    from gapmap.provider_check.edits import Edits


def add_catalogue(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the group of commands."""
    catalogue = commands.add_parser("catalogue", help="look after the catalogue of offers")
    group = catalogue.add_subparsers(title="commands", metavar="COMMAND", required=True)

    refresh = group.add_parser(
        "refresh",
        help="let a wave go by the catalogue as it is now",
        description="Replace the copy of the catalogue that a wave keeps by the catalogue as it is "
        "now, after showing which offers are added, removed and changed.",
    )
    refresh.add_argument("wave", metavar="WAVE", help="name of a folder below data/raw")
    refresh.add_argument("--yes", action="store_true", help="replace it without asking")
    refresh.set_defaults(command=_refresh)

    export = group.add_parser(
        "export",
        help="write workbooks in which providers check their offers",
        description="Write the catalogue as a workbook, or one per provider, in the project's "
        "first language: with drop-down lists, instructions and a column for what is unchanged, "
        "corrected or discontinued. Send them out, and read them back with "
        "`gapmap catalogue import`.",
    )
    export.add_argument("folder", metavar="DIR", help="where to write; made when it is not there")
    export.add_argument("--by-provider", action="store_true", help="a workbook per provider")
    export.set_defaults(command=_export)

    read = group.add_parser(
        "import",
        help="read the providers' workbooks back into the catalogue",
        description="Check the workbooks that came back, show what they change, and write it into "
        "the catalogue: all of it, or nothing where anything is wrong. The old catalogue is kept "
        "beside it with the date.",
    )
    read.add_argument("files", metavar="FILE", nargs="+", help="workbooks that came back")
    read.add_argument(
        "--date",
        type=_day,
        default=date.today(),
        metavar="YYYY-MM-DD",
        help="the day on which the offers were checked (default: today)",
    )
    read.add_argument("--yes", action="store_true", help="write it without asking")
    read.set_defaults(command=_import)


def _refresh(project: Path, parsed: argparse.Namespace) -> None:
    from gapmap.catalogue_changes import told_changes
    from gapmap.catalogue_copies import refresh_copy

    def agree(changes: CatalogueChanges) -> bool:
        print(*told_changes(changes), sep="\n")
        return agreed(
            f"Replace the copy of {parsed.wave}?",
            yes=parsed.yes,
            where=parsed.wave,
            what="its copy of the catalogue would be replaced",
        )

    written = refresh_copy(project, parsed.wave, agree=agree)
    if written is not None:
        print(written)
        print(f"next: gapmap run {parsed.wave}")
    elif Store(project).catalogue_copy(parsed.wave) is None:
        print(f"{parsed.wave}: keeps no copy yet; its first run makes one")
    else:
        print(f"{parsed.wave}: nothing was changed")


def _export(project: Path, parsed: argparse.Namespace) -> None:
    from gapmap.provider_check.send import export_offers

    for path in export_offers(project, Path(parsed.folder), by_provider=parsed.by_provider):
        print(path)


def _import(project: Path, parsed: argparse.Namespace) -> None:
    from gapmap.catalogue_changes import told_changes
    from gapmap.provider_check.receive import prepare_import, write_import

    prepared = prepare_import(project, [Path(file) for file in parsed.files], on=parsed.date)
    print(*told_changes(prepared.changes), *_told_edits(prepared.edits, parsed.date), sep="\n")
    if not prepared.edits or not agreed(
        "Write this into the catalogue?",
        yes=parsed.yes,
        where="the catalogue",
        what="it would be changed",
    ):
        print("nothing was changed")
        return
    for path in write_import(project, prepared):
        print(path)
    print("next: gapmap catalogue refresh WAVE, for a wave that is to go by it")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write the day as 2027-01-31") from None


def _told_edits(edits: Edits, on: date) -> list[str]:
    counted = {
        f"offers count as checked on {on.isoformat()}": edits.n_checked,
        "came back without an answer and do not count as checked": edits.n_unmarked,
        "were edited in the catalogue since the export and do not count as checked": (
            edits.n_outdated
        ),
        "did not come back and stay as they are": edits.n_absent,
    }
    lines = [f"discontinued: {', '.join(edits.discontinued)}"] if edits.discontinued else []
    return [*lines, *(f"{n} {what}" for what, n in counted.items() if n)]
