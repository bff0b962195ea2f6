"""Files that hold a typed table: Parquet, SPSS and Stata."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from gapmap.errors import DataError, Fault
from gapmap.readers.build import MAX_CELL_LENGTH, MAX_CELLS, MAX_COLUMNS
from gapmap.readers.export import Export
from gapmap.readers.layout import code_names, tell_apart


def check_shape(rows: int, columns: int, where: str) -> None:
    """Raise for a table that is empty or larger than a survey's."""
    if columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise DataError(
            [
                Fault(
                    where,
                    f"has {rows:,} rows and {columns:,} columns, too many for a survey",
                    "export the survey's answers alone",
                )
            ]
        )
    if rows < 1 or columns < 1:
        raise DataError([Fault(where, "holds no answers", "export the answers again")])


def frame_export(
    table: pd.DataFrame,
    texts: Sequence[str],
    write: Callable[[str, object], str],
    *,
    name: str,
    where: str,
) -> Export:
    """Typed table -> Export.

    Args:
        table: One row per respondent; columns are the file's names, none twice.
        texts: The question of every column, "" where there is none.
        write: Column name, value -> cell.
        name: The file's name.
        where: What to call the file in an error.

    Raises:
        DataError: A cell is too long to be an answer.
    """
    names = [str(column).strip() for column in table.columns]
    headings = tell_apart([text or name for text, name in zip(texts, names, strict=True)], names)
    cells = {
        heading: pd.Series([write(column, value) for value in table[column]], dtype="str")
        for heading, column in zip(headings, table.columns, strict=True)
    }
    long = sum(int((column.str.len() > MAX_CELL_LENGTH).sum()) for column in cells.values())
    if long:
        raise DataError(
            [
                Fault(
                    where,
                    f"{long} cells are longer than {MAX_CELL_LENGTH:,} characters, so no answers",
                    "shorten them, or export the file again",
                )
            ]
        )
    named = pd.DataFrame(cells, dtype="str")
    return Export(name, named, codes=code_names(names, headings))
