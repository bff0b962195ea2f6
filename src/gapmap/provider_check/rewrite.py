"""The catalogue's own file with some cells changed and rows added, written as it was written."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from gapmap.errors import DataError, GapmapError
from gapmap.readers.delimited import delimited_rows, find_dialect
from gapmap.readers.source import Source
from gapmap.readers.values import as_text
from gapmap.settings import Format
from gapmap.xlsx import FORMULA_STARTS

TEXT_FILES = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be written, by the headings of the file.

    Attributes:
        headings: Those of the file that are known; the headings row holds them all.
        new_headings: Columns to be added at the end.
        cells: Data row, 1 = first -> heading -> text.
        added: Heading -> text, a row each.
        dates: Headings of columns that hold dates.
        counts: Headings of columns that hold whole numbers.
    """

    headings: Sequence[str]
    new_headings: Sequence[str]
    cells: Mapping[int, Mapping[str, str]]
    added: Sequence[Mapping[str, str]]
    dates: frozenset[str]
    counts: frozenset[str]


def can_rewrite(path: Path) -> bool:
    """Whether the catalogue is of a kind that can be written."""
    return path.suffix.lower() in (*TEXT_FILES, *WORKBOOKS)


def rewrite(path: Path, changes: Changes) -> bytes:
    """Catalogue on the disk, changes -> the bytes of the changed catalogue.

    A text file keeps its encoding, delimiter, line ends and whether cells stand in quotation
    marks; a workbook keeps its sheets and formats.

    Raises:
        DataError: The headings are not found as a row, or the encoding lacks a character.
    """
    is_text = path.suffix.lower() in TEXT_FILES
    failure: GapmapError
    try:
        return _rewrite_text(path, changes) if is_text else _rewrite_workbook(path, changes)
    except UnicodeEncodeError:
        failure = DataError.of(
            path.name,
            "is written in an encoding that lacks a character of what came back",
            "open the catalogue, save it as 'CSV UTF-8', then import again",
        )
    except (StopIteration, IndexError):
        failure = DataError.of(
            path.name,
            "has headings that cannot be found again for writing",
            "let them stand in one row, with nothing else in it",
        )
    raise failure


def _rewrite_text(path: Path, changes: Changes) -> bytes:
    source = Source(path)
    dialect = find_dialect(source)
    rows = [list(row) for row in delimited_rows(source, Format())]
    top = next(n for n, row in enumerate(rows) if _is_head(row, changes))
    head = [cell.strip() for cell in rows[top]]
    rows[top] += changes.new_headings
    head += changes.new_headings
    for number, cells in changes.cells.items():
        row = rows[top + number]
        row += [""] * (len(head) - len(row))
        for heading, text in cells.items():
            row[head.index(heading)] = text
    while rows and not any(rows[-1]):
        rows.pop()
    rows += [[cells.get(heading, "") for heading in head] for cells in changes.added]
    start = path.read_bytes().decode(dialect.encoding)
    line_end = "\r\n" if start.partition("\n")[0].endswith("\r") else "\n"
    told = start.partition(line_end)[0] if start.lower().startswith("sep=") else ""
    start = start.removeprefix(told).lstrip("\r\n")
    quoting: Literal[0, 1] = csv.QUOTE_ALL if start.startswith('"') else csv.QUOTE_MINIMAL
    written = io.StringIO(newline="")
    written.write(told + line_end if told else "")
    csv.writer(
        written, delimiter=dialect.delimiter, lineterminator=line_end, quoting=quoting
    ).writerows(rows)
    return written.getvalue().encode(dialect.encoding)


def _is_head(row: Sequence[str], changes: Changes) -> bool:
    return set(changes.headings) <= {cell.strip() for cell in row}


def _rewrite_workbook(path: Path, changes: Changes) -> bytes:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about what openpyxl does not keep
        book = load_workbook(path, keep_vba=path.suffix.lower() == ".xlsm")
    page, top, head = next(
        (page, number, texts)
        for page in book.worksheets
        for number, row in enumerate(page.iter_rows(values_only=True), start=1)
        if _is_head(texts := [as_text(value) for value in row], changes)
    )
    places = {heading.strip(): place for place, heading in enumerate(head, start=1)}
    for heading in changes.new_headings:
        places[heading] = max(places.values()) + 1
        _style_like(page.cell(top, places[heading]), page.cell(top, 1)).value = heading
    for number, cells in changes.cells.items():
        for heading, text in cells.items():
            _put(page.cell(top + number, places[heading]), text, heading, changes)
    last = _last_row(page)
    for number, cells in enumerate(changes.added, start=last + 1):
        for heading, place in places.items():
            cell = _style_like(page.cell(number, place), page.cell(last, place))
            _put(cell, cells.get(heading, ""), heading, changes)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _last_row(page: Any) -> int:
    """The last row of a sheet that holds something."""
    return max(
        number
        for number, row in enumerate(page.iter_rows(values_only=True), start=1)
        if any(value not in (None, "") for value in row)
    )


def _style_like(cell: Any, other: Any) -> Any:
    cell._style = copy(other._style)
    return cell


def _put(cell: Any, text: str, heading: str, changes: Changes) -> None:
    """A text -> a day or a number where the column holds such, else text and never a formula."""
    if heading in changes.dates and (day := _day(text)) is not None:
        cell.value = day
        cell.number_format = "yyyy-mm-dd"
    elif heading in changes.counts and text.isdecimal():
        cell.value = int(text)
    else:
        cell.value = text or None
        if text:
            cell.data_type = "s"
            cell.quotePrefix = text.startswith(FORMULA_STARTS)


def _day(text: str) -> datetime | None:
    day = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    return None if pd.isna(day) else day.to_pydatetime()
