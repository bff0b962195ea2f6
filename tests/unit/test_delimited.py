from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gapmap.errors import DataError, SettingsError
from gapmap.readers import read_export
from gapmap.settings import Format


def write(folder: Path, content: str | bytes, *, name: str = "export.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def cells(path: Path, **form: object) -> list[list[str]]:
    export = read_export(path, Format(**form))  # type: ignore[arg-type]
    return [list(export.cells.columns), *export.cells.to_numpy().tolist()]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_finds_the_encoding(tmp_path, encoding):
    path = write(tmp_path, "Behov;Ønske\nblåbær – nej;én\n".encode(encoding))
    assert cells(path) == [["Behov", "Ønske"], ["blåbær – nej", "én"]]


def test_finds_utf_16_that_starts_with_either_byte_order_mark(tmp_path):
    for mark, encoding in (
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        path = write(tmp_path, mark + "a;b\næ;ø\n".encode(encoding))
        assert cells(path) == [["a", "b"], ["æ", "ø"]]


def test_the_settings_can_name_the_encoding(tmp_path):
    path = write(tmp_path, "a;b\næ;ø\n".encode("mac_roman"))
    assert cells(path, encoding="mac_roman") == [["a", "b"], ["æ", "ø"]]


def test_a_named_utf_8_does_not_keep_the_byte_order_mark(tmp_path):
    path = write(tmp_path, "a;b\n1;2\n".encode("utf-8-sig"))
    assert cells(path, encoding="utf-8")[0] == ["a", "b"]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_finds_the_delimiter(tmp_path, delimiter):
    rows = [["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]]
    path = write(tmp_path, "\n".join(delimiter.join(row) for row in rows))
    assert cells(path) == rows


def test_commas_in_headings_and_answers_do_not_make_a_delimiter(tmp_path):
    path = write(tmp_path, "Hvad mangler I, i dag?;Hvor, og hvornår?\npenge, tid;her, nu\n")
    assert cells(path) == [
        ["Hvad mangler I, i dag?", "Hvor, og hvornår?"],
        ["penge, tid", "her, nu"],
    ]


@pytest.mark.parametrize("named", ["|", "tab"])
def test_the_settings_can_name_the_delimiter(tmp_path, named):
    sign = "\t" if named == "tab" else named
    path = write(tmp_path, f"a;{sign}b\n1;{sign}2\n")
    assert cells(path, delimiter=named) == [["a;", "b"], ["1;", "2"]]


def test_the_line_by_which_excel_names_the_delimiter_is_followed(tmp_path):
    assert cells(write(tmp_path, "sep=|\na|b\n1|2\n")) == [["a", "b"], ["1", "2"]]


def test_quoted_cells_hold_line_breaks_delimiters_and_quotes(tmp_path):
    path = write(tmp_path, 'a;b\r\n"to\nlinjer; og ""citat""";2\r\n')
    assert cells(path) == [["a", "b"], ['to\nlinjer; og "citat"', "2"]]


@pytest.mark.parametrize("word", ["None", "NA", "n/a", "null", "nan", "-", "0", "007"])
def test_words_that_look_missing_stay_what_they_are(tmp_path, word):
    assert cells(write(tmp_path, f"a;b\n{word};1\n"))[1] == [word, "1"]


def test_a_single_column_needs_no_delimiter(tmp_path):
    assert cells(write(tmp_path, "Behov\npenge\n\ntid\n")) == [["Behov"], ["penge"], [""], ["tid"]]


def test_a_short_row_is_filled_up(tmp_path):
    export = read_export(write(tmp_path, "a;b;c\n1\n1;2;3\n"), Format())
    assert export.cells.to_numpy().tolist() == [["1", "", ""], ["1", "2", "3"]]
    assert export.ragged == ()


def test_a_long_row_is_named_and_the_others_are_kept(tmp_path):
    export = read_export(write(tmp_path, "a;b\n1;2\n1;2;3\n1;2;;\n"), Format())
    assert export.ragged == (2,)
    assert len(export.cells) == 3


def test_blank_rows_inside_are_rows_and_those_at_the_ends_are_not(tmp_path):
    path = write(tmp_path, "\n;;\na;b\n1;2\n\n;\n3;4\n\n;;\n")
    assert cells(path) == [["a", "b"], ["1", "2"], ["", ""], ["", ""], ["3", "4"]]


def test_headings_lose_outer_spaces_only(tmp_path):
    assert cells(write(tmp_path, " a  b ; c\n1;2\n"))[0] == ["a  b", "c"]


def test_of_several_heading_rows_the_first_that_is_filled_counts(tmp_path):
    path = write(tmp_path, "Id;Kanal;\n;Mail;Telefon\n1;2;3\n")
    assert cells(path, header_rows=2) == [["Id", "Kanal", "Telefon"], ["1", "2", "3"]]


def test_a_column_without_heading_is_kept_when_it_is_filled(tmp_path):
    assert cells(write(tmp_path, "a;;b;\n1;2;3;\n"))[0] == ["a", "(column 2)", "b"]


def test_repeated_headings_are_all_told_apart_by_number(tmp_path):
    export = read_export(write(tmp_path, "a;b;a;c;C\n1;2;3;4;5\n"), Format())
    told = ["a (column 1)", "b", "a (column 3)", "c (column 4)", "C (column 5)"]
    assert list(export.cells.columns) == told


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n;;\n", "is empty"),
        (b"a;b\n", "no row below"),
        (b"PK\x03\x04rest", "workbook"),
        (b"\xd0\xcf\x11\xe0rest", "old workbook"),
        (b"%PDF-1.7", "PDF"),
        (b"a;b\n\x00\x00\x00\x00\x00\x00\x00;c\n", "not a text file"),
        ("Blåbærgrød på øen;b\n".encode("cp1252") + b"\x81;\x8d\n", "no cp1252 text"),
        ("æøå;b\nblåbærgrød;".encode() + b"\xe6\n", "but for 1 places"),
        (b'a;b\n1;"aldrig lukket\n2;3\n', "near row 1 and never closed"),
        (b'a;b\n1;"' + b"x" * 140_000, "not closed"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(tmp_path, content, message):
    with pytest.raises(DataError, match=message) as raised:
        read_export(write(tmp_path, content), Format())
    assert raised.value.__context__ is None
    assert f"{tmp_path.name}/export.csv" in str(raised.value)
    assert str(tmp_path) not in str(raised.value)
    assert all(fault.try_this for fault in raised.value.faults)


def test_bytes_that_the_named_encoding_does_not_have_are_told(tmp_path):
    with pytest.raises(DataError, match="no ascii text") as raised:
        read_export(write(tmp_path, "a;b\næ;1\n"), Format(encoding="ascii"))
    assert raised.value.__context__ is None


@pytest.mark.parametrize(
    ("form", "message"),
    [({"encoding": "utf-9"}, "no such encoding"), ({"delimiter": "::"}, "single character")],
)
def test_settings_that_cannot_be_are_told(tmp_path, form, message):
    with pytest.raises(SettingsError, match=message) as raised:
        read_export(write(tmp_path, "a;b\n1;2\n"), Format(**form))
    assert raised.value.__context__ is None


def test_a_missing_file_is_told_with_the_files_beside_it(tmp_path):
    write(tmp_path, "a;b\n1;2\n", name="svar.csv")
    with pytest.raises(DataError, match=r"no such file[\s\S]*svar\.csv"):
        read_export(tmp_path / "export.csv", Format())


@pytest.mark.parametrize("folder", ["", "nowhere"])
def test_a_missing_file_in_an_empty_or_absent_folder_is_told(tmp_path, folder):
    with pytest.raises(DataError, match="no such file"):
        read_export(tmp_path / folder / "export.csv", Format())


def test_an_unknown_kind_of_file_is_told_with_the_known_ones(tmp_path):
    with pytest.raises(DataError, match=r"\.docx[\s\S]*\.csv, \.tsv"):
        read_export(write(tmp_path, "x", name="export.docx"), Format())


TEXT = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\x00\ufeff"), max_size=12
)


@given(rows=st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=1, max_size=8))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_written_is_read(tmp_path, rows):
    rows = [*rows, ["the", "last", "row"]]  # blank rows at the end are no part of a table
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b", "c"])
    writer.writerows(rows)
    read = cells(write(tmp_path, out.getvalue()), delimiter=";", encoding="utf-8")[1:]
    assert read == rows
