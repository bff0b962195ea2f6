"""What people coded of a wave -> what the report says of it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from gapmap.codebook.model import Codebook
from gapmap.stages.agreement import measure_agreement
from gapmap.stages.codings import take_codings
from gapmap.stages.correction import correct_shares


@dataclass(frozen=True, slots=True)
class Compared:
    """Machine against people, on a random sample that people coded.

    Attributes:
        agreement: The table of that name.
        corrected: The table of that name.
    """

    agreement: pd.DataFrame
    corrected: pd.DataFrame


def compare_codings(
    codebook: Codebook,
    statements: pd.DataFrame,
    assignments: pd.DataFrame,
    *,
    wave: str,
    min_cell: int,
) -> Compared:
    """Codebook, statements, assignments -> tables agreement and corrected, empty without codings.

    Args:
        codebook: With the codings; those of other waves are not looked at.
        statements: The table of that name, of the wave.
        assignments: The table of that name, of the wave.
        wave: Its name.
        min_cell: As in measure_agreement and correct_shares.
    """
    sample = take_codings(codebook, statements, assignments, wave=wave)
    return Compared(
        agreement=measure_agreement(sample, min_cell=min_cell),
        corrected=correct_shares(sample, min_cell=min_cell),
    )
