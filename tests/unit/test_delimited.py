from __future__ import annotations

import codecs
import csv
import gzip
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
        ("Blåbærgrød på øen;b\n".encode("cp1252") * 2 + b"\x81;\x8d\n", "no cp1252"),
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


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("cp1252", ""),
        ("iso-8859-1", ""),
        ("mac_roman", "encoding guessed: mac_roman"),
        ("cp850", "encoding guessed: cp850"),
    ],
)
def test_letters_decide_between_encodings_of_one_byte(tmp_path, encoding, told):
    text = "Behov;Område\nVi har brug for rådgivning om CE-mærkning;Århus\nøget støtte;Sjælland\n"
    export = read_export(write(tmp_path, text.encode(encoding)), Format())
    assert export.cells.to_numpy().tolist() == [
        ["Vi har brug for rådgivning om CE-mærkning", "Århus"],
        ["øget støtte", "Sjælland"],
    ]
    assert export.dialect == told


@pytest.mark.parametrize("name", ["export.csv.gz", "export.CSV.GZ"])
def test_a_gzipped_file_is_read(tmp_path, name):
    assert cells(write(tmp_path, gzip.compress(b"a;b\n1;2\n"), name=name)) == [
        ["a", "b"],
        ["1", "2"],
    ]


def test_a_gzipped_file_that_was_cut_is_told(tmp_path):
    path = write(tmp_path, gzip.compress(b"a;b\n1;2\n" * 999)[:-20], name="export.csv.gz")
    with pytest.raises(DataError, match="damaged or cut") as raised:
        read_export(path, Format())
    assert raised.value.__context__ is None


def test_a_gzipped_file_that_unpacks_to_too_much_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("gapmap.readers.source.MAX_UNPACKED_BYTES", 1 << 20)
    path = write(tmp_path, gzip.compress(b"a;b\n" + b"1;2\n" * (1 << 18)), name="export.csv.gz")
    with pytest.raises(DataError, match="unpacks to more than 1 MB"):
        read_export(path, Format())


@pytest.mark.parametrize(
    ("above", "told"),
    [
        ("Behovsundersøgelse 2031\n", "table, 1 row above the headings left out"),
        ("Undersøgelse;Behov\nDato;2031-01-02\n\n", "table, 3 rows above the headings left out"),
        ("Titel;;;;\n;;;;\n", "table, 2 rows above the headings left out"),
    ],
)
def test_rows_above_the_headings_are_left_out_and_told(tmp_path, above, told):
    table = "Id;Dato;Type;Region;Behov\n" + "1;2031-02-03;Virksomhed;Fyn;penge\n" * 3
    export = read_export(write(tmp_path, above + table), Format())
    assert list(export.cells.columns) == ["Id", "Dato", "Type", "Region", "Behov"]
    assert len(export.cells) == 3
    assert export.dialect == told


def test_answers_that_are_mostly_empty_do_not_move_the_headings(tmp_path):
    path = write(tmp_path, "Id;Dato;Type;Region;Behov\n" + "1;;;;\n" * 9)
    assert len(read_export(path, Format()).cells) == 9


@pytest.mark.parametrize(
    "first",
    [
        "17;2031-02-03 10:11;Virksomhed;Fyn;penge til test",
        "R_17;03.02.2031;Virksomhed;Fyn;",
        "17;navn@firma.example;Virksomhed;Nordjylland;",
    ],
)
def test_a_file_without_headings_is_told_without_printing_its_cells(tmp_path, first):
    others = "18;2031-02-04 10:11;Virksomhed;Fyn;tid\n19;2031-02-05;Kommune;Sjælland;udstyr\n"
    path = write(tmp_path, f"{first}\n{others}")
    with pytest.raises(DataError, match="seems to have no headings") as raised:
        read_export(path, Format())
    assert not any(cell in str(raised.value) for cell in first.split(";") if len(cell) > 2)
    assert len(read_export(path, Format(header_rows=1)).cells) == 2  # the settings decide


def test_options_that_are_columns_of_their_own_are_no_answers(tmp_path):
    path = write(tmp_path, "Penge;Tid;Udstyr;Behov\nPenge;;;a\n;Tid;;b\nPenge;Tid;Udstyr;c\n")
    assert len(read_export(path, Format()).cells) == 3


def test_nul_bytes_within_text_are_left_out(tmp_path):
    text = b"a;b\n1;pe\x00nge\n" + b"2;tid og mere tid\n" * 9
    assert cells(write(tmp_path, text))[1] == ["1", "penge"]


def test_a_table_that_is_too_wide_is_told(tmp_path):
    path = write(tmp_path, ";".join(f"h{n}" for n in range(1_000_000)) + "\n1;2\n")
    with pytest.raises(DataError, match="more than 5,000 columns"):
        read_export(path, Format())


def test_a_table_of_too_many_cells_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("gapmap.readers.build.MAX_CELLS", 1_000)
    with pytest.raises(DataError, match="more than 1,000 cells"):
        read_export(write(tmp_path, "a;b\n" + "1;2\n" * 1_000), Format())


def test_decimal_commas_and_leading_zeros_stay_text(tmp_path):
    assert cells(write(tmp_path, "a;b\n1,5;007\n2,25;1.000\n"))[1:] == [
        ["1,5", "007"],
        ["2,25", "1.000"],
    ]


def test_a_folder_is_told(tmp_path):
    (tmp_path / "export.csv").mkdir()
    with pytest.raises(DataError, match="is a folder"):
        read_export(tmp_path / "export.csv", Format())


@pytest.mark.parametrize(
    "answers",
    [
        "tid,5,penge,mere\ntid,7,udstyr,andet\n",  # four cells each, below two headings
        "tid,penge\nudstyr,hjælp\n",
        "tid, penge\nudstyr, hjælp\n",
    ],
)
@pytest.mark.parametrize("headings", ["Behov", "Behov,Region"])
def test_an_answer_with_delimiters_never_becomes_a_heading(tmp_path, headings, answers):
    export = read_export(write(tmp_path, f"{headings}\n{answers}"), Format())
    assert [h for h in export.cells.columns if not h.startswith("(column")] == headings.split(",")
