"""The offers nearest to a theme, and what each of them lacks, as facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from gapmap.report.lookup import Lookup
from gapmap.report.parts import Table
from gapmap.report.words import sentence_case
from gapmap.tables import EVERYWHERE

MOST_OFFERS = 4


@dataclass(frozen=True, slots=True)
class Nearest:
    """What is said of the offers near a theme."""

    intro: str
    table: Table | None


def nearest_offers(lookup: Lookup, theme_id: str) -> Nearest:
    """Theme -> its nearest offers by fit, without those that an analyst rejected."""
    say = lookup.words.say
    matches = lookup.inputs.matches
    near = matches[(matches["theme_id"] == theme_id) & (matches["status"] != "rejected")]
    found = near.sort_values(["rank", "offer_id"]).merge(lookup.inputs.offers, on="offer_id")
    if found.empty:
        return Nearest(say("largest.no_offers"), None)
    suitable = int((near["grade"] == "full").sum())
    partly = int((near["grade"] == "partly").sum())
    if suitable + partly == 0:
        intro = say("largest.offers_unmet")
    else:
        values = {"suitable": lookup.words.counted("offer", suitable), "partly": partly}
        intro = say("largest.offers_some" if suitable else "largest.offers_partly", values)
    header = ("offer", "audience", "regions", "period", "lacks")
    table = Table(
        number=lookup.next_table(),
        caption=say("largest.offers_caption"),
        header=tuple(say(f"largest.{name}") for name in header),
        align="lllll",
        rows=tuple(_row(lookup, offer) for offer in found.head(MOST_OFFERS).to_dict("records")),
    )
    return Nearest(intro, table)


def _row(lookup: Lookup, offer: dict[Any, Any]) -> tuple[str, ...]:
    say = lookup.words.say
    name = [offer["title"], offer["offer_type"]]
    if offer["status"] == "confirmed" and offer["provider"]:
        name.append(say("largest.provider", {"provider": offer["provider"]}))
    types = [lookup.people(("respondent_type", name)) for name in offer["audience"]]
    return (
        "\n".join(part for part in name if part),
        lookup.words.both(types) if _limits_types(lookup, offer) else say("largest.all_types"),
        lookup.words.both(_regions(lookup, offer)) or say("largest.all_regions"),
        _period(lookup, offer),
        _lacks(lookup, offer),
    )


def _limits_types(lookup: Lookup, offer: dict[Any, Any]) -> bool:
    return bool(offer["audience"]) and not set(lookup.inputs.project.respondent_types) <= set(
        offer["audience"]
    )


def _regions(lookup: Lookup, offer: dict[Any, Any]) -> list[str]:
    """The regions an offer is limited to, in the order of the settings; [] for every region."""
    here = set(offer["regions"])
    every = set(lookup.inputs.project.regions)
    if not here or EVERYWHERE in here or every <= here:
        return []
    return [
        lookup.segment_name(segment) for segment in lookup.segments("region") if segment[1] in here
    ]


def _period(lookup: Lookup, offer: dict[Any, Any]) -> str:
    words = lookup.words
    days = [
        words.say(f"largest.{end}", {"day": words.short_day(day)})
        for end, day in (("from", _day(offer["open_from"])), ("until", _day(offer["open_until"])))
        if day is not None
    ]
    places = offer["capacity_per_year"]
    if pd.isna(places):
        text = words.say("largest.places_unknown")
    else:
        text = words.say("largest.places", {"places": words.counted("place", int(places))})
    return sentence_case(f"{' '.join(days) or words.say('largest.always')}; {text}")


def _lacks(lookup: Lookup, offer: dict[Any, Any]) -> str:
    say = lookup.words.say
    lacks = []
    if offer["grade"] == "partly":
        lacks.append(say("lack.partly"))
    if offer["grade"] == "none":
        lacks.append(say("lack.words_alone" if len(offer["evidence"]) else "lack.not_suitable"))
    if _limits_types(lookup, offer):
        absent = [
            lookup.people(segment)
            for segment in lookup.segments("respondent_type")
            if segment[1] not in offer["audience"]
        ]
        lacks.append(say("lack.types", {"types": lookup.words.both(absent)}))
    regions = _regions(lookup, offer)
    if regions:
        lacks.append(say("lack.regions", {"regions": lookup.words.both(regions)}))
    if _is_closed(lookup, offer):
        lacks.append(say("lack.closed"))
    return sentence_case("; ".join(lacks) or say("lack.nothing"))


def _is_closed(lookup: Lookup, offer: dict[Any, Any]) -> bool:
    """Whether the offer was open on no day of the wave."""
    facts = lookup.inputs.facts
    first, last = _day(offer["open_from"]), _day(offer["open_until"])
    too_late = facts.closes is not None and first is not None and first > facts.closes
    too_early = facts.opens is not None and last is not None and last < facts.opens
    return too_late or too_early


def _day(stamp: Any) -> date | None:
    return None if pd.isna(stamp) else pd.Timestamp(stamp).date()
