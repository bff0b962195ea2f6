"""Suggestions for action: topics for workshops, and matches worth making."""

from __future__ import annotations

from gapmap.report.lookup import ALL, GapRow, Lookup
from gapmap.report.offers import Offer, is_closed, serving
from gapmap.report.parts import Table
from gapmap.report.section_parts import Actions, Suggestion

ENOUGH = 10
"""People who can gather around a topic."""

_MOST_WORKSHOPS = 10
_MOST_MATCHES = 8
_OFFERS_NAMED = 2


def actions(lookup: Lookup) -> Actions:
    """Tables -> what the figures suggest could be done."""
    say = lookup.words.say
    return Actions(
        title=say("actions.title"),
        intro=say("actions.intro"),
        suggestions=(_workshops(lookup), _matches(lookup)),
    )


def _workshops(lookup: Lookup) -> Suggestion:
    """Needs that enough people in one region mention without having a suitable offer."""
    say = lookup.words.say
    rows = [
        row
        for segment in lookup.segments("region")
        for row in lookup.gaps(segment)
        if (row.n_unmet or 0) >= ENOUGH
    ]
    rows.sort(key=lambda row: (-(row.n_unmet or 0), row.theme_id, row.segment))
    title = say("actions.workshops")
    if not rows:
        return Suggestion(title, say("actions.workshops_none", {"least": ENOUGH}), None)
    table = Table(
        number=lookup.next_table(),
        caption=say("actions.workshops_caption"),
        header=_header(lookup, "theme", "region", "code", "n_need", "n_unmet"),
        align="lllrr",
        rows=tuple(
            (
                lookup.label(row.theme_id),
                lookup.segment_name(row.segment_key),
                lookup.codes.row(row.theme_id, row.segment_key),
                lookup.counted(row.n_need),
                lookup.counted(row.n_unmet),
            )
            for row in rows[:_MOST_WORKSHOPS]
        ),
    )
    number = say("refer.table_inside", {"number": table.number})
    intro = say("actions.workshops_intro", {"least": ENOUGH, "table": number})
    return Suggestion(title, intro, table)


def _matches(lookup: Lookup) -> Suggestion:
    """Themes that have suitable offers open to many, who say that something is missing."""
    say = lookup.words.say
    least = lookup.inputs.project.privacy.min_cell
    suitable = {
        theme_id: [one for one in offers if one["grade"] == "full" and not is_closed(lookup, one)]
        for theme_id, offers in serving(lookup).items()
    }
    rows = [
        row
        for row in lookup.ranked(ALL)
        if suitable[row.theme_id] and (_n_met(row) or 0) >= ENOUGH and (row.n_missing or 0) >= least
    ]
    rows.sort(key=lambda row: (-(row.n_missing or 0), row.theme_id))
    title = say("actions.matches")
    if not rows:
        return Suggestion(title, say("actions.matches_none", {"least": ENOUGH}), None)
    table = Table(
        number=lookup.next_table(),
        caption=say("actions.matches_caption"),
        header=_header(lookup, "theme", "code", "n_met", "n_missing", "offers"),
        align="llrrl",
        rows=tuple(
            (
                lookup.label(row.theme_id),
                lookup.codes.row(row.theme_id),
                say("largest.of", {"k": _n_met(row), "n": row.n_need}),
                say("largest.of", {"k": row.n_missing, "n": row.n_need}),
                "; ".join(_named(lookup, one) for one in suitable[row.theme_id][:_OFFERS_NAMED]),
            )
            for row in rows[:_MOST_MATCHES]
        ),
    )
    number = say("refer.table_inside", {"number": table.number})
    intro = say("actions.matches_intro", {"least": ENOUGH, "table": number})
    return Suggestion(title, intro, table)


def _n_met(row: GapRow) -> int | None:
    """A row -> those who have a suitable offer; None where hidden."""
    if row.n_need is None or row.n_unmet is None or row.n_partly is None:
        return None
    return row.n_need - row.n_unmet - row.n_partly


def _named(lookup: Lookup, offer: Offer) -> str:
    title = str(offer["title"])
    if offer["status"] == "confirmed" and offer["provider"]:
        return f"{title} ({offer['provider']})"
    return title


def _header(lookup: Lookup, *names: str) -> tuple[str, ...]:
    return tuple(lookup.words.say(f"actions.{name}") for name in names)
