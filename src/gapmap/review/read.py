"""A workbook of a review that came back -> what was filled in, whatever Excel has made of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import pandas as pd
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from gapmap.errors import DataError, Fault
from gapmap.readers.excel import open_workbook
from gapmap.readers.source import Source
from gapmap.readers.values import as_text
from gapmap.review.layout import FIELDS, MEMORY, NEEDED, SHEETS, SIGN, SheetKey, heading
from gapmap.review.words import said
from gapmap.settings import Language
from gapmap.stages.cells import clean_text, fold
from gapmap.xlsx import NO_VALUES, Place

LANGUAGES: tuple[Language, ...] = get_args(Language)

_ROWS_ABOVE = 20
"""Within so many rows of a sheet its headings must stand."""

_NO_DECISIONS = frozenset({"who", "why"})


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row in which something was decided: where it stands, and its cells by column."""

    place: Place
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(slots=True)
class Filled:
    """A workbook that came back.

    Attributes:
        file: Its name.
        wave: The wave it was written for.
        run_id: The run it was written from.
        language: Of its words.
        exemplars: Theme that could be chosen -> ids of its exemplars when it was written.
        shown: Statement -> the themes that stood beside it.
        shares: Statement of the sample -> the probability with which it was drawn.
        who: The name given for the whole workbook; empty for none.
        whys: Sheet -> the reason given for all of it.
        guide: Where name and reasons are filled in: what -> cell.
        rows: Sheet -> the rows in which something was decided.
        faults: What cannot be read.
    """

    file: str
    wave: str = ""
    run_id: str = ""
    language: Language = "da"
    exemplars: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shown: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shares: dict[str, float] = field(default_factory=dict)
    who: str = ""
    whys: dict[SheetKey, str] = field(default_factory=dict)
    guide: dict[str, str] = field(default_factory=dict)
    rows: dict[SheetKey, tuple[FilledRow, ...]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_review(path: Path) -> Filled:
    """Workbook -> Filled. Rows and columns may stand in any order; further columns are let be.

    Raises:
        DataError: The file is open elsewhere, is no workbook, or is none that a review export
            wrote. Sheets and headings that are gone are faults of what is returned.
    """
    name = path.name.removeprefix("~$")
    beside = (f"~${name}", f".~lock.{name}#")
    if path.name != name or any(path.with_name(lock).exists() for lock in beside):
        raise DataError.of(name, "is open elsewhere", "save and close it there, then import again")
    if not path.is_file():
        raise DataError.of(name, "no such file", "name the workbooks that were filled in")
    try:
        return _read(path, name)
    except PermissionError:
        pass
    raise DataError.of(name, "may not be read", "close it where it is open, then import again")


def _read(path: Path, name: str) -> Filled:
    with open_workbook(Source(path)) as book:
        filled = Filled(name)
        _recall(book, filled)
        pages = {fold(page.title): page for page in book.worksheets}
        _read_guide(_page(pages, "guide", filled), filled)
        for sheet in SHEETS:
            filled.rows[sheet] = tuple(_rows(_page(pages, sheet, filled), sheet, filled))
    return filled


def _recall(book: Workbook, filled: Filled) -> None:
    """Take over what was written into the hidden sheet."""
    lines = [
        [as_text(value) for value in line]
        for line in (book[MEMORY].iter_rows(max_col=3, values_only=True) if MEMORY in book else ())
    ]
    if not lines or lines[0][0] != SIGN:
        raise DataError.of(
            filled.file,
            "is no workbook that gapmap review export wrote",
            "fill in the workbook itself: rows copied into another cannot be read back",
        )
    about = {line[1]: line[2] for line in lines if line[0] == "about"}
    filled.wave, filled.run_id = about["wave"], about["run"]
    filled.language = "en" if about["language"] == "en" else "da"
    filled.exemplars = {line[1]: tuple(line[2].split()) for line in lines if line[0] == "theme"}
    filled.shown = {line[1]: tuple(line[2].split()) for line in lines if line[0] == "statement"}
    filled.shares = {line[1]: float(line[2]) for line in lines if line[0] == "sample"}


def _page(pages: Mapping[str, Any], key: str, filled: Filled) -> Any:
    name = said("sheet", key, filled.language)
    page = pages.get(fold(name))
    if page is None:
        where = f"{filled.file}, sheet '{name}'"
        filled.faults.append(Fault(where, "is not there", "give it its name back, or export anew"))
    return page


def _read_guide(page: Any, filled: Filled) -> None:
    """Name and reasons, by the words beside them."""
    words = {"who": said("guide", "who", filled.language)} | {
        sheet: said("guide", "why", filled.language).format(
            sheet=said("sheet", sheet, filled.language)
        )
        for sheet in SHEETS
    }
    keys = {fold(text): key for key, text in words.items()}
    for cells in page.iter_rows(max_col=2) if page is not None else ():
        key = keys.get(fold(_text(cells[0])))
        if key is None or len(cells) < 2:
            continue
        filled.guide[key] = f"{filled.file}, sheet '{page.title}', cell B{cells[0].row}"
        if key == "who":
            filled.who = _text(cells[1])
        else:
            filled.whys[key] = _text(cells[1])  # type: ignore[index]


def _rows(page: Any, sheet: SheetKey, filled: Filled) -> Iterator[FilledRow]:
    if page is None:
        return
    page.reset_dimensions()  # some programs write the wrong size
    columns: dict[str, int] = {}
    for number, cells in enumerate(page.iter_rows(), start=1):
        if not columns:
            found = _columns(cells, sheet) if number <= _ROWS_ABOVE else {}
            columns = found if NEEDED[sheet][0] in found else {}
            continue
        letters = {key: get_column_letter(place + 1) for key, place in columns.items()}
        row = _row(cells, columns, Place(filled.file, page.title, number, letters), sheet, filled)
        if row is not None:
            yield row
    absent = [key for key in NEEDED[sheet] if key not in columns]
    filled.faults += [
        Fault(
            f"{filled.file}, sheet '{page.title}'",
            f"has no column '{heading(key, filled.language)}'",
            "put the heading back as it was exported",
        )
        for key in absent
    ]


def _columns(cells: Iterable[Any], sheet: SheetKey) -> dict[str, int]:
    """Row of headings, in either language -> column -> its place from 0."""
    keys = [one.key for one in FIELDS[sheet]]
    named = {fold(heading(key, language)): key for key in keys for language in LANGUAGES}
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        key = named.get(fold(_text(cell)))
        if key is not None:
            places.setdefault(key, place)
    return places


def _row(
    cells: Sequence[Any],
    columns: Mapping[str, int],
    place: Place,
    sheet: SheetKey,
    filled: Filled,
) -> FilledRow | None:
    """Cells -> the row, None where nothing was decided in it."""
    asked = {one.key for one in FIELDS[sheet] if one.is_filled_in}
    texts: dict[str, str] = {}
    for key, at in columns.items():
        cell = cells[at] if at < len(cells) else None
        kind = getattr(cell, "data_type", "")
        if kind in NO_VALUES and key in asked:
            filled.faults.append(Fault(place.of(key), NO_VALUES[kind], "write the value itself"))
        texts[key] = "" if kind in NO_VALUES else _text(cell)
    decided = asked - _NO_DECISIONS
    return FilledRow(place, texts) if any(texts.get(key) for key in decided) else None


def _text(cell: Any) -> str:
    value = as_text(getattr(cell, "value", None))
    return str(clean_text(pd.Series([value], dtype="str"))[0]) if value else ""
