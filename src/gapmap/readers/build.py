"""Rows of text -> an export, within bounds of memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, dropwhile, islice, zip_longest

import pandas as pd

from gapmap.errors import DataError, Fault
from gapmap.readers.dialects import find_layout
from gapmap.readers.export import Export, Row
from gapmap.readers.first_row import check_headings
from gapmap.readers.layout import HEAD_ROWS, Layout, is_blank, plain_layout
from gapmap.settings import Format

MAX_COLUMNS = 5_000
"""The widest real export met has some 1,200 columns."""

MAX_CELLS = 100_000_000
"""A million answers to a hundred questions."""

MAX_CELL_LENGTH = 131_072
"""Characters; a cell of a workbook holds at most 32,767."""

_CELLS_AT_ONCE = 400_000
"""Cells held as Python lists at a time: a million rows must fit into memory as columns."""


def header_rows(form: Format) -> int | None:
    """[format] -> the number of heading rows, None where it is to be found."""
    return form.header_rows if "header_rows" in form.model_fields_set else None


def build_export(
    rows: Iterable[Row], *, name: str, where: str, header_rows: int | None, cut_long_rows: bool
) -> Export:
    """Rows of text, headings first -> Export.

    Blank rows before the headings and after the last row are no part of the table. A row with
    fewer cells than headings is filled up; a column without heading is called "(column 7)",
    and left out when it is empty.

    Args:
        rows: The file's rows.
        name: The file's name.
        where: What to call the file in an error.
        header_rows: How many rows hold headings, the first that is not blank counts; None: the
            survey tool, rows above the headings and missing headings are looked for.
        cut_long_rows: Whether a row with more cells than headings was misread, as in a
            delimited file; otherwise its cells are columns without heading.

    Raises:
        DataError: There is no heading, no row below the headings, the first row is an answer,
            or the table is too large.
    """
    table = _without_blank_ends(_bounded(rows, where))
    head = list(islice(table, HEAD_ROWS))
    if not head:
        raise DataError([Fault(where, "is empty", "export the answers again")])
    layout = plain_layout(head, header_rows) if header_rows else find_layout(head)
    below = chain(head[layout.skip + layout.rows :], table)

    ragged: list[int] = []
    width = len(layout.headings) if cut_long_rows else None
    chunks = list(_chunks(_cut(below, width, ragged), where))
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
    cells = _named(chunks, layout)
    if header_rows is None and layout.rows == 1:
        check_headings(layout.headings, cells, where)
    export = Export(name, cells, tuple(ragged), layout.dialect, codes=layout.codes)
    finished = layout.finish(export)
    present = set(finished.cells.columns)
    known = {code: heading for code, heading in finished.codes.items() if heading in present}
    return replace(finished, codes=known)


def rows_before_data(rows: Iterable[Row], header_rows: int | None) -> int:
    """Rows of text, number of heading rows if it is set -> how many stand above the first answer.

    The same way of looking as build_export's: blank rows, titles and headings.
    """
    numbered = dropwhile(lambda pair: is_blank(pair[1]), enumerate(rows))
    head = list(islice(numbered, HEAD_ROWS))
    top = [row for _, row in head]
    layout = plain_layout(top, header_rows) if header_rows else find_layout(top)
    return head[0][0] + layout.skip + layout.rows


def _named(chunks: Sequence[pd.DataFrame], layout: Layout) -> pd.DataFrame:
    """Parts of the table -> the table with its headings, without empty unnamed columns."""
    # Chunks differ in width where the last cells of all their rows are empty.
    cells = pd.concat(chunks, ignore_index=True).fillna("").astype("str")
    headings = layout.headings
    cells = cells.reindex(columns=range(max(len(headings), cells.shape[1])), fill_value="")
    named = [*headings, *[""] * (cells.shape[1] - len(headings))]
    unused = [n for n, heading in enumerate(named) if not heading and (cells[n] == "").all()]
    cells = cells.drop(columns=unused)
    used = [(n, heading) for n, heading in enumerate(named, 1) if n - 1 not in set(unused)]
    cells.columns = pd.Index([heading or f"(column {n})" for n, heading in used], dtype="str")
    return cells


def _bounded(rows: Iterable[Row], where: str) -> Iterator[Row]:
    """The rows, as long as they are no wider and no more than a survey's."""
    count = 0
    for row in rows:
        count += len(row)
        if len(row) > MAX_COLUMNS or count > MAX_CELLS:
            what, most = (
                ("columns", MAX_COLUMNS) if len(row) > MAX_COLUMNS else ("cells", MAX_CELLS)
            )
            raise DataError(
                [
                    Fault(
                        where,
                        f"has more than {most:,} {what}",
                        "export the survey's answers alone; or the delimiter was not recognised: "
                        "set format.delimiter",
                    )
                ]
            )
        yield row


def _without_blank_ends(rows: Iterable[Row]) -> Iterator[Row]:
    blank: list[Row] = []
    for row in dropwhile(is_blank, rows):
        if is_blank(row):
            blank.append(())
            continue
        yield from blank
        blank.clear()
        yield row


def _cut(rows: Iterable[Row], width: int | None, ragged: list[int]) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        if width is not None and len(row) > width:
            if not is_blank(row[width:]):
                ragged.append(number)
            yield row[:width]
        else:
            yield row


def _chunks(rows: Iterator[Row], where: str) -> Iterator[pd.DataFrame]:
    chunk: list[Row] = []
    held = first = 0
    for number, row in enumerate(rows):
        chunk.append(row)
        held += len(row) + 1
        if held >= _CELLS_AT_ONCE:
            yield _as_frame(chunk, first, where)
            chunk, held, first = [], 0, number + 1
    if chunk:
        yield _as_frame(chunk, first, where)


def _as_frame(chunk: Sequence[Row], first: int, where: str) -> pd.DataFrame:
    # A chunk of blank rows alone has no column; its rows must be counted all the same.
    columns = list(zip_longest(*(row or [""] for row in chunk), fillvalue=""))
    for column in columns:
        if max(map(len, column)) > MAX_CELL_LENGTH:
            row = next(n for n, cell in enumerate(column) if len(cell) > MAX_CELL_LENGTH)
            raise DataError(
                [
                    Fault(
                        where,
                        f"row {first + row + 1} has a cell of more than {MAX_CELL_LENGTH:,} "
                        "characters, which is no answer",
                        "shorten the cell, or export the file again",
                    )
                ]
            )
    return pd.DataFrame({n: list(column) for n, column in enumerate(columns)}, dtype="str")
