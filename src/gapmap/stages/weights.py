"""Weights that make the respondents resemble a known population, and what they cost.

Raking is iterative proportional fitting (Deming & Stephan 1940) with the weights cut at a
cap in every sweep (Izrael, Battaglia & Frankel 2009).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gapmap.errors import Fault, SettingsError
from gapmap.stages.arrays import Floats
from gapmap.tables import NOT_STATED

Margins = Mapping[str, Mapping[str, float]]

_SWEEPS = 200
_STILL = 1e-9
_MISSED = 1e-4


@dataclass(frozen=True, slots=True)
class Margin:
    """One variable with known shares.

    Attributes:
        variable: respondent_type, region or size.
        member: Array (n_respondents, n_categories), 1 where the respondent is of the category.
        shares: Array (n_categories,), sums to 1.
    """

    variable: str
    member: Floats
    shares: Floats


def rake(respondents: pd.DataFrame, margins: Margins, cap: float) -> Floats:
    """Respondents -> weights with mean 1 that reproduce the margins.

    The start is the delivered weight. A respondent who left a question blank keeps the
    weight that the other margins give. Without margins the delivered weights are returned,
    scaled to mean 1 and not capped.

    Args:
        respondents: Table respondents, those who gave a real answer.
        margins: Variable -> category -> share of the population.
        cap: No weight grows beyond this many times the mean weight.

    Returns:
        Array (n_respondents,), in the order of the rows.

    Raises:
        SettingsError: The margins are impossible: shares that do not sum to 1, a category
            without respondents or without a share, margins that contradict each other, or
            delivered weights that are all 0.
    """
    delivered = respondents["weight"].to_numpy(dtype=float)
    if not len(delivered):
        return delivered
    if delivered.sum() <= 0:
        raise SettingsError([Fault("wave.toml, columns.weight", "every weight is 0")])
    prepared = prepare_margins(respondents, margins)
    weights = rake_each(np.ones((1, len(delivered))), delivered, prepared, cap)
    missed = [
        Fault(
            f"gapmap.toml, weights.margins.{margin.variable}",
            "the margins cannot be met together with these respondents",
            "leave one variable out, or join small categories",
        )
        for margin in prepared
        if _off(weights, margin) > _MISSED and not count_capped(weights, cap)
    ]
    if missed:
        raise SettingsError(missed)
    return np.asarray(weights[0])


def rake_each(counts: Floats, start: Floats, margins: tuple[Margin, ...], cap: float) -> Floats:
    """Rows of counts -> weights, each row raked by itself and scaled to mean 1.

    A respondent drawn twice stands for two: the cap holds for each of them. A category that a
    row leaves empty, as a bootstrap replicate may, is passed over and its share spread over
    the others.

    Args:
        counts: Array (n_rows, n_respondents), how often each is there; a row of zeros stays one.
        start: Array (n_respondents,), the weights to begin with.
        margins: As made by prepare_margins; none = only scaled.
        cap: As in rake; applied only where there are margins.
    """
    if not margins:
        return _scale(counts * start, np.ones_like(counts))
    # Respondents alike in every margin and in their first weight keep equal weights.
    traits = np.column_stack([start, *(margin.member for margin in margins)])
    alike, of_kind = np.unique(traits, axis=0, return_inverse=True)
    kinds = np.zeros((len(start), len(alike)))
    kinds[np.arange(len(start)), of_kind.ravel()] = 1
    ends = np.cumsum([margin.member.shape[1] for margin in margins])
    members = np.split(alike[:, 1:], ends[:-1], axis=1)
    n = counts @ kinds
    each = _scale(np.broadcast_to(alike[:, 0], n.shape), n)
    for _ in range(_SWEEPS):
        before = each
        for member, margin in zip(members, margins, strict=True):
            each = each * _factors(n * each, member, margin.shares)
        each = _trim(_scale(each, n), n, cap)
        if np.abs(each - before).max() < _STILL:
            break
    return _scale(counts * each[:, of_kind.ravel()], np.ones_like(counts))


def prepare_margins(respondents: pd.DataFrame, margins: Margins) -> tuple[Margin, ...]:
    """Respondents, margins -> the margins as arrays, checked.

    Raises:
        SettingsError: Lists every margin that is impossible.
    """
    faults: list[Fault] = []
    prepared = []
    for variable, shares in margins.items():
        cells = respondents[variable].to_numpy(dtype=object)
        weights = respondents["weight"].to_numpy(dtype=float)
        faults += _faults(variable, shares, set(cells[weights > 0]) - {NOT_STATED})
        categories = [name for name, share in shares.items() if share > 0]
        member = np.array([cells == name for name in categories], dtype=float)
        known = np.array([shares[name] for name in categories])
        prepared.append(Margin(variable, member.reshape(len(known), -1).T, known))
    if faults:
        raise SettingsError(faults)
    return tuple(margin for margin in prepared if len(margin.shares))


def count_capped(weights: Floats, cap: float) -> int:
    """Weights -> how many stand at the cap."""
    return int((weights >= cap * weights.mean() * (1 - 1e-6)).sum())


def effective_n(weights: Floats) -> float:
    """Weights -> effective number of respondents, (sum w)^2 / sum w^2 (Kish 1965); 0 for none."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def design_effect(weights: Floats) -> float:
    """Weights -> n / effective n (Kish 1965), at least 1; 1 where nobody has a weight."""
    effective = effective_n(weights)
    return len(weights) / effective if effective else 1.0


