"""The tables behind a report as a workbook (XLSX), the same bytes every time."""

from __future__ import annotations

import io
from collections.abc import Iterable
from copy import copy
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter

from gapmap import __version__
from gapmap.report.coding_sheets import coding_sheets
from gapmap.report.figure_sheets import (
    gaps_sheet,
    respondents_sheet,
    themes_sheet,
    trace_sheet,
)
from gapmap.report.inputs import ReportInputs
from gapmap.report.list_sheets import (
    matches_sheet,
    method_sheet,
    offers_sheet,
    rejects_sheet,
    statements_sheet,
)
from gapmap.report.lookup import Lookup
from gapmap.report.parts import Story
from gapmap.report.rounding import Unit
from gapmap.report.sheets import Amount, Cell, Heading, Sheet
from gapmap.report.words import Words
from gapmap.xlsx import FORMULA_STARTS, MOST_CHARACTERS, NOT_IN_XML, UNDATED, same_every_time

_MOST_IN_MARGIN = 120
_FORMATS: dict[Unit, str] = {
    "count": "#,##0",
    "share": "0%",
    "mean": "0.0",
    "place": "0",
    "points": "+0%;-0%;0%",
    "ratio": "0.00",
}
_BROKEN: dict[Unit, str] = {"count": "#,##0.0", "share": "0.0%"}
"""For half people, and for shares below 1%."""

_DAY = "yyyy-mm-dd"
_TEXT, _QUOTED = "text", "quoted"
"""Styles of text: as it stands, and never to be read as a formula."""

_HEAD = Font(bold=True, color="FFFFFF")
_FILL = PatternFill("solid", fgColor="1F4E79")
_TOP = Alignment(vertical="top", wrap_text=True)


def write_workbook(inputs: ReportInputs, story: Story) -> bytes:
    """Tables, the story told from them -> the workbook in the language of the story."""
    lookup = Lookup(inputs, Words(story.language))
    sheets = (
        gaps_sheet(lookup),
        themes_sheet(lookup),
        statements_sheet(lookup),
        matches_sheet(lookup),
        offers_sheet(lookup),
        respondents_sheet(lookup),
        *coding_sheets(lookup),
        rejects_sheet(lookup),
        trace_sheet(lookup),
    )
    writer = _Writer(story)
    for one in sheets:
        writer.add(one)
    method = method_sheet(lookup, story, sheets)
    return writer.finish(method, lookup.words)


class _Writer:
    """Writes sheets one after the other, and counts the characters it had to remove."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._removed = 0
        self._styles: dict[str, StyleArray] = {}
        self._book = Workbook(write_only=True)
        dated = story.dated
        self._dated = datetime(dated.year, dated.month, dated.day) if dated else UNDATED
        properties = self._book.properties
        properties.title, properties.creator = story.title, f"gapmap {__version__}"
        properties.language = story.language
        properties.contentStatus = story.stamp
        properties.created = self._dated

    def add(self, sheet: Sheet) -> None:
        page = self._book.create_sheet(sheet.name)
        self._lay_out(page, sheet)
        page.append([self._head(page, column) for column in sheet.headings])
        n_rows = 1
        for row in sheet.rows:
            pairs = zip(row, sheet.headings, strict=True)
            page.append([self._cell(page, cell, column) for cell, column in pairs])
            n_rows += 1
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.headings))}{n_rows}"

    def finish(self, method: Sheet, words: Words) -> bytes:
        """The sheet on the method, which tells what was removed -> the bytes of it all."""
        if self._removed:
            characters = words.counted("character", self._removed)
            told = words.say("workbook.removed", {"characters": characters})
            rows: Iterable[tuple[Cell, ...]] = [*method.rows, (words.say("workbook.about"), told)]
            method = Sheet(method.key, method.name, method.headings, rows)
        self.add(method)
        written = io.BytesIO()
        self._book.save(written)
        return same_every_time(written, self._dated)

    def _lay_out(self, page: Any, sheet: Sheet) -> None:
        page.freeze_panes = "A2"
        page.print_title_rows = "1:1"
        page.page_setup.orientation = "landscape"
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.oddHeader.left.text = self._margin(f"{self._story.stamp} {self._story.notice}")
        page.oddFooter.left.text = self._margin(self._story.code_text)
        for place, column in enumerate(sheet.headings, start=1):
            page.column_dimensions[get_column_letter(place)].width = column.width

    def _head(self, page: Any, column: Heading) -> Any:
        cell = self._text(page, column.title)
        cell._style = copy(cell._style)
        cell.font, cell.fill = _HEAD, _FILL
        note = Comment(self._plain(f"{column.note}."), "gapmap")
        note.width, note.height = 300, 90
        cell.comment = note
        return cell

    def _cell(self, page: Any, value: Cell, column: Heading) -> Any:
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return self._text(page, value)
        if isinstance(value, date):
            return self._styled(
                WriteOnlyCell(page, datetime(value.year, value.month, value.day)), _DAY
            )
        amount = value if isinstance(value, Amount) else Amount(value, column.unit or "count")
        return self._styled(WriteOnlyCell(page, amount.value), _number_format(amount))

    def _text(self, page: Any, text: str) -> Any:
        """A text -> a cell that is text whatever it looks like, and never a formula."""
        plain = self._plain(text)
        cell = WriteOnlyCell(page, plain)
        cell.data_type = "s"
        return self._styled(cell, _QUOTED if plain.startswith(FORMULA_STARTS) else _TEXT)

    def _styled(self, cell: Any, style: str) -> Any:
        """A cell, a number format or one of the styles of text -> the cell in that style.

        openpyxl looks every style up by its content, which takes longer than all the rest: so
        the first cell of a style lends it to the others.
        """
        if style not in self._styles:
            cell.alignment = _TOP
            cell.number_format = "General" if style in (_TEXT, _QUOTED) else style
            cell.quotePrefix = style == _QUOTED
            self._styles[style] = cell._style
        cell._style = self._styles[style]
        return cell

    def _margin(self, text: str) -> str:
        """A text -> what can be printed above or below a page; & begins a code there."""
        return self._plain(text)[:_MOST_IN_MARGIN].replace("&", "&&")

    def _plain(self, text: str) -> str:
        """A text -> what a workbook can hold of it; what it cannot is removed and counted."""
        plain, n_removed = NOT_IN_XML.subn("", text)
        self._removed += n_removed
        if len(plain) > MOST_CHARACTERS:
            return plain[: MOST_CHARACTERS - 2] + " …"
        return plain


def _number_format(amount: Amount) -> str:
    whole = amount.value * (100 if amount.unit == "share" else 1)
    is_broken = abs(whole - round(whole)) > 1e-9
    return _BROKEN.get(amount.unit, _FORMATS[amount.unit]) if is_broken else _FORMATS[amount.unit]
