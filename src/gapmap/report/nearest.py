"""The offers nearest to a theme, and what each of them lacks, as facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from gapmap.report.lookup import Lookup
from gapmap.report.offers import as_day, is_closed, limited_regions, limits_types
from gapmap.report.parts import Table
from gapmap.report.words import sentence_case
from gapmap.stages.match_evidence import label_evidence

_MOST_OFFERS = 3
_MOST_WITHOUT_FIGURE = 6
"""As many offers as fit on the page of a gap, below its figure or without one."""

_MOST_SHARED = 2

_DANISH = {"da", "dansk", "danish"}
"""Most answers are in Danish; an offer in other languages alone is not open to all alike."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """What is said of the offers near a theme."""

    intro: str
    table: Table | None


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What is said of one offer near a theme; a text that does not apply is empty."""

    title: str
    fit: str
    shared: str
    provider: str
    open_to: str
    period: str
    lacks: str


def nearest_offers(lookup: Lookup, theme_id: str, *, has_figure: bool) -> Nearest:
    """Theme -> its nearest offers by fit, without those that an analyst rejected."""
    most = _MOST_OFFERS if has_figure else _MOST_WITHOUT_FIGURE
    say = lookup.words.say
    found = offers_near(lookup, theme_id)
    intro = describe_offers(lookup, found)
    if found.empty:
        return Nearest(intro, None)
    header = ("offer", "open_to", "period", "lacks")
    table = Table(
        number=lookup.next_table(),
        caption=say("largest.offers_caption"),
        header=tuple(say(f"largest.{name}") for name in header),
        align="llll",
        rows=tuple(_row(lookup, offer) for offer in found.head(most).to_dict("records")),
    )
    return Nearest(intro, table)


def offers_near(lookup: Lookup, theme_id: str) -> pd.DataFrame:
    """Theme -> its matches with their offers, best first, without those rejected."""
    matches = lookup.inputs.matches
    near = matches[(matches["theme_id"] == theme_id) & (matches["status"] != "rejected")]
    return near.sort_values(["rank", "offer_id"]).merge(lookup.inputs.offers, on="offer_id")


def describe_offers(lookup: Lookup, near: pd.DataFrame) -> str:
    """The offers near a theme -> how many of them are suitable, and partly so."""
    say = lookup.words.say
    if near.empty:
        return say("largest.no_offers")
    suitable = int((near["grade"] == "full").sum())
    partly = int((near["grade"] == "partly").sum())
    if suitable + partly == 0:
        return say("largest.offers_unmet")
    values = {"suitable": lookup.words.counted("offer", suitable), "partly": partly}
    key = "suitable" if partly == 0 else "some" if suitable else "partly"
    return say(f"largest.offers_{key}", values)


def describe_offer(lookup: Lookup, offer: dict[Any, Any]) -> OfferFacts:
    """A match with its offer -> the facts; the provider only where a person confirmed it."""
    say = lookup.words.say
    shared = label_evidence(
        offer["evidence"], lookup.words.language, vocabulary=lookup.inputs.vocabulary
    )[:_MOST_SHARED]
    is_named = offer["status"] == "confirmed" and offer["provider"]
    types = [lookup.people(("respondent_type", name)) for name in offer["audience"]]
    open_to = lookup.words.both(types) if limits_types(lookup, offer) else ""
    regions = lookup.words.both(_region_names(lookup, offer))
    return OfferFacts(
        title=offer["title"],
        fit=_fit(lookup, offer),
        shared=say("largest.shared", {"shared": ", ".join(shared)}) if shared else "",
        provider=say("largest.provider", {"provider": offer["provider"]}) if is_named else "",
        open_to=sentence_case(
            f"{open_to or say('largest.all_types')}; {regions or say('largest.all_regions')}"
        ),
        period=_period(lookup, offer),
        lacks=_lacks(lookup, offer),
    )


def _row(lookup: Lookup, offer: dict[Any, Any]) -> tuple[str, ...]:
    facts = describe_offer(lookup, offer)
    name = (facts.title, facts.fit, facts.shared, facts.provider)
    return ("\n".join(part for part in name if part), facts.open_to, facts.period, facts.lacks)


def _fit(lookup: Lookup, offer: dict[Any, Any]) -> str:
    """An offer -> its kind, and its fit where that is known."""
    parts = [offer["offer_type"]] if offer["offer_type"] else []
    if pd.notna(offer["fit"]):
        fit = lookup.words.percent(offer["fit"])
        parts.append(lookup.words.say("largest.fit", {"fit": fit}))
    return sentence_case(", ".join(parts))


def _region_names(lookup: Lookup, offer: dict[Any, Any]) -> list[str]:
    return [lookup.segment_name(("region", name)) for name in limited_regions(lookup, offer)]


def _period(lookup: Lookup, offer: dict[Any, Any]) -> str:
    words = lookup.words
    days = [
        words.say(f"largest.{end}", {"day": words.short_day(day)})
        for end, day in (
            ("from", as_day(offer["open_from"])),
            ("until", as_day(offer["open_until"])),
        )
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
        words_alone = offer["evidence"] and all(map(_is_word, offer["evidence"]))
        lacks.append(say("lack.words_alone" if words_alone else "lack.not_suitable"))
    if limits_types(lookup, offer):
        absent = [
            lookup.people(segment)
            for segment in lookup.segments("respondent_type")
            if segment[1] not in offer["audience"]
        ]
        lacks.append(say("lack.types", {"types": lookup.words.both(absent)}))
    regions = _region_names(lookup, offer)
    if regions:
        lacks.append(say("lack.regions", {"regions": lookup.words.both(regions)}))
    if len(offer["languages"]) and _DANISH.isdisjoint(offer["languages"]):
        lacks.append(say("lack.languages"))
    if is_closed(lookup, offer):
        lacks.append(say("lack.closed"))
    return sentence_case("; ".join(lacks) or say("lack.nothing"))


def _is_word(entry: str) -> bool:
    """Whether an entry of the evidence is a word, in quotation marks, and not a concept."""
    return entry.startswith('"')
