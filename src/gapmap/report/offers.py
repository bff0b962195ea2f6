"""Whom an offer is open to and when, and which offers serve a theme."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from gapmap.report.lookup import ALL, Lookup
from gapmap.tables import EVERYWHERE

Offer = dict[Any, Any]
"""A match and its offer: the columns of both tables."""


def limits_types(lookup: Lookup, offer: Offer) -> bool:
    """Whether some respondent type is kept out."""
    every = set(lookup.inputs.project.respondent_types)
    return bool(offer["audience"]) and not every <= set(offer["audience"])


def limited_regions(lookup: Lookup, offer: Offer) -> list[str]:
    """The regions an offer is limited to, in the order of the settings; [] for every region."""
    here = set(offer["regions"])
    every = tuple(lookup.inputs.project.regions)
    if not here or EVERYWHERE in here or set(every) <= here:
        return []
    return [region for region in every if region in here]


def is_closed(lookup: Lookup, offer: Offer) -> bool:
    """Whether the offer was open on no day of the wave."""
    facts = lookup.inputs.facts
    first, last = as_day(offer["open_from"]), as_day(offer["open_until"])
    too_late = facts.closes is not None and first is not None and first > facts.closes
    too_early = facts.opens is not None and last is not None and last < facts.opens
    return too_late or too_early


def as_day(stamp: Any) -> date | None:
    """A stamp -> its day; None where empty."""
    return None if pd.isna(stamp) else pd.Timestamp(stamp).date()


def serving(lookup: Lookup) -> dict[str, list[Offer]]:
    """Tables -> the offers graded suitable or partly so by theme, best fit first.

    Closed ones are among them; themes whose need is hidden among all, and matches that an
    analyst rejected, are not.
    """
    matches = lookup.inputs.matches
    graded = matches[(matches["grade"] != "none") & (matches["status"] != "rejected")]
    found = graded.sort_values(["rank", "offer_id"]).merge(lookup.inputs.offers, on="offer_id")
    by_theme: dict[str, list[Offer]] = {theme_id: [] for theme_id in _shown(lookup)}
    for offer in found.to_dict("records"):
        if offer["theme_id"] in by_theme:
            by_theme[offer["theme_id"]].append(offer)
    return by_theme


def _shown(lookup: Lookup) -> Iterator[str]:
    for row in lookup.gaps(ALL):
        if not row.is_hidden:
            yield row.theme_id
