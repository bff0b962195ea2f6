"""gapmap approve, gapmap diff: freeze a report as an edition, and compare two."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from gapmap.settings import Language

if TYPE_CHECKING:
    from gapmap.editions.diff import Which

_DRAFT = "draft"


def add_edition_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The parser's commands -> the same with those on editions."""
    approved = commands.add_parser(
        "approve",
        help="freeze the report of a wave as a numbered edition",
        description="Freeze the report of a wave as its next edition: PDF, workbook and page "
        "without the stamp of a draft, with the tables, codebook, catalogue and settings they "
        "were made from. No run changes an edition, and no number is used twice.",
    )
    approved.add_argument("wave", metavar="WAVE", help="name of a folder below data/raw")
    approved.add_argument(
        "--by", metavar="NAME", required=True, help="who approves it; printed on every page"
    )
    approved.add_argument(
        "--date",
        metavar="DAY",
        type=_day,
        help="day of the approval, as 2026-11-25 (default: today)",
    )
    approved.set_defaults(command=_approve)

    compared = commands.add_parser(
        "diff",
        help="say what changed between two editions, and why",
        description="Say in words what changed from one edition of a wave to another, and "
        "whether data, catalogue, codebook, vocabulary, settings or version did it.",
    )
    compared.add_argument("wave", metavar="WAVE", help="name of a folder below data/raw")
    which = f"number of an edition, or {_DRAFT} for the report as it is now"
    compared.add_argument("before", metavar="BEFORE", type=_which, help=which)
    compared.add_argument("after", metavar="AFTER", type=_which, help="likewise")
    compared.add_argument(
        "--language", choices=get_args(Language), help="default: the first of the project"
    )
    compared.set_defaults(command=_diff)


def edition_number(text: str) -> int:
    """Text -> the number it says.

    Raises:
        ArgumentTypeError: It says no number from 1 on.
    """
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"{text} is no number of an edition")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text} is no day, as in 2026-11-25")


def _which(text: str) -> Which:
    return "draft" if text == _DRAFT else edition_number(text)


def _approve(project: Path, parsed: argparse.Namespace) -> None:
    from gapmap.editions.approve import approve
    from gapmap.editions.folder import Editions

    day = parsed.date or date.today()  # the calendar of whoever approves
    edition = approve(project, parsed.wave, by=parsed.by, day=day)
    folder = Editions(project, parsed.wave).path(edition.number)
    print(f"{parsed.wave}: edition {edition.number}, approved on {edition.day} by {edition.by}")
    for name in edition.run.outputs:
        print(folder / name)


def _diff(project: Path, parsed: argparse.Namespace) -> None:
    from gapmap.editions.diff import diff

    for line in diff(project, parsed.wave, parsed.before, parsed.after, language=parsed.language):
        print(line)
