"""gapmap prune."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from gapmap.commands.asking import agreed


def add_prune(commands: Any) -> None:
    """Adds the command to the others."""
    prune = commands.add_parser(
        "prune",
        help="delete old runs and exports that the settings no longer keep, after showing them",
        description="Shows what [retention] in gapmap.toml and delete_raw_after in wave.toml no "
        "longer keep, asks, and deletes it. The published report and approved editions stay.",
    )
    prune.add_argument("--yes", action="store_true", help="delete without asking")
    prune.add_argument(
        "--date",
        type=date.fromisoformat,
        metavar="DAY",
        help="take this day for today, as 2030-01-31",
    )
    prune.set_defaults(command=_prune)


def _prune(project: Path, parsed: argparse.Namespace) -> None:
    from gapmap.prune import find_overdue, prune

    today = parsed.date or date.today()
    kept = find_overdue(project, today)
    for wave in kept.untold:
        print(f"{wave}: no `closes` in its wave.toml, so its export has no age", file=sys.stderr)
    for one in kept.overdue:
        for path in one.paths:
            print(f"{path.relative_to(project).as_posix()}  (kept until {one.since.isoformat()})")
    if not kept.overdue:
        print("nothing is kept longer than the settings allow")
    elif agreed(
        "Delete them for good?", yes=parsed.yes, where="gapmap prune", what="these would be deleted"
    ):
        prune(project, kept.overdue, today)
        print("deleted")
    else:
        print("nothing was deleted")
