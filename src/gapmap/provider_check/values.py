"""When two cells of an offer say the same, however a program has written them."""

from __future__ import annotations

import hashlib
import re

import pandas as pd

from gapmap.provider_check.words import NOT_ASKED
from gapmap.stages.cells import clean_text, fold, read_counts, read_dates
from gapmap.tables import OFFERS
from gapmap.xlsx import NOT_IN_XML

ASKED = tuple(column.name for column in OFFERS.columns if column.name not in NOT_ASKED)
"""Columns that a provider fills in; a fingerprint is made of them."""

_KINDS = {column.name: column.kind for column in OFFERS.columns}
_SEPARATORS = re.compile(r"[;\n|]")


def plain_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Columns of offers as text -> the same in one form: cells that say the same are equal.

    Dates are ISO, whole numbers have no separators, the parts of a list are folded and sorted,
    and one blank is like several. What cannot be read as a date or a number stays text.
    """
    return pd.DataFrame({name: _plain(rows[name], _KINDS[name]) for name in rows.columns})


def fingerprints(rows: pd.DataFrame) -> list[str]:
    """Offers as text -> the fingerprint of each row, in order: 16 digits of SHA-256."""
    plain = plain_rows(rows[list(ASKED)])
    joined = ["\x1f".join(cells) for cells in plain.itertuples(index=False, name=None)]
    return [hashlib.sha256(text.encode()).hexdigest()[:16] for text in joined]


def _plain(cells: pd.Series[str], kind: str) -> pd.Series[str]:
    held = clean_text(cells.astype("str").str.replace(NOT_IN_XML, "", regex=True))
    text = held.map(lambda cell: " ".join(cell.split()))
    if kind == "list":
        return held.map(_list)
    if kind in ("date", "integer"):
        read = read_dates(held) if kind == "date" else read_counts(held)
        known = zip(text, read, read.notna(), strict=True)
        plain = [str(value) if is_known else cell for cell, value, is_known in known]
        return pd.Series(plain, index=cells.index, dtype="str")
    return text


def _list(cell: str) -> str:
    parts = {fold(part) for part in _SEPARATORS.split(cell)}
    return ";".join(sorted(parts - {""}))
