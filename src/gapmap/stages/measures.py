"""Demand, met need and gap of every theme in every segment, for one or many rows of weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

from gapmap.stages.arrays import Floats
from gapmap.stages.evidence import Sample

CHUNK = 4_000_000
"""Cells of the largest array held while replicates are measured: 32 MB."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Weighted shares, arrays (n_segments, n_rows, n_themes); NaN where nobody has a weight.

    Attributes:
        demand: Share of the respondents who mention the need.
        met: Share whose need the best offer open to them meets, partly = half.
        met_capacity: The same when the places are used up.
    """

    demand: Floats
    met: Floats
    met_capacity: Floats

    @property
    def gap(self) -> Floats:
        """Unmet need: demand - met."""
        return self.demand - self.met

    @property
    def gap_capacity(self) -> Floats:
        """Unmet need when the places are used up."""
        return self.demand - self.met_capacity

    @property
    def coverage(self) -> Floats:
        """Met / demand, NaN where demand is 0."""
        return np.divide(
            self.met, self.demand, out=np.full_like(self.met, np.nan), where=self.demand > 0
        )

    def of(self, segment: int) -> Measures:
        """The measures of one segment, arrays (n_rows, n_themes)."""
        return Measures(self.demand[segment], self.met[segment], self.met_capacity[segment])


@dataclass(frozen=True, slots=True)
class Load:
    """How the places of the offers are asked for, under rows of weights.

    Attributes:
        scale: Array (n_rows, 1), organisations that a weight of 1 stands for.
        total: Array (n_rows, n_offers), load_j: the need that an offer could meet, all themes.
    """

    scale: Floats
    total: Floats


def measure(sample: Sample, weights: Floats, population: float | None) -> Measures:
    """Sample, rows of weights -> the measures under each row.

    With d = 1 where a respondent mentions the theme and C = the best grade among the offers
    open to the respondent: demand = sum w d / sum w, met = sum w d C / sum w. For
    met_capacity every grade is first multiplied by min(1, capacity / load of the offer).

    Args:
        sample: The evidence.
        weights: Array (n_rows, n_respondents).
        population: Organisations the respondents stand for; None = themselves.
    """
    rows = max(1, CHUNK // max(1, weights.shape[1], len(sample.mentions.theme)))
    parts = [
        _measure(sample, weights[start : start + rows], population)
        for start in range(0, max(1, len(weights)), rows)
    ]
    return Measures(
        np.concatenate([part.demand for part in parts], axis=1),
        np.concatenate([part.met for part in parts], axis=1),
        np.concatenate([part.met_capacity for part in parts], axis=1),
    )


def best_grades(usable: Floats) -> Floats:
    """What each offer would meet of each mention -> the best, array (n_mentions,)."""
    return np.asarray(usable.max(axis=1, initial=0.0))


def find_load(
    usable: Floats, mention_weights: Floats, weights: Floats, population: float | None
) -> Load:
    """Mentions under rows of weights -> how the places of every offer are asked for.

    load_j = S x sum over themes and respondents of w d g e, with S = population / sum of
    weights, or 1.
    """
    sums = weights.sum(axis=1, keepdims=True)
    scale = np.ones_like(sums)
    if population is not None:
        np.divide(population, sums, out=scale, where=sums > 0)
    return Load(scale, scale * (mention_weights @ usable))


def share_by_segment(sample: Sample, amounts: Floats, weights: Floats) -> Floats:
    """Amounts of the mentions -> their sums over the weights, by segment and theme.

    Args:
        sample: The evidence.
        amounts: Array (n_rows, n_mentions).
        weights: Array (n_rows, n_respondents), or (1, n_respondents) for all rows.

    Returns:
        Array (n_segments, n_rows, n_themes); NaN where nobody has a weight.
    """
    mentions, n_themes = sample.mentions, len(sample.theme_ids)
    members = np.array([segment.members for segment in sample.segments])
    segment, mention = np.nonzero(members[:, mentions.respondent])
    place = segment * n_themes + mentions.theme[mention]
    adding = sparse.csr_array(
        (np.ones(len(place)), (place, mention)),
        shape=(len(members) * n_themes, len(mentions.theme)),
    )
    # Rows of weights lie side by side, so that each mention is added to all of them at once.
    sums = (adding @ np.ascontiguousarray(amounts.T)).reshape(len(members), n_themes, len(amounts))
    totals = (members.astype(float) @ weights.T)[:, :, None]
    shares = np.full((len(members), len(amounts), n_themes), np.nan)
    np.divide(sums.transpose(0, 2, 1), totals, out=shares, where=totals > 0)
    return shares


def _measure(sample: Sample, weights: Floats, population: float | None) -> Measures:
    usable = sample.usable(sample.grades)
    need = weights[:, sample.mentions.respondent]
    load = find_load(usable, need, weights, population)
    met = need * best_grades(usable)
    met_capacity = need * _best_with_places(usable, load.total, sample.capacity)

    shares = Measures(
        *(share_by_segment(sample, amounts, weights) for amounts in (need, met, met_capacity))
    )
    # A sum of smaller parts may come out larger in its last digit, and a gap below zero.
    for part in (shares.met, shares.met_capacity):
        np.minimum(part, shares.demand, out=part)
    return shares


def _best_with_places(usable: Floats, load: Floats, capacity: Floats) -> Floats:
    """Array (n_rows, n_mentions): the best grade after the places are shared out."""
    room = np.divide(capacity, load, out=np.full_like(load, np.inf), where=load > 0)
    factor = np.minimum(1.0, room)
    # Respondents of one type and region see the same offers: each case is worked out once.
    cases, case_of = np.unique(usable, axis=0, return_inverse=True)
    best = np.zeros((len(load), len(cases)))
    for position, grades in enumerate(cases):
        offers = np.flatnonzero(grades)
        if len(offers):
            best[:, position] = (factor[:, offers] * grades[offers]).max(axis=1)
    return np.asarray(best[:, case_of])
