from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest

from gapmap.errors import DataError
from gapmap.readers import Export, read_export
from gapmap.settings import Format

ANSWERS = pd.DataFrame(
    {"type": [1.0, 2.0, 9.0], "score": [4.0, 2.5, None], "behov": ["penge", "", "tid"]}
)
QUESTIONS = {"type": "Hvem er I?", "score": "", "behov": "Hvad mangler I?"}
LABELS = {"type": {1.0: "Virksomhed", 2.0: "Kommune"}}


def read(path: Path) -> Export:
    return read_export(path, Format())


@pytest.mark.parametrize("ending", [".sav", ".zsav", ".dta"])
def test_codes_become_labels_and_names_become_questions(tmp_path, ending):
    path = tmp_path / f"export{ending}"
    options = {"column_labels": QUESTIONS, "variable_value_labels": LABELS}
    if ending == ".dta":
        pyreadstat.write_dta(ANSWERS, path, **options)
    else:
        pyreadstat.write_sav(ANSWERS, path, compress=ending == ".zsav", **options)
    export = read(path)
    assert export.cells.to_dict("list") == {
        "Hvem er I?": ["Virksomhed", "Kommune", "9"],
        "score": ["4", "2.5", ""],
        "Hvad mangler I?": ["penge", "", "tid"],
    }
    assert export.codes == {"type": "Hvem er I?", "behov": "Hvad mangler I?"}
    assert export.dialect == ("Stata" if ending == ".dta" else "SPSS")


def test_values_declared_missing_are_empty(tmp_path):
    pyreadstat.write_sav(
        ANSWERS, tmp_path / "export.sav", variable_value_labels=LABELS, missing_ranges={"type": [9]}
    )
    assert list(read(tmp_path / "export.sav").cells["type"]) == ["Virksomhed", "Kommune", ""]


@pytest.mark.parametrize("ending", [".sav", ".dta"])
def test_dates_are_iso_text(tmp_path, ending):
    path = tmp_path / f"export{ending}"
    dates = pd.DataFrame(
        {"dag": [dt.date(2031, 2, 3), None], "tid": [dt.datetime(2031, 2, 3, 4, 5, 6), None]}
    )
    write = pyreadstat.write_dta if ending == ".dta" else pyreadstat.write_sav
    write(dates.astype({"tid": "datetime64[ns]"}), path)
    assert read(path).cells.to_dict("list") == {
        "dag": ["2031-02-03", ""],
        "tid": ["2031-02-03 04:05:06", ""],
    }


def test_a_date_that_cannot_be_stays_a_number(tmp_path):
    far = pd.DataFrame({"dag": [1e15, 13_000_000_000.0]})
    pyreadstat.write_sav(far, tmp_path / "export.sav", variable_format={"dag": "DATETIME20"})
    first, second = read(tmp_path / "export.sav").cells["dag"]
    assert first == "1e+15"
    assert second.startswith("1994-")


def test_repeated_questions_are_told_apart_by_name(tmp_path):
    labels = {"type": "Uddyb", "score": "Uddyb"}
    pyreadstat.write_sav(ANSWERS, tmp_path / "export.sav", column_labels=labels)
    assert list(read(tmp_path / "export.sav").cells.columns) == [
        "Uddyb (type)",
        "Uddyb (score)",
        "behov",
    ]


def test_parquet_values_become_text(tmp_path):
    table = pa.table(
        {
            "id": [1, 2],
            "score": [4.0, None],
            "behov": ["penge", "None"],
            "områder": [["Data", "AI"], []],
            "dag": [dt.date(2031, 2, 3), None],
            "ja": [True, None],
            "type": pa.array(["Virksomhed", "Kommune"]).dictionary_encode(),
        }
    )
    pq.write_table(table, tmp_path / "export.parquet")
    assert read(tmp_path / "export.parquet").cells.to_dict("list") == {
        "id": ["1", "2"],
        "score": ["4", ""],
        "behov": ["penge", "None"],
        "områder": ["Data; AI", ""],
        "dag": ["2031-02-03", ""],
        "ja": ["TRUE", ""],
        "type": ["Virksomhed", "Kommune"],
    }


def test_parquet_columns_of_bytes_are_told_by_heading(tmp_path):
    pq.write_table(pa.table({"a": ["1"], "billede": [b"x"]}), tmp_path / "export.parquet")
    with pytest.raises(DataError, match=r"1 columns hold bytes[\s\S]*billede"):
        read(tmp_path / "export.parquet")


@pytest.mark.parametrize("ending", [".sav", ".zsav", ".dta", ".parquet"])
@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", b"PAR1", b"$FL2@(#) SPSS", b"<stata_dta>"])
def test_a_file_of_another_kind_is_told_without_a_second_traceback(tmp_path, ending, content):
    path = tmp_path / f"export{ending}"
    path.write_bytes(content)
    with pytest.raises(DataError, match="cannot be read as") as raised:
        read(path)
    assert raised.value.__context__ is None
    assert raised.value.faults[0].try_this


@pytest.mark.parametrize("ending", [".sav", ".parquet"])
def test_a_table_without_answers_is_told(tmp_path, ending):
    path = tmp_path / f"export{ending}"
    nobody = ANSWERS.astype({"behov": "object"}).head(0)
    if ending == ".sav":
        pyreadstat.write_sav(nobody, path)
    else:
        nobody.to_parquet(path)
    with pytest.raises(DataError, match="holds no answers"):
        read(path)
