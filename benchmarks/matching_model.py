"""The models that turn similarities into probabilities: fitted, cross-validated, written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.isotonic import IsotonicRegression

from benchmarks.matching_sample import ROOT, Task
from gapmap.stages.calibration import STATEMENT_FEATURES, THEME_FEATURES

MODEL = ROOT / "src" / "gapmap" / "resources" / "matching.json"
THEME_PENALTY = 1.0
STATEMENT_PENALTY = 0.3
"""Inverse strength of the L2 penalty; three hundred pairs bear less than thousands."""

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Pairs:
    """Judged pairs, one row each.

    Attributes:
        features: Shape (n, p).
        labels: Shape (n,), 0 or 1.
        weights: Shape (n,).
        groups: Shape (n,): pairs of a group are left out together.
    """

    features: Floats
    labels: Floats
    weights: Floats
    groups: npt.NDArray[np.intp]


def theme_pairs(tasks: Sequence[Task], target: str) -> Pairs:
    """Tasks -> their pairs, grouped by offer; target is relevant or full."""
    n_features = tasks[0].features.shape[2]
    return Pairs(
        np.vstack([task.features.reshape(-1, n_features) for task in tasks]),
        np.concatenate([getattr(task, target).ravel() for task in tasks]),
        np.concatenate([task.weights.ravel() for task in tasks]),
        np.concatenate(
            [np.tile(np.arange(task.weights.shape[1]), len(task.themes)) for task in tasks]
        ),
    )


def fit_logistic(pairs: Pairs, penalty: float) -> tuple[float, Floats]:
    """Pairs -> intercept and coefficients per unit of each feature.

    Standardised for the penalty (L2), and no coefficient below 0: features that say nearly
    the same would else take opposite signs, and an offer that is more like a theme would
    become less likely to serve it.
    """
    spread = pairs.features.std(axis=0)
    features = pairs.features / spread
    signs = 2 * pairs.labels - 1

    def loss(model: Floats) -> tuple[float, Floats]:
        margins = signs * (model[0] + features @ model[1:])
        slopes = -pairs.weights * signs * expit(-margins)
        total = pairs.weights @ np.logaddexp(0, -margins) + model[1:] @ model[1:] / (2 * penalty)
        gradient = np.array([slopes.sum(), *(slopes @ features + model[1:] / penalty)])
        return float(total), gradient

    n_features = features.shape[1]
    found = minimize(
        loss,
        np.zeros(1 + n_features),
        jac=True,
        method="L-BFGS-B",
        bounds=[(None, None), *[(0.0, None)] * n_features],
        options={"maxiter": 1000, "ftol": 1e-12, "gtol": 1e-7},
    )
    return float(found.x[0]), found.x[1:] / spread


def cross_validated(pairs: Pairs, judged: Floats, group: Sequence[int], penalty: float) -> Floats:
    """Pairs to learn from, features to judge, shape (m, p), their groups -> probabilities.

    Each group is judged by a fit on all others.
    """
    groups = np.asarray(group)
    probabilities = np.zeros(len(judged))
    for left_out in np.unique(groups):
        kept = pairs.groups != left_out
        others = Pairs(
            pairs.features[kept], pairs.labels[kept], pairs.weights[kept], pairs.groups[kept]
        )
        intercept, coefficients = fit_logistic(others, penalty)
        mine = groups == left_out
        probabilities[mine] = 1 / (1 + np.exp(-(intercept + judged[mine] @ coefficients)))
    return probabilities


def full_shares(partly: Pairs, full: Pairs, group: Sequence[int]) -> Floats:
    """Pairs -> per group, how many of the others that serve at least partly do so fully."""
    kept = {one: partly.groups != one for one in set(group)}
    shares = {
        one: (full.weights * full.labels)[rest].sum() / (partly.weights * partly.labels)[rest].sum()
        for one, rest in kept.items()
    }
    return np.array([shares[one] for one in group])


def isotonic(scores: Floats, labels: Floats, groups: npt.NDArray[np.intp]) -> Floats:
    """Cross-validated scores -> the same by isotonic regression, each group left out in turn."""
    judged = np.zeros(len(scores))
    for left_out in np.unique(groups):
        mine = groups == left_out
        steps = IsotonicRegression(out_of_bounds="clip").fit(scores[~mine], labels[~mine])
        judged[mine] = steps.predict(scores[mine])
    return judged


def calibration_error(judged: Floats, truth: Floats, bins: int = 10) -> float:
    """Expected calibration error (Naeini et al. 2015): mean |said - true| over equal bins."""
    places = np.minimum((judged * bins).astype(int), bins - 1).ravel()
    said, true = (np.bincount(places, v.ravel(), minlength=bins) for v in (judged, truth))
    return float(np.abs(said - true).sum() / judged.size)


def write_model(
    tasks: Sequence[Task],
    statements: tuple[Pairs, Pairs],
    measured: dict[str, dict[str, str]],
    path: Path = MODEL,
) -> None:
    """Tasks, pairs of statements (at least partly, fully), figures -> the file."""
    gold, found = tasks[0], tasks[1:]
    told = statements[0]
    themes = tuple(theme_pairs(tasks, target) for target in ("relevant", "full"))
    written = {
        "about": "Coefficients of two logistic regressions: similarities of a theme or of a "
        "statement with an offer -> probability. log odds of fit = intercept + sum of "
        "coefficient x similarity; fit_full = full_share x fit.",
        "written_by": "python benchmarks/matching.py --write",
        "date": date.today().isoformat(),
        "theme": {
            "trained_on": f"{gold.relevant.size} pairs of a gold theme of the sample's 2019 wave "
            f"and an offer of its catalogue, all invented ({int(gold.relevant.sum())} served at "
            f"least partly, {int(gold.full.sum())} fully), and as many themes found among "
            f"{len(found)} draws of 70% of its people, each labelled by the gold theme that "
            "most of its people have and weighted by their share",
            "cross_validated_by_offer": measured["theme"],
            **_written(*themes, THEME_PENALTY, THEME_FEATURES),
        },
        "statement": {
            "trained_on": f"{told.labels.size} pairs of an invented answer and an offer "
            f"({int(told.labels.sum())} served at least partly, "
            f"{int(statements[1].labels.sum())} fully)",
            "cross_validated_by_need": measured["statement"],
            **_written(*statements, STATEMENT_PENALTY, STATEMENT_FEATURES),
        },
    }
    text = json.dumps(written, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def _written(partly: Pairs, full: Pairs, penalty: float, names: Sequence[str]) -> dict[str, object]:
    intercept, coefficients = fit_logistic(partly, penalty)
    return {
        "intercept": round(intercept, 4),
        "coefficients": {
            name: round(float(one), 4) for name, one in zip(names, coefficients, strict=True)
        },
        "full_share": round(float(full_shares(partly, full, [-1])[0]), 4),
    }
