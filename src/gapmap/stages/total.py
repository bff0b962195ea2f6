"""How far a gap would move if themes and matches were wrong as often as they say they may be.

Sampling is one reason why a gap is uncertain. Two others stand in the tables: a statement
belongs to its theme by its membership only, and an offer serves the theme with the
probabilities fit and fit_full. Both are drawn anew many times; what comes out is joined with
the interval of sampling.
"""

from __future__ import annotations

import numpy as np

from gapmap.stages.arrays import Flags, Floats
from gapmap.stages.evidence import Sample
from gapmap.stages.measures import CHUNK, share_by_segment

_STREAM = 1
"""Sets these draws apart from those of the bootstrap, which take the seed alone."""


def draw_gaps(sample: Sample, weights: Floats, *, replicates: int, seed: int) -> Floats:
    """Sample, weights -> gaps as they might be if theming and matching erred as they may.

    In each replicate every offer gets one grade for a theme: full with probability fit_full,
    partly with fit - fit_full, each offer by itself; a grade that an analyst decided stays.
    A mention stays in its theme with its membership, and as many come in from other themes as
    leave on average, Poisson with mean 1 - membership, for people like the one who mentions
    it. So theming moves a gap up as often as down; matching is not centred, because offers
    overlooked and offers taken for suitable need not balance.

    Args:
        sample: The evidence.
        weights: Array (n_respondents,), the same in every replicate.
        replicates: Number of replicates.
        seed: Of the draws.

    Returns:
        Array (n_segments, replicates, n_themes); NaN where nobody has a weight.
    """
    rng = np.random.default_rng([seed, _STREAM])
    mentions = sample.mentions
    cases, case_of = np.unique(sample.reach, axis=0, return_inverse=True)
    case = case_of.ravel()[mentions.respondent]
    need = weights[mentions.respondent]
    widest = max(1, len(need), len(sample.theme_ids) * max(sample.reach.shape[1], len(cases)))
    rows = max(1, CHUNK // widest)
    parts = []
    for start in range(0, max(1, replicates), rows):
        n_rows = min(rows, replicates - start)
        met = _draw_best(sample, cases, n_rows, rng)[:, mentions.theme, case]
        people = rng.binomial(1, mentions.membership, (n_rows, len(need)))
        people += rng.poisson(1 - mentions.membership, (n_rows, len(need)))
        parts.append(share_by_segment(sample, need * people * (1 - met), weights[None, :]))
    return np.concatenate(parts, axis=1)


def total_interval(
    gap: Floats, sampling: tuple[Floats, Floats], drawn: Floats
) -> tuple[Floats, Floats]:
    """Gaps, intervals of sampling, gaps drawn -> intervals with theming and matching.

    On each side, the distance from the gap to the end of the sampling interval and to the
    2.5% or 97.5% point of the gaps drawn are joined as the sides of a right angle, as for a
    sum of independent errors (Zou & Donner 2008). A point on the far side of the gap counts
    as no distance. So the interval holds the gap and the interval of sampling.

    Args:
        gap: Array (n_themes,).
        sampling: Lower and upper ends, arrays (n_themes,).
        drawn: Array (n_replicates, n_themes).
    """
    if not len(drawn):
        return sampling
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    down = np.hypot(gap - sampling[0], np.maximum(gap - low, 0))
    up = np.hypot(sampling[1] - gap, np.maximum(high - gap, 0))
    return np.maximum(gap - down, 0), np.minimum(gap + up, 1)


def _draw_best(sample: Sample, cases: Flags, n_rows: int, rng: np.random.Generator) -> Floats:
    """Array (n_rows, n_themes, n_cases): the best grade among the offers open in each case."""
    some, full = _chances(sample)
    chance = rng.random((n_rows, *some.shape))
    is_open = cases.T.astype(np.float32)
    n_some, n_full = ((chance < at).astype(np.float32) @ is_open for at in (some, full))
    return np.where(n_full > 0, 1.0, np.where(n_some > 0, 0.5, 0.0))


def _chances(sample: Sample) -> tuple[Floats, Floats]:
    """Probability that each offer serves each theme at least partly, and fully."""
    matches = sample.matches
    some, full = np.zeros_like(sample.grades), np.zeros_like(sample.grades)
    at = matches["theme"], matches["offer"]
    some[at], full[at] = matches["fit"], matches["fit_full"]
    decided = np.zeros(some.shape, dtype=bool)
    decided[at] = matches["status"].isin(("confirmed", "rejected"))
    grades = sample.grades
    return np.where(decided, grades > 0, some), np.where(decided, grades == 1, full)
