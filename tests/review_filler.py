"""Fills in the workbook of a review as a person would."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from gapmap.review.layout import SheetKey, heading
from gapmap.review.words import said

Row = dict[str, str]


class Filler:
    """A workbook of a review in Danish, open for filling in.

    Args:
        path: The workbook; `save` writes another one.
        who: The reviewer.
        why: The reason given on the first sheet for all others; empty for none.
    """

    def __init__(self, path: Path, *, who: str = "Ane", why: str = "læst igennem") -> None:
        self.book = load_workbook(path)
        guide = self.page("guide")
        for cells in guide.iter_rows(max_col=2):
            text = str(cells[0].value or "")
            if text == said("guide", "who", "da"):
                cells[1].value = who
            elif text.startswith("Begrundelse"):
                cells[1].value = why

    def page(self, key: str) -> Any:
        return self.book[said("sheet", key, "da")]

    def rows(self, sheet: SheetKey) -> list[Row]:
        """The rows of a sheet by the headings."""
        head, *rows = self.page(sheet).iter_rows(values_only=True)
        return [dict(zip(head, (str(v or "") for v in row), strict=True)) for row in rows]

    def ids(self, sheet: SheetKey) -> list[str]:
        return [next(iter(row.values())) for row in self.rows(sheet)]

    def set(self, sheet: SheetKey, row_id: str, values: Mapping[str, str], number: int = 1) -> None:
        """Write into the row whose first cell is that id, the `number`th of them."""
        page = self.page(sheet)
        places = {cell.value: cell.column for cell in page[1]}
        rows = [cells[0].row for cells in page.iter_rows(min_row=2) if cells[0].value == row_id]
        for column, value in values.items():
            page.cell(rows[number - 1], places[heading(column, "da")]).value = value

    def add(self, sheet: SheetKey, values: Mapping[str, str]) -> None:
        """A row of one's own below the others."""
        page = self.page(sheet)
        places = {cell.value: cell.column for cell in page[1]}
        last = page.max_row + 1
        for column, value in values.items():
            page.cell(last, places[heading(column, "da")]).value = value

    def turn(self, sheet: SheetKey, order: Callable[[list[Any]], list[Any]]) -> None:
        """Sort rows as a person would, ids and all."""
        page = self.page(sheet)
        rows = [[cell.value for cell in cells] for cells in page.iter_rows(min_row=2)]
        for number, values in enumerate(order(rows), start=2):
            for place, value in enumerate(values, start=1):
                page.cell(number, place).value = value

    def save(self, path: Path) -> Path:
        self.book.save(path)
        return path
