"""What the page holds, as values for its script: suppressed tables in, texts and numbers out.

Every text is finished here. A number that goes along, to sort by or to draw, is no more exact
than it is printed.
"""

from __future__ import annotations

from typing import Any

from gapmap.report.front import message
from gapmap.report.kinds_of_gap import kind_of_gap
from gapmap.report.largest import fact_cells
from gapmap.report.lookup import Estimate, GapRow, Lookup
from gapmap.report.page.groups import Segment, find_choices, reach_of, segment_of
from gapmap.report.page.profiles import profile
from gapmap.report.quotes import choose_quotes
from gapmap.report.rankings import percent_ticks
from gapmap.report.rounding import share_as_printed
from gapmap.report.words import sentence_case, term_list
from gapmap.tables import KINDS_OF_GAP

Json = dict[str, Any]

COLUMNS = ("n", "n_need", "n_unmet", "n_partly", "demand", "coverage", "gap", "place", "kind")
"""Of the table of gaps, after the name of the theme."""

FACTS = (
    "n_need", "n_unmet", "n_partly", "n_missing", "n_prompted", "gap", "gap_total",
    "gap_capacity", "coverage", "place", "n_offers", "importance", "satisfaction",
)  # fmt: skip
"""Of the profile of a theme, by the names that `fact_cells` gives them."""

_UNKNOWN = "–"


