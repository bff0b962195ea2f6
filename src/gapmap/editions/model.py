"""An edition, and one that was withdrawn, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gapmap.store import RunRecord


@dataclass(frozen=True, slots=True)
class Edition:
    """A report that a person approved.

    Attributes:
        number: From 1; never used again for the wave.
        wave: The wave.
        by: Who approved it.
        day: When.
        run: The run it was made from: version, settings, checksums of the inputs, key messages.
        files: File below reports/<wave>/editions/<number>/ -> SHA-256.
        respondent_files: File below data/editions/<wave>/<number>/ -> SHA-256.
    """

    number: int
    wave: str
    by: str
    day: date
    run: RunRecord
    files: dict[str, str]
    respondent_files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What is left of an edition that was withdrawn.

    Attributes:
        number: Of the edition.
        wave: The wave.
        day: When it was withdrawn.
        by: Who withdrew it.
        reason: Why, without a word about any respondent.
    """

    number: int
    wave: str
    day: date
    by: str
    reason: str
