"""Numbers no more exact than they are printed.

Shares with all their digits would tell what is hidden: how far the places of an offer go
round depends on everyone who needs it, those of hidden themes too.
"""

from __future__ import annotations

from typing import Literal

from gapmap.report.words import half_up

Unit = Literal["count", "share", "mean", "place", "points", "ratio"]

_DIGITS: dict[Unit, int] = {"count": 1, "share": 2, "mean": 1, "place": 0, "points": 2, "ratio": 2}
_LITTLE = 0.01
"""Below this a share is printed with a decimal, so that little is not shown as none."""


def as_printed(value: float, unit: Unit) -> float:
    """A number, its unit -> the number that a report prints: a share to whole percents."""
    digits = _DIGITS[unit] + (unit == "share" and 0 < value < _LITTLE)
    return half_up(value, digits)


def share_as_printed(share: float | None) -> float | None:
    """A share -> the share that a report prints; None where there is none."""
    return None if share is None else as_printed(share, "share")
