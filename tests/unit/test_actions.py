"""Suggestions for action: enough people, cells of the table, and no provider unconfirmed."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from gapmap.report import ReportInputs
from gapmap.report.actions import ENOUGH, actions
from gapmap.report.lookup import Lookup
from gapmap.report.section_parts import Suggestion
from gapmap.report.words import Words
from gapmap.tables import TABLES
from tests.report_builder import Plan, hide_where, make_inputs


def told(inputs: ReportInputs) -> tuple[Suggestion, Suggestion]:
    workshops, matches = actions(Lookup(inputs, Words("da"))).suggestions
    return workshops, matches


def with_cells(inputs: ReportInputs, segment: str, **cells: object) -> ReportInputs:
    """The row of T01 in a segment with these cells; nobody lacks anything anywhere else."""
    gaps = inputs.gaps.assign(n_unmet=0, n_partly=0, n_missing=0)
    row = (gaps["theme_id"] == "T01") & (gaps["segment"] == segment)
    for column, value in cells.items():
        gaps.loc[row, column] = value
    return replace(inputs, gaps=TABLES["gaps"].shape(gaps))


@pytest.mark.parametrize(("n_unmet", "is_told"), [(ENOUGH - 1, False), (ENOUGH, True)])
def test_a_workshop_needs_enough_people_in_one_region(n_unmet: int, is_told: bool) -> None:
    inputs = with_cells(make_inputs(), "Nord", n_need=20, n_unmet=n_unmet)
    workshops, _ = told(inputs)
    assert (workshops.table is not None) == is_told
    if workshops.table is not None:
        code = "2019-T01-landsdel-nord"
        assert workshops.table.rows == (("Adgang til klinikere", "Nord", code, "20", str(n_unmet)),)
    else:
        assert workshops.intro.startswith("I ingen landsdel er der mindst 10 personer")


def test_a_hidden_region_is_no_workshop() -> None:
    inputs = with_cells(make_inputs(), "Nord", n_need=20, n_unmet=15)
    rows = (inputs.gaps["theme_id"] == "T01") & (inputs.gaps["segment"] == "Nord")
    workshops, _ = told(replace(inputs, gaps=hide_where(inputs.gaps, rows)))
    assert workshops.table is None


def suitable(inputs: ReportInputs, status: str = "proposed") -> ReportInputs:
    """Of T01 the first offer is suitable and open; no other match is."""
    first = (inputs.matches["theme_id"] == "T01") & (inputs.matches["offer_id"] == "O0")
    matches = inputs.matches.assign(
        grade=inputs.matches["grade"].mask(first, "full").where(first, "none"), status=status
    )
    return replace(inputs, matches=matches)


@pytest.mark.parametrize(
    ("counts", "is_told"),
    [
        ({"n_need": 20, "n_unmet": 6, "n_partly": 4, "n_missing": 5}, True),
        ({"n_need": 20, "n_unmet": 6, "n_partly": 5, "n_missing": 5}, False),
        ({"n_need": 20, "n_unmet": 6, "n_partly": 4, "n_missing": 4}, False),
        ({"n_need": 20, "n_unmet": 6, "n_partly": 4, "n_missing": pd.NA}, False),
        ({"n_need": 20, "n_unmet": pd.NA, "n_partly": 4, "n_missing": 9}, False),
    ],
)
def test_a_match_is_worth_making_where_many_have_an_offer_and_miss_something(
    counts: dict[str, object], is_told: bool
) -> None:
    _, matches = told(with_cells(suitable(make_inputs()), "", **counts))
    assert (matches.table is not None) == is_told
    if matches.table is not None:
        assert matches.table.rows == (
            ("Adgang til klinikere", "2019-T01", "10 af 20", "5 af 20", "CE-klinikken"),
        )


@pytest.mark.parametrize(
    ("status", "named"),
    [("proposed", "CE-klinikken"), ("confirmed", "CE-klinikken (Hemmelig Udbyder)")],
)
def test_a_provider_is_named_only_where_the_match_is_confirmed(status: str, named: str) -> None:
    counts = {"n_need": 20, "n_unmet": 0, "n_partly": 0, "n_missing": 9}
    _, matches = told(with_cells(suitable(make_inputs(), status), "", **counts))
    assert matches.table is not None
    assert matches.table.rows[0][-1] == named


def test_without_themes_sentences_stand_there() -> None:
    assert [one.table for one in told(make_inputs(Plan(labels=())))] == [None, None]
