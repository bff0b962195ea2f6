"""What could close a gap: the people of an extension are cells, or sums of cells, of the table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from gapmap.report import ReportInputs
from gapmap.report.closing import Extension, best_extensions, closing
from gapmap.report.lookup import Lookup
from gapmap.report.words import Words
from gapmap.settings import Language
from gapmap.tables import SEGMENT_JOIN, TABLES
from tests.report_builder import COUNTS, REGIONS, Plan, hide_where, make_inputs

OPEN_TO_ALL = {"audience": [], "regions": [], "open_until": pd.NaT}


def with_offer(grade: str = "full", **cells: Any) -> ReportInputs:
    """A wave with one offer, which serves T01; open to all but for these cells."""
    inputs = make_inputs(Plan(offer_titles=("Klinikken",), min_cell=1))
    offers = inputs.offers.copy()
    for column, value in (OPEN_TO_ALL | cells).items():
        offers[column] = [value]
    grades = inputs.matches["theme_id"].map({"T01": grade}).fillna("none")
    return replace(
        inputs,
        project=inputs.project.model_copy(
            update={"privacy": inputs.project.privacy.model_copy(update={"min_cell": 5})}
        ),
        offers=TABLES["offers"].shape(offers),
        matches=inputs.matches.assign(grade=grades),
        gaps=_with_counts(inputs.gaps),
    )


def _with_counts(gaps: pd.DataFrame) -> pd.DataFrame:
    """Of T01: counts that tell segments apart."""
    counted = gaps.copy()
    rows = counted["theme_id"] == "T01"
    counted.loc[rows, "n_unmet"] = range(10, 10 + int(rows.sum()))
    counted.loc[rows, "n_partly"] = 3
    return TABLES["gaps"].shape(counted)


def best(inputs: ReportInputs) -> dict[str, Extension]:
    found = best_extensions(Lookup(inputs, Words("da")), "T01")
    return {one.step: one for one in found}


def n_without(inputs: ReportInputs, kind: str, name: str, *, is_partly: bool = False) -> int:
    rows = inputs.gaps.set_index(["theme_id", "segment_kind", "segment"])
    row = rows.loc[("T01", kind, name)]
    return int(row["n_unmet"] + (0 if is_partly else row["n_partly"]))


def crossed(respondent_type: str, region: str) -> str:
    return f"{respondent_type}{SEGMENT_JOIN}{region}"


def told(inputs: ReportInputs, language: Language = "da") -> tuple[str, ...]:
    return closing(Lookup(inputs, Words(language)), "T01")


def test_an_offer_for_one_region_reaches_those_of_another() -> None:
    inputs = with_offer(regions=["Nord"])
    reached = {name: n_without(inputs, "region", name) for name in REGIONS if name != "Nord"}
    one = best(inputs)["region"]
    assert one.n_people == max(reached.values()) == reached[one.where]


def test_an_offer_for_one_type_reaches_those_of_another() -> None:
    inputs = with_offer(audience=["Virksomhed"])
    reached = {name: n_without(inputs, "respondent_type", name) for name in list(COUNTS)[1:]}
    one = best(inputs)["type"]
    assert one.n_people == max(reached.values()) == reached[one.where]


def test_a_partly_suitable_offer_reaches_only_those_without_any() -> None:
    inputs = with_offer("partly", regions=["Nord"])
    one = best(inputs)["region"]
    assert one.n_people == n_without(inputs, "region", one.where, is_partly=True)
    assert told(inputs)[0].endswith("et delvist egnet tilbud.")


def test_an_offer_for_one_type_in_one_region_reaches_the_cell_of_both() -> None:
    inputs = with_offer(audience=["Virksomhed"], regions=["Nord"])
    found = best(inputs)
    kind = "respondent_type_region"
    region, audience = found["region"], found["type"]
    assert region.n_people == n_without(inputs, kind, crossed("Virksomhed", region.where))
    assert audience.n_people == n_without(inputs, kind, crossed(audience.where, "Nord"))


def test_where_single_cells_are_hidden_the_whole_country_is_told() -> None:
    inputs = with_offer(audience=["Virksomhed"], regions=["Nord"])
    hidden = inputs.gaps["segment_kind"] == "respondent_type_region"
    found = best(replace(inputs, gaps=hide_where(inputs.gaps, hidden)))
    assert (found["region"].where, found["type"].where) == ("", "")
    assert found["region"].n_people == n_without(inputs, "respondent_type", "Virksomhed")
    assert found["type"].n_people == n_without(inputs, "region", "Nord")


def test_what_would_need_a_hidden_cell_is_not_told() -> None:
    inputs = with_offer(audience=["Virksomhed"], regions=["Nord"])
    parts = inputs.gaps["segment_kind"] != "all"
    assert best(replace(inputs, gaps=hide_where(inputs.gaps, parts))) == {}


def test_nothing_is_told_of_a_theme_hidden_among_all() -> None:
    inputs = with_offer(regions=["Nord"])
    hidden = hide_where(inputs.gaps, inputs.gaps["segment_kind"] == "all")
    assert told(replace(inputs, gaps=hidden)) == ()


def test_a_closed_offer_reaches_all_whom_it_admits() -> None:
    inputs = with_offer(open_until=pd.Timestamp("2018-06-30"))
    found = best(inputs)
    assert list(found) == ["period"]
    assert found["period"].n_people == n_without(inputs, "all", "")
    assert told(inputs)[0].startswith("Periode: holdes »Klinikken« åbent, får yderligere")


def test_fewer_people_than_the_least_cell_are_no_reason() -> None:
    inputs = with_offer(regions=["Nord"])
    gaps = inputs.gaps.copy()
    gaps.loc[gaps["theme_id"] == "T01", ["n_unmet", "n_partly"]] = [4, 0]
    assert best(replace(inputs, gaps=gaps)) == {}
    assert told(replace(inputs, gaps=gaps)) == (
        "Ingen udvidelse med en landsdel, en målgruppe eller en periode giver mindst 5 personer "
        "et bedre tilbud, eller tallene er skjult af hensyn til anonymiteten.",
    )


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("da", "Intet tilbud i kataloget er egnet eller delvist egnet"),
        ("en", "No offer in the catalogue is suitable or partly suitable"),
    ],
)
def test_without_any_offer_it_takes_a_new_one(language: Language, sentence: str) -> None:
    (said,) = told(with_offer("none"), language)
    assert said.startswith(sentence)


def test_places_that_run_out_are_told_with_both_numbers() -> None:
    inputs = with_offer()
    gaps = inputs.gaps.copy()
    row = (gaps["theme_id"] == "T01") & (gaps["segment_kind"] == "all")
    gaps.loc[row, ["gap", "gap_capacity"]] = [0.02, 0.09]
    assert told(replace(inputs, gaps=gaps))[-1] == (
        "Pladser: når de er brugt, er det udækkede behov 9\u00a0% i stedet for 2\u00a0%."
    )
