"""Matches -> those whose grade a person should settle, because it could change the ranking."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gapmap.stages.review import find_contradicted


def queue_matches(
    matches: pd.DataFrame, gaps: pd.DataFrame, *, coverage: float, min_cell: int
) -> pd.DataFrame:
    """Matches, gaps -> the undecided matches, those that could move most people first.

    What stands at stake is the number of people whose need would count as met, or no longer,
    if the grade were another, times the probability that it is:

    - an offer that does not count as suitable could meet those without any suitable offer,
      with probability fit;
    - one that is suitable shares those whose need is met with the other suitable ones, and is
      wrong with probability 1 - fit_full (partly: 1 - (fit - fit_full));
    - where people say that something is missing although the theme is scored covered, as many
      as say so stand at stake instead.

    Args:
        matches: The table of that name.
        gaps: The table of that name; a hidden count is taken for 0.
        coverage: As in review.find_contradicted.
        min_cell: As in review.find_contradicted.

    Returns:
        The rows of matches that are proposed, without those that could change nothing, and
        `at_stake`, the people expected to move.
    """
    of_all = gaps[gaps["segment_kind"] == "all"].set_index("theme_id")
    counts = of_all[["n_need", "n_unmet", "n_missing"]].astype("float64").fillna(0.0)
    asked = matches[matches["status"] == "proposed"]
    theme = asked["theme_id"]
    is_suitable = asked["grade"] != "none"
    n_suitable = theme.map(matches[matches["grade"] != "none"]["theme_id"].value_counts())
    met = theme.map(counts["n_need"] - counts["n_unmet"]) / n_suitable
    contradicted = find_contradicted(gaps, coverage=coverage, min_cell=min_cell)
    met = met.where(~theme.isin(contradicted), theme.map(counts["n_missing"]))
    doubt = np.where(
        asked["grade"] == "full", 1 - asked["fit_full"], 1 - (asked["fit"] - asked["fit_full"])
    )
    unmet = asked["fit"] * theme.map(counts["n_unmet"])
    at_stake = (doubt * met).where(is_suitable, unmet).fillna(0.0)
    queue: pd.DataFrame = asked.assign(at_stake=at_stake)[at_stake > 0]
    return queue.sort_values(
        ["at_stake", "theme_id", "offer_id"], ascending=[False, True, True], ignore_index=True
    )
