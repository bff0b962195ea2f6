"""Cells as delivered -> values: texts, dates, ratings, numbers. Empty where it cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd

_DATE = re.compile(
    r"(?:(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"|(?P<day_first>\d{1,2})[-.](?P<month_next>\d{1,2})[-.](?P<year_last>\d{4}))"
    r"(?:(?:T|,?\s*(?:kl\.?)?\s+)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})"
    r"(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
_EARLIEST_YEAR = 1900

_RATING = re.compile(
    r"(?P<number>[1-5](?:[.,]\d+)?)(?:\s*[-–—:=)(.]\s*[^\W\d].*|\s+[^\W\d]\D*)?", re.DOTALL
)
_DIGITS = re.compile(r"\d{1,9}")
_THOUSANDS = re.compile(r"\d{1,3}(?:[. ]\d{3})+")
_NO_DECIMALS = re.compile(r"[.,]0+$")
_CONTROL = r"[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b\u200e\u200f\u2060\ufeff]"


def clean_text(cells: pd.Series[str]) -> pd.Series[str]:
    """Cells as delivered -> composed letters, one kind of line break, no invisible signs."""
    unbroken = cells.str.replace("\r\n", "\n", regex=False).str.replace("\r", "\n", regex=False)
    return unbroken.str.replace(_CONTROL, "", regex=True).str.normalize("NFC").str.strip()


def fold(value: str) -> str:
    """Category -> the form in which two spellings of it are compared."""
    return " ".join(value.split()).casefold()


def by_distinct(cells: pd.Series[str], read: Callable[[str], object]) -> pd.Series[Any]:
    """Cells, function -> its value per cell; called once for each distinct cell."""
    return cells.map({cell: read(cell) for cell in cells.unique()})


def read_dates(cells: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    """Dates as text -> dates with seconds, NaT where blank or not a date.

    Read are 2019-11-18, 18-11-2019 and 18.11.2019, with or without a time, which is taken as
    local; 03/04/2019 means two days and is not a date.
    """
    found = by_distinct(cells, _date)
    return pd.to_datetime(found, errors="coerce").astype("datetime64[s]")


def _date(cell: str) -> str | None:
    match = _DATE.fullmatch(cell)
    if match is None:
        return None
    parts = match.groupdict()
    year, month, day = (
        int(parts[iso] or parts[danish])
        for iso, danish in (("year", "year_last"), ("month", "month_next"), ("day", "day_first"))
    )
    if year < _EARLIEST_YEAR:
        return None
    hour, minute, second = (int(parts[part] or 0) for part in ("hour", "minute", "second"))
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"


def read_ratings(cells: pd.Series[str]) -> pd.Series[float]:
    """Ratings as text -> numbers from 1 to 5, NaN where blank or not a rating.

    Read are "4", "4,0" and a number before its label ("5 - Meget vigtigt").
    """
    return by_distinct(cells, _rating).astype("float64")


def _rating(cell: str) -> float:
    match = _RATING.fullmatch(cell)
    number = float(match["number"].replace(",", ".")) if match else float("nan")
    return number if number <= 5 else float("nan")


def read_weights(cells: pd.Series[str], decimal: str = "") -> pd.Series[float]:
    """Weights as text -> numbers of 0 or more, NaN where blank or not a weight.

    Args:
        cells: The text.
        decimal: The decimal sign; when "", the last comma or point in the number.
    """

    def weight(cell: str) -> float:
        sign = decimal or (max(",.", key=cell.rfind))
        other = "." if sign == "," else ","
        plain = cell.replace(other, "").replace(" ", "").replace(sign, ".")
        return float(plain) if re.fullmatch(r"\d*\.?\d+|\d+\.", plain) else float("nan")

    return by_distinct(cells, weight).astype("float64")


def read_counts(cells: pd.Series[str]) -> pd.Series[int]:
    """Whole numbers as text ("80", "80,0", "1.200") -> integers, <NA> where none."""

    def count(cell: str) -> int | None:
        plain = re.sub(r"[. ]", "", cell) if _THOUSANDS.fullmatch(cell) else cell
        plain = _NO_DECIMALS.sub("", plain)
        return int(plain) if _DIGITS.fullmatch(plain) else None

    return by_distinct(cells, count).astype("Int64")
