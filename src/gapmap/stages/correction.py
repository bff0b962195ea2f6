"""Codings of a random sample -> shares of themes without the machine's errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gapmap.stages.arrays import Flags, Floats
from gapmap.stages.codings import Said, Sample
from gapmap.stages.intervals import wilson
from gapmap.tables import CORRECTED


@dataclass(frozen=True, slots=True)
class Corrected:
    """A share, 0 to 1, with the ends of its 95% interval."""

    share: float
    low: float
    high: float


def correct_shares(sample: Sample, *, min_cell: int) -> pd.DataFrame:
    """Sample -> table corrected: of every theme, the machine's share and the corrected one.

    Where several people coded a statement, their mean is what it counts. A theme in which the
    machine put fewer than min_cell statements, but some, is left out, so that a small count
    cannot be read off its share.
    """
    drawn = list(sample.by_statement.values())
    if not drawn:
        return CORRECTED.empty()
    chance = np.array([np.mean([one.share for one in said]) for said in drawn])
    rows = []
    for theme in sample.theme_ids:
        count = sample.machine_counts.get(theme, 0)
        if 0 < min(count, sample.n_statements - count) < min_cell:
            continue
        share = count / sample.n_statements
        found = correct_share(_by_people(drawn, theme), _by_machine(drawn, theme), chance, share)
        rows.append(
            {
                "theme_id": theme,
                "n_coded": len(drawn),
                "share_machine": share,
                "share": found.share,
                "share_low": found.low,
                "share_high": found.high,
            }
        )
    return CORRECTED.shape(pd.DataFrame(rows)) if rows else CORRECTED.empty()


def correct_share(
    people: Floats, machine: Flags, chance: Floats, machine_share: float
) -> Corrected:
    """A coded random sample, the machine's share of all -> the share that people would find.

    Prediction-powered inference: the machine's share of all statements, corrected by what
    people say of a random sample (Angelopoulos et al. 2023a), each statement weighted by the
    chance that it was drawn with (Egami et al. 2023). With the factor of the machine's word
    that varies least (Angelopoulos et al. 2023b), and a machine that says yes or no, that is
    the post-stratified estimate (Holt & Smith 1979): how many of the machine's yes are right,
    times how many there are, plus how many of its no are wrong, times how many there are.

    The interval joins those of the two parts (MOVER; Zou & Donner 2008), each Wilson's score
    on the effective number (Kish 1965) with the finite population correction. The interval of
    the literature, the estimate and 1.96 standard errors, is too narrow for a few dozen
    coded statements: `benchmarks/correction.py`. Of a part without a coded statement nothing
    is known: it counts one half, from none to all.

    Args:
        people: Array (n_coded,), whether the statement is in the theme, or the share of the
            people who say so, 0 to 1.
        machine: Array (n_coded,), whether the machine put it there.
        chance: Array (n_coded,), the probability with which it was drawn, above 0 up to 1.
        machine_share: Share of all statements that the machine put there, 0 to 1.
    """
    sizes = np.array([machine_share, 1 - machine_share])
    shares, lows, highs = np.array([0.5, 0.5]), np.zeros(2), np.ones(2)
    for part, inside in enumerate((machine, ~machine)):
        if inside.any():
            shares[part], n = _weighted(people[inside], chance[inside])
            low, high = wilson(shares[[part]], np.array([n]))
            lows[part], highs[part] = low[0], high[0]
    share = float(sizes @ shares)
    return Corrected(
        share=share,
        low=share - float(np.hypot(*(sizes * (shares - lows)))),
        high=share + float(np.hypot(*(sizes * (highs - shares)))),
    )


def _weighted(people: Floats, chance: Floats) -> tuple[float, float]:
    """Values and chances -> their mean over all, and the number it is worth; infinite for all."""
    weights = 1 / chance
    spread = float(np.sum(weights**2 * (1 - chance)))
    n = float(weights.sum() ** 2 / spread) if spread > 0 else np.inf
    return float(weights @ people / weights.sum()), n


def _by_people(drawn: Sequence[Sequence[Said]], theme: str) -> Floats:
    return np.array([np.mean([theme in one.themes for one in said]) for said in drawn])


def _by_machine(drawn: Sequence[Sequence[Said]], theme: str) -> Flags:
    return np.array([theme in said[0].machine for said in drawn])
