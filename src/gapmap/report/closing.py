"""What could close a gap: the smallest extensions of offers, and how many people each reaches.

The people are cells of the table of gaps, or sums of them; where one of the cells is hidden,
the extension is not told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gapmap.report.lookup import ALL, GapRow, Lookup
from gapmap.report.offers import Offer, is_closed, limited_regions, limits_types, serving
from gapmap.tables import NOT_STATED, SEGMENT_JOIN

Step = Literal["region", "type", "period"]
_STEPS: tuple[Step, ...] = ("region", "type", "period")

Names = tuple[str, ...] | None
"""Whom an offer is open to; None: no limit."""


@dataclass(frozen=True, slots=True)
class Extension:
    """An offer that serves a theme, opened a little further.

    Attributes:
        step: What is extended: its regions, its audience, or its period.
        offer: The match and the offer.
        where: The region or type that is added; empty for all that are kept out, and for the
            period.
        n_people: Who gets a better offer by it: those without a suitable one where this one
            is suitable, those without any where it is partly suitable.
    """

    step: Step
    offer: Offer
    where: str
    n_people: int


def closing(lookup: Lookup, theme_id: str) -> tuple[str, ...]:
    """Theme -> what could close its gap among all who answered, one sentence each."""
    say = lookup.words.say
    everyone = lookup.gap(theme_id, ALL)
    offers = serving(lookup).get(theme_id)
    if everyone is None or offers is None or not everyone.gap.value:
        return ()
    if not offers:
        return (say("closing.new"),)
    told = [_extension(lookup, best) for best in best_extensions(lookup, theme_id)]
    told += _content(lookup, everyone, offers)
    told += _places(lookup, everyone)
    least = lookup.words.counted("person", lookup.inputs.project.privacy.min_cell)
    return tuple(told) or (say("closing.nothing", {"people": least}),)


def best_extensions(lookup: Lookup, theme_id: str) -> list[Extension]:
    """Theme -> of every step the extension that reaches most people, if it reaches enough.

    A suitable offer goes before a partly suitable one, and then a single region or type before
    all of them, which is told where single ones are hidden or reach too few. Enough is min_cell
    of the settings.
    """
    least = lookup.inputs.project.privacy.min_cell
    found = [
        one
        for offer in serving(lookup)[theme_id]
        for one in _extensions(lookup, offer)
        if one.n_people >= least
    ]
    found.sort(key=lambda one: (one.offer["grade"] != "full", not one.where, -one.n_people))
    firsts = (next((one for one in found if one.step == step), None) for step in _STEPS)
    return [one for one in firsts if one is not None]


def _extensions(lookup: Lookup, offer: Offer) -> Iterator[Extension]:
    """An offer -> every step that opens it further and whose people may be told.

    Opened to all regions or types it reaches all there who lack such an offer: those whom it
    admits already have one.
    """
    types = (*offer["audience"], NOT_STATED) if limits_types(lookup, offer) else None
    here = limited_regions(lookup, offer)
    regions = (*here, NOT_STATED) if here else None
    steps: list[tuple[Step, str, Names, Names]] = []
    if is_closed(lookup, offer):
        steps.append(("period", "", types, regions))
    else:
        if regions is not None:
            away = [name for _, name in lookup.segments("region") if name not in regions]
            steps += [("region", name, types, (name,)) for name in away]
            steps.append(("region", "", types, None))
        if types is not None:
            away = [name for _, name in lookup.segments("respondent_type") if name not in types]
            steps += [("type", name, (name,), regions) for name in away]
            steps.append(("type", "", None, regions))
    for step, where, of_types, in_regions in steps:
        n_people = _in_want(lookup, offer, of_types, in_regions)
        if n_people is not None:
            yield Extension(step, offer, where, n_people)


def _in_want(lookup: Lookup, offer: Offer, types: Names, regions: Names) -> int | None:
    """The people of the types in the regions who lack such an offer; None where hidden."""
    if regions is None:
        segments = [ALL] if types is None else [("respondent_type", name) for name in types]
    elif types is None:
        segments = [("region", name) for name in regions]
    else:
        segments = [
            ("respondent_type_region", f"{name}{SEGMENT_JOIN}{region}")
            for name in types
            for region in regions
        ]
    rows = [lookup.gap(offer["theme_id"], segment) for segment in segments]
    counts = [_without(row, offer["grade"]) for row in rows if row is not None]
    return None if None in counts else sum(count or 0 for count in counts)


def _without(row: GapRow, grade: str) -> int | None:
    if row.n_unmet is None or row.n_partly is None:
        return None
    return row.n_unmet + (row.n_partly if grade == "full" else 0)


def _extension(lookup: Lookup, one: Extension) -> str:
    words = lookup.words
    values = {
        "offer": words.quoted(one.offer["title"]),
        "people": words.counted("person", one.n_people),
    }
    if not one.where:
        values["where"] = words.say(f"closing.every_{one.step}")
    elif one.step == "region":
        values["where"] = lookup.segment_name(("region", one.where))
    else:
        values["where"] = lookup.people(("respondent_type", one.where))
    grade = "" if one.offer["grade"] == "full" else "_partly"
    return words.say(f"closing.{one.step}{grade}", values)


def _content(lookup: Lookup, everyone: GapRow, offers: list[Offer]) -> list[str]:
    """Those who have a partly suitable offer only, and the nearest one that is open."""
    words = lookup.words
    least = lookup.inputs.project.privacy.min_cell
    near = [one for one in offers if one["grade"] == "partly" and not is_closed(lookup, one)]
    if not near or (everyone.n_partly or 0) < least:
        return []
    people = words.counted("person", everyone.n_partly or 0)
    return [
        words.say("closing.content", {"people": people, "offer": words.quoted(near[0]["title"])})
    ]


def _places(lookup: Lookup, everyone: GapRow) -> list[str]:
    """The gap once places are used up, where it is printed as another number."""
    words = lookup.words
    gap, full = everyone.gap.value, everyone.gap_capacity.value
    if gap is None or full is None or words.percent(full) == words.percent(gap):
        return []
    values = {"gap": words.percent(gap), "full": words.percent(full)}
    return [words.say("closing.places", values)]
