"""Whether the first row holds headings: a file without them is refused, never guessed at."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from gapmap.errors import DataError, Fault

_SUSPICIOUS_SHARE = 0.4
_ROWS_LOOKED_AT = 2_000
_LONGEST_VALUE = 80
_VALUE = re.compile(
    r"""
    -?\d[\d.,\s]*%?                                         # a number
    | \d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T\s].{0,20})?      # a date, maybe with the time
    | \d{1,2}[:.]\d{2}(?:[:.]\d{2})?                        # a time
    | \S+@\S+\.\S+                                          # an e-mail address
    | [0-9a-f]{8}-[0-9a-f-]{20,30}                          # an id
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_value(cell: str) -> bool:
    """Whether a cell is a number, date, time, address or id, so hardly a heading."""
    return len(cell) <= _LONGEST_VALUE and bool(_VALUE.fullmatch(cell))


def check_headings(headings: Sequence[str], cells: pd.DataFrame, where: str) -> None:
    """First row, the rows below it -> nothing, if the first row can be headings.

    A cell of an answer shows itself as a number, date, time or address, or by turning up in
    its column again beside other values.

    Raises:
        DataError: Two fifths of the first row are such cells; none of them is printed.
    """
    filled = [heading for heading in headings if heading in cells]
    if not filled:
        return
    looked_at = cells.iloc[:_ROWS_LOOKED_AT]
    answers = sum(is_value(h) or _recurs(h, looked_at[h]) for h in filled)
    if answers < _SUSPICIOUS_SHARE * len(filled):
        return
    raise DataError(
        [
            Fault(
                where,
                f"seems to have no headings: {answers} of the {len(filled)} cells of its first "
                "row look like answers",
                "add a row of headings; if the first row is one, set format.header_rows = 1",
            )
        ]
    )


def _recurs(heading: str, column: pd.Series[str]) -> bool:
    """Whether a heading is one of the values of its column, beside others.

    A column that holds nothing but its heading is the tick of an option.
    """
    same = (column == heading).sum()
    others = ((column != heading) & (column != "")).sum()
    return bool(same and others)
