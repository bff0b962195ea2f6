from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from gapmap.readers import read_export
from gapmap.settings import Format, WaveSettings
from gapmap.settings_file import read_project, read_wave
from gapmap.stages.catalogue import read_offers
from gapmap.stages.ingest import Ingested, read_responses

ROOT = Path(__file__).parents[2]
RAW = ROOT / "data" / "raw"
PROJECT = read_project(ROOT / "gapmap.toml")


def wave_settings(wave: str) -> WaveSettings:
    return read_wave(RAW / wave / "wave.toml", PROJECT)


def ingest(wave: str) -> Ingested:
    settings = wave_settings(wave)
    export = read_export(RAW / wave / settings.wave.file, settings.format)
    return read_responses(export, settings, PROJECT, wave=wave)


@pytest.mark.parametrize(
    ("wave", "counts"),
    [
        ("2019", {"Virksomhed": 226, "Videninstitution": 130, "Offentlig organisation": 130}),
        ("2024", {"Virksomhed": 90, "Videninstitution": 60, "Offentlig organisation": 60}),
    ],
)
def test_every_respondent_of_a_wave_gets_in(wave, counts):
    ingested = ingest(wave)
    assert ingested.responses["respondent_type"].value_counts().to_dict() == counts
    assert ingested.rejects.empty


@pytest.mark.parametrize("wave", ["2019", "2024"])
def test_every_answer_was_given_while_the_wave_was_open(wave):
    submitted = ingest(wave).responses["submitted_at"].dt.date
    period = wave_settings(wave).wave
    assert (submitted.min(), submitted.max()) == (period.opens, period.closes)


@pytest.mark.parametrize("wave", ["2019", "2024"])
def test_every_category_of_the_settings_is_in_use(wave):
    responses = ingest(wave).responses
    for column, categories in {
        "region": PROJECT.regions,
        "size": PROJECT.sizes,
        "field": PROJECT.fields,
    }.items():
        assert set(categories) <= set(responses[column])


def test_every_offer_of_the_catalogue_gets_in():
    catalogue = read_offers(read_export(ROOT / PROJECT.catalogue.file, Format()), PROJECT)
    assert len(catalogue.offers) == 92
    assert catalogue.rejects.empty


def test_the_sample_says_that_it_is_invented():
    first = (ROOT / "data" / "README.md").read_text("utf-8").splitlines()[0]
    assert "invented" in first
    assert (PROJECT.project.notice_da, PROJECT.project.notice_en) == (
        "Opdigtede data",
        "Invented data",
    )


def test_no_gold_label_is_delivered_with_the_data():
    assert [path.name for path in (ROOT / "data").rglob("*gold*")] == []


def test_the_pins_name_versions_and_no_place():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert len(pins) > 100
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", pin)] == []


def test_every_dependency_is_pinned_within_its_bounds():
    lines = (ROOT / "constraints.txt").read_text("utf-8").lower().splitlines()
    pinned = dict(line.split("==") for line in lines if not line.startswith("#"))
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = [
        *pyproject["project"]["dependencies"],
        *pyproject["dependency-groups"]["dev"],
        *pyproject["build-system"]["requires"],
    ]
    wanted = {Requirement(text).name.lower(): Requirement(text).specifier for text in asked}
    assert wanted.keys() - pinned.keys() == set()
    assert [name for name, bounds in wanted.items() if pinned[name] not in bounds] == []
