"""Shares corrected by a coded sample: do their intervals hold the truth, and are they unbiased?

    python benchmarks/correction.py [--surveys 2000] [--coded 60]

Every survey is made up: its statements belong to a theme or not, and a machine finds those that
do with a certain sensitivity and takes others for it now and then. A sample is drawn as
`review_sample` draws it, stratified by where the machine put a statement, at least one of each
part; people code it without error. Printed, for each true share: the mean error of the machine's
share and of the corrected one, how often the 95% interval holds the truth, how often that of the
textbook (estimate and 1.96 standard errors) does, and how wide they are.
"""

from __future__ import annotations

import argparse
import platform
from datetime import date

import numpy as np

from gapmap import __version__
from gapmap.stages.correction import correct_share

SHARES = (0.02, 0.05, 0.08, 0.10, 0.15, 0.25)
MACHINES = ((0.6, 0.01), (0.6, 0.05), (0.75, 0.03), (0.9, 0.01), (0.9, 0.05))
"""Sensitivity, share of the other statements that are taken for the theme."""

SIZES = (700, 1000)
HEADINGS = (
    "| true share | machine's error | corrected, error | holds the truth | width "
    "| textbook holds | width |"
)


def survey(
    rng: np.random.Generator, share: float, machine: tuple[float, float], coded: int
) -> tuple[float, ...]:
    """One survey -> errors of machine and corrected share, and of both intervals held and width."""
    n = int(rng.choice(SIZES))
    truth = np.zeros(n, dtype=bool)
    truth[: round(share * n)] = True
    found = np.where(truth, rng.random(n) < machine[0], rng.random(n) < machine[1])
    drawn, chance = [], np.zeros(n)
    n_inside = min(max(1, round(coded * found.mean())), int(found.sum()))
    for part, size in ((found, n_inside), (~found, coded - n_inside)):
        rows = np.flatnonzero(part)
        size = min(size, len(rows))
        if size:
            drawn.append(rng.choice(rows, size, replace=False))
            chance[rows] = size / len(rows)
    sample = np.concatenate(drawn)
    said = truth[sample].astype(float)
    made = correct_share(said, found[sample], chance[sample], float(found.mean()))
    true = float(truth.mean())
    gap = said - found[sample]
    weights = 1 / chance[sample] / n
    plain = float(found.mean() + weights @ gap)
    strata = [gap[found[sample] == side] for side in (True, False)]
    sizes = [found.mean(), 1 - found.mean()]
    variance = sum(
        size**2 * part.var(ddof=1) / len(part)
        for size, part in zip(sizes, strata, strict=True)
        if len(part) > 1
    )
    half = 1.96 * float(np.sqrt(variance))
    return (
        float(found.mean()) - true,
        made.share - true,
        float(made.low <= true <= made.high),
        made.high - made.low,
        float(abs(plain - true) <= half),
        2 * half,
    )


def measure(share: float, *, surveys: int, coded: int, seed: int) -> list[float]:
    """True share -> means over surveys of all machines."""
    rng = np.random.default_rng([seed, round(share * 1000)])
    rows = [
        survey(rng, share, MACHINES[number % len(MACHINES)], coded) for number in range(surveys)
    ]
    return [float(mean) for mean in np.mean(rows, axis=0)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--surveys", type=int, default=2000)
    parser.add_argument("--coded", type=int, default=60)
    options = parser.parse_args()
    print(
        f"{date.today().isoformat()}, gapmap {__version__}, Python {platform.python_version()}; "
        f"{options.surveys} surveys for each share, {options.coded} statements coded.\n"
    )
    print(HEADINGS)
    print("|---" * (HEADINGS.count("|") - 1) + "|")
    for share in SHARES:
        found = measure(share, surveys=options.surveys, coded=options.coded, seed=2023)
        cells = [f"{share:.0%}", f"{found[0]:+.3f}", f"{found[1]:+.3f}", f"{found[2]:.1%}",
                 f"{found[3]:.3f}", f"{found[4]:.1%}", f"{found[5]:.3f}"]  # fmt: skip
        print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
