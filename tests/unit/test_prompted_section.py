"""Ticks in the report, workbook and page: apart from the mentions, and absent without a list."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import get_args

import pandas as pd
import pytest
from openpyxl import load_workbook

from gapmap.report.figures import trace_figures
from gapmap.report.inputs import ReportInputs
from gapmap.report.lookup import Lookup
from gapmap.report.page import build_page
from gapmap.report.pdf import write_pdf
from gapmap.report.story import tell
from gapmap.report.words import Words
from gapmap.report.workbook import write_workbook
from gapmap.settings import Language
from tests.page_reader import read_content
from tests.report_builder import Plan, make_inputs

TICKED = Plan(has_ticks=True)
LANGUAGES = get_args(Language)


def with_counts(**columns: list[int | None]) -> ReportInputs:
    """The figures of all, theme by theme."""
    inputs = make_inputs(TICKED)
    gaps = inputs.gaps.copy()
    everyone = gaps["segment_kind"] == "all"
    for name, counts in columns.items():
        gaps.loc[everyone, name] = pd.array(counts, dtype="Int64")
    return replace(inputs, gaps=gaps)


def cells(inputs: ReportInputs, sheet: str) -> list[dict[str, object]]:
    book = load_workbook(io.BytesIO(write_workbook(inputs, tell(inputs, "en"))))
    head, *rows = book[Words("en").say(f"sheet.{sheet}")].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_the_most_ticked_come_first_beside_what_is_mentioned():
    inputs = with_counts(
        n=[200] * 4, n_need=[30, 12, None, 0], n_asked=[190] * 4, n_prompted=[40, 90, 70, 60]
    )
    section = tell(inputs, "en").prompted
    assert section is not None
    assert section.table is not None
    assert [row[1:] for row in section.table.rows] == [
        ("2019-T02-prompted", "12 of 200", "90 of 190"),
        ("2019-T03-prompted", "suppressed", "70 of 190"),
        ("2019-T04-prompted", "0 of 200", "60 of 190"),
        ("2019-T01-prompted", "30 of 200", "40 of 190"),
    ]
    assert f"Table {section.table.number}" in section.intro


def test_a_theme_that_no_list_offers_is_not_in_the_table():
    section = tell(with_counts(n_asked=[190] * 4, n_prompted=[0, 90, None, 60]), "en").prompted
    assert section is not None
    assert section.table is not None
    assert [row[3] for row in section.table.rows] == ["90 of 190", "60 of 190", "suppressed"]


@pytest.mark.parametrize(
    ("prompted", "said"),
    [([0, 0, 0, 0], "Nobody ticked"), ([None, None, None, 60], "More than half")],
)
def test_a_sentence_stands_where_there_is_no_table(prompted, said):
    section = tell(with_counts(n_asked=[190] * 4, n_prompted=prompted), "en").prompted
    assert section is not None
    assert section.table is None
    assert said in section.instead


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_tick_list_nothing_is_said_of_ticks(language):
    inputs = make_inputs()
    story = tell(inputs, language)
    assert story.prompted is None
    assert not any(one.figure == "prompted" for one in trace_figures(Lookup(inputs, Words("da"))))
    facts = [row[0] for page in story.largest.pages for row in page.facts.rows]
    assert Words(language).say("largest.n_prompted") not in facts
    assert "Ticked" not in cells(inputs, "gaps")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_with_ticks_is_printed(language):
    story = tell(make_inputs(TICKED), language)
    assert write_pdf(story).startswith(b"%PDF")


def test_a_tick_is_traced_to_those_who_were_asked_and_to_no_statement():
    inputs = with_counts(n_asked=[190] * 4, n_prompted=[40] * 4)
    (figure,) = [r for r in cells(inputs, "trace") if r["Code"] == "2019-T01-prompted"]
    assert (figure["Numerator"], figure["Denominator"]) == (40, 190)
    assert "190 who answered a tick-list" in str(figure["Formula"])
    assert not figure["Statements"]


def test_the_workbook_shows_ticks_where_the_mentions_are_hidden():
    inputs = make_inputs(TICKED)
    hidden = inputs.gaps["segment_kind"] == "all"
    numbers = ["n_need", "gap", "demand"]
    gaps = inputs.gaps.copy()
    gaps.loc[hidden, numbers] = pd.NA
    first = cells(replace(inputs, gaps=gaps), "gaps")[0]
    assert first["Mention the need"] is None
    assert first["Ticked"] == int(inputs.gaps["n_prompted"].iloc[0])


def test_the_page_tells_ticks_with_the_facts_of_a_theme():
    inputs = make_inputs(TICKED)
    content = read_content(build_page(inputs, tell(inputs, "en")))
    place = list(content["words"]["facts"]).index("n_prompted")
    everyone = content["groups"][0]["rows"][0]
    first = inputs.gaps.iloc[0]
    told = f"{first['n_prompted']} of {first['n_asked']}"
    assert content["texts"][everyone["facts"][place]] == told
