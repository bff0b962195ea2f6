"""gapmap catalogue: the copy that a wave keeps, and the providers' check of their offers."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from gapmap.commands.asking import agreed
from gapmap.store import Store

if TYPE_CHECKING:
    from gapmap.catalogue_changes import CatalogueChanges


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
        print(written.relative_to(project).as_posix())
        print(f"next: gapmap run {parsed.wave}")
    elif Store(project).catalogue_copy(parsed.wave) is None:
        print(f"{parsed.wave}: keeps no copy yet; its first run makes one")
    else:
        print(f"{parsed.wave}: nothing was changed")
