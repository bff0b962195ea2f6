"""Ratings of a need, places against needs, and the kind of gap they add up to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from gapmap.stages.arrays import Floats, Ints
from gapmap.stages.evidence import GapRules
from gapmap.stages.weights import effective_n

Ends = tuple[Floats, Floats]

_TWICE = 2.0
"""Known places must exceed the need this many times to be more places than needs."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """Mean rating per theme with its 95% interval, 1 to 5; NaN when not rated.

    Attributes:
        mean: Array (n_themes,).
        low: Likewise.
        high: Likewise.
    """

    mean: Floats
    low: Floats
    high: Floats


def mean_ratings(
    ratings: Floats, weights: Floats, theme: Ints, *, n_themes: int, least: int
) -> Ratings:
    """Ratings of mentions -> weighted mean per theme, where there are enough of them.

    The interval is Student's, on the effective number (Kish 1965).

    Args:
        ratings: Array (n_mentions,), 1 to 5, NaN when not rated.
        weights: Array (n_mentions,).
        theme: Array (n_mentions,), position of the theme.
        n_themes: Number of themes.
        least: Least number of ratings behind a mean.
    """
    found = np.full((3, n_themes), np.nan)
    rated = ~np.isnan(ratings) & (weights > 0)
    for position in range(n_themes):
        mine = rated & (theme == position)
        if mine.sum() < least:
            continue
        values, shares = ratings[mine], weights[mine] / weights[mine].sum()
        mean = float(values @ shares)
        n = effective_n(shares)
        spread = float(shares @ (values - mean) ** 2) * n / max(n - 1, 1e-9)
        half = float(student.ppf(0.975, max(n - 1, 1e-9))) * np.sqrt(spread / n) if spread else 0.0
        found[:, position] = mean, max(1.0, mean - half), min(5.0, mean + half)
    return Ratings(*found)


def name_kinds(
    coverage: Ends, satisfaction: Ends, places: Floats, need: Floats, rules: GapRules
) -> list[str]:
    """Intervals of coverage and satisfaction -> the kind of gap of each theme.

    An interval that holds the threshold leaves the kind undecided; so does a theme that
    nobody mentions, and one that is covered but not rated. Rules of the design, after the
    two-by-two of importance-performance analysis (Martilla & James 1977).

    Args:
        coverage: Lower and upper ends, arrays (n_themes,); NaN where nobody mentions it.
        satisfaction: Likewise; NaN when not rated.
        places: Array (n_themes,), known places a year that fall to the theme.
        need: Array (n_themes,), organisations with the need.
        rules: The thresholds.
    """
    uncovered, covered = coverage[1] < rules.coverage, coverage[0] >= rules.coverage
    unhappy, happy = satisfaction[1] < rules.satisfaction, satisfaction[0] >= rules.satisfaction
    not_rated = np.isnan(satisfaction[0])
    met = covered & happy
    return [
        str(kind)
        for kind in np.select(
            [
                uncovered & (unhappy | not_rated),
                uncovered & happy,
                covered & unhappy,
                met & (places > _TWICE * need),
                met,
            ],
            [
                "no_suitable_offer_for_most",
                "possibly_met_outside_the_catalogue",
                "offers_not_felt_to_be_enough",
                "more_places_than_needs",
                "met",
            ],
            default="undecided",
        )
    ]
