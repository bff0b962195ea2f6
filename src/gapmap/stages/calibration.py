"""Similarities -> probabilities, by two small logistic regressions that anyone can read.

One is for a theme and an offer, one for a single statement and an offer: how often an offer
that is near serves is another matter there. The coefficients stand in
`resources/matching.json`; `benchmarks/matching.py --write` fits them anew and says there on
what, when and how well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from gapmap.stages.arrays import Floats

THEME_FEATURES = ("needs", "concepts", "words", "letters")
"""The respects in which theme and offer are compared, in the order of the coefficients."""

STATEMENT_FEATURES = ("needs", "concepts", "lexical")
"""The same for a statement and an offer; lexical is words and their pieces in one."""

_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression (Cox 1958).

    Attributes:
        intercept: Log odds where all features are 0.
        coefficients: Added to the log odds per unit of each feature.
    """

    intercept: float
    coefficients: tuple[float, ...]

    def probability(self, features: Floats) -> Floats:
        """Features, shape (..., number of coefficients) -> probabilities, shape (...)."""
        log_odds = self.intercept + features @ np.array(self.coefficients)
        return np.asarray(1.0 / (1.0 + np.exp(-log_odds)))


@dataclass(frozen=True, slots=True)
class Fits:
    """How similarities become probabilities.

    Attributes:
        fit: That the offer serves at least partly.
        full_share: Of the offers that serve, how many do so fully. Nothing in the similarities
            tells them apart (measured), so it is the same for all.
    """

    fit: Logistic
    full_share: float

    def probabilities(self, features: Floats) -> tuple[Floats, Floats]:
        """Features, shape (..., p) -> fit and fit_full, shape (...), rounded to 6 decimals.

        Rounded, so that the last bits of a sum cannot decide a grade or a rank.
        """
        fit = np.round(self.fit.probability(features), _DECIMALS)
        return fit, np.round(self.full_share * fit, _DECIMALS)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The calibration of both comparisons.

    Attributes:
        theme: Of a theme and an offer; features as in THEME_FEATURES.
        statement: Of a statement and an offer; features as in STATEMENT_FEATURES.
    """

    theme: Fits
    statement: Fits


@cache
def load_calibration() -> Calibration:
    """Nothing -> the calibration that ships."""
    source = files("gapmap.resources").joinpath("matching.json")
    written = json.loads(source.read_text("utf-8"))
    return Calibration(
        theme=_fits(written["theme"], THEME_FEATURES),
        statement=_fits(written["statement"], STATEMENT_FEATURES),
    )


def _fits(written: Mapping[str, Any], features: Sequence[str]) -> Fits:
    coefficients = tuple(float(written["coefficients"][name]) for name in features)
    return Fits(Logistic(float(written["intercept"]), coefficients), float(written["full_share"]))
