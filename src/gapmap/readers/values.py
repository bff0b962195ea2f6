"""Typed values -> text as a person would write it."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta


def as_text(value: object) -> str:
    """Value of a workbook, Parquet or statistics file -> text.

    Whole numbers have no decimals, dates and times are ISO, several values are joined with
    "; ", nothing is "".
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        # As many digits as Excel itself keeps.
        return f"{value:.15g}" if math.isfinite(value) else ""
    if isinstance(value, datetime):
        return _date_as_text(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, (list, tuple)):
        return "; ".join(as_text(part) for part in value)
    return str(value)


def _date_as_text(value: datetime) -> str:
    if value.time() == time(0):
        return value.date().isoformat()
    return value.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
