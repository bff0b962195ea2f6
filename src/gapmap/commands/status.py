"""gapmap status: where each wave stands, and the next command."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from gapmap.terminal import print_table, say

if TYPE_CHECKING:
    from gapmap.wave_status import WaveStatus

_HEADER = ("wave", "stage", "changed since the report", "approved", "next")


def add_status_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The parser's commands -> the same with status."""
    status = commands.add_parser(
        "status",
        help="say where each wave stands, and what comes next",
        description="Say for each wave its stage (delivered, checked, draft, in review, "
        "approved), what changed since its report was made, and the next command to type. "
        "Writes nothing.",
    )
    status.add_argument("--json", action="store_true", help="the same for another program")
    status.set_defaults(command=_status)


def _status(project: Path, parsed: argparse.Namespace) -> None:
    from gapmap.wave_status import project_status

    found = project_status(project)
    if parsed.json:
        json.dump([asdict(one) for one in found], sys.stdout, ensure_ascii=False, indent=2)
        print()
        return
    console = Console()
    print_table(console, "", _HEADER, map(_row, found))
    if not found:
        say(console, "no wave has been delivered; next: gapmap add-wave WAVE FILE")
    for one in found:
        for fault in one.faults:
            say(console, f"{one.wave}: {fault}")


def _row(one: WaveStatus) -> tuple[str, ...]:
    stage = f"{one.stage}: {one.detail}" if one.detail else one.stage
    return (one.wave, stage, ", ".join(one.changed), one.edition, one.next_command)