class _Texts:
    """Every text once: rows hold its number, because most cells are alike."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def all(self) -> list[str]:
        return list(self._numbers)


def page_content(lookup: Lookup) -> Json:
    """Tables -> what the script of the page shows, ready for JSON."""
    texts = _Texts()
    choices = find_choices(lookup)
    offers = sorted(lookup.inputs.offers["offer_id"])
    reached = dict(zip(choices.pairs(), reach_of(lookup, choices), strict=True))
    return {
        "language": lookup.words.language,
        "words": _words(lookup),
        "types": _named(lookup, "respondent_type", choices.types),
        "regions": _named(lookup, "region", choices.regions),
        "kinds": {kind: kind_of_gap(lookup, kind) for kind in KINDS_OF_GAP},
        "themes": [
            profile(lookup, theme_id, list(choose_quotes(lookup, theme_id)["text"]))
            for theme_id in lookup.theme_ids
        ],
        "map": _map(lookup, offers),
        "groups": [
            _group(lookup, pair, texts)
            | {"reach": "".join("1" if flag else "0" for flag in reached[pair])}
            for pair in choices.pairs()
        ],
        "texts": texts.all(),
    }


def _words(lookup: Lookup) -> Json:
    """The strings that the script needs; {values} are filled in there."""
    say = lookup.words.say
    language = lookup.words.language
    headings = {name: say(f"appendix.{name}") for name in COLUMNS if name not in ("gap", "place")}
    return {
        **{key: str(words[language]) for key, words in term_list()["page"].items()},
        "columns": {
            "theme": say("reading.theme_name"),
            **headings,
            "gap": say("largest.gap"),
            "place": say("rankings.place_title"),
        },
        "facts": {name: say(f"largest.{name}") for name in FACTS},
        "facts_title": say("largest.facts"),
        "unknown": _UNKNOWN,
        "suppressed": say("term.suppressed_short"),
        "suppressed_meaning": say("term.suppressed"),
        "terms": say("largest.terms"),
        "offers": say("largest.offers"),
        "offer_columns": [
            say(f"largest.{name}") for name in ("offer", "open_to", "period", "lacks")
        ],
    }


def _named(lookup: Lookup, kind: str, names: tuple[str, ...]) -> list[Json]:
    everyone = lookup.words.say(
        "page.all_types" if kind == "respondent_type" else "page.all_regions"
    )
    return [
        {"value": name, "name": lookup.segment_name((kind, name)) if name else everyone}
        for name in names
    ]


def _map(lookup: Lookup, offer_ids: list[str]) -> Json:
    """Offers and matches -> kinds of offer, and which offers serve which theme, and how well."""
    offers = lookup.inputs.offers.set_index("offer_id")["offer_type"]
    matches = lookup.inputs.matches
    serving = matches[
        matches["grade"].isin(["full", "partly"]) & (matches["status"] != "rejected")
    ].sort_values(["theme_id", "offer_id"])
    kinds = sorted({str(offers[offer_id]) for offer_id in serving["offer_id"]})
    place = {offer_id: i for i, offer_id in enumerate(offer_ids)}
    unnamed = lookup.words.say("page.no_offer_type")
    return {
        "kinds": [sentence_case(kind) or unnamed for kind in kinds],
        "serving": [
            {
                "theme": match["theme_id"],
                "offer": place[match["offer_id"]],
                "kind": kinds.index(offers[match["offer_id"]]),
                "full": match["grade"] == "full",
            }
            for match in serving.to_dict("records")
        ],
    }


def _group(lookup: Lookup, pair: tuple[str, str], texts: _Texts) -> Json:
    """(type, region) -> its name, its note, and a row per theme; None where it is hidden."""
    words, segment = lookup.words, segment_of(*pair)
    rows = [lookup.gap(theme_id, segment) for theme_id in lookup.theme_ids]
    shown = [row for row in rows if row is not None and row.n_need is not None]
    n = lookup.n(segment)
    highest = max((row.gap.high or row.gap.value or 0.0 for row in shown), default=0.0)
    most = percent_ticks(words, highest)[-1]
    return {
        "name": _group_name(lookup, pair),
        "note": words.say("front.with_answer", {"n": n}) if n is not None else "",
        "most": most.at,
        "help": words.say("page.gaps_help", {"most": most.text}),
        "rows": [
            None if row is None or row.n_need is None else _row(lookup, row, segment, texts)
            for row in rows
        ],
    }


def _group_name(lookup: Lookup, pair: tuple[str, str]) -> str:
    kinds = ("respondent_type", "region")
    names = [lookup.segment_name(part) for part in zip(kinds, pair, strict=True) if part[1]]
    return ", ".join(names) or lookup.words.say("rankings.all_heading")


def _row(lookup: Lookup, row: GapRow, segment: Segment, texts: _Texts) -> Json:
    told = message(lookup, row, lookup.people(segment))
    facts = fact_cells(lookup, row)
    return {
        "before": texts.number(told.before),
        "after": texts.number(told.after),
        "cells": [texts.number(cell) for cell in _cells(lookup, row)],
        "order": _order(row),
        "gap": [share_as_printed(end) for end in (row.gap.low, row.gap.value, row.gap.high)],
        "kind": row.kind,
        "facts": [texts.number(facts[name]) for name in FACTS],
    }


def _cells(lookup: Lookup, row: GapRow) -> tuple[str, ...]:
    """A row that is shown -> its cells in the order of COLUMNS."""
    words = lookup.words
    hidden = _UNKNOWN if row.n_need == 0 else words.say("term.suppressed_short")

    def share(estimate: Estimate) -> str:
        return hidden if estimate.value is None else words.percent(estimate.value)

    return (
        *(lookup.counted(count) for count in (row.n, row.n_need, row.n_unmet, row.n_partly)),
        share(row.demand),
        share(row.coverage),
        lookup.interval(row.gap),
        lookup.place(row.rank),
        words.say(f"kind.{row.kind}") if row.kind else hidden,
    )


def _order(row: GapRow) -> list[float | int | None]:
    """A row -> what its cells are sorted by, in the order of COLUMNS; the kind by its place."""
    kind = KINDS_OF_GAP.index(row.kind) if row.kind else None
    shares = [share_as_printed(estimate.value) for estimate in (row.demand, row.coverage, row.gap)]
    place = None if row.rank.value is None else round(row.rank.value)
    return [row.n, row.n_need, row.n_unmet, row.n_partly, *shares, place, kind]
