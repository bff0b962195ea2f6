"""Similarities -> probabilities, by two small logistic regressions that anyone can read.

The coefficients stand in `resources/matching.json`; `benchmarks/matching.py --write` fits
them anew and says there on what, when and how well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from gapmap.stages.arrays import Floats
from gapmap.stages.match_features import FEATURES


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression (Cox 1958).

    Attributes:
        intercept: Log odds where all features are 0.
        coefficients: Added to the log odds per unit of each feature, in the order of FEATURES.
    """

    intercept: float
    coefficients: tuple[float, ...]

    def probability(self, features: Floats) -> Floats:
        """Features, shape (..., 3) -> probabilities, shape (...)."""
        log_odds = self.intercept + features @ np.array(self.coefficients)
        return np.asarray(1.0 / (1.0 + np.exp(-log_odds)))


@dataclass(frozen=True, slots=True)
class Calibration:
    """How similarities become probabilities.

    Attributes:
        fit: That an offer serves a theme at least partly.
        fit_full: That it serves it fully.
    """

    fit: Logistic
    fit_full: Logistic


@cache
def load_calibration() -> Calibration:
    """Nothing -> the calibration that ships."""
    source = files("gapmap.resources").joinpath("matching.json")
    written = json.loads(source.read_text("utf-8"))
    return Calibration(_logistic(written["fit"]), _logistic(written["fit_full"]))


def _logistic(written: Mapping[str, Any]) -> Logistic:
    coefficients = tuple(float(written["coefficients"][name]) for name in FEATURES)
    return Logistic(float(written["intercept"]), coefficients)
