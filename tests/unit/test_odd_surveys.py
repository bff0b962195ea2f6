"""Odd surveys, from the evidence to the report: a right figure, or openly none."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest

from gapmap.errors import SettingsError
from gapmap.report import ReportInputs, build_pdf
from gapmap.report.story import tell
from gapmap.settings import Language
from gapmap.stages import disclose
from gapmap.stages.gaps import Evidence, Scored, score_gaps
from tests.builders import Offer, Person, cell, evidence, rules
from tests.report_builder import REGIONS, SIZES, TYPES, Plan, make_inputs
from tests.unit.test_words import texts

FULL = Offer({"a": "full", "b": "full"})
RULES = {"respondent_types": tuple(TYPES), "regions": tuple(REGIONS), "sizes": tuple(SIZES)}
NO_FIGURE = re.compile(r"\b(nan|NaN|NaT|inf|null)\b|<NA>|\bNone\b(?! of)")


def company(*needs: str, **more: object) -> Person:
    return Person("Virksomhed", needs=needs, **more)


def public(*needs: str, **more: object) -> Person:
    return Person("Offentlig organisation", needs=needs, **more)


MIXED = [company("a")] * 20 + [company("b")] * 15 + [public("a", "b")] * 20 + [public()] * 15
SURVEYS = {
    "no offers": (MIXED, []),
    "no eligible offer": (MIXED, [replace(FULL, audience=["Videninstitution"])]),
    "a closed catalogue": (MIXED, [replace(FULL, regions=["Vest"])]),
    "a theme of one respondent": ([*MIXED, company("c")], [FULL, Offer({"c": "partly"})]),
    "a theme that nobody mentions": (MIXED, [FULL, Offer({"c": "full"})]),
    "no ratings": ([replace(person, importance=None) for person in MIXED], [FULL]),
    "everyone the same": ([company("a", satisfaction=3, importance=3)] * 40, [FULL]),
    "everyone the same, no offers": ([company("a")] * 40, []),
    "one respondent type": ([company("a")] * 30 + [company("b")] * 20, [FULL]),
    "one respondent": ([company("a")], [FULL]),
    "no need at all": ([company()] * 20 + [public()] * 20, [FULL]),
    "nobody gave a real answer": ([company(answered=False)] * 20, [FULL]),
    "a type without a weight": (
        [company("a")] * 20 + [company()] * 20 + [public("a", weight=0)] * 20, [FULL],
    ),
    "no places": (MIXED, [replace(FULL, capacity=0)]),
}  # fmt: skip


def scored(people: list[Person], offers: list[Offer], **changes: object) -> tuple[Evidence, Scored]:
    tables = evidence(people, offers)
    return tables, score_gaps(tables, rules=rules(**RULES | changes))


def inputs_of(people: list[Person], offers: list[Offer]) -> ReportInputs:
    """What the report would be made from."""
    tables, found = scored(people, offers)
    usual = make_inputs(Plan())
    shown = disclose.disclose_gaps(found.gaps, min_cell=5)
    return replace(
        usual,
        gaps=shown,
        contrasts=disclose.disclose_contrasts(found.contrasts, shown),
        sensitivity=disclose.disclose_sensitivity(found.sensitivity, shown),
        themes=disclose.disclose_themes(tables.themes, shown),
        offers=tables.offers,
        matches=tables.matches,
        turnout=disclose.turnout(tables.respondents, min_cell=5, targets={}, invited={}),
        facts=replace(
            usual.facts,
            design_effect=found.facts.design_effect,
            notices=found.facts.notices,
        ),
    )


@pytest.mark.parametrize("name", SURVEYS)
def test_the_report_never_prints_a_figure_that_is_none(name: str) -> None:
    inputs = inputs_of(*SURVEYS[name])
    for language in ("da", "en"):
        story = tell(inputs, language)
        assert [text for text in texts(story) if NO_FIGURE.search(text)] == []
        assert not [number for number in floats(story) if not math.isfinite(number)]


def floats(part: Any) -> Iterator[float]:
    """Every number of a story that may be drawn."""
    if isinstance(part, float):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from floats(item)
    elif is_dataclass(part):
        for one in fields(part):
            yield from floats(getattr(part, one.name))


@pytest.mark.parametrize(
    "name",
    ["no offers", "no eligible offer", "a theme of one respondent", "everyone the same",
     "one respondent type", "one respondent", "no need at all", "a type without a weight"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_pdf_is_made_all_the_same(name: str, language: Language) -> None:
    assert build_pdf(inputs_of(*SURVEYS[name]), language).startswith(b"%PDF")


@pytest.mark.parametrize("name", SURVEYS)
def test_ends_are_known_where_the_figure_is_and_lie_around_it(name: str) -> None:
    gaps = scored(*SURVEYS[name])[1].gaps
    for figure, ends in (("demand", "demand"), ("gap", "gap"), ("gap", "gap_total"),
                         ("coverage", "coverage"), ("rank", "rank")):  # fmt: skip
        known = gaps[gaps[figure].notna()]
        assert (known[f"{ends}_low"] <= known[figure]).all(), ends
        assert (known[figure] <= known[f"{ends}_high"]).all(), ends
        assert gaps.loc[gaps[figure].isna(), [f"{ends}_low", f"{ends}_high"]].isna().all(axis=None)


def test_with_no_eligible_offer_every_need_is_unmet() -> None:
    gaps = scored(*SURVEYS["no eligible offer"])[1].gaps
    assert (gaps["n_unmet"] == gaps["n_need"]).all()
    assert (gaps["gap_total_high"] <= gaps["gap_high"]).all()
    assert cell(gaps, "a")["kind"] == "no_suitable_offer_for_most"


def test_a_theme_of_one_respondent_is_hidden_and_not_named() -> None:
    inputs = inputs_of(*SURVEYS["a theme of one respondent"])
    assert np.isnan(cell(inputs.gaps, "c")["gap"])
    told = tell(inputs, "da")
    assert "c" not in list(texts((told.front, told.rankings, told.largest)))


def test_a_type_without_a_weight_has_counts_and_no_shares() -> None:
    gaps = scored(*SURVEYS["a type without a weight"])[1].gaps
    row = cell(gaps, "a", "respondent_type", "Offentlig organisation")
    assert (row["n"], row["n_need"]) == (20, 20)
    assert row[["demand", "gap", "gap_low", "gap_total_low", "rank"]].isna().all()
    assert cell(gaps, "a")["demand"] == 0.5


@pytest.mark.parametrize("name", ["everyone the same", "everyone the same, no offers"])
def test_without_variance_there_is_no_ranking_to_speak_of(name: str) -> None:
    found = scored(*SURVEYS[name])[1]
    assert found.sensitivity["tau"].isna().all()
    assert (found.gaps["rank"] == 1).all()


@pytest.mark.parametrize(
    ("margins", "told"),
    [
        ({"respondent_type": {"Virksomhed": 0.5, "Videninstitution": 0.5}}, "no respondent"),
        ({"respondent_type": {"Virksomhed": 0.9}}, "sum to 0.9"),
    ],
)
def test_weights_that_cannot_be_raked_are_told(
    margins: dict[str, dict[str, float]], told: str
) -> None:
    with pytest.raises(SettingsError, match=told):
        scored(MIXED, [FULL], margins=margins)
