"""Shares corrected by a coded sample: do their intervals hold the truth, and are they unbiased?

    python benchmarks/correction.py [--surveys 2000] [--coded 60]

Every survey is made up: its statements belong to a theme or not, and a machine finds those that
do with a certain sensitivity and takes others for it now and then. A sample is drawn in one of
three ways, and people code it without error. Printed for each way and true share, over machines
of five kinds: the largest mean error of the machine's share and of the corrected one, how often
the 95% interval holds the truth (mean, and with the kind of machine that it does worst with),
and how wide it is. Beside it the interval that papers give, the estimate and 1.96 standard
errors; that of ppi-python, where it is installed; and Wilson's from what people said alone.
"""

from __future__ import annotations

import argparse
import platform
from collections.abc import Callable
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

from gapmap import __version__
from gapmap.stages.correction import correct_share
from gapmap.stages.intervals import Z, wilson

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
Interval = tuple[float, float, float]
"""Estimate, lower and upper end."""

SHARES = (0.02, 0.05, 0.08, 0.10, 0.15, 0.25)
MACHINES = ((0.6, 0.01), (0.6, 0.05), (0.75, 0.03), (0.9, 0.01), (0.9, 0.05))
"""Sensitivity, share of the other statements that are taken for the theme."""

WAYS = ("by theme", "simple", "uneven")
"""How the sample is drawn: as the review does, by the machine's main theme, in proportion but
at least one of each; all alike; half of it from a fifth of the statements, those most errors
are among."""

SIZES = (700, 1000)
OTHER_THEMES = 17
"""Themes besides the one looked at; the last is no theme at all."""

IN_FIRST, MISSED_TO_NONE = 0.85, 0.4
"""Of the machine's yes, those with the theme as main theme; of its missed, those in no theme."""


def strata_of(truth: Flags, found: Flags, way: str, rng: np.random.Generator) -> Ints:
    """Who belongs, whom the machine found -> the part of the sample's frame of each statement."""
    n = len(truth)
    if way == "simple":
        return np.zeros(n, dtype=np.intp)
    if way == "uneven":
        return np.asarray(rng.random(n) < np.where(truth != found, 0.7, 0.16), dtype=np.intp)
    sizes = np.arange(1, OTHER_THEMES + 1) ** -0.6
    main = 1 + rng.choice(OTHER_THEMES, n, p=sizes / sizes.sum())
    main[truth & ~found & (rng.random(n) < MISSED_TO_NONE)] = OTHER_THEMES
    main[found & (rng.random(n) < IN_FIRST)] = 0
    return np.asarray(main, dtype=np.intp)


