"""Intervals of 95%: by the bootstrap, by Wilson's score, and of a difference."""

from __future__ import annotations

import numpy as np

from gapmap.stages.arrays import Floats, Labels

Z = 1.959963984540054
"""The 97.5% point of the normal distribution."""

SMALL_N = 30
"""Effective number of respondents under which the bootstrap is not trusted."""

SMALL_COUNT = 10
"""Effective count, or its complement, under which the bootstrap is not trusted."""


def draw_replicates(strata: Labels, replicates: int, rng: np.random.Generator) -> Floats:
    """Strata -> how often every respondent is drawn in each bootstrap replicate.

    Respondents are drawn with replacement within their stratum, as many as it holds
    (Efron & Tibshirani 1993). The draws follow the order of the rows.

    Args:
        strata: Array (n_respondents,).
        replicates: Number of replicates.
        rng: Seeded generator.

    Returns:
        Array (replicates, n_respondents) of counts.
    """
    counts = np.zeros((replicates, len(strata)))
    for stratum in sorted(set(strata)):
        rows = np.flatnonzero(strata == stratum)
        counts[:, rows] = rng.multinomial(
            len(rows), np.full(len(rows), 1 / len(rows)), size=replicates
        )
    return counts


def wilson(share: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Shares and numbers -> Wilson's score interval (Wilson 1927).

    Args:
        share: Values 0-1 of any shape; NaN gives NaN.
        n: Effective number behind each, same shape or broadcast; 0 gives NaN.
    """
    n = np.where(np.asarray(n, dtype=float) > 0, n, np.nan)
    centre = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def share_intervals(estimate: Floats, replicates: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Shares and their bootstrap replicates -> intervals that contain the shares.

    Percentiles of the replicates (Efron 1979); Wilson's score on the effective number where
    that number, or the count or its complement, is too small for them.

    Args:
        estimate: Array (n_themes,), values 0-1 or NaN.
        replicates: Array (n_replicates, n_themes).
        n: Effective number behind each share, array (n_themes,).
    """
    low, high = wilson(estimate, n)
    count = np.minimum(estimate, 1 - estimate) * n
    trusted = (n >= SMALL_N) & (count >= SMALL_COUNT)
    if trusted.any() and len(replicates):
        ends = np.quantile(replicates[:, trusted], [0.025, 0.975], axis=0)
        usable = ~np.isnan(ends).any(axis=0)
        where = np.flatnonzero(trusted)[usable]
        low[where], high[where] = ends[:, usable]
    return np.minimum(low, estimate), np.maximum(high, estimate)


def difference_interval(
    first: tuple[Floats, Floats, Floats], second: tuple[Floats, Floats, Floats]
) -> tuple[Floats, Floats]:
    """Two independent shares, each with its interval -> the interval of first less second.

    The hybrid of Newcombe (1998, method 10), which takes the spread on the side that
    matters from each interval; also known as MOVER (Zou & Donner 2008).

    Args:
        first: Share, lower end, upper end; arrays of one shape.
        second: Likewise.
    """
    share, low, high = first
    other, other_low, other_high = second
    difference = share - other
    return (
        np.maximum(difference - np.hypot(share - low, other_high - other), -1),
        np.minimum(difference + np.hypot(high - share, other - other_low), 1),
    )
