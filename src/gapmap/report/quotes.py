"""Quotes: statements that a person has approved for print."""

from __future__ import annotations

import pandas as pd

from gapmap.report.lookup import Lookup
from gapmap.report.section_parts import Quote
from gapmap.tables import NOT_STATED

_MOST_QUOTES = 3


def quotes(lookup: Lookup, theme_id: str) -> tuple[Quote, ...]:
    """Theme -> its quotes for print. The type is told only where the listing of statements does."""
    return tuple(
        Quote(
            text=lookup.words.say("quotes.quote", {"text": quote["text"]}),
            who=_who(lookup, quote["respondent_type"]),
        )
        for quote in choose_quotes(lookup, theme_id).to_dict("records")
    )


def choose_quotes(lookup: Lookup, theme_id: str) -> pd.DataFrame:
    """Theme -> up to three approved quotes, from different respondent types where there are any."""
    approved = lookup.inputs.quotes
    of_theme = approved[approved["theme_id"] == theme_id].sort_values("statement_id")
    turn = of_theme.groupby("respondent_type", sort=False).cumcount()
    order = {name: i for i, name in enumerate(lookup.inputs.project.respondent_types)}
    place = of_theme["respondent_type"].map(order).fillna(len(order))
    in_turn = of_theme.assign(turn=turn, place=place).sort_values(["turn", "place", "statement_id"])
    return in_turn.head(_MOST_QUOTES)


def _who(lookup: Lookup, respondent_type: str) -> str:
    return lookup.type_name(respondent_type) if respondent_type not in ("", NOT_STATED) else ""