def allocate(sizes: Ints, coded: int, way: str) -> Ints:
    """Sizes of the parts -> how many are drawn from each."""
    if way == "uneven":
        return np.asarray(np.minimum(sizes, coded // 2), dtype=np.intp)
    quotas = coded * sizes / sizes.sum()
    drawn = np.maximum(1, np.floor(quotas)).astype(np.intp)
    while drawn.sum() != coded:
        step = 1 if drawn.sum() < coded else -1
        may = drawn < sizes if step == 1 else drawn > 1
        drawn[np.argmax(np.where(may, step * (quotas - drawn), -np.inf))] += step
    return np.asarray(drawn, dtype=np.intp)


def draw(strata: Ints, coded: int, way: str, rng: np.random.Generator) -> tuple[Ints, Floats]:
    """Strata -> the rows drawn, and the chance of each."""
    parts, sizes = np.unique(strata, return_counts=True)
    drawn = allocate(sizes, coded, way)
    rows = [
        rng.choice(np.flatnonzero(strata == part), n, replace=False)
        for part, n in zip(parts, drawn, strict=True)
    ]
    return np.concatenate(rows), np.repeat(drawn / sizes, drawn)


def textbook(said: Floats, found: Flags, chance: Floats, all_found: Flags) -> Interval:
    """Prediction-powered, the machine's word with its best factor, 1.96 standard errors."""
    weights = 1 / chance / np.sum(1 / chance)
    x = found.astype(float)
    spread = weights @ (x - weights @ x) ** 2
    factor = (weights @ ((x - weights @ x) * said)) / spread if spread > 0 else 0.0
    factor = min(max(factor, 0.0), 1.0)
    rest = said - factor * x
    mean = float(weights @ rest)
    n = len(said)
    half = Z * float(np.sqrt(np.sum(weights**2 * (rest - mean) ** 2 * (1 - chance)) * n / (n - 1)))
    estimate = factor * float(all_found.mean()) + mean
    return estimate, estimate - half, estimate + half


def by_people_alone(said: Floats, found: Flags, chance: Floats, all_found: Flags) -> Interval:
    weights = 1 / chance
    share = weights @ said / weights.sum()
    n = weights.sum() ** 2 / np.sum(weights**2 * (1 - chance))
    low, high = wilson(np.array([share]), np.array([n]))
    return float(share), float(low[0]), float(high[0])


def ours(said: Floats, found: Flags, chance: Floats, all_found: Flags) -> Interval:
    made = correct_share(said, found, chance, float(all_found.mean()))
    return made.share, made.low, made.high


def ppi_python(said: Floats, found: Flags, chance: Floats, all_found: Flags) -> Interval:
    ppi: Any = import_module("ppi_py")
    given = said, found.astype(float), all_found.astype(float)
    estimate = ppi.ppi_mean_pointestimate(*given, w=1 / chance)
    low, high = ppi.ppi_mean_ci(*given, alpha=0.05, w=1 / chance)
    return float(estimate[0]), float(low[0]), float(high[0])


Method = Callable[[Floats, Flags, Floats, Flags], Interval]
METHODS: dict[str, Method] = {
    "corrected": ours,
    "textbook": textbook,
    "people alone": by_people_alone,
}
if find_spec("ppi_py"):
    METHODS["ppi-python"] = ppi_python


def survey(
    share: float, machine: tuple[float, float], way: str, coded: int, rng: np.random.Generator
) -> Floats:
    """One survey -> the machine's error; of each method, error, whether it held, and width."""
    n = int(rng.choice(SIZES))
    truth = np.zeros(n, dtype=bool)
    truth[: round(share * n)] = True
    found = np.where(truth, rng.random(n) < machine[0], rng.random(n) < machine[1])
    rows, chance = draw(strata_of(truth, found, way, rng), coded, way, rng)
    true = float(truth.mean())
    figures = [float(found.mean()) - true]
    for method in METHODS.values():
        estimate, low, high = method(truth[rows].astype(float), found[rows], chance, found)
        figures += [estimate - true, float(low <= true <= high), high - low]
    return np.array(figures)


def measure(share: float, way: str, *, surveys: int, coded: int) -> Floats:
    """True share, way of drawing -> means over the surveys, array (n_machines, n_figures)."""
    rng = np.random.default_rng([2023, WAYS.index(way), round(share * 1000)])
    return np.array(
        [
            np.mean([survey(share, machine, way, coded, rng) for _ in range(surveys)], axis=0)
            for machine in MACHINES
        ]
    )


def largest(errors: Floats) -> float:
    """Mean errors by kind of machine -> the one that is furthest from 0."""
    return float(errors[np.argmax(np.abs(errors))])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--surveys", type=int, default=2000, help="of each kind; default: 2000")
    parser.add_argument("--coded", type=int, default=60, help="statements coded; default: 60")
    options = parser.parse_args()
    print(
        f"{date.today().isoformat()}, gapmap {__version__}, Python {platform.python_version()}; "
        f"{options.surveys} surveys of each share and kind of machine, {options.coded} coded.\n"
    )
    beside = [f"{name}: holds, least" for name in METHODS if name != "corrected"]
    headings = [
        "sample", "true share", "machine's error", "corrected: error", "holds", "least", "width",
        *(part for name in beside for part in (name, "width")),
    ]  # fmt: skip
    print(f"| {' | '.join(headings)} |")
    print(f"|{' --- |' * 2}{' ---: |' * (len(headings) - 2)}")
    for way in WAYS:
        for share in SHARES:
            found = measure(share, way, surveys=options.surveys, coded=options.coded)
            cells = [way, f"{share:.0%}", f"{100 * largest(found[:, 0]):+.1f}"]
            cells += [f"{100 * largest(found[:, 1]):+.2f}", f"{found[:, 2].mean():.1%}"]
            for held, width in zip(found.T[2::3], found.T[3::3], strict=True):
                cells += [f"{held.min():.1%}", f"{100 * width.mean():.1f}"]
            print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
