from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from gapmap.errors import DataError
from gapmap.readers import read_export
from gapmap.settings import Format


def workbook(
    folder: Path, rows: Sequence[Sequence[object]], *, sheets: Sequence[str] = ("Svar",)
) -> Path:
    """A workbook whose last sheet holds the rows; the others hold a word."""
    book = Workbook()
    book.remove(book.active)
    for name in sheets:
        sheet = book.create_sheet(name)
        for row in rows if name == sheets[-1] else [["Forside"], [name]]:
            sheet.append(row)
    path = folder / "export.xlsx"
    book.save(path)
    return path


def cells(path: Path, **form: object) -> list[list[str]]:
    export = read_export(path, Format(**form))  # type: ignore[arg-type]
    return [list(export.cells.columns), *export.cells.to_numpy().tolist()]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("penge", "penge"),
        (None, ""),
        ("None", "None"),
        ("NA", "NA"),
        ("007", "007"),
        (4, "4"),
        (4.0, "4"),
        (0.1 + 0.2, "0.3"),
        (1234567.5, "1234567.5"),
        (True, "TRUE"),
        (dt.date(2024, 3, 4), "2024-03-04"),
        (dt.datetime(2024, 3, 4, 0, 0), "2024-03-04"),
        (dt.datetime(2024, 3, 4, 9, 5, 7), "2024-03-04 09:05:07"),
        (dt.time(9, 5), "09:05:00"),
        ("to\nlinjer", "to\nlinjer"),
        ("to_x000D_\nlinjer_x000D_her", "to\nlinjer\nher"),
    ],
)
def test_every_value_becomes_text(tmp_path, value, text):
    path = workbook(tmp_path, [["a", "b"], [value, "x"]])
    assert cells(path) == [["a", "b"], [text, "x"]]


def test_the_first_sheet_is_read_unless_the_settings_name_another(tmp_path):
    path = workbook(tmp_path, [["a"], ["1"]], sheets=("Om", "Svar"))
    assert cells(path) == [["Forside"], ["Om"]]
    assert cells(path, sheet="Svar") == [["a"], ["1"]]


def test_an_absent_sheet_is_told_with_those_there_are(tmp_path):
    path = workbook(tmp_path, [["a"], ["1"]], sheets=("Om", "Svar"))
    with pytest.raises(DataError, match=r"no sheet 'Besvarelser'[\s\S]*Om, Svar") as raised:
        read_export(path, Format(sheet="Besvarelser"))
    assert raised.value.__context__ is None


def test_blank_rows_at_the_ends_are_no_part_of_the_table(tmp_path):
    path = workbook(tmp_path, [[None, None], ["a", "b"], [1, 2], [None], [3, 4], [None, " "]])
    assert cells(path) == [["a", "b"], ["1", "2"], ["", ""], ["3", "4"]]


def test_a_note_beside_the_table_is_a_column_without_heading(tmp_path):
    export = read_export(workbook(tmp_path, [["a", "b"], [1, 2], [3, 4, None, "OBS"]]), Format())
    assert list(export.cells.columns) == ["a", "b", "(column 4)"]
    assert export.ragged == ()


def test_a_sheet_of_a_wrongly_stated_size_is_read_whole(tmp_path):
    path = workbook(tmp_path, [["a", "b"], [1, 2]])
    damaged = tmp_path / "small.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(damaged, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/"):
                content = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', content)
            target.writestr(name, content)
    assert cells(damaged) == [["a", "b"], ["1", "2"]]


def test_a_formula_never_becomes_an_answer(tmp_path):
    assert cells(workbook(tmp_path, [["a", "b"], ["=1+1", "x"]])) == [["a", "b"], ["", "x"]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "cannot be read as a workbook"),
        (b"a;b\n1;2\n", "cannot be read as a workbook"),
        (b"PK\x03\x04broken", "cannot be read as a workbook"),
        (b"\xd0\xcf\x11\xe0broken", "cannot be read as a workbook"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
)
def test_what_is_no_workbook_is_told_without_a_second_traceback(tmp_path, content, message):
    path = tmp_path / "export.xlsx"
    path.write_bytes(content)
    with pytest.raises(DataError, match=message) as raised:
        read_export(path, Format())
    assert raised.value.__context__ is None
    assert raised.value.faults[0].try_this


@pytest.mark.parametrize("rows", [[], [["a", "b"]]])
def test_an_empty_sheet_is_told_by_name(tmp_path, rows):
    with pytest.raises(DataError, match="sheet 'Svar'"):
        read_export(workbook(tmp_path, rows), Format())
