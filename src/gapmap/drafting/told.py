"""What add-wave tells on the terminal: headings and counts, never a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gapmap.drafting.columns import RATINGS, TEXTS
from gapmap.drafting.draft import Drafted
from gapmap.drafting.profiles import Profile
from gapmap.stages.questions import BACKGROUND
from gapmap.stages.redact import redact_text

if TYPE_CHECKING:
    from gapmap.add_wave import Comparison

_LONGEST_HEADING = 60
_NAMES_SHOWN = 12


def print_draft(drafted: Drafted, n_answers: int, console: Console) -> None:
    """Draft -> a table of which column is taken for what, and the columns left out."""
    by_heading = {p.heading: p for p in drafted.profiles}
    table = Table("column", "heading in the export", "what it holds", "", box=box.SIMPLE)
    for name, choice in drafted.choices.items():
        for heading in choice.headings:
            held = _held(name, by_heading[heading], drafted)
            sign = "" if choice.is_used else "not mapped: "
            told = f"{sign}{choice.doubt}" if choice.doubt else ""
            table.add_row(name, escape(shown(heading)), held, escape(told))
    for one in drafted.tick_lists:
        if one.is_used:
            held = f"{len(one.options)} options to be mapped under [ticks]"
            table.add_row("ticks", escape(shown(one.question)), held, "")
    console.print(table)
    unused = [shown(p.heading) for p in drafted.unused]
    if unused:
        more = " ..." if len(unused) > _NAMES_SHOWN else ""
        names = ", ".join(unused[:_NAMES_SHOWN]) + more
        console.print(f"{len(unused)} columns not used: {names}", markup=False, highlight=False)
    console.print(f"{n_answers} answers would be used", markup=False, highlight=False)


def shown(heading: str) -> str:
    """Heading -> as it is told: without personal data, and not too long."""
    redacted = redact_text(heading)[0]
    return redacted if len(redacted) <= _LONGEST_HEADING else f"{redacted[:_LONGEST_HEADING]}..."


def comparison_line(comparison: Comparison) -> str:
    """Comparison -> one line for the person who is to decide."""
    by = "by respondent id" if comparison.has_ids else "by content: the export has no ids"
    changed = f", {comparison.n_changed} changed" if comparison.has_ids else ""
    return (
        f"{comparison.n_before} answers in place, {comparison.n_after} in the new export: "
        f"{comparison.n_new} new{changed}, {comparison.n_gone} gone ({by})"
    )


def _held(name: str, profile: Profile, drafted: Drafted) -> str:
    if name in TEXTS:
        return f"{profile.n_filled} texts, {profile.words:.0f} words on average"
    if name in RATINGS:
        return f"{round(profile.ratings * profile.n_filled)} ratings from 1 to 5"
    if name == "submitted_at":
        return f"{round(profile.dates * profile.n_filled)} dates that can be read"
    if name in BACKGROUND and name in drafted.mapped:
        found = drafted.mapped[name]
        n_unknown = len(found.unknown)
        rest = f", {n_unknown} to be mapped" if n_unknown else ""
        return f"{found.n_known} categories{rest}"
    return f"{profile.n_distinct} different in {profile.n_filled} cells"
