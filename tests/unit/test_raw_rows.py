"""Emptying rows of a delivered file: those rows and nothing else, in every kind of file."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from gapmap.errors import DataError
from gapmap.forget.raw_rows import empty_rows
from gapmap.readers import read_export
from gapmap.settings import Format

HEADINGS = ["Id", "Dato", "Hvad har I brug for?"]
ROWS = [
    ["7001", "2031-01-02", "Kapital; og råd"],
    ["7002", "2031-01-03", 'En "test"\nover to linjer af Gurli Planteskole'],
    ["7003", "2031-01-04", "Flere læger"],
]
PLANTED = "Planteskole"


def as_text(delimiter: str, end: str) -> str:
    lines = [HEADINGS, *ROWS]
    quoted = [delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in lines]
    return end.join(quoted) + end


def workbook(path: Path, *, extra: bool = False) -> Path:
    book = Workbook()
    sheet = book.active
    for row in (HEADINGS, *ROWS):
        sheet.append(row)
    if extra:
        book.create_sheet("Kopi").append(["", ROWS[1][2]])
    book.save(path)
    return path


def zipped(name: str, content: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr(name, content)
    return into.getvalue()


def delivered(folder: Path, kind: str) -> Path:
    path = folder / f"export.{kind.partition(' ')[0]}"
    frame = pd.DataFrame(ROWS, columns=HEADINGS)
    if kind.startswith("csv.gz"):
        path.write_bytes(gzip.compress(as_text(";", "\n").encode()))
    elif kind.startswith("csv"):
        encoding = kind.partition(" ")[2] or "utf-8"
        path.write_bytes(as_text(";", "\r\n").encode(encoding))
    elif kind == "tsv":
        path.write_bytes(as_text("\t", "\n").encode())
    elif kind.startswith("xlsx"):
        workbook(path, extra=True)
    elif kind == "json":
        path.write_text(json.dumps({"rows": frame.to_dict("records")}), encoding="utf-8")
    elif kind == "parquet":
        frame.to_parquet(path)
    elif kind == "zip":
        path.write_bytes(zipped("answers.csv", as_text(";", "\n").encode()))
    else:
        import pyreadstat

        labels = dict(zip(["id", "day", "need"], HEADINGS, strict=True))
        write = pyreadstat.write_dta if kind == "dta" else pyreadstat.write_sav
        write(frame.set_axis(list(labels), axis=1), str(path), column_labels=labels)
    return path


KINDS = [
    "csv", "csv utf-8-sig", "csv cp1252", "csv utf-16", "csv.gz", "tsv", "xlsx", "json", "parquet",
    "zip", "sav", "dta",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_row_is_emptied_and_the_others_stay(tmp_path, kind):
    path = delivered(tmp_path, kind)
    before = read_export(path, Format()).cells
    path.write_bytes(empty_rows(path, Format(), [2]))
    after = read_export(path, Format()).cells
    assert (after.iloc[1] == "").all()
    assert after.drop(index=1).equals(before.drop(index=1))
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_of_the_row_is_left_in_the_file(tmp_path, kind):
    path = delivered(tmp_path, kind)
    path.write_bytes(empty_rows(path, Format(), [2]))
    if kind.startswith("xlsx"):
        cells = [c for sheet in load_workbook(path) for row in sheet.values for c in row]
        text = " ".join(map(str, cells)).encode()
    elif kind == "zip":
        text = zipfile.ZipFile(path).read("answers.csv")
    elif kind == "csv.gz":
        text = gzip.decompress(path.read_bytes())
    else:
        text = path.read_bytes()
    for encoding in ("utf-8", "utf-16-le"):
        assert PLANTED.encode(encoding) not in text


def test_other_lines_of_a_text_file_keep_every_byte(tmp_path):
    path = tmp_path / "export.csv"
    first, last = b'Titel\r\n\r\nId;"Dato";Svar af hver\r\n7;x;ja tak\r\n', b'9;"y; z";nej\n10;;'
    path.write_bytes(first + b'8;"a\nb";Gurli\r\n' + last)
    emptied = empty_rows(path, Format(), [2])
    assert emptied == first + b";;\r\n" + last


def test_a_file_that_says_its_delimiter_keeps_that_line(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(b"sep=,\nId,Svar\n1,a b\n2,c d\n")
    assert empty_rows(path, Format(), [1]) == b"sep=,\nId,Svar\n,\n2,c d\n"


def test_the_last_answer_cannot_be_taken_out(tmp_path):
    path = delivered(tmp_path, "csv")
    with pytest.raises(DataError, match="no answer would be left"):
        empty_rows(path, Format(), [1, 2, 3])


def test_a_kind_that_cannot_be_written_is_refused_with_advice(tmp_path):
    path = tmp_path / "export.xls"
    path.write_bytes(b"")
    with pytest.raises(DataError, match="add-wave"):
        empty_rows(path, Format(), [1])
