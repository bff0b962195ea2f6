"""Excel workbooks (.xlsx, .xlsm)."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from gapmap.errors import DataError, Fault, GapmapError
from gapmap.readers.export import Export, build_export
from gapmap.settings import Format

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_OLD_OR_PROTECTED = b"\xd0\xcf\x11\xe0"
_CARRIAGE_RETURN = "_x000D_"
"""How workbooks write a carriage return inside a cell."""


def read_workbook(path: Path, form: Format) -> Export:
    """Workbook -> Export of one sheet.

    Dates become ISO text, whole numbers have no decimals, formulas give the value that Excel
    last saved.

    Args:
        path: An existing file.
        form: sheet (default: the first) and header_rows are used.

    Raises:
        DataError: The file is not a workbook, is protected, has no such sheet, or the sheet is
            empty.
    """
    where = f"{path.parent.name}/{path.name}"
    with path.open("rb") as file:
        start = file.read(4)
    if start == _OLD_OR_PROTECTED:
        raise DataError(
            [
                Fault(
                    where,
                    "is protected by a password, or an old workbook (.xls)",
                    "open it in Excel and save it as .xlsx without a password",
                )
            ]
        )
    try:
        return _read(path, form, where)
    except GapmapError:
        raise
    except Exception:  # openpyxl lets whatever a damaged file provokes pass through
        fault = Fault(
            where,
            "cannot be read as a workbook",
            "open it in Excel and save it as .xlsx again",
        )
    raise DataError([fault])


def _read(path: Path, form: Format, where: str) -> Export:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and drop-down lists, which are not read
        workbook = load_workbook(path, read_only=True, data_only=True)
        try:
            sheet = _sheet(workbook, form.sheet, where)
            return build_export(
                _rows(sheet),
                name=path.name,
                where=f"{where}, sheet '{sheet.title}'",
                header_rows=form.header_rows,
                cut_long_rows=False,
            )
        finally:
            workbook.close()


def _sheet(workbook: Workbook, name: str, where: str) -> ReadOnlyWorksheet:
    sheets: list[ReadOnlyWorksheet] = workbook.worksheets  # type: ignore[assignment]
    found = [s for s in sheets if not name or s.title.strip() == name.strip()]
    if found:
        return found[0]
    raise DataError(
        [
            Fault(
                where,
                f"has no sheet '{name}'",
                f"set format.sheet to one of {', '.join(s.title for s in sheets)}",
            )
        ]
    )


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # some programs write the wrong size, and cells would be lost
    rows: Iterable[tuple[object, ...]]
    rows = sheet.iter_rows(values_only=True)  # type: ignore[misc]  # the stubs know one sheet
    for row in rows:
        yield [_as_text(value) for value in row]


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace(f"{_CARRIAGE_RETURN}\n", "\n").replace(_CARRIAGE_RETURN, "\n")
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"  # as many digits as Excel itself keeps
    if isinstance(value, datetime):
        return _date_as_text(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def _date_as_text(value: datetime) -> str:
    if value.time() == time(0):
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="seconds")
