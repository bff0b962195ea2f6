"""Where a segment mentions a need more or less often than the rest of the respondents."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control, hypergeom

from gapmap.stages.arrays import Flags, Floats
from gapmap.stages.evidence import Sample
from gapmap.stages.intervals import difference_interval, wilson
from gapmap.stages.weights import effective_n
from gapmap.tables import TABLES


def find_contrasts(sample: Sample, weights: Floats) -> pd.DataFrame:
    """Sample, weights -> Contrasts: demand in each segment less demand in the rest.

    The interval is Newcombe's (1998); p is Fisher's exact test (1935) on the counts scaled to
    the effective numbers, two-sided by doubling the smaller tail; q controls the false
    discovery rate over all themes and segments of the wave (Benjamini & Hochberg 1995).
    Segments that are empty, or hold everyone, have no rest and no rows.

    Args:
        sample: The evidence.
        weights: Array (n_respondents,).

    Returns:
        Table contrasts.
    """
    rows = []
    for segment in sample.segments[1:]:
        inside = segment.members & (weights > 0)
        outside = ~segment.members & (weights > 0)
        if not inside.any() or not outside.any() or not sample.theme_ids:
            continue
        here, n_here = _demand(sample, weights, inside)
        rest, n_rest = _demand(sample, weights, outside)
        low, high = difference_interval(
            (here, *wilson(here, n_here)), (rest, *wilson(rest, n_rest))
        )
        rows.append(
            pd.DataFrame(
                {
                    "theme_id": sample.theme_ids,
                    "segment_kind": segment.kind,
                    "segment": segment.name,
                    "difference": here - rest,
                    "difference_low": low,
                    "difference_high": high,
                    "p": exact_p((here, n_here), (rest, n_rest)),
                }
            )
        )
    if not rows:
        return TABLES["contrasts"].empty()
    contrasts = pd.concat(rows, ignore_index=True)
    return TABLES["contrasts"].shape(contrasts.assign(q=control(contrasts["p"].to_numpy())))


def exact_p(here: tuple[Floats, Floats], rest: tuple[Floats, Floats]) -> Floats:
    """Two shares, each with its effective number -> two-sided p of no difference.

    Fisher's exact test on the counts rounded to whole respondents; exact when all weights
    are 1.
    """
    (share, n), (other, m) = here, rest
    n_here, n_rest = np.rint(n).astype(int), np.rint(m).astype(int)
    need_here, need_rest = np.rint(share * n_here).astype(int), np.rint(other * n_rest).astype(int)
    drawn = hypergeom(n_here + n_rest, need_here + need_rest, n_here)
    tails = np.minimum(drawn.cdf(need_here), drawn.sf(need_here - 1))
    return np.asarray(np.minimum(2 * tails, 1.0))


def control(p: Floats) -> Floats:
    """p-values, NaN where not tested -> q after Benjamini & Hochberg (1995)."""
    q = np.full_like(p, np.nan)
    tested = ~np.isnan(p)
    if tested.any():
        q[tested] = false_discovery_control(p[tested], method="bh")
    return q


def _demand(sample: Sample, weights: Floats, members: Flags) -> tuple[Floats, Floats]:
    """Demand per theme among the members, and their effective number, once per theme."""
    mentions, n_themes = sample.mentions, len(sample.theme_ids)
    amounts = weights[mentions.respondent] * members[mentions.respondent]
    sums = np.bincount(mentions.theme, weights=amounts, minlength=n_themes)
    n = np.full(n_themes, effective_n(weights[members]))
    return np.minimum(sums / weights[members].sum(), 1.0), n
