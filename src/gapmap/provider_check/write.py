"""Offers -> a workbook in which a provider can check them in ten minutes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from gapmap import __version__
from gapmap.provider_check.values import fingerprints
from gapmap.provider_check.words import (
    MARK,
    MARKS,
    NOT_ASKED,
    SHEET_COLUMNS,
    heading,
    said,
    sheet_words,
)
from gapmap.settings import Language
from gapmap.stages.cells import read_counts, read_dates
from gapmap.tables import OFFERS
from gapmap.xlsx import FORMULA_STARTS, NOT_IN_XML, UNDATED, same_every_time

MEMORY = "gapmap"
"""The hidden sheet that holds what was exported: the provider, and a fingerprint per offer."""

SIGN = "gapmap-offers-1"
"""In its first cell: what wrote the workbook."""

_LISTS = "gapmap-lists"
_EMPTY_ROWS = 30
_WIDTHS = {"title": 32, "description": 60, MARK: 18, "audience": 26, "regions": 26, "url": 30}
_KINDS = {column.name: column.kind for column in OFFERS.columns}
_HEAD = Font(bold=True, color="FFFFFF")
_FILL = PatternFill("solid", fgColor="1F4E79")
_GREY = PatternFill("solid", fgColor="E7E6E6")
_TOP = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True, slots=True)
class Choices:
    """What drop-down lists offer.

    Attributes:
        offer_types: Those that the catalogue has.
        audiences: The respondent types.
        regions: The regions, and the word for all of them.
        languages: Codes.
    """

    offer_types: Sequence[str]
    audiences: Sequence[str]
    regions: Sequence[str]
    languages: Sequence[str]


def write_sheet(
    rows: pd.DataFrame, choices: Choices, *, provider: str, language: Language, contact: str = ""
) -> bytes:
    """Offers as text -> the bytes of a workbook, the same every time.

    Args:
        rows: Columns of the table offers as text; in the order of the sheet.
        choices: What the drop-down lists offer.
        provider: Whose offers these are; "" for several.
        language: Of the headings and of the instruction.
        contact: Whom to ask, for the instruction.
    """
    book = Workbook()
    book.properties.creator = f"gapmap {__version__}"
    book.properties.created = UNDATED
    guide = book.active
    if guide is None:
        raise ValueError("a new workbook has a sheet")
    _write_guide(guide, language, contact)
    page = book.create_sheet(said("sheet", "offers", language))
    _write_offers(page, rows, language)
    lists = {
        MARK: [said("mark", mark, language) for mark in MARKS],
        "offer_type": choices.offer_types,
        "audience": choices.audiences,
        "regions": choices.regions,
        "languages": choices.languages,
    }
    hidden = book.create_sheet(_LISTS)
    hidden.sheet_state = "hidden"
    _write_lists(hidden, lists)
    _prompt(page, lists, last_row=len(rows) + 1 + _EMPTY_ROWS, language=language)
    _remember(book.create_sheet(MEMORY), rows, provider)
    written = io.BytesIO()
    book.save(written)
    return same_every_time(written, UNDATED)


def _write_guide(page: Worksheet, language: Language, contact: str) -> None:
    page.title = said("sheet", "guide", language)
    lines = list(said("guide", "lines", language))
    if contact:
        lines.append(said("guide", "contact", language).format(contact=contact))
    for number, line in enumerate(lines, start=1):
        _put_text(page.cell(number, 1), line)
    page["A1"].font = Font(bold=True, size=14)
    page.column_dimensions["A"].width = 100


def _write_offers(page: Worksheet, rows: pd.DataFrame, language: Language) -> None:
    for place, name in enumerate(SHEET_COLUMNS, start=1):
        letter = get_column_letter(place)
        head = page.cell(1, place)
        _put_text(head, heading(name, language))
        head.font, head.fill = _HEAD, _FILL
        column = page.column_dimensions[letter]
        column.width = _WIDTHS.get(name, 14)
        # Cells that are not there yet take this from their column: rows can be added.
        column.protection = Protection(locked=name in NOT_ASKED)
        cells = _values(rows[name], _KINDS[name]) if name != MARK else [""] * len(rows)
        for number, value in enumerate(cells, start=2):
            cell = page.cell(number, place)
            _put(cell, value)
            cell.alignment = _TOP
            cell.protection = Protection(locked=name in NOT_ASKED)
            if name in NOT_ASKED:
                cell.fill = _GREY
    page.freeze_panes = "D2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(SHEET_COLUMNS))}{len(rows) + 1}"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    may = page.protection
    may.sheet = True
    may.formatCells = may.formatColumns = may.formatRows = False
    may.insertRows = may.deleteRows = may.sort = may.autoFilter = False


def _values(cells: pd.Series[str], kind: str) -> Iterable[object]:
    """Texts -> what a workbook should hold: days and numbers where they are some."""
    values: list[object] = list(cells)
    if kind == "date":
        days = read_dates(cells)
        whole = days.notna() & (days == days.dt.normalize())
        return [
            day.to_pydatetime() if is_day else text
            for text, day, is_day in zip(values, days, whole, strict=True)
        ]
    if kind == "integer":
        counts = read_counts(cells)
        is_count = counts.notna()
        return [
            int(count) if known else text
            for text, count, known in zip(values, counts, is_count, strict=True)
        ]
    return values


def _put(cell: Any, value: object) -> None:
    if isinstance(value, str):
        _put_text(cell, value)
        return
    cell.value = value
    if isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd"


def _put_text(cell: Any, text: str) -> None:
    """A text -> a cell that is text whatever it looks like, and never a formula."""
    plain = NOT_IN_XML.sub("", text)
    if not plain:
        return
    cell.value = plain
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = plain.startswith(FORMULA_STARTS)


def _write_lists(page: Worksheet, lists: dict[str, Sequence[str]]) -> None:
    for place, values in enumerate(lists.values(), start=1):
        for number, value in enumerate(values, start=1):
            _put_text(page.cell(number, place), value)


def _prompt(
    page: Worksheet, lists: dict[str, Sequence[str]], *, last_row: int, language: Language
) -> None:
    """Per column what to write, and a list to choose from; only the marks must be of the list."""
    places = {name: get_column_letter(place) for place, name in enumerate(lists, start=1)}
    for place, name in enumerate(SHEET_COLUMNS, start=1):
        if name not in sheet_words()["prompt"]:
            continue
        rule = DataValidation(showInputMessage=True, prompt=said("prompt", name, language))
        if lists.get(name):
            rule.type = "list"
            rule.formula1 = f"'{_LISTS}'!${places[name]}$1:${places[name]}${len(lists[name])}"
            rule.showErrorMessage = name == MARK
        letter = get_column_letter(place)
        rule.add(f"{letter}2:{letter}{last_row}")
        page.add_data_validation(rule)


def _remember(page: Worksheet, rows: pd.DataFrame, provider: str) -> None:
    page.sheet_state = "hidden"
    _put_text(page["A1"], SIGN)
    _put_text(page["A2"], provider)
    pairs = zip(rows["offer_id"], fingerprints(rows), strict=True)
    for number, (offer, made) in enumerate(pairs, start=3):
        _put_text(page.cell(number, 1), offer)
        _put_text(page.cell(number, 2), made)
