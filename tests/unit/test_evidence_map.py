"""The map of evidence: offers counted by theme and type, and nothing of hidden themes."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from gapmap.report import ReportInputs
from gapmap.report.evidence_map import EvidenceCell, evidence_cells, evidence_section, offer_types
from gapmap.report.lookup import ALL, Lookup
from gapmap.report.words import Words
from tests.report_builder import Plan, hide_where, make_inputs


def lookup_of(inputs: ReportInputs) -> Lookup:
    return Lookup(inputs, Words("da"))


def with_types(inputs: ReportInputs, *types: str) -> ReportInputs:
    return replace(inputs, offers=inputs.offers.assign(offer_type=list(types)))


def graded(inputs: ReportInputs, **grades: str) -> ReportInputs:
    """The matches of T01 with these grades by offer; of other themes none."""
    matches = inputs.matches
    of_theme = matches["theme_id"] == "T01"
    grade = matches["offer_id"].map(grades).where(of_theme, "none")
    return replace(inputs, matches=matches.assign(grade=grade))


def test_offers_are_counted_by_type_and_grade() -> None:
    inputs = graded(make_inputs(), O0="full", O1="partly", O2="full")
    cells = evidence_cells(lookup_of(with_types(inputs, "Kursus", "Kursus", "Netværk")))
    assert cells["T01"] == {"Kursus": EvidenceCell(1, 1), "Netværk": EvidenceCell(0, 0)}
    assert set(cells["T02"].values()) == {EvidenceCell(0, 0)}


@pytest.mark.parametrize(
    ("column", "day", "n_suitable"),
    [
        ("open_until", "2019-11-17", 0),
        ("open_until", "2019-11-18", 1),
        ("open_from", "2019-12-20", 1),
        ("open_from", "2019-12-21", 0),
    ],
)
def test_an_offer_closed_on_every_day_of_the_wave_is_not_counted(
    column: str, day: str, n_suitable: int
) -> None:
    inputs = graded(make_inputs(), O0="full", O1="none", O2="none")
    offers = inputs.offers.assign(**{column: pd.Timestamp(day)})
    cells = evidence_cells(lookup_of(replace(inputs, offers=offers)))
    assert cells["T01"]["Rådgivning"].n_suitable == n_suitable


def test_a_match_that_an_analyst_rejected_is_not_counted() -> None:
    inputs = graded(make_inputs(), O0="full", O1="full", O2="none")
    rejected = inputs.matches["offer_id"] == "O0"
    status = inputs.matches["status"].mask(rejected, "rejected")
    shown = replace(inputs, matches=inputs.matches.assign(status=status))
    assert evidence_cells(lookup_of(shown))["T01"]["Rådgivning"].n_suitable == 1


def test_a_theme_hidden_among_all_is_left_out_and_counted() -> None:
    inputs = make_inputs()
    hidden = (inputs.gaps["theme_id"] == "T01") & (inputs.gaps["segment_kind"] == "all")
    lookup = lookup_of(replace(inputs, gaps=hide_where(inputs.gaps, hidden)))
    section = evidence_section(lookup)
    assert "T01" not in evidence_cells(lookup)
    assert section.figure is not None
    assert "T01" not in {row.theme_id for row in section.figure.rows}
    assert section.notes == ("Uden temaer, der er skjult af hensyn til anonymiteten: 1 tema.",)


def test_the_rows_go_from_the_largest_unmet_need_and_add_up() -> None:
    lookup = lookup_of(with_types(make_inputs(), "Kursus", "Kursus", "Netværk"))
    figure = evidence_section(lookup).figure
    assert figure is not None
    assert [row.theme_id for row in figure.rows] == [row.theme_id for row in lookup.ranked(ALL)]
    assert all(row.total == str(sum(one.count for one in row.bubbles)) for row in figure.rows)
    assert figure.columns == ("Kursus (2)", "Netværk (1)")


def test_a_number_in_brackets_is_of_offers_that_are_partly_suitable_only() -> None:
    inputs = graded(make_inputs(), O0="full", O1="partly", O2="partly")
    offers = inputs.offers.assign(open_until=pd.NaT, offer_type=["Kursus", "Kursus", "Netværk"])
    figure = evidence_section(lookup_of(replace(inputs, offers=offers))).figure
    assert figure is not None
    (row,) = [row for row in figure.rows if row.theme_id == "T01"]
    assert [bubble.text for bubble in row.bubbles] == ["2", "(1)"]


def test_offers_of_no_stated_type_come_last_and_rare_types_share_a_column() -> None:
    inputs = make_inputs(Plan(offer_titles=tuple(f"Tilbud {i}" for i in range(14))))
    types = ["", "", *(f"Art {i:02d}" for i in range(12))]
    lookup = lookup_of(with_types(inputs, *types))
    assert list(offer_types(lookup))[-1] == ""
    figure = evidence_section(lookup).figure
    assert figure is not None
    assert len(figure.columns) == 10
    assert figure.columns[-1] == "Andet (5)"


@pytest.mark.parametrize(
    ("plan", "instead"),
    [
        (Plan(labels=()), "Der er ingen temaer at vise."),
        (Plan(offer_titles=()), "Kataloget har ingen tilbud, der er egnede"),
    ],
)
def test_without_themes_or_offers_a_sentence_stands_there(plan: Plan, instead: str) -> None:
    section = evidence_section(lookup_of(make_inputs(plan)))
    assert section.figure is None
    assert section.instead.startswith(instead)
