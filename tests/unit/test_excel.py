from __future__ import annotations

import base64
import datetime as dt
import re
import zipfile
import zlib
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


OLD_WORKBOOK = zlib.decompress(base64.b85decode(
    "c-rk)O=uHA6#izjY17)Dq(5RSlu)p0Z3Xcng*I*JpGZoz2dfC0nt=Twku?<bpw*hAAb3&nQm6+nRWJUaqTW0R6?+"
    "f_Ayw3aUIYaXZP)kSZfY788qh#wzh&OcyqP!i=Dqpd7jwSk^zGUOWS|W$ESp6rNaHCAMX8JzRBoD_OvN4wrh~jfk"
    "%t^v;KqZ}=Y{M;_V)rb+|r*C1>RCPgyZOsMI-(kqEmDTDb}G?=`{B=T%%Bi8qupl=ux4SLT^glheF$hb3te;)lI5"
    "{m<#kb?y~3ckXA2cWkeP3ip*=_>_9c1@jO0rQCW4}=rBe?<9Sw4r<Y&`<kH?qG-7am1Fn;$aDdPp3^sRl`TP1>g2"
    "9%-!6d54?=$#j`hl;h1^&eE@N>&oApZB&{K7x*J><<y{v}NZCSe{?JgXBZM~}`Wh3JVHCq}}N1WIt(%`6>*6Cq;}"
    "9pEenn*6)NRJ|({k5Rreax6Bn4r&<Vc#mOxfI+=g`u!M1h);odtayARIvO#G`Bacy#Jg%2DV4QVLNrX8aM~v;%uB"
    "j2-uUt|I6M$IESyO>Ijr+#6OREV&awmvm#vgov{59s2|XvRZj^Mb&?*`V#SH`1cA{rW>YSI-2I^<0U_P)pExm=(i"
    "BEg))g|5qwo-bwci~jk?5n^u>S?55lIL#<O{z&<y~4O3NX5$DiQWjU`DIt~XkJ@)(>_GYp)~7M^`T9xz#XneJJwI"
    "+!lJGfny(ghrCD@IY{nL4SUI+iTFGg)tyo%RNT1e<h37*Zmym^6y9zWs9x}Q^AKSSFB`vt@7PO2O9@#qku&0#Irt"
    "P2EMl7d^9D6`~jo<m&fddB)95`^`AeT_q)n9Hly8RR=kT-+%UuTKJvh$ndzr{Yp=!?_at{YK`4V=ts{;Y>vrP@+!"
    "lu7+BWbCKj4UEwXll2(Odj8VATcwX@&4S*)w}i6oe>odH|8f660N}+9yZ"
))  # fmt: skip
"""Made with xlwt: the sheets "Forside", empty, and "Svar" with three columns and two answers."""


@pytest.mark.parametrize("form", [{}, {"sheet": "Svar"}])
def test_an_old_workbook_is_read_like_a_new_one(tmp_path, form):
    path = tmp_path / "export.xls"
    path.write_bytes(OLD_WORKBOOK)
    assert cells(path, **form) == [
        ["Id", "Dato", "Behov"],
        ["7", "2031-02-03 04:05:06", "blåbær – ja"],
        ["8.5", "2031-02-04", "to\nlinjer"],
    ]


def test_an_old_workbook_that_was_cut_is_told(tmp_path):
    path = tmp_path / "export.xls"
    path.write_bytes(OLD_WORKBOOK[: len(OLD_WORKBOOK) // 3])
    with pytest.raises(DataError, match="cannot be read as a workbook"):
        read_export(path, Format())


def test_a_new_workbook_with_the_old_ending_is_read(tmp_path):
    path = workbook(tmp_path, [["a", "b"], [1, 2]]).rename(tmp_path / "export.xls")
    assert cells(path) == [["a", "b"], ["1", "2"]]


def test_empty_sheets_before_the_answers_are_passed_over(tmp_path):
    book = Workbook()
    book.create_sheet("Svar").append(["a"])
    book["Svar"].append(["1"])
    book.save(tmp_path / "export.xlsx")
    assert cells(tmp_path / "export.xlsx") == [["a"], ["1"]]


def test_a_workbook_that_unpacks_to_too_much_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("gapmap.readers.excel.MAX_WORKBOOK_BYTES", 1 << 20)
    path = workbook(tmp_path, [["a"], ["1"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.xml", b" " * (1 << 21))
    with pytest.raises(DataError, match="unpacks to more than 1 MB") as raised:
        read_export(path, Format())
    assert raised.value.__context__ is None


def test_a_cell_that_is_no_answer_is_told_by_its_row(tmp_path, monkeypatch):
    monkeypatch.setattr("gapmap.readers.build.MAX_CELL_LENGTH", 10)
    path = workbook(tmp_path, [["a"], ["1"], ["et meget langt svar"]])
    with pytest.raises(DataError, match="row 2 has a cell of more than 10 characters"):
        read_export(path, Format())
