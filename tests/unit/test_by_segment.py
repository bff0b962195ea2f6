"""Themes by region and size: what is mostly hidden is left out, and bars say what cells say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gapmap.report import ReportInputs
from gapmap.report.by_segment import segment_section
from gapmap.report.lookup import ALL, Lookup
from gapmap.report.words import Words
from tests.report_builder import Plan, hide_where, make_inputs

SHOWN = Plan(min_cell=1)


def lookup_of(inputs: ReportInputs) -> Lookup:
    return Lookup(inputs, Words("da"))


def hidden_in(inputs: ReportInputs, theme_id: str, *segments: str) -> ReportInputs:
    gaps = inputs.gaps
    rows = (gaps["theme_id"] == theme_id) & gaps["segment"].isin(segments)
    return replace(inputs, gaps=hide_where(gaps, rows))


@pytest.mark.parametrize("kind", ["region", "size"])
def test_every_bar_is_the_share_of_its_cell(kind) -> None:
    lookup = lookup_of(make_inputs(SHOWN))
    figure = segment_section(lookup, kind).figure
    assert figure is not None
    for row in figure.rows:
        everyone = lookup.gap(row.theme_id, ALL)
        assert everyone is not None
        assert row.everyone == everyone.demand.value
        for segment, bar in zip(lookup.segments(kind), row.bars, strict=True):
            cell = lookup.gap(row.theme_id, segment)
            assert cell is not None
            assert bar.share == cell.demand.value


@pytest.mark.parametrize(
    ("segments", "is_shown"), [(("Nord", "Syd"), True), (("Nord", "Syd", "Vest"), False)]
)
def test_a_theme_with_more_than_half_hidden_is_left_out_and_counted(
    segments: tuple[str, ...], is_shown: bool
) -> None:
    section = segment_section(lookup_of(hidden_in(make_inputs(SHOWN), "T01", *segments)), "region")
    assert section.figure is not None
    assert ("T01" in {row.theme_id for row in section.figure.rows}) == is_shown
    assert any("1 tema" in note for note in section.notes) != is_shown


def test_a_hidden_cell_is_a_word_without_a_share_or_a_sign() -> None:
    figure = segment_section(
        lookup_of(hidden_in(make_inputs(SHOWN), "T01", "Syd")), "region"
    ).figure
    assert figure is not None
    (row,) = [row for row in figure.rows if row.theme_id == "T01"]
    assert (row.bars[1].share, row.bars[1].text, row.bars[1].contrast) == (None, "skjult", 0)
    assert "Skjulte felter: 1." in figure.alt


def test_only_a_difference_that_holds_has_a_sign() -> None:
    inputs = make_inputs(SHOWN)
    contrasts = inputs.contrasts.assign(q=1.0)
    one = (contrasts["theme_id"] == "T01") & (contrasts["segment"] == "Nord")
    contrasts.loc[one, ["q", "difference"]] = [0.04, -0.1]
    lookup = lookup_of(replace(inputs, contrasts=contrasts))
    figure = segment_section(lookup, "region").figure
    assert figure is not None
    signs = {
        (row.theme_id, i): bar.contrast for row in figure.rows for i, bar in enumerate(row.bars)
    }
    assert {key for key, sign in signs.items() if sign} == {("T01", 0)}
    assert signs["T01", 0] == -1


@pytest.mark.parametrize(
    ("plan", "instead"),
    [
        (Plan(labels=()), "Der er ingen temaer at vise."),
        (Plan(regions={"Nord": "North"}), "Der er ikke flere grupper at sammenligne."),
        (Plan(regions={f"R{i:02d}": f"R{i}" for i in range(10)}), "Der er flere grupper, end"),
        (Plan(counts={"Virksomhed": 70}), "Mere end halvdelen af tallene er skjult"),
    ],
)
def test_where_there_is_no_figure_a_sentence_says_why(plan: Plan, instead: str) -> None:
    section = segment_section(lookup_of(make_inputs(plan)), "region")
    assert section.figure is None
    assert section.instead.startswith(instead)