def _faults(variable: str, shares: Mapping[str, float], present: set[str]) -> list[Fault]:
    where = f"gapmap.toml, weights.margins.{variable}"
    found = []
    total = math.fsum(shares.values())
    if abs(total - 1) > 1e-6:
        found.append(Fault(where, f"the shares sum to {total:.4f}, not to 1"))
    asked = {name for name, share in shares.items() if share > 0}
    found += [
        Fault(
            f"{where}.{name}",
            "no respondent with a real answer is in this category",
            "check the spelling, or add its share to another category",
        )
        for name in sorted(asked - present)
    ]
    without = len(present - asked)
    if without:
        found.append(
            Fault(
                where,
                f"{without} categories that respondents state have no share",
                "give every category of the respondents a share above 0",
            )
        )
    return found


def _factors(weights: Floats, member: Floats, shares: Floats) -> Floats:
    """Rows of weights -> what each is to be multiplied by for one margin to hold."""
    sums = weights @ member
    wanted = np.where(sums > 0, shares, 0.0)
    stated = sums.sum(axis=1, keepdims=True)
    scale = np.divide(stated, wanted.sum(axis=1, keepdims=True), out=stated * 0, where=stated > 0)
    factors = np.divide(wanted * scale, sums, out=np.ones_like(sums), where=sums > 0)
    return np.asarray(factors @ member.T + 1 - member.sum(axis=1))


def _trim(each: Floats, n: Floats, cap: float) -> Floats:
    """Cut what is above cap times the mean, until nothing is."""
    for _ in range(_SWEEPS):
        limit = cap * _mean(each, n)
        over = (each > limit * (1 + 1e-9)) & (n > 0)
        if not over.any():
            break
        each = np.where(over, limit, each)
    return _scale(each, n)


def _scale(each: Floats, n: Floats) -> Floats:
    means = _mean(each, n)
    return each / np.where(means > 0, means, 1)


def _mean(each: Floats, n: Floats) -> Floats:
    """Mean of each row, every cell counted n times; 0 where there is none."""
    sums, counts = (n * each).sum(axis=1, keepdims=True), n.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(sums, counts, out=np.zeros_like(sums), where=counts > 0))


def _off(weights: Floats, margin: Margin) -> float:
    sums = weights @ margin.member
    stated = sums.sum()
    return float(np.abs(sums / stated - margin.shares).max()) if stated else 0.0
