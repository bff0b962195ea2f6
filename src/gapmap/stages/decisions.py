"""What people decided -> the tables that hold it, and how much of the result rests on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from gapmap.codebook.model import Grade, QuoteDecision
from gapmap.tables import MATCHES
from gapmap.text.organisations import mark_organisations
from gapmap.text.tokens import text_key

TOP = 10
"""The largest gaps of which the report says how much a person has confirmed."""


def grade_by_hand(
    matches: pd.DataFrame, grades: Mapping[tuple[str, str], Grade]
) -> pd.DataFrame:
    """Matches, grades that people gave -> Matches with those grades; fits and ranks stay.

    Args:
        matches: The table of that name; unchanged.
        grades: (theme, offer) -> grade. Of a theme or an offer that is not here, nothing.
    """
    pairs = list(zip(matches["theme_id"], matches["offer_id"], strict=True))
    grade = [grades.get(pair, own) for pair, own in zip(pairs, matches["grade"], strict=True)]
    status = [
        own if pair not in grades else "rejected" if grades[pair] == "none" else "confirmed"
        for pair, own in zip(pairs, matches["status"], strict=True)
    ]
    return MATCHES.shape(matches.assign(grade=grade, status=status))


def approved_quotes(listed: pd.DataFrame, quotes: Sequence[QuoteDecision]) -> pd.DataFrame:
    """Statements that may be listed, approvals of the wave -> those that are printed.

    A statement is printed when what it says now is what was approved: after a new export or
    another redaction a person has to look again. Of several that say the same, the one that
    was approved, else the first by id.

    Args:
        listed: As listing.list_statements gives them.
        quotes: Of this wave.
    """
    approved = {text_key(mark_organisations(quote.text)[0]): quote.id for quote in quotes}
    keys = listed["text"].map(text_key)
    printed = listed.assign(key=keys, is_other=keys.map(approved) != listed["statement_id"])
    printed = printed[keys.isin(list(approved))].sort_values(["is_other", "statement_id"])
    kept = printed.drop_duplicates("key").sort_values(["theme_id", "statement_id"])
    return kept[list(listed.columns)].reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How much of what stands behind the largest gaps a person has confirmed.

    Attributes:
        n_themes: The themes of the largest gaps.
        n_statements: Statements in these themes.
        n_statements_confirmed: Of them, those that a person put there.
        n_matches: Offers that count as suitable or partly suitable for these themes.
        n_matches_confirmed: Of them, those that a person graded.
    """

    n_themes: int
    n_statements: int
    n_statements_confirmed: int
    n_matches: int
    n_matches_confirmed: int


def count_confirmed(
    gaps: pd.DataFrame, assignments: pd.DataFrame, matches: pd.DataFrame
) -> Confirmed:
    """Gaps, assignments, matches -> how much behind the ten largest gaps is confirmed.

    Args:
        gaps: The table of that name, small groups hidden: the ranking that is printed.
        assignments: The table of that name.
        matches: The table of that name.
    """
    shown = gaps[(gaps["segment_kind"] == "all") & gaps["rank"].notna()]
    top = list(shown.sort_values(["rank", "theme_id"])["theme_id"][:TOP])
    behind = assignments[assignments["theme_id"].isin(top)]
    serving = matches[matches["theme_id"].isin(top) & (matches["grade"] != "none")]
    return Confirmed(
        n_themes=len(top),
        n_statements=behind["statement_id"].nunique(),
        n_statements_confirmed=behind.loc[
            behind["source"] == "analyst", "statement_id"
        ].nunique(),
        n_matches=len(serving),
        n_matches_confirmed=int((serving["status"] == "confirmed").sum()),
    )
