from __future__ import annotations

from pathlib import Path

import pytest

from gapmap.errors import SettingsError
from gapmap.settings_file import read_project, read_wave


def faults_of(call) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        call()
    return [str(fault) for fault in raised.value.faults]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def settings(project: Path) -> Path:
    return project / "gapmap.toml"


@pytest.fixture
def wave(project: Path) -> Path:
    return project / "data" / "raw" / "2031" / "wave.toml"


def test_the_order_of_categories_is_kept(settings):
    assert list(read_project(settings).respondent_types) == ["Virksomhed", "Kommune"]


def test_a_byte_order_mark_is_read_over(settings):
    settings.write_bytes(b"\xef\xbb\xbf" + settings.read_bytes())
    assert read_project(settings).project.seed == 7


def test_a_missing_file_is_named(tmp_path):
    assert "gapmap.toml" in faults_of(lambda: read_project(tmp_path / "gapmap.toml"))[0]


def test_a_misspelt_key_is_answered_with_the_nearest(settings):
    edit(settings, "min_themes", "min_theme")
    (fault,) = faults_of(lambda: read_project(settings))
    assert "gapmap.toml, themes.min_theme: unknown key" in fault
    assert "did you mean min_themes" in fault


def test_all_faults_are_told_at_once(settings):
    edit(settings, "replicates = 200", "replicates = 3")
    edit(settings, 'title_en = "Needs and offers"\n', "")
    edit(settings, '"Virksomhed" = 30', '"Virksomhed" = 0')
    assert len(faults_of(lambda: read_project(settings))) == 3


def test_broken_toml_is_told_with_its_line(settings):
    edit(settings, "seed = 7", "seed = ")
    (fault,) = faults_of(lambda: read_project(settings))
    assert "not valid TOML" in fault
    assert "line 6" in fault


def test_a_file_in_another_encoding_is_refused(settings):
    settings.write_bytes("# æøå".encode("cp1252"))
    assert "UTF-8" in faults_of(lambda: read_project(settings))[0]


def test_a_target_for_an_unknown_type_is_answered_with_the_nearest(settings):
    edit(settings, '"Virksomhed" = 30', '"Virksomheder" = 30')
    (fault,) = faults_of(lambda: read_project(settings))
    assert "did you mean Virksomhed?" in fault


def test_margins_must_add_up_to_one(settings):
    with settings.open("a", encoding="utf-8") as file:
        file.write("[weights.margins.region]\nNord = 0.5\nSyd = 0.6\n")
    assert "1.100" in faults_of(lambda: read_project(settings))[0]


def test_bounds_must_be_in_order(settings):
    edit(settings, "min_themes = 3", "min_themes = 9")
    assert "min_themes is above max_themes" in faults_of(lambda: read_project(settings))[0]


def test_a_wave_without_needs_is_refused(settings, wave):
    edit(wave, 'needs = ["Hvad har I brug for?"]\n', "")
    project = read_project(settings)
    assert "columns.needs" in faults_of(lambda: read_wave(wave, project))[0]


def test_a_category_must_lead_to_a_canonical_value(settings, wave):
    with wave.open("a", encoding="utf-8") as file:
        file.write('[categories.region]\n"Det nordlige" = "Nordd"\n')
    project = read_project(settings)
    (fault,) = faults_of(lambda: read_wave(wave, project))
    assert "2031/wave.toml, categories.region.Nordd" in fault
    assert "did you mean Nord?" in fault


def test_ratings_per_need_must_match_the_questions(settings, wave):
    edit(wave, 'importance = "Vigtighed"', 'importance = ["V1", "V2"]')
    project = read_project(settings)
    assert "2 headings for 1 questions" in faults_of(lambda: read_wave(wave, project))[0]


def test_a_wave_may_not_close_before_it_opens(settings, wave):
    edit(wave, 'label = "2031"', 'label = "2031"\nopens = 2031-04-01\ncloses = 2031-03-01')
    project = read_project(settings)
    assert "later than closes" in faults_of(lambda: read_wave(wave, project))[0]


def test_the_encoder_that_needs_a_model_must_be_given_one(settings):
    edit(settings, "[themes]", '[themes]\nencoder = "sentence-transformers"')
    (fault,) = faults_of(lambda: read_project(settings))
    assert "gapmap.toml, themes.model: no model is named" in fault
    assert "folder" in fault


def test_a_model_that_no_encoder_would_use_is_a_fault(settings):
    edit(settings, "[themes]", '[themes]\nmodel = "models/m"')
    (fault,) = faults_of(lambda: read_project(settings))
    assert "the encoder vocabulary+lexical uses none" in fault
    edit(settings, "[themes]", '[themes]\nencoder = "sentence-transformers"')
    assert read_project(settings).themes.model == "models/m"


def test_themes_of_options_need_a_tick_list(settings, wave):
    edit(wave, "[fielding.invited]", '[ticks]\n"Kapital" = "K01"\n[fielding.invited]')
    (fault,) = faults_of(lambda: read_wave(wave, read_project(settings)))
    assert "2031/wave.toml, ticks: " in fault
    assert "ticks = [" in fault


def test_an_option_spelt_twice_must_mean_one_theme(settings, wave):
    edit(wave, 'importance = "V', 'ticks = ["Sæt kryds"]\nimportance = "V')
    same = '[ticks]\n"Råd, hjælp" = "K01"\n"råd,  HJÆLP" = "K0{}"\n[fielding.invited]'
    edit(wave, "[fielding.invited]", same.format(2))
    (fault,) = faults_of(lambda: read_wave(wave, read_project(settings)))
    assert "stands twice, with two themes" in fault
    edit(wave, same.format(2), same.format(1))
    assert len(read_wave(wave, read_project(settings)).ticks) == 2
