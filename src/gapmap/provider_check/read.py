"""A workbook that a provider sends back -> its rows, whatever Excel has made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel

from gapmap.errors import DataError, Fault
from gapmap.provider_check.words import (
    LANGUAGES,
    MARK,
    MARKS,
    NOT_ASKED,
    SHEET_COLUMNS,
    Mark,
    heading,
    said,
)
from gapmap.provider_check.write import MEMORY, SIGN
from gapmap.readers.excel import open_workbook
from gapmap.readers.source import Source
from gapmap.readers.values import as_text
from gapmap.stages.cells import clean_text, fold
from gapmap.tables import OFFERS
from gapmap.xlsx import NO_VALUES, Place

_ROWS_ABOVE = 20
"""Within so many rows of a sheet its headings must stand."""

_SERIALS = range(20_000, 80_000)
"""Numbers that stand for days from 1954 to 2119 where a program has lost the date."""

_DATES = frozenset(column.name for column in OFFERS.columns if column.kind == "date")


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row that came back.

    Attributes:
        place: Where it stands.
        offer_id: As in the export; "" for a new offer.
        mark: What the provider says of it; "" where they say nothing.
        cells: The columns of the table offers as text, without the id.
    """

    place: Place
    offer_id: str
    mark: Mark | Literal[""]
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Returned:
    """A workbook that came back.

    Attributes:
        file: Its name.
        provider: Whose offers were exported in it; "" for several.
        exported: Id -> fingerprint of the offer when it was exported.
        rows: Those that are not blank.
        faults: Cells that cannot be used.
    """

    file: str
    provider: str
    exported: dict[str, str]
    rows: tuple[ReturnedRow, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A visible sheet: its rows that are not blank, by number, and which columns it has."""

    name: str
    rows: list[tuple[int, Sequence[Any]]]
    columns: dict[str, int]


def read_sheet(path: Path) -> Returned:
    """Workbook -> Returned. Rows and columns may stand in any order, on a renamed sheet.

    Raises:
        DataError: The file is open elsewhere, is no workbook, or is none that was exported; or
            headings are gone.
    """
    file = path.name.removeprefix("~$")
    if path.name != file or path.with_name(f"~${file}").exists():
        raise DataError.of(file, "is open in Excel", "save and close it there, then try again")
    if not path.is_file():
        raise DataError.of(file, "no such file", "name the workbooks that came back")
    with open_workbook(Source(path)) as book:
        provider, exported = _memory(book, file)
        sheet = _sheet(book, file)
        epoch = book.epoch
    letters = {name: get_column_letter(place + 1) for name, place in sheet.columns.items()}
    rows: list[ReturnedRow] = []
    faults: list[Fault] = []
    for number, cells in sheet.rows:
        place = Place(file, sheet.name, number, letters)
        row = _row(cells, sheet.columns, place=place, epoch=epoch, faults=faults)
        if row.offer_id or row.mark or any(row.cells.values()):
            rows.append(row)
    return Returned(file, provider, exported, tuple(rows), tuple(faults))


def _memory(book: Workbook, file: str) -> tuple[str, dict[str, str]]:
    """Workbook -> the provider it was written for, and id -> fingerprint."""
    cells = list(book[MEMORY].iter_rows(max_col=2, values_only=True)) if MEMORY in book else []
    if len(cells) < 2 or cells[0][0] != SIGN:
        raise DataError.of(
            file,
            "is no workbook that gapmap catalogue export wrote",
            "ask for the workbook that was sent out: rows copied into another cannot be read back",
        )
    known = {as_text(offer): as_text(made) for offer, made in cells[2:] if offer}
    return as_text(cells[1][0]), known


def _sheet(book: Workbook, file: str) -> _Sheet:
    """Workbook -> the sheet with the headings of the export."""
    found: list[_Sheet] = []
    for page in book.worksheets:
        if page.sheet_state != "visible":
            continue
        rows = [(n, row) for n, row in enumerate(_cells(page), start=1) if not _is_blank(row)]
        for place, (number, row) in enumerate(rows):
            columns = _columns(row) if number <= _ROWS_ABOVE else {}
            if {"offer_id", MARK, "title"} <= columns.keys():
                found.append(_Sheet(page.title, rows[place + 1 :], columns))
                break
    if len(found) != 1:
        raise DataError.of(
            file,
            f"has {len(found)} sheets with the headings of the export, and one is needed",
            "keep the one that was sent out; its headings for id, mark and title must stand",
        )
    absent = [name for name in SHEET_COLUMNS if name not in found[0].columns]
    if absent:
        raise DataError(
            Fault(
                f"{file}, sheet '{found[0].name}'",
                "has no column " + " or ".join(f"'{heading(name, lang)}'" for lang in LANGUAGES),
                "put the heading back as it was exported",
            )
            for name in absent
        )
    return found[0]


def _cells(page: Any) -> Iterator[Sequence[Any]]:
    page.reset_dimensions()  # some programs write the wrong size
    yield from page.iter_rows()


def _is_blank(row: Iterable[Any]) -> bool:
    return all(cell.value is None or cell.value == "" for cell in row)


def _columns(row: Iterable[Any]) -> dict[str, int]:
    """Row of headings, in either language -> column of the sheet -> its place from 0."""
    named = {fold(heading(name, lang)): name for name in SHEET_COLUMNS for lang in LANGUAGES}
    places: dict[str, int] = {}
    for place, cell in enumerate(row):
        name = named.get(fold(as_text(cell.value)))
        if name is not None:
            places.setdefault(name, place)
    return places


def _row(
    cells: Sequence[Any],
    columns: Mapping[str, int],
    *,
    place: Place,
    epoch: datetime,
    faults: list[Fault],
) -> ReturnedRow:
    texts: dict[str, str] = {}
    for name, at in columns.items():
        cell = cells[at] if at < len(cells) else None
        kind = getattr(cell, "data_type", "")
        if kind in NO_VALUES and name not in NOT_ASKED:
            faults.append(Fault(place.of(name), NO_VALUES[kind], "write the value itself"))
        held = None if cell is None or kind in NO_VALUES else cell.value
        texts[name] = _text(held, epoch, is_date=name in _DATES)
    mark: Mark | Literal[""] = _marks().get(fold(texts[MARK]), "")
    if texts[MARK] and not mark:
        known = ", ".join(said("mark", code, LANGUAGES[0]) for code in MARKS)
        faults.append(Fault(place.of(MARK), "is none of the answers", f"write one of {known}"))
    fields = {name: text for name, text in texts.items() if name not in ("offer_id", MARK)}
    return ReturnedRow(place, texts["offer_id"], mark, fields)


def _marks() -> dict[str, Mark]:
    return {fold(said("mark", mark, lang)): mark for mark in MARKS for lang in LANGUAGES}


def _text(value: object, epoch: datetime, *, is_date: bool) -> str:
    """Value of a cell -> text; a number where a date belongs is the day it stands for."""
    text = clean_text(pd.Series([as_text(value)], dtype="str"))[0]
    if is_date and text.isdecimal() and int(text) in _SERIALS:
        return as_text(from_excel(int(text), epoch))
    return text
