"""Themes in the order of their gaps."""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata

from gapmap.stages.arrays import Floats

_TOP = 5


def steady(gaps: Floats) -> Floats:
    """Gaps -> the same without the last digits, so that equal gaps tie on every machine."""
    return np.round(gaps, 12)


def rank_gaps(gaps: Floats) -> Floats:
    """Gaps -> places within each row, 1 = largest; equal gaps share the best place.

    Args:
        gaps: Array (n_rows, n_themes); a row with NaN gets no places.
    """
    ranks = np.full(gaps.shape, np.nan)
    known = ~np.isnan(gaps).any(axis=1)
    if known.any() and gaps.shape[1]:
        ranks[known] = rankdata(-steady(gaps[known]), method="min", axis=1)
    return ranks


def rank_intervals(rank: Floats, gaps: Floats) -> tuple[Floats, Floats, Floats]:
    """Places and replicates of the gaps -> lower and upper place, share of top five.

    The places are order statistics of the replicates' places, widened where needed to hold
    the estimate. A gap of 0 is never among the five largest.

    Args:
        rank: Array (n_themes,), the estimate.
        gaps: Array (n_replicates, n_themes); replicates without respondents are NaN.
    """
    gaps = gaps[~np.isnan(gaps).any(axis=1)]
    if not len(gaps) or np.isnan(rank).any():
        empty = np.full_like(rank, np.nan)
        return empty, empty, empty
    ranks = rank_gaps(gaps)
    low, high = np.quantile(ranks, [0.025, 0.975], axis=0, method="inverted_cdf")
    top = ((ranks <= _TOP) & (steady(gaps) > 0)).mean(axis=0)
    return np.minimum(low, rank), np.maximum(high, rank), top
