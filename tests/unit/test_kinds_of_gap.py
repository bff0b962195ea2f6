"""Kinds of gap and signals: every theme once, and only what disagrees is called so."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from gapmap.report import ReportInputs
from gapmap.report.kinds_of_gap import kinds_section
from gapmap.report.lookup import ALL, Lookup
from gapmap.report.section_parts import KindBox, KindsSection
from gapmap.report.words import Words
from gapmap.tables import KINDS_OF_GAP, TABLES
from tests.report_builder import hide_where, make_inputs


def told(inputs: ReportInputs) -> KindsSection:
    return kinds_section(Lookup(inputs, Words("da")))


def with_cells(inputs: ReportInputs, **cells: object) -> ReportInputs:
    """The row of T01 among all with these cells; of other themes no signal disagrees."""
    agreeing = {"coverage": 0.9, "satisfaction": 4.0, "n_missing": 0}
    gaps = inputs.gaps.assign(**agreeing)
    row = (gaps["theme_id"] == "T01") & (gaps["segment_kind"] == "all")
    for column, value in cells.items():
        gaps.loc[row, column] = value
    return replace(inputs, gaps=TABLES["gaps"].shape(gaps))


def boxes(section: KindsSection) -> dict[str, KindBox]:
    table = section.table
    assert table is not None
    every = (table.unmet, table.outside, table.unfelt, table.met, table.places, table.undecided)
    return {box.name: box for box in every}


@pytest.mark.parametrize("kind", KINDS_OF_GAP)
def test_a_theme_stands_in_the_box_of_its_kind_alone(kind: str) -> None:
    shown = boxes(told(with_cells(make_inputs(), kind=kind)))
    homes = [name for name, box in shown.items() if "T01" in {one.theme_id for one in box.themes}]
    assert homes == [Words("da").say(f"kind.{kind}")]


def test_every_ranked_theme_is_in_one_box_and_empty_boxes_say_so() -> None:
    inputs = make_inputs()
    shown = boxes(told(inputs))
    themes = sorted(one.theme_id for box in shown.values() for one in box.themes)
    assert themes == sorted(row.theme_id for row in Lookup(inputs, Words("da")).ranked(ALL))
    assert all(bool(box.themes) != bool(box.nothing) for box in shown.values())


@pytest.mark.parametrize(
    ("cells", "signs"),
    [
        ({"coverage": 0.9, "satisfaction": 2.9}, ("▼", "", "▲")),
        ({"coverage": 0.49, "satisfaction": 3.0}, ("▲", "", "▼")),
        ({"coverage": 0.5, "satisfaction": 3.0, "n_missing": 20}, ("▼", "▲", "▼")),
        ({"coverage": 0.5, "satisfaction": pd.NA, "n_missing": 20}, ("▼", "▲", "")),
    ],
)
def test_signals_that_disagree_are_listed_with_what_they_point_to(
    cells: dict[str, object], signs: tuple[str, ...]
) -> None:
    table = told(with_cells(make_inputs(), n_need=40, **cells)).signals
    assert table is not None
    (row,) = table.rows
    assert row[1] == "2019-T01"
    assert tuple(cell[-1] if cell[-1] in "▲▼" else "" for cell in row[2:]) == signs


@pytest.mark.parametrize(
    "cells",
    [
        {"coverage": 0.9, "satisfaction": 3.0, "n_missing": 19},
        {"coverage": 0.2, "satisfaction": 2.0, "n_missing": 40},
        {"coverage": 0.2, "satisfaction": pd.NA, "n_missing": 0},
        {"coverage": 0.9, "satisfaction": pd.NA, "n_missing": pd.NA},
    ],
)
def test_signals_that_agree_or_are_silent_are_not_listed(cells: dict[str, object]) -> None:
    section = told(with_cells(make_inputs(), n_need=40, **cells))
    assert section.signals is None
    assert section.signals_intro.endswith("De peger samme vej for alle viste temaer.")


def test_the_numbers_of_the_signals_are_cells_of_the_table() -> None:
    cells = {"coverage": 0.9, "satisfaction": 2.0, "n_missing": 12, "n_need": 40}
    table = told(with_cells(make_inputs(), **cells)).signals
    assert table is not None
    assert table.rows[0][2:] == ("90\u00a0% ▼", "12 af 40", "2,0 ▲")


def test_everything_hidden_leaves_a_sentence() -> None:
    inputs = make_inputs()
    hidden = replace(inputs, gaps=hide_where(inputs.gaps, inputs.gaps["theme_id"] != ""))
    section = told(hidden)
    assert (section.table, section.signals) == (None, None)
    assert "skjult af hensyn til anonymiteten" in section.instead
