"""The workbook: the same bytes twice, text stays text, and it tells no more than the report."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import datetime
from functools import cache

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from gapmap.report import ReportInputs, list_sheets
from gapmap.report.sheets import column_words
from gapmap.report.story import tell
from gapmap.report.words import Words
from gapmap.report.workbook import write_workbook
from gapmap.settings import Language
from gapmap.tables import REJECT_RULES, TABLES
from gapmap.xlsx import MOST_CHARACTERS
from tests.report_builder import Plan, hide_where, make_inputs

SHEETS = {
    "da": ["Huller", "Temaer", "Udsagn", "Match", "Tilbud", "Svarpersoner", "Frasorterede",
           "Hvor tallene kommer fra", "Metode"],
    "en": ["Gaps", "Themes", "Statements", "Matches", "Offers", "Respondents", "Rejects",
           "Trace", "Method"],
}  # fmt: skip
FORMULAS = ("=1+1", "+45 20", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")', "#N/A")


def build(inputs: ReportInputs, language: Language = "da") -> bytes:
    return write_workbook(inputs, tell(inputs, language))


@cache
def plain(language: Language) -> bytes:
    return build(make_inputs(), language)


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def table(content: bytes, name: str) -> pd.DataFrame:
    header, *rows = opened(content)[name].iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=header)


def test_the_same_inputs_give_the_same_bytes() -> None:
    assert build(make_inputs(Plan())) == plain("da")
    with zipfile.ZipFile(io.BytesIO(plain("da"))) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = opened(plain("da")).properties
    assert properties.created == properties.modified == datetime(2019, 12, 20)


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_sheet_has_a_frozen_header_a_filter_and_a_note_on_every_column(
    language: Language,
) -> None:
    book = opened(plain(language))
    assert book.sheetnames == SHEETS[language]
    for page in book:
        assert page.freeze_panes == "A2"
        assert page.auto_filter.ref == page.dimensions
        notes = [cell.comment.text if cell.comment else "" for cell in page[1]]
        assert all(notes)
        assert not [note for note in notes if "{" in note]
        assert page.column_dimensions["A"].width > 5


def test_every_column_has_a_title_and_a_note_in_both_languages() -> None:
    words = column_words()
    for sheet, columns in words.items():
        for name, entry in columns.items() if sheet != "advice" else ():
            described = {column.name for column in TABLES[sheet].columns} if sheet in TABLES else ()
            assert {"da", "en", "note_da"} <= set(entry), name
            assert "note_en" in entry or name in described, name
    assert set(words["advice"]) == set(REJECT_RULES)


def test_numbers_are_numbers_in_their_formats() -> None:
    page = opened(plain("da"))["Huller"]
    header = [cell.value for cell in page[1]]
    first = dict(zip(header, page[2], strict=True))
    row = make_inputs().gaps.iloc[0]
    assert first["Nævner behovet"].value == row["n_need"]
    assert first["Nævner behovet"].number_format == "#,##0"
    assert first["Udækket behov"].value == pytest.approx(row["gap"], abs=0.005)
    assert first["Udækket behov"].number_format == "0%"


def test_no_share_is_more_exact_than_in_the_report() -> None:
    gaps = table(plain("da"), "Huller")
    for name in ("Udækket behov", "Dækningsgrad", "Udækket behov, når pladserne er brugt"):
        shares = gaps[name].dropna()
        digits = (shares * 100).where(shares >= 0.01, shares * 1000)
        assert (digits - digits.round()).abs().max() < 1e-9


def test_a_hidden_row_holds_the_word_and_no_number() -> None:
    inputs = make_inputs()
    content = build(replace(inputs, gaps=hide_where(inputs.gaps, inputs.gaps["theme_id"] == "T01")))
    gaps = table(content, "Huller").set_index("Kode")
    of_theme = gaps[gaps.index.str.startswith("2019-T01")]
    assert set(of_theme["Skjult"]) == {"skjult af hensyn til anonymiteten"}
    assert of_theme.loc[:, "Egentlige svar":].isna().all(axis=None)  # type: ignore[misc]
    trace = table(content, "Hvor tallene kommer fra").set_index("Række")
    of_theme = trace[trace.index.str.startswith("2019-T01")]
    assert of_theme.loc[:, "Værdi":].isna().all(axis=None)  # type: ignore[misc]


def test_the_numbers_of_the_trace_stand_in_the_gaps() -> None:
    gaps = table(plain("en"), "Gaps").set_index("Code")
    trace = table(plain("en"), "Trace")
    needs = trace[trace["Figure"] == "Mention the need"].set_index("Row")
    assert len(needs)
    assert needs["Value"].astype(int).eq(gaps.loc[needs.index, "Mention the need"]).all()
    assert set(trace["Row"]) >= set(gaps.index)


def test_text_that_looks_like_a_formula_stays_text() -> None:
    labels = FORMULAS[:4]
    inputs = make_inputs(Plan(labels=labels, offer_titles=FORMULAS))
    book = opened(build(inputs))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if isinstance(cell.value, str)} == {"s"}
    starts = ("=", "+", "-", "@", "\t", "\r")
    risky = [cell for cell in cells if str(cell.value).startswith(starts) and cell.data_type == "s"]
    assert {str(cell.value) for cell in risky} >= {"=1+1", "+45 20", "-2", "@SUM(A1)"}
    assert all(cell.quotePrefix for cell in risky)
    assert not any(cell.quotePrefix for cell in cells if cell.value == "Kode")


def test_what_a_workbook_cannot_hold_is_removed_and_counted() -> None:
    inputs = make_inputs()
    listed = inputs.listed.assign(text="et\x07 to\x00 tre\ufffe")
    content = build(replace(inputs, listed=listed.head(1)))
    assert list(table(content, "Udsagn")["Udsagn"]) == ["et to tre"]
    assert "3 tegn, som et regneark ikke kan rumme, er fjernet." in set(
        table(content, "Metode")["Tekst"]
    )


def test_a_text_longer_than_a_cell_is_cut() -> None:
    inputs = make_inputs()
    listed = inputs.listed.head(1).assign(text="å" * 40_000)
    (text,) = table(build(replace(inputs, listed=listed)), "Udsagn")["Udsagn"]
    assert len(text) == MOST_CHARACTERS
    assert text.endswith(" …")


def test_statements_carry_a_type_in_the_language_and_nothing_else_about_anyone() -> None:
    rows = table(plain("en"), "Statements")
    assert list(rows.columns) == ["Code", "Theme", "Statement id", "Type", "Statement"]
    assert set(rows["Type"].dropna()) <= {"Company", "Knowledge institution", "Public organisation"}
    order = list(zip(rows["Code"], rows["Statement id"], strict=True))
    assert order == sorted(order)


def test_only_so_many_statements_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_sheets, "MOST_STATEMENTS", 12)
    content = build(make_inputs())
    assert table(content, "Udsagn").groupby("Kode").size().to_dict() == {
        f"2019-T0{i}": 3 for i in range(1, 5)
    }
    told = " ".join(table(content, "Metode")["Tekst"])
    assert "12 af 341 udsagn med et behov er vist" in told
    assert "Højst 3 vises for hvert tema." in told


def test_an_offer_for_a_need_that_few_mention_carries_a_warning() -> None:
    inputs = make_inputs()
    few = inputs.gaps.assign(demand=0.04)
    warned = table(build(replace(inputs, gaps=few), "en"), "Offers")["Note"]
    assert all("a satisfied need goes unmentioned" in note for note in warned)
    often = inputs.gaps.assign(demand=0.3)
    notes = table(build(replace(inputs, gaps=often), "en"), "Offers").set_index("Offer id")
    assert notes.loc["O0", "Note"] is None or pd.isna(notes.loc["O0", "Note"])


def test_a_hidden_theme_does_not_tell_how_many_mention_an_offer() -> None:
    inputs = make_inputs()
    everything = inputs.gaps["theme_id"] != ""
    contrasts = TABLES["contrasts"].empty()
    hidden = replace(inputs, gaps=hide_where(inputs.gaps, everything), contrasts=contrasts)
    offers = table(build(hidden), "Tilbud").set_index("Tilbuddets id")
    assert offers["Nævner det"].isna().all()
    assert offers.loc["O0", "Bemærk"] is None or pd.isna(offers.loc["O0", "Bemærk"])


def test_a_provider_is_named_only_where_a_match_is_confirmed() -> None:
    inputs = make_inputs()
    assert table(plain("da"), "Tilbud")["Udbyder"].isna().all()
    confirmed = replace(inputs, matches=inputs.matches.assign(status="confirmed"))
    assert "Hemmelig Udbyder" in set(table(build(confirmed), "Tilbud")["Udbyder"])


def test_statements_and_offers_stand_behind_a_figure() -> None:
    inputs = make_inputs()
    trace = table(plain("da"), "Hvor tallene kommer fra").set_index("Kode")
    of_theme = inputs.listed[inputs.listed["theme_id"] == "T03"]
    row = trace.loc["2019-T03-gap"]
    assert row["Udsagn"] == len(of_theme)
    assert row["Udsagnenes id"].startswith(", ".join(of_theme["statement_id"]))
    assert "Yderligere 3 udsagn i temaet handler mest om et andet tema" in row["Udsagnenes id"]
    assert (
        'CE-klinikken (O0): egnet, egnethed 90\u00a0%, fælles med temaet: "forsøg"; '
        in (row["Tilbud bag dækningsgraden"])
    )
    assert "forslag fra programmet, ikke bekræftet" in row["Tilbud bag dækningsgraden"]


def test_an_offer_that_is_not_open_to_a_segment_is_not_behind_its_coverage() -> None:
    inputs = make_inputs()
    matches = inputs.matches.assign(grade="full")
    trace = table(build(replace(inputs, matches=matches)), "Hvor tallene kommer fra")
    trace = trace.set_index("Kode")
    offers = {code: trace.loc[code, "Tilbud bag dækningsgraden"] for code in trace.index}
    assert "Forprojektpuljen" in offers["2019-T01-gap-virksomhed"]
    assert "Forprojektpuljen" not in offers["2019-T01-gap-videninstitution"]
    assert "Ageing Asia Gateway" not in offers["2019-T03-gap"]  # closed before the wave


@pytest.mark.parametrize("plan", [Plan(labels=()), Plan(offer_titles=()), Plan(is_rated=False)])
def test_odd_inputs_still_make_a_workbook(plan: Plan) -> None:
    assert opened(build(make_inputs(plan))).sheetnames == SHEETS["da"]


def test_it_says_that_it_is_a_draft_of_invented_data() -> None:
    method = " ".join(table(plain("da"), "Metode")["Tekst"])
    assert "UDKAST" in method
    assert "Opdigtede data" in method
    assert Words("da").say("front.limit_cost") in method
    assert "2019-0123456789abcdef" in method
