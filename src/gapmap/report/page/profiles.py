"""The profile of a theme: its words, who mentions it, the offers near it, and quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from gapmap.report.largest import STABLE, who_says_it
from gapmap.report.lookup import Lookup
from gapmap.report.nearest import describe_offer, describe_offers, offers_near
from gapmap.report.parts import WhoSaysIt
from gapmap.report.rounding import share_as_printed
from gapmap.report.words import sentence_case

Json = dict[str, Any]

_FEWEST_OFFERS = 4
"""So many of the nearest offers are told of a theme, suitable or not; every suitable one is."""

_TERMS = 8


def profile(lookup: Lookup, theme_id: str, quotes: Sequence[str]) -> Json:
    """Theme, its approved quotes -> what its profile shows that is the same for every group."""
    theme = lookup.theme(theme_id)
    near = offers_near(lookup, theme_id)
    n_serving = int(near["grade"].isin(["full", "partly"]).sum())
    by_grade = near.sort_values(
        "grade", key=lambda grades: grades.map({"full": 0, "partly": 1, "none": 2}), kind="stable"
    )
    shown = by_grade.head(max(n_serving, _FEWEST_OFFERS)).to_dict("records")
    unstable = theme["stability"] is not None and theme["stability"] < STABLE
    stability = {"stability": lookup.words.number(theme["stability"], 2)} if unstable else {}
    return {
        "id": theme_id,
        "label": lookup.label(theme_id),
        "terms": list(theme["terms"][:_TERMS]),
        "warning": lookup.words.say("largest.unstable", stability) if unstable else "",
        "who": _who(lookup, who_says_it(lookup, theme_id)),
        "offers_intro": describe_offers(lookup, near),
        "offers": [
            asdict(describe_offer(lookup, offer)) | {"grade": _grade(lookup, offer["grade"])}
            for offer in shown
        ],
        "quotes": list(quotes),
    }


def _grade(lookup: Lookup, grade: str) -> str:
    """A grade -> its name; an offer that is not suitable says so under what it lacks."""
    names = {"full": "term.suitable", "partly": "term.partly_suitable"}
    return sentence_case(lookup.words.say(names[grade])) if grade in names else ""


def _who(lookup: Lookup, shown: WhoSaysIt | None) -> Json:
    if shown is None:
        return {"instead": lookup.words.say("largest.who_instead"), "panels": []}
    most = shown.ticks[-1]
    return {
        "help": lookup.words.say("page.who_help", {"most": most.text}),
        "most": most.at,
        "panels": [
            {
                "title": panel.title,
                "dots": [
                    {
                        "name": dot.name,
                        "text": dot.text,
                        "ends": [share_as_printed(end) for end in (dot.low, dot.share, dot.high)],
                    }
                    for dot in panel.dots
                ],
            }
            for panel in shown.panels
        ],
    }
