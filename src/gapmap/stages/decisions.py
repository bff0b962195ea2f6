"""What people have decided about a run's matches and quotes, and how much of it they have seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from gapmap.codebook.model import Grade, QuoteDecision
from gapmap.tables import MATCHES
from gapmap.text.tokens import text_key

_TOP = 10
"""The largest gaps, of which the report says how much a person has confirmed."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Behind the largest gaps: how many statements and matches there are, and are confirmed."""

    themes: int
    statements: int
    statements_confirmed: int
    matches: int
    matches_confirmed: int


def decide_matches(matches: pd.DataFrame, grades: Mapping[tuple[str, str], Grade]) -> pd.DataFrame:
    """Matches, (theme, offer) -> grade of a person -> Matches with those grades.

    What a person decided is confirmed, or rejected where the grade is none; fit, fit_full and
    rank stay as the machine gave them. Decisions on themes and offers that are not there have
    no effect.

    Args:
        matches: The table of that name; unchanged.
        grades: As `Codebook.grades` has them.
    """
    pairs = zip(matches["theme_id"], matches["offer_id"], strict=True)
    decided = pd.Series([grades.get(pair) for pair in pairs], index=matches.index, dtype="object")
    status = decided.map(lambda grade: "rejected" if grade == "none" else "confirmed")
    return MATCHES.shape(
        matches.assign(
            grade=matches["grade"].where(decided.isna(), decided),
            status=matches["status"].where(decided.isna(), status),
        )
    )


def approved_quotes(
    listed: pd.DataFrame, quotes: Sequence[QuoteDecision], *, wave: str
) -> pd.DataFrame:
    """Statements that may be listed, quotes approved -> those of the statements to be printed.

    A quote is printed when the statement may still be listed and still says the same: it is
    known by its id, or else by its words, which then stand for one statement that says them.

    Args:
        listed: As `listing.list_statements` gives them.
        quotes: Of any wave.
        wave: The wave of the report.
    """
    keys = listed["text"].map(text_key)
    ids = pd.Series(listed.index, index=listed["statement_id"])
    first = pd.Series(listed.index, index=keys).groupby(level=0).first()
    chosen: set[int] = set()
    for quote in quotes:
        key = text_key(quote.text)
        if quote.wave != wave or key not in first.index:
            continue
        at = ids.get(quote.id)
        chosen.add(int(at if at is not None and keys[at] == key else first[key]))
    return listed.loc[sorted(chosen)].reset_index(drop=True)


def count_confirmed(
    gaps: pd.DataFrame, assignments: pd.DataFrame, matches: pd.DataFrame
) -> Confirmed:
    """Gaps, assignments, matches -> Confirmed, of the ten largest gaps among all.

    A statement counts once, and is confirmed when a person put it where it is; a match counts
    when it is graded at least partly, or was rejected by a person.
    """
    ranked = gaps[(gaps["segment_kind"] == "all") & (gaps["rank"] <= _TOP)]
    inside = assignments[assignments["theme_id"].isin(ranked["theme_id"])]
    by_person = inside.loc[inside["source"] == "analyst", "statement_id"]
    of_top = matches[matches["theme_id"].isin(ranked["theme_id"])]
    counted = of_top[(of_top["grade"] != "none") | (of_top["status"] != "proposed")]
    return Confirmed(
        themes=len(ranked),
        statements=inside["statement_id"].nunique(),
        statements_confirmed=by_person.nunique(),
        matches=len(counted),
        matches_confirmed=int((counted["status"] != "proposed").sum()),
    )
