"""What people ticked in a list beside what they mention themselves: shown apart, never added."""

from __future__ import annotations

from gapmap.report.lookup import ALL, GapRow, Lookup
from gapmap.report.parts import Table
from gapmap.report.section_parts import PromptedSection


def prompted_section(lookup: Lookup) -> PromptedSection | None:
    """Tables -> the themes that were ticked, most ticked first; None without a tick-list."""
    if not lookup.has_ticks:
        return None
    say = lookup.words.say
    title = say("prompted.title")
    rows = [row for row in lookup.gaps(ALL) if row.n_prompted != 0]
    n_hidden = sum(row.n_prompted is None for row in rows)
    if not rows or 2 * n_hidden > len(rows):
        key = "instead" if rows else "nothing"
        return PromptedSection(title, "", None, say(f"prompted.{key}"))
    table = _table(lookup, rows)
    number = say("refer.table", {"number": table.number})
    return PromptedSection(title, say("prompted.intro", {"table": number}), table, "")


def ticked(lookup: Lookup, row: GapRow) -> str:
    """A row of gaps -> "40 of 90", or the word for hidden."""
    if row.n_prompted is None or row.n_asked is None:
        return lookup.counted(None)
    return lookup.words.say("largest.of", {"k": row.n_prompted, "n": row.n_asked})


def _table(lookup: Lookup, rows: list[GapRow]) -> Table:
    say = lookup.words.say
    ordered = sorted(rows, key=lambda row: (-(row.n_prompted or 0), row.theme_id))
    return Table(
        number=lookup.next_table(),
        caption=say("prompted.caption"),
        header=tuple(say(f"prompted.{name}") for name in ("theme", "code", "n_need", "n_prompted")),
        align="llrr",
        rows=tuple(
            (
                lookup.label(row.theme_id),
                lookup.codes.figure(row.theme_id, "prompted"),
                _mentioned(lookup, row),
                ticked(lookup, row),
            )
            for row in ordered
        ),
    )


def _mentioned(lookup: Lookup, row: GapRow) -> str:
    if row.n_need is None or row.n is None:
        return lookup.counted(None)
    return lookup.words.say("largest.of", {"k": row.n_need, "n": row.n})
