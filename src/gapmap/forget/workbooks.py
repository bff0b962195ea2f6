"""A workbook of the review -> the same without what one person said."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Collection

from gapmap.errors import DataError

_LEAST = 4
"""Characters from which a cell is compared: ids and texts are longer."""


def empty_rows_of(
    content: bytes, where: str, statements: Collection[str], is_theirs: Callable[[str], bool]
) -> tuple[bytes, int]:
    """Workbook, ids of statements -> workbook with their rows emptied, and how many rows.

    A row goes when one of its cells is such an id, or a text that is the person's.

    Args:
        content: The workbook.
        where: What to call it in an error.
        statements: Ids.
        is_theirs: Whether a text is the person's and nobody else's.

    Raises:
        DataError: It is no workbook that can be read.
    """
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about drop-downs and styles
            workbook = load_workbook(io.BytesIO(content))
    except Exception:  # openpyxl lets whatever a damaged file provokes pass through
        workbook = None
    if workbook is None:
        raise DataError.of(where, "cannot be read as a workbook", "delete it, or save it again")
    n_rows = 0
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            texts = [cell.value for cell in row if isinstance(cell.value, str)]
            if any(t in statements or (len(t) >= _LEAST and is_theirs(t)) for t in texts):
                n_rows += 1
                for cell in row:
                    cell.value = cell.comment = None
    into = io.BytesIO()
    workbook.save(into)
    return (into.getvalue() if n_rows else content), n_rows
