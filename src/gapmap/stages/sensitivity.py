"""How the ranking would look under other assumptions."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import kendalltau

from gapmap.stages.arrays import Floats
from gapmap.stages.evidence import Sample, grade_table
from gapmap.stages.measures import best_grades
from gapmap.stages.ranks import rank_gaps, steady
from gapmap.tables import TABLES

_STEP = 0.1


def vary(sample: Sample, weights: Floats, threshold: float) -> pd.DataFrame:
    """Sample, weights, threshold -> Sensitivity: gap and rank of all respondents.

    Variants: threshold_minus_0.1, threshold_plus_0.1 (grades worked out again from fit and
    fit_full, except those an analyst decided), unweighted, partly_as_none, partly_as_full.
    tau compares each ranking with ours (Kendall 1945, tau-b, which allows for ties); it is
    empty where one of them puts all themes in the same place.

    Args:
        sample: The evidence.
        weights: Array (n_respondents,).
        threshold: Probability from which an offer counts as suitable, 0-1.

    Returns:
        Table sensitivity.
    """
    if not sample.theme_ids:
        return TABLES["sensitivity"].empty()
    ours = steady(_gap(sample, weights, sample.grades))
    grades = sample.grades
    variants = {
        f"threshold_minus_{_STEP}": (weights, regrade(sample, threshold - _STEP)),
        f"threshold_plus_{_STEP}": (weights, regrade(sample, threshold + _STEP)),
        "unweighted": (np.ones_like(weights), grades),
        "partly_as_none": (weights, np.where(grades < 1, 0.0, grades)),
        "partly_as_full": (weights, np.where(grades > 0, 1.0, grades)),
    }
    rows = []
    for variant, assumed in variants.items():
        gap = _gap(sample, *assumed)
        rows.append(
            pd.DataFrame(
                {
                    "theme_id": sample.theme_ids,
                    "variant": variant,
                    "gap": gap,
                    "rank": rank_gaps(gap[None, :])[0],
                    "tau": rank_agreement(ours, steady(gap)),
                }
            )
        )
    return TABLES["sensitivity"].shape(pd.concat(rows, ignore_index=True))


def regrade(sample: Sample, threshold: float) -> Floats:
    """Sample -> array (n_themes, n_offers): the grades under another threshold."""
    matches = sample.matches
    threshold = round(threshold, 9)
    fit, fit_full = (matches[column].to_numpy(dtype=float) for column in ("fit", "fit_full"))
    proposed = np.select([fit_full >= threshold, fit >= threshold], ["full", "partly"], "none")
    decided = matches["status"].isin(("confirmed", "rejected")).to_numpy(dtype=bool)
    grade = np.where(decided, matches["grade"].to_numpy(dtype=object), proposed)
    return grade_table(matches.assign(grade=grade), sample.grades.shape)


def rank_agreement(first: Floats, second: Floats) -> float:
    """Two arrays (n_themes,) -> Kendall's tau-b, NaN where either is constant."""
    if np.ptp(first) == 0 or np.ptp(second) == 0 or np.isnan(first + second).any():
        return float("nan")
    return float(kendalltau(first, second).statistic)


def _gap(sample: Sample, weights: Floats, grades: Floats) -> Floats:
    mentions = sample.mentions
    unmet = weights[mentions.respondent] * (1 - best_grades(sample.usable(grades)))
    sums = np.bincount(mentions.theme, weights=unmet, minlength=len(sample.theme_ids))
    total = weights.sum()
    return sums / total if total > 0 else np.full(len(sums), np.nan)
