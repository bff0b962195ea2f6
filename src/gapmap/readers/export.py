"""What every reader hands on, and how rows of text become it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice, zip_longest

import pandas as pd

from gapmap.errors import DataError, Fault

Row = Sequence[str]

_ROWS_AT_ONCE = 20_000
"""Rows held as Python lists at a time: a million rows must fit into memory as columns."""


@dataclass(frozen=True, slots=True)
class Export:
    """A delivered table as it stands in its file.

    Attributes:
        name: The file's name without its folder.
        cells: One row per data row in file order, index 0 ... n-1; every cell is text, ""
            where it is empty. Columns are the headings, without outer spaces.
        ragged: Rows, 1 = first data row, with more cells than there are headings. What is in
            `cells` for them cannot be trusted.
        dialect: The tool that wrote the file and how ("Qualtrics, three heading rows"); ""
            where nothing but a plain table was found.
        status: One of "complete", "unfinished", "test" per data row, as the export itself
            tells it; empty where it does not.
    """

    name: str
    cells: pd.DataFrame
    ragged: tuple[int, ...] = ()
    dialect: str = ""
    status: tuple[str, ...] = ()


def build_export(
    rows: Iterable[Row], *, name: str, where: str, header_rows: int, cut_long_rows: bool
) -> Export:
    """Rows of text, headings first -> Export.

    Blank rows before the headings and after the last row are no part of the table. A row with
    fewer cells than headings is filled up; a column without heading is called "(column 7)",
    and left out when it is empty.

    Args:
        rows: The file's rows.
        name: The file's name.
        where: What to call the file in an error.
        header_rows: How many rows hold headings; the first that is not blank counts.
        cut_long_rows: Whether a row with more cells than headings was misread, as in a
            delimited file; otherwise its cells are columns without heading.

    Raises:
        DataError: There is no heading, no row below the headings, or a heading repeats.
    """
    table = _without_blank_ends(rows)
    heading_rows = list(islice(table, header_rows))
    headings = _headings(heading_rows)
    _check_headings(headings, where)

    ragged: list[int] = []
    width = len(headings) if cut_long_rows else None
    chunks = list(_chunks(_cut(table, width, ragged)))
    if not chunks:
        raise DataError(
            [
                Fault(
                    where,
                    "has headings and no row below them",
                    "export the answers again, or correct format.header_rows",
                )
            ]
        )
    # Chunks differ in width where the last cells of all their rows are empty.
    cells = pd.concat(chunks, ignore_index=True).fillna("").astype("str")
    cells = cells.reindex(columns=range(max(len(headings), cells.shape[1])), fill_value="")
    named = headings + [""] * (cells.shape[1] - len(headings))
    cells.columns = pd.Index([heading or f"(column {n})" for n, heading in enumerate(named, 1)])
    empty = [
        column
        for column, heading in zip(cells.columns, named, strict=True)
        if not heading and (cells[column] == "").all()
    ]
    return Export(name, cells.drop(columns=empty), tuple(ragged))


def _is_blank(row: Row) -> bool:
    return not any(cell.strip() for cell in row)


def _without_blank_ends(rows: Iterable[Row]) -> Iterator[Row]:
    blank: list[Row] = []
    for row in dropwhile(_is_blank, rows):
        if _is_blank(row):
            blank.append(row)
            continue
        yield from blank
        blank.clear()
        yield row


def _headings(rows: Sequence[Row]) -> list[str]:
    """Heading rows -> one heading per column: the first that is not blank, from the top."""
    width = max((len(row) for row in rows), default=0)
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    return [
        next((cell.strip() for cell in column if cell.strip()), "")
        for column in zip(*filled, strict=True)
    ]


def _check_headings(headings: Sequence[str], where: str) -> None:
    if not any(headings):
        raise DataError([Fault(where, "is empty", "export the answers again")])
    places: dict[str, list[str]] = {}
    for number, heading in enumerate(headings, 1):
        places.setdefault(heading, []).append(str(number))
    # Told by number: in a file without headings these are cells of the first respondent.
    repeated = [numbers for h, numbers in places.items() if h and len(numbers) > 1]
    if repeated:
        raise DataError(
            Fault(
                where,
                f"columns {' and '.join(numbers)} have the same heading",
                "give each of them its own heading",
            )
            for numbers in repeated
        )


def _cut(rows: Iterable[Row], width: int | None, ragged: list[int]) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        if width is not None and len(row) > width:
            if not _is_blank(row[width:]):
                ragged.append(number)
            yield row[:width]
        else:
            yield row


def _chunks(rows: Iterator[Row]) -> Iterator[pd.DataFrame]:
    while chunk := list(islice(rows, _ROWS_AT_ONCE)):
        # A chunk of blank rows alone has no column; its rows must be counted all the same.
        columns = zip_longest(*(row or [""] for row in chunk), fillvalue="")
        yield pd.DataFrame({n: list(column) for n, column in enumerate(columns)}, dtype="str")
