from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from gapmap.readers import COMPLETE, TEST, UNFINISHED, Export, read_export
from gapmap.settings import Format
from gapmap.stages.headings import find_headings

Rows = Sequence[Sequence[str]]


def read(folder: Path, rows: Rows, *, delimiter: str = ",", **form: object) -> Export:
    """Rows, written as CSV and read again."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    path = folder / "export.csv"
    path.write_text(out.getvalue(), encoding="utf-8")
    return read_export(path, Format(**form))  # type: ignore[arg-type]


def columns(export: Export) -> dict[str, list[str]]:
    return {str(heading): list(export.cells[heading]) for heading in export.cells.columns}


# Qualtrics

CODES = ["StartDate", "Status", "Progress", "Finished", "ResponseId", "Q1", "Q2"]
TEXTS = [
    "Startdato",
    "Svartype",
    "Fremskridt",
    "Færdig",
    "Svar-id",
    "Hvem er I?",
    "Hvad mangler I?",
]
IDS = [f'{{"ImportId":"{code}"}}' for code in CODES]


def qualtrics(*answers: Sequence[str], headings: int = 3) -> Rows:
    return [*[CODES, TEXTS, IDS][:headings], *answers]


def answer(
    number: int, *, status: str = "0", progress: str = "100", finished: str = "1"
) -> list[str]:
    start = f"2031-02-03 10:1{number}:00"
    return [start, status, progress, finished, f"R_{number}", "Virksomhed", f"behov {number}"]


@pytest.mark.parametrize(
    ("headings", "told", "heading"),
    [(3, "three", "Hvad mangler I?"), (2, "two", "Hvad mangler I?"), (1, "one", "Q2")],
)
def test_qualtrics_heading_rows_are_counted(tmp_path, headings, told, heading):
    export = read(tmp_path, qualtrics(answer(1), answer(2), headings=headings))
    assert export.dialect.startswith(f"Qualtrics, {told} heading row")
    assert columns(export)[heading] == ["behov 1", "behov 2"]


def test_qualtrics_columns_can_be_mapped_by_question_or_code(tmp_path):
    export = read(tmp_path, qualtrics(answer(1)))
    for name in ("Q2", "Hvad mangler  I?"):
        found = find_headings(export, {"needs": name}, settings="wave.toml, columns", advice="")
        assert found == {"needs": "Hvad mangler I?"}


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, COMPLETE),
        ({"finished": "True"}, COMPLETE),
        ({"finished": "Sand"}, COMPLETE),
        ({"finished": "0", "progress": "40"}, UNFINISHED),
        ({"finished": "Falsk", "progress": "40"}, UNFINISHED),
        ({"status": "1"}, TEST),
        ({"status": "Survey Preview", "finished": "0", "progress": "0"}, TEST),
        ({"status": "IP Address"}, COMPLETE),
    ],
)
def test_qualtrics_tells_previews_and_unfinished_answers(tmp_path, given, status):
    export = read(tmp_path, qualtrics(answer(1), answer(2, **given)))
    assert export.status == (COMPLETE, status)


def test_qualtrics_of_before_2017_is_read(tmp_path):
    export = read(
        tmp_path,
        [
            ["V1", "V7", "V10", "Q1", ""],
            ["ResponseID", "Status", "Finished", "Hvad mangler I?", ""],
            ["R_1", "0", "1", "penge", ""],
            ["R_2", "0", "0", "tid", ""],
        ],
    )
    assert columns(export)["Hvad mangler I?"] == ["penge", "tid"]
    assert export.status == (COMPLETE, UNFINISHED)


def test_qualtrics_questions_lose_html_and_repeated_ones_get_their_code(tmp_path):
    rows = [
        ["StartDate", "EndDate", "Progress", "Finished", "Q1", "Q2"],
        ["Start", "Slut", "%", "Færdig", "<b>Uddyb</b> gerne", "Uddyb&nbsp;gerne"],
        [f'{{"ImportId":"x{n}"}}' for n in range(6)],
        ["2031-01-01", "2031-01-01", "100", "1", "a", "b"],
    ]
    assert list(read(tmp_path, rows).cells.columns)[-2:] == ["Uddyb gerne (Q1)", "Uddyb gerne (Q2)"]


# SurveyMonkey

MONKEY = [
    ["Respondent ID", "Start Date", "Hvem er I?", "Hvilke områder?", "", "", "Hvor vigtigt?", "",
     "Hvad mangler I?"],
    ["", "", "Response", "Data; AI", "Udstyr", "Andet (angiv)", "Test", "Støtte",
     "Open-Ended Response"],
]  # fmt: skip
MONKEY_ANSWERS = [
    ["1", "43290.5", "Virksomhed", "Data; AI", "Udstyr", "", "4", "5", "et testmiljø"],
    ["2", "43291.25", "Kommune", "", "Udstyr", "robotter", "1", "", "tid"],
    ["3", "43291.25", "Kommune", "", "", "", "", "", ""],
]


@pytest.mark.parametrize("above", [[], [["Behovsundersøgelse 2031"]]])
def test_surveymonkey_joins_ticks_and_keeps_what_is_written_or_rated(tmp_path, above):
    export = read(tmp_path, [*above, *MONKEY, *MONKEY_ANSWERS])
    assert export.dialect.startswith("SurveyMonkey, two heading rows")
    assert ("above" in export.dialect) == bool(above)
    assert columns(export) == {
        "Respondent ID": ["1", "2", "3"],
        "Start Date": ["2018-07-09 12:00:00", "2018-07-10 06:00:00", "2018-07-10 06:00:00"],
        "Hvem er I?": ["Virksomhed", "Kommune", "Kommune"],
        "Hvilke områder?": ["Data, AI; Udstyr", "Udstyr", ""],
        "Hvilke områder? [Andet (angiv)]": ["", "robotter", ""],
        "Hvor vigtigt? [Test]": ["4", "1", ""],
        "Hvor vigtigt? [Støtte]": ["5", "", ""],
        "Hvad mangler I?": ["et testmiljø", "tid", ""],
    }


def test_surveymonkey_repeating_its_questions_in_the_second_row_is_read(tmp_path):
    options = [MONKEY[0][0], MONKEY[0][1], MONKEY[0][2], *MONKEY[1][3:-1], MONKEY[0][-1]]
    export = read(tmp_path, [MONKEY[0], options, *MONKEY_ANSWERS])
    assert columns(export)["Hvad mangler I?"] == ["et testmiljø", "tid", ""]


# LimeSurvey

LIME = ["id. Svar-ID", "submitdate. Dato", "lastpage. Side", "startlanguage. Sprog"]


def test_limesurvey_tells_unfinished_answers_and_strips_html(tmp_path):
    export = read(
        tmp_path,
        [
            [*LIME, "behov. <p>Hvad mangler I?</p>", "omr[a1]. Område [Data]"],
            [
                "7",
                "2031-01-02 03:04:05",
                "9",
                "da",
                "<p>Penge &amp; tid</p><p>til &lt;5 mio.</p>",
                "Ja",
            ],
            ["8", "", "2", "da", "under <5 mio. & mere", ""],
        ],
        delimiter=";",
    )
    assert export.dialect == "LimeSurvey"
    assert export.status == (COMPLETE, UNFINISHED)
    assert columns(export)["behov. Hvad mangler I?"] == [
        "Penge & tid\ntil <5 mio.",
        "under <5 mio. & mere",
    ]
    assert export.codes["omr[a1]"] == "omr[a1]. Område [Data]"


def test_limesurvey_with_codes_or_texts_alone_is_known(tmp_path):
    codes = ["id", "submitdate", "lastpage", "startlanguage", "behov"]
    texts = ["Response ID", "Date submitted", "Last page", "Start language", "Hvad mangler I?"]
    for headings in (codes, texts):
        export = read(tmp_path, [headings, ["7", "", "9", "da", "penge"]])
        assert export.dialect == "LimeSurvey"
        assert export.status == (UNFINISHED,)


# EUSurvey and forms


def test_eusurvey_leaves_out_what_stands_above_the_headings(tmp_path):
    export = read(
        tmp_path,
        [
            ["Alias", "behov", "", ""],
            ["Export Date", "2031-01-02 10:00:00", "", ""],
            ["", "", "", ""],
            ["Hvem er I?", "Hvad mangler I?", "Region", "Contribution ID"],
            ["Virksomhed", "penge", "Fyn", "17"],
        ],
    )
    assert export.dialect == "EUSurvey, 3 rows above the headings left out"
    assert columns(export)["Hvad mangler I?"] == ["penge"]


@pytest.mark.parametrize(
    ("headings", "dialect"),
    [
        (["Tidsstempel", "Hvad mangler I?", "Områder"], "Google Forms"),
        (["Timestamp", "Hvad mangler I?", "Områder"], "Google Forms"),
        (["ID", "Starttidspunkt", "Fuldførelsestidspunkt", "Områder"], "Microsoft Forms"),
        (["Id", "Start time", "Completion time", "Områder"], "Microsoft Forms"),
        (["Id", "Start", "Slut", "Områder"], ""),
    ],
)
def test_forms_are_known_by_their_first_columns(tmp_path, headings, dialect):
    cells = ["2031-01-02 10:11:12", "penge", "Data;Udstyr;", "x"][: len(headings)]
    export = read(tmp_path, [headings, cells], delimiter=";")
    assert export.dialect == dialect
    assert export.cells.to_numpy().tolist() == [cells]


def test_forms_with_repeated_questions_tell_them_apart(tmp_path):
    export = read(tmp_path, [["Timestamp", "Uddyb", "Uddyb"], ["2031-01-02", "a", "b"]])
    assert list(export.cells.columns) == ["Timestamp", "Uddyb (column 2)", "Uddyb (column 3)"]


def test_heading_rows_in_the_settings_win_over_the_dialect(tmp_path):
    export = read(tmp_path, qualtrics(answer(1)), header_rows=3)
    assert export.dialect == ""
    assert columns(export)["Q2"] == ["behov 1"]


# SurveyXact

STRUCTURE = [
    ["questionName", "variableName", "questionType", "subType", "questionText", "choiceValue",
     "choiceText"],
    ["type", "type", "Closed", "Single", "Hvem er I?", "", ""],
    ["omr", "omr_1", "Closed", "Multiple", "Hvilke områder?", "1", "Data "],
    ["omr", "omr_2", "Closed", "Multiple", "Hvilke områder?", "2", "Udstyr"],
    ["behov", "behov", "Open", "String", "Hvad <i>mangler</i> I?", "", ""],
    ["statoverall", "stato_3", "Closed", "Multiple", "Samlet status", "3", "Nogen svar"],
    ["statoverall", "stato_4", "Closed", "Multiple", "Samlet status", "4", "Gennemført"],
]  # fmt: skip
LABELS = [
    ["type", "1", "Virksomhed "],
    ["type", "2", "Videninstitution"],
    *[
        [f"omr_{n}", code, text]
        for n in (1, 2)
        for code, text in (("0", "Ikke valgt"), ("1", "Valgt"))
    ],
]
DATASET = [
    ["type", "omr_1", "omr_2", "behov", "stato_3", "stato_4", "respondentid"],
    ["1", "1", "1", "et testmiljø;\nog tid", "0", "1", "901"],
    ["2", "0", "1", "", "1", "0", "902"],
    ["7", "0", "0", "1", "0", "1", "903"],
]
PARTS = {"dataset": DATASET, "structure": STRUCTURE, "labels": LABELS}
UNDERSTOOD = {
    "Hvem er I?": ["Virksomhed", "Videninstitution", "7"],
    "Hvilke områder?": ["Data; Udstyr", "Udstyr", ""],
    "Hvad mangler I?": ["et testmiljø;\nog tid", "", "1"],
    "Samlet status": ["Gennemført", "Nogen svar", "Gennemført"],
    "respondentid": ["901", "902", "903"],
}


def part(rows: Rows, *, encoding: str, delimiter: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


WRITTEN = [
    {"encoding": "cp1252", "delimiter": ";"},
    {"encoding": "utf-16", "delimiter": "\t"},
    {"encoding": "utf-8-sig", "delimiter": ";"},
]


def check_surveyxact(export: Export) -> None:
    assert columns(export) == UNDERSTOOD
    assert export.status == (COMPLETE, UNFINISHED, COMPLETE)
    assert export.dialect.startswith("SurveyXact")
    assert export.codes == {
        "type": "Hvem er I?",
        "omr": "Hvilke områder?",
        "behov": "Hvad mangler I?",
        "statoverall": "Samlet status",
    }


@pytest.mark.parametrize("written", WRITTEN)
def test_surveyxact_files_side_by_side_are_read_as_one(tmp_path, written):
    for name, rows in PARTS.items():
        (tmp_path / f"behov-{name}.csv").write_bytes(part(rows, **written))
    check_surveyxact(read_export(tmp_path / "behov-dataset.csv", Format()))


def test_surveyxact_archive_is_read(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        for name, rows in PARTS.items():
            archive.writestr(f"{name}.csv", part(rows, **WRITTEN[0]))
    check_surveyxact(read_export(tmp_path / "export.zip", Format()))


@pytest.mark.parametrize("datasets", [1, 2])
def test_surveyxact_workbook_is_read_also_when_the_dataset_is_split(tmp_path, datasets):
    book = Workbook()
    book.remove(book.active)
    split = {"Dataset": DATASET}
    if datasets == 2:
        split = {"Dataset(1)": [r[:3] for r in DATASET], "Dataset(2)": [r[3:] for r in DATASET]}
    for title, rows in {**split, "Structure": STRUCTURE, "Labels": LABELS}.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    book.save(tmp_path / "export.xlsx")
    check_surveyxact(read_export(tmp_path / "export.xlsx", Format()))


def test_surveyxact_dataset_alone_is_read_as_codes(tmp_path):
    (tmp_path / "dataset.csv").write_bytes(part(DATASET, **WRITTEN[0]))
    export = read_export(tmp_path / "dataset.csv", Format())
    assert columns(export)["type"] == ["1", "2", "7"]
