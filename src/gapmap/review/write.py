"""What a review asks -> the workbook in which a person answers."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from gapmap import __version__
from gapmap.codebook.model import GRADES
from gapmap.review.content import Content, Row
from gapmap.review.layout import (
    FIELDS,
    MEMORY,
    SHEETS,
    SIGN,
    Choice,
    Field,
    SheetKey,
    grade_word,
    heading,
)
from gapmap.review.words import review_words, said
from gapmap.settings import Language
from gapmap.xlsx import FORMULA_STARTS, MOST_CHARACTERS, NOT_IN_XML, UNDATED, same_every_time

_LISTS = "gapmap-lists"
_EMPTY_ROWS = 30
"""Rows below those written that offer the lists too: rows can be added."""

_MAY_GROW: frozenset[SheetKey] = frozenset({"themes", "statements", "matches", "quotes"})
_HEAD = Font(bold=True, color="FFFFFF")
_SHOWN_HEAD = PatternFill("solid", fgColor="1F4E79")
_ASKED_HEAD = PatternFill("solid", fgColor="7F6000")
_ASKED = PatternFill("solid", fgColor="FFF8DC")
_TOP = Alignment(vertical="top", wrap_text=True)
_NUMBER = "0.00"


def write_review(content: Content, *, wave: str, language: Language) -> bytes:
    """Content -> the bytes of a workbook, the same every time.

    Sheets are not locked: a locked sheet cannot be sorted. The cells that must stay refuse
    what is typed into them instead, and what is read back is checked in any case.
    """
    book = Workbook()
    book.properties.creator = f"gapmap {__version__}"
    book.properties.created = UNDATED
    book.properties.title = said("guide", "title", language).format(wave=wave)
    guide = book.active
    if guide is None:
        raise ValueError("a new workbook has a sheet")
    _write_guide(guide, wave, language)
    lists: dict[Choice, Sequence[str]] = {
        "yes": [said("choice", "yes", language)],
        "yes_no": [said("choice", one, language) for one in ("yes", "no")],
        "theme": content.themes,
        "theme_or_none": [said("choice", "no_theme", language), *content.themes],
        "offer": content.offers,
        "grade": [grade_word(grade, language) for grade in GRADES],
    }
    for sheet in SHEETS:
        page = book.create_sheet(said("sheet", sheet, language))
        _write_sheet(page, sheet, content.rows[sheet], language)
        _guard(page, sheet, len(content.rows[sheet]), lists, language)
    hidden = book.create_sheet(_LISTS)
    hidden.sheet_state = "hidden"
    for place, values in enumerate(lists.values(), start=1):
        for number, value in enumerate(values, start=1):
            _put(hidden.cell(number, place), value)
    _remember(book.create_sheet(MEMORY), content)
    written = io.BytesIO()
    book.save(written)
    return same_every_time(written, UNDATED)


def _write_guide(page: Worksheet, wave: str, language: Language) -> None:
    page.title = said("sheet", "guide", language)
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 70, 60
    _put(page["A1"], said("guide", "title", language).format(wave=wave))
    page["A1"].font = Font(bold=True, size=14)
    asked = [said("guide", "who", language)]
    asked += [
        said("guide", "why", language).format(sheet=said("sheet", sheet, language))
        for sheet in SHEETS
        if any(field.key == "why" for field in FIELDS[sheet])
    ]
    for number, label in enumerate(asked, start=3):
        _put(page.cell(number, 1), label)
        page.cell(number, 1).font = Font(bold=True)
        page.cell(number, 2).fill = _ASKED
        page.cell(number, 2).number_format = "@"
    for number, line in enumerate(said("guide", "lines", language), start=4 + len(asked)):
        page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=2)
        _put(page.cell(number, 1), line.format(wave=wave))
        page.cell(number, 1).alignment = _TOP
        page.row_dimensions[number].height = 16 * math.ceil(len(line) / 115)
    _print_on_one_width(page)


def _write_sheet(page: Worksheet, sheet: SheetKey, rows: Sequence[Row], language: Language) -> None:
    fields = FIELDS[sheet]
    for place, field in enumerate(fields, start=1):
        head = page.cell(1, place)
        _put(head, heading(field.key, language))
        head.font, head.alignment = _HEAD, _TOP
        head.fill = _ASKED_HEAD if field.is_filled_in else _SHOWN_HEAD
        page.column_dimensions[get_column_letter(place)].width = field.width
        for number, row in enumerate(rows, start=2):
            cell = page.cell(number, place)
            _put(cell, row.get(field.key))
            cell.alignment = _TOP
            if field.is_filled_in:
                cell.fill, cell.number_format = _ASKED, "@"
    page.freeze_panes = "C2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(fields))}{len(rows) + 1}"
    page.print_title_rows = "1:1"
    _print_on_one_width(page)


def _print_on_one_width(page: Worksheet) -> None:
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _put(cell: Any, value: str | float | None) -> None:
    """A value -> its cell: text is text whatever it looks like, and never a formula."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return
    if not isinstance(value, str):
        cell.value = int(value) if float(value).is_integer() and value > 1 else float(value)
        cell.number_format = "0" if isinstance(cell.value, int) else _NUMBER
        return
    plain = NOT_IN_XML.sub("", value)
    if len(plain) > MOST_CHARACTERS:
        plain = plain[: MOST_CHARACTERS - 2] + " …"
    if plain:
        cell.value, cell.data_type, cell.number_format = plain, "s", "@"
        cell.quotePrefix = plain.startswith(FORMULA_STARTS)


def _guard(
    page: Worksheet,
    sheet: SheetKey,
    n_rows: int,
    lists: Mapping[Choice, Sequence[str]],
    language: Language,
) -> None:
    """Per column what to write, lists to choose from, and no typing over what must stay."""
    last = n_rows + 1
    end = last + (_EMPTY_ROWS if sheet in _MAY_GROW else 0)
    for place, field in enumerate(FIELDS[sheet], start=1):
        letter = get_column_letter(place)
        if field.is_filled_in:
            page.add_data_validation(_rule(field, lists, language, f"{letter}2:{letter}{end}"))
            continue
        if n_rows:
            stays = DataValidation(type="custom", formula1="FALSE", showErrorMessage=True)
            stays.error = said("prompt", "theme_id", language)
            stays.add(f"{letter}2:{letter}{last}")
            page.add_data_validation(stays)
        if field.choice and end > last:
            where = f"{letter}{last + 1}:{letter}{end}"
            page.add_data_validation(_rule(field, lists, language, where))


def _rule(
    field: Field, lists: Mapping[Choice, Sequence[str]], language: Language, where: str
) -> DataValidation:
    rule = DataValidation(showInputMessage=True)
    if field.key in review_words()["prompt"]:
        rule.prompt = said("prompt", field.key, language)
    if field.choice and lists[field.choice]:
        letter = get_column_letter([*lists].index(field.choice) + 1)
        rule.type = "list"
        rule.formula1 = f"'{_LISTS}'!${letter}$1:${letter}${len(lists[field.choice])}"
        # A theme may be one that is new in this workbook, so another word must be let in.
        rule.showErrorMessage = not field.choice.startswith("theme")
        rule.error = said("choice", "refused", language)
    rule.add(where)
    return rule


def _remember(page: Worksheet, content: Content) -> None:
    page.sheet_state = "hidden"
    _put(page["A1"], SIGN)
    for number, line in enumerate(content.memory, start=2):
        for place, value in enumerate(line, start=1):
            _put(page.cell(number, place), value)
