"""How well people agree who coded the same units: Krippendorff's alpha, with its interval."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from gapmap.stages.arrays import Floats
from gapmap.stages.intervals import draw_replicates
from gapmap.text.one_thread import one_thread

REPLICATES = 2000

ThemeSet = tuple[str, ...]
"""The themes that someone put a statement in, sorted; none when it fits no theme."""

Distance = Callable[[Any, Any], float]


@dataclass(frozen=True, slots=True)
class Alpha:
    """Alpha and the ends of its 95% interval; NaN where it cannot be told.

    1 is full agreement, 0 what chance would give; it is negative where people agree less than
    by chance.
    """

    value: float
    low: float
    high: float


UNKNOWN = Alpha(np.nan, np.nan, np.nan)


def nominal(one: Hashable, other: Hashable) -> float:
    """Two values -> 0 where they are the same, else 1."""
    return float(one != other)


def masi(one: ThemeSet, other: ThemeSet) -> float:
    """Two sets -> how far they are apart, 0 to 1 (MASI; Passonneau 2006).

    1 less Jaccard's index times 1 for the same set, 2/3 where one holds the other, 1/3 where
    they overlap, and 0 where they share nothing. For sets of one theme at most it is nominal.
    """
    if one == other:
        return 0.0
    first, second = set(one), set(other)
    jaccard = len(first & second) / len(first | second)
    is_within = first <= second or second <= first
    return 1.0 - jaccard * (2 if is_within else 1) / 3


def krippendorff(
    units: Sequence[Sequence[Any]],
    distance: Distance = nominal,
    *,
    drawn_as: Sequence[Hashable] | None = None,
    replicates: int = REPLICATES,
) -> Alpha:
    """Values per unit -> alpha: 1 less the observed over the expected disagreement.

    (Krippendorff 2004, ch. 11; 2011.) The interval is the percentile bootstrap over what was
    drawn (Efron & Tibshirani 1993); a replicate without variation says nothing and is left
    out. Where nobody disagreed no replicate would either, so the lower end is that of as many
    disagreements as could have been missed (Clopper & Pearson 1934). The seed follows from the
    values alone, and so does the result: not from the order of units or of the values in them.

    Args:
        units: Of each unit, the values that it was given, any number; fewer than two say
            nothing about agreement. Values can be hashed and sorted.
        distance: Between two values, 0 to 1; 0 for the same value.
        drawn_as: Of each unit, what it was drawn with: units that share it are drawn together.
            Each by itself when not given.
        replicates: Number of bootstrap replicates.

    Returns:
        NaN in all three where fewer than two drawn units were given two values, or where all
        values are the same.
    """
    labels = range(len(units)) if drawn_as is None else drawn_as
    paired = [(label, unit) for label, unit in zip(labels, units, strict=True) if len(unit) > 1]
    if len({label for label, _ in paired}) < 2:
        return UNKNOWN
    values = sorted({value for _, unit in paired for value in unit})
    apart = np.array([[distance(one, other) for other in values] for one in values])
    with one_thread():
        told = _tally(paired, values, apart)
        value = float(_alpha(np.ones((1, len(told))), told, apart)[0])
        if np.isnan(value):
            return UNKNOWN
        if not told[:, 0].any():
            return Alpha(value, _lowest(told, apart), value)
        rng = np.random.default_rng(list(hashlib.sha256(told.tobytes()).digest()))
        strata = np.full(len(told), "", dtype=object)
        draws = _alpha(draw_replicates(strata, replicates, rng), told, apart)
    low, high = np.nanquantile(draws, [0.025, 0.975])
    return Alpha(value, min(float(low), value), max(float(high), value))


def _tally(
    paired: Sequence[tuple[Hashable, Sequence[Any]]], values: Sequence[Any], apart: Floats
) -> Floats:
    """Units of two values and more -> what each of those drawn says of agreement.

    Returns:
        Array (n_drawn, 1 + n_values): the disagreement within units, then how often each value
        was given; sorted, so that the order of the units does not matter.
    """
    column = {value: place for place, value in enumerate(values)}
    told: dict[Hashable, Floats] = {}
    for label, unit in paired:
        row = told.setdefault(label, np.zeros(1 + len(values)))
        places = sorted(column[value] for value in unit)
        row[0] += sum(apart[a, b] for a, b in product(places, places)) / (len(unit) - 1)
        np.add.at(row, [1 + place for place in places], 1)
    rows = np.array(list(told.values()))
    return np.asarray(rows[np.lexsort(rows.T)])


def _lowest(told: Floats, apart: Floats) -> float:
    """Units without disagreement -> alpha if as many of all disagreed as may have been missed."""
    given = told[:, 1:].sum(axis=0)
    n = given.sum()
    expected = given @ apart @ given / (n * (n - 1))
    return float(1 - (1 - 0.025 ** (1 / len(told))) / expected)


def _alpha(weights: Floats, told: Floats, apart: Floats) -> Floats:
    """How often each drawn unit counts, array (n_replicates, n_drawn) -> alpha of each."""
    sums = weights @ told
    given = sums[:, 1:]
    n = given.sum(axis=1)
    expected = np.einsum("rv,vw,rw->r", given, apart, given) / (n - 1)
    shown = np.full(len(sums), np.nan)
    np.divide(sums[:, 0], expected, out=shown, where=expected > 0)
    return np.asarray(1 - shown)
