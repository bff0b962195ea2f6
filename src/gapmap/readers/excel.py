"""Excel workbooks: .xlsx and .xlsm with openpyxl, old .xls with xlrd."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from gapmap.errors import DataError, Fault, GapmapError
from gapmap.readers.build import build_export, header_rows
from gapmap.readers.export import Export
from gapmap.readers.source import Source
from gapmap.readers.surveyxact import Tables, read_tables
from gapmap.readers.values import as_text
from gapmap.settings import Format

if TYPE_CHECKING:
    from openpyxl import Workbook

MAX_WORKBOOK_BYTES = 256 * 2**20
"""How much a workbook may unpack to; 100,000 answers to 20 questions are about 60 MB."""

_OLD_OR_PROTECTED = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CARRIAGE_RETURN = "_x000D_"
"""How workbooks write a carriage return inside a cell."""

_DATASET, _STRUCTURE, _LABELS = "dataset", "structure", "labels"

Sheets = dict[str, Callable[[], Iterator[list[str]]]]
"""Name of a sheet -> a function that goes through its rows, in the workbook's order."""


def read_workbook(source: Source, form: Format) -> Export:
    """Workbook -> Export of one sheet, or of SurveyXact's three.

    Dates become ISO text, whole numbers have no decimals, formulas give the value that Excel
    last saved.

    Args:
        source: An existing file.
        form: sheet (default: the first that holds something) and header_rows are used.

    Raises:
        DataError: The file is not a workbook, is protected, has no such sheet, the sheet is
            empty, or the workbook unpacks to more than MAX_WORKBOOK_BYTES.
    """
    try:
        with source.open() as file, _open_sheets(file, source.where) as sheets:
            return _read(sheets, source, form)
    except GapmapError:
        raise
    except Exception:  # the libraries let whatever a damaged file provokes pass through
        fault = Fault(
            source.where,
            "cannot be read as a workbook",
            "open it in Excel and save it as .xlsx again",
        )
    raise DataError([fault])


@contextmanager
def open_workbook(source: Source) -> Iterator[Workbook]:
    """Workbook of ours that comes back -> its cells as they are typed, formulas as formulas.

    Raises:
        DataError: The file is not a workbook, is an old or protected one, or unpacks to more
            than MAX_WORKBOOK_BYTES.
    """
    from openpyxl import load_workbook

    workbook = None
    try:
        with source.open() as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            content = io.BytesIO(file.read(MAX_WORKBOOK_BYTES))
            if not content.getvalue().startswith(_OLD_OR_PROTECTED):
                _check_size(content, source.where)
                workbook = load_workbook(content, read_only=True)
    except (GapmapError, OSError):
        raise
    except Exception:  # the libraries let whatever a damaged file provokes pass through
        workbook = None
    if workbook is None:
        raise DataError(
            [
                Fault(
                    source.where,
                    "cannot be read as a workbook",
                    "open it in Excel and save it as .xlsx, without a password",
                )
            ]
        )
    try:
        yield workbook
    finally:
        workbook.close()


def _read(sheets: Sheets, source: Source, form: Format) -> Export:
    by_name = {name.strip().casefold(): rows for name, rows in sheets.items()}
    datasets = [rows for name, rows in by_name.items() if name.startswith(_DATASET)]
    if not form.sheet and datasets and {_STRUCTURE, _LABELS} <= by_name.keys():
        tables = Tables(
            datasets=[rows() for rows in datasets],
            structure=by_name[_STRUCTURE](),
            labels=by_name[_LABELS](),
        )
        return read_tables(tables, name=source.name, where=source.where, cut_long_rows=False)
    name = _sheet(sheets, form.sheet, source.where)
    return build_export(
        sheets[name](),
        name=source.name,
        where=f"{source.where}, sheet '{name}'",
        header_rows=header_rows(form),
        cut_long_rows=False,
    )


def _sheet(sheets: Sheets, wanted: str, where: str) -> str:
    for name, rows in sheets.items():
        if wanted.strip() == name.strip() if wanted else any(any(row) for row in rows()):
            return name
    if not wanted and sheets:
        return next(iter(sheets))
    raise DataError(
        [
            Fault(
                where,
                f"has no sheet '{wanted}'" if wanted else "has no sheet with cells",
                f"set format.sheet to one of {', '.join(sheets)}",
            )
        ]
    )


@contextmanager
def _open_sheets(file: BinaryIO, where: str) -> Iterator[Sheets]:
    start = file.read(4)
    content = io.BytesIO(start + file.read(MAX_WORKBOOK_BYTES))
    if start == _OLD_OR_PROTECTED:
        yield _old_sheets(content, where)
        return
    _check_size(content, where)
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and drop-down lists, which are not read
        workbook = load_workbook(content, read_only=True, data_only=True)
        try:
            yield {sheet.title: partial(_rows, sheet) for sheet in workbook.worksheets}
        finally:
            workbook.close()


def _check_size(content: BinaryIO, where: str) -> None:
    """Raise for an archive that unpacks to more than MAX_WORKBOOK_BYTES, or not as it says."""
    with zipfile.ZipFile(content) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > MAX_WORKBOOK_BYTES:
            raise DataError(
                [
                    Fault(
                        where,
                        f"unpacks to more than {MAX_WORKBOOK_BYTES >> 20} MB",
                        "save the sheet with the answers as CSV",
                    )
                ]
            )
        damaged = archive.testzip()
    if damaged:
        raise zipfile.BadZipFile


def _rows(sheet: object) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # some programs write the wrong size
    rows: Iterable[tuple[object, ...]]
    rows = sheet.iter_rows(values_only=True)  # type: ignore[attr-defined]
    for row in rows:
        yield [_cell(value) for value in row]


def _old_sheets(content: io.BytesIO, where: str) -> Sheets:
    import xlrd

    written = content.getvalue()
    protected = _ENCRYPTED in written
    try:
        if not protected:
            workbook = xlrd.open_workbook(
                file_contents=written, ragged_rows=True, logfile=io.StringIO()
            )
            return {sheet.name: partial(_old_rows, sheet) for sheet in workbook.sheets()}
    except xlrd.XLRDError as error:
        protected = "encrypted" in str(error)
        if not protected:
            raise
    raise DataError(
        [
            Fault(
                where,
                "is protected by a password",
                "open it in Excel and save it as .xlsx without a password",
            )
        ]
    )


def _old_rows(sheet: Any) -> Iterator[list[str]]:
    for row in sheet.get_rows():
        yield [_old_cell(cell, sheet.book.datemode) for cell in row]


def _old_cell(cell: Any, date_mode: int) -> str:
    import xlrd

    if cell.ctype in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR}:
        return ""
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return _cell(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_DATE:
        with suppress(ValueError, OverflowError):  # a date that cannot be stays a number
            return _cell(xlrd.xldate_as_datetime(cell.value, date_mode))
    return _cell(cell.value)


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value.replace(f"{_CARRIAGE_RETURN}\n", "\n").replace(_CARRIAGE_RETURN, "\n")
    return as_text(value)
