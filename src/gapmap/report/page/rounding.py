"""Numbers no more exact than they are printed: with all digits they could tell what is hidden."""

from __future__ import annotations

from gapmap.report.words import half_up


def as_printed(share: float | None) -> float | None:
    """A share -> the share that is printed: whole percents, a decimal more below 1%."""
    return None if share is None else half_up(share, 3 if 0 < share < 0.01 else 2)
