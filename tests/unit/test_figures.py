"""Where figures come from: values, numerators and denominators are cells of the tables."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from gapmap.report.codes import FIGURES
from gapmap.report.figures import Traced, trace_figures
from gapmap.report.inputs import ReportInputs
from gapmap.report.lookup import Lookup
from gapmap.report.words import Words
from gapmap.settings import Language, Weights
from tests.report_builder import Plan, hide_where, make_inputs

FIRST = ("respondent_type", "Virksomhed")


def traced(inputs: ReportInputs, language: Language = "da") -> dict[str, Traced]:
    return {one.code: one for one in trace_figures(Lookup(inputs, Words(language)))}


def test_every_shown_row_has_its_figures_and_every_hidden_one_a_word() -> None:
    inputs = make_inputs()
    figures = traced(inputs)
    lookup = Lookup(inputs, Words("da"))
    for row in inputs.gaps.itertuples():
        segment = (row.segment_kind, row.segment)
        if pd.isna(row.n_need):
            one = figures[lookup.codes.row(row.theme_id, segment)]
            assert one == Traced(
                one.code, one.code, row.theme_id, segment, "all",
                "skjult af hensyn til anonymiteten", is_hidden=True,
            )  # fmt: skip
        elif row.segment_kind in ("all", "respondent_type"):
            left_out = {"prompted"} | ({"difference"} if segment == ("all", "") else set())
            names = [name for name in FIGURES if name not in left_out]
            for name in names:
                assert lookup.codes.figure(row.theme_id, name, segment) in figures


@pytest.mark.parametrize(
    ("figure", "column"),
    [("need", "n_need"), ("unmet", "n_unmet"), ("partly", "n_partly"), ("missing", "n_missing"),
     ("demand", "demand"), ("met", "met"), ("coverage", "coverage"), ("gap", "gap"),
     ("capacity", "gap_capacity"), ("place", "rank"), ("top5", "p_top5"),
     ("offers", "n_suitable_offers"), ("importance", "importance"),
     ("satisfaction", "satisfaction")],
)  # fmt: skip
def test_a_value_is_the_cell_as_it_is_printed(figure: str, column: str) -> None:
    inputs = make_inputs()
    cells = inputs.gaps.set_index(["theme_id", "segment_kind", "segment"])[column]
    found = [one for one in traced(inputs).values() if one.figure == figure and not one.is_hidden]
    assert found
    for one in found:
        cell = cells[(one.theme_id, *one.segment)]
        assert (one.value is None) == bool(pd.isna(cell))
        assert one.value is None or one.value == pytest.approx(float(cell), abs=0.0051)


@pytest.mark.parametrize("figure", ["need", "demand", "met", "coverage", "gap"])
def test_a_share_is_its_numerator_over_its_denominator(figure: str) -> None:
    for one in traced(make_inputs()).values():
        if one.figure == figure and one.value is not None and one.unit == "share":
            assert one.numerator is not None
            assert one.denominator
            assert one.value == pytest.approx(one.numerator / one.denominator, abs=0.0051)


def test_a_formula_holds_the_numbers_it_is_about() -> None:
    inputs = make_inputs()
    row = inputs.gaps[(inputs.gaps["theme_id"] == "T02") & (inputs.gaps["segment"] == FIRST[1])]
    n, n_unmet, n_partly = (int(row.iloc[0][name]) for name in ("n", "n_unmet", "n_partly"))
    code = "2019-T02-gap-virksomhed"
    assert traced(inputs)[code].formula == (
        f"({n_unmet} uden egnet tilbud + ½ × {n_partly} kun med et delvist egnet) / {n} "
        "med et egentligt svar"
    )
    assert traced(inputs, "en")[code].formula == (
        f"({n_unmet} without a suitable offer + ½ × {n_partly} with a partly suitable one only) "
        f"/ {n} with a real answer"
    )


def test_weights_are_told_of_shares_alone() -> None:
    inputs = make_inputs()
    margins = {"respondent_type": {"Virksomhed": 1.0}}
    project = inputs.project.model_copy(update={"weights": Weights(margins=margins)})  # type: ignore[arg-type]
    figures = traced(replace(inputs, project=project))
    told = {one.figure for one in figures.values() if "vægt" in one.formula}
    assert told == {"demand", "met", "coverage", "gap"}


def test_nothing_is_told_of_a_hidden_cell() -> None:
    inputs = make_inputs()
    theme = inputs.gaps["theme_id"] == "T01"
    figures = traced(replace(inputs, gaps=hide_where(inputs.gaps, theme)))
    for one in figures.values():
        if one.theme_id == "T01":
            assert one.is_hidden
            assert (one.value, one.numerator, one.denominator, one.formula) == (
                None,
                None,
                None,
                "",
            )


def test_a_count_hidden_on_its_own_is_hidden_alone() -> None:
    inputs = make_inputs()
    gaps = inputs.gaps.assign(n_missing=pd.array([pd.NA] * len(inputs.gaps), dtype="Int64"))
    figures = traced(replace(inputs, gaps=gaps))
    assert figures["2019-T01-missing"].is_hidden
    assert not figures["2019-T01-need"].is_hidden


def test_a_need_that_nobody_mentions_has_nothing_to_meet() -> None:
    inputs = make_inputs()
    gaps = inputs.gaps.copy()
    row = (gaps["theme_id"] == "T01") & (gaps["segment_kind"] == "all")
    gaps.loc[row, ["n_need", "n_unmet", "n_partly"]] = 0
    gaps.loc[row, "coverage"] = float("nan")
    one = traced(replace(inputs, gaps=gaps))["2019-T01-coverage"]
    assert (one.value, one.printed, one.is_hidden) == (None, "–", False)
    assert one.formula == "ingen nævner behovet, så der er intet at dække"


def test_who_answered_is_traced_and_hidden_with_the_turnout() -> None:
    inputs = make_inputs(Plan(counts={"Virksomhed": 60, "Videninstitution": 3}))
    figures = traced(inputs)
    assert figures["2019-answers-virksomhed"].value == 60
    assert figures["2019-answers-videninstitution"].is_hidden
