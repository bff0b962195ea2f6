from __future__ import annotations

from pathlib import Path

import pytest

from gapmap.check import check_wave
from gapmap.errors import DataError, SettingsError
from tests.conftest import HEADINGS, PLANTED, as_csv, export_rows

CODEBOOK = """
version: 1
themes:
- {id: K01, label_da: Kapital, label_en: Capital}
- {id: K02, label_da: Data, label_en: Data}
"""


@pytest.fixture
def wave(project: Path) -> Path:
    return project / "data/raw/2031"


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def told(project: Path) -> str:
    return "\n".join(check_wave(project, "2031"))


def test_it_tells_answers_against_invited_and_target(project):
    assert "Virksomhed: 40 (target 30; invited 100, 40% answered)" in told(project)
    assert "Kommune: 20\n" in told(project)


def test_it_tells_how_many_answered_each_question(project):
    lines = told(project)
    assert "need_1, Hvad har I brug for?: 59 of 60 answered (98%), 1 say nothing" in lines
    assert "missing_1, Hvad mangler?: " in lines


def test_it_tells_the_days_and_the_rules(project):
    assert "days of the wave: 2031-03-01 to 2031-03-20" in told(project)
    assert "rules: unfinished = reject, tests = reject, duplicates = last" in told(project)


def test_it_counts_what_each_rule_leaves_out(project, wave):
    replace(wave / "wave.toml", 'submitted_at = "Tid"', 'submitted_at = "Tid"\nstatus = "Svar"')
    rows = export_rows()
    for row, status in zip(rows, ["Preview", "Partial", "Partial"], strict=False):
        row["Svar"] = status
    (wave / "export.csv").write_text(as_csv([*rows, rows[5]], [*HEADINGS, "Svar"]), "utf-8")
    lines = told(project)
    assert "export.csv: 57 respondents" in lines
    assert "1 rows left out, test_answer (row 1)" in lines
    assert "2 rows left out, unfinished (row 2, 3)" in lines
    assert "1 rows left out, duplicate_id (row 6)" in lines


def test_it_tells_no_cell(project):
    for planted in PLANTED.values():
        assert planted not in told(project)


def test_faults_of_settings_and_catalogue_are_told_together(project, wave):
    replace(wave / "wave.toml", 'region = "Landsdel"', 'regoin = "Landsdel"')
    (project / "data/raw/offers.csv").unlink()
    with pytest.raises(SettingsError) as raised:
        check_wave(project, "2031")
    assert "did you mean region" in str(raised.value)
    assert "offers.csv: no such file" in str(raised.value)


def test_faults_of_export_and_catalogue_are_told_together(project, wave):
    (wave / "export.csv").unlink()
    (project / "data/raw/offers.csv").unlink()
    with pytest.raises(DataError) as raised:
        check_wave(project, "2031")
    assert len(raised.value.faults) == 2


def test_closed_offers_are_told_by_the_days_of_the_answers(project):
    replace(project / "data/raw/offers.csv", "2020-01-01", "2031-03-21")
    assert "3 offers are closed throughout the wave" in told(project)


TICKS = "Sæt kryds"
FREE = f"Andet: spørg {PLANTED['name']}"


def add_ticks(wave: Path, themes: str) -> None:
    """A tick-list of five sorts of cells, and what its options stand for."""
    replace(wave / "wave.toml", "[fielding.invited]", f"[ticks]\n{themes}\n[fielding.invited]")
    replace(wave / "wave.toml", 'importance = "V', f'ticks = ["{TICKS}"]\nimportance = "V')
    rows = export_rows()
    cells = ["Kapital; Data", "Data; Lokaler", "Kapital", "", FREE]
    for place, row in enumerate(rows):
        row[TICKS] = cells[place % 5] if place < 59 else "Data"
    (wave / "export.csv").write_text(as_csv(rows, [*HEADINGS, TICKS]), "utf-8")


def test_it_tells_how_many_ticks_each_theme_got(project, wave):
    (project / "codebook.yaml").write_text(CODEBOOK, "utf-8")
    add_ticks(wave, '"Kapital" = "K01"\n"Data" = "K02"')
    lines = told(project)
    assert "ticks_1, Sæt kryds: 48 answered, 72 ticks, 49 of them counted under a theme" in lines
    assert "  K01 Kapital: 24" in lines
    assert "  K02 Data: 25" in lines
    assert (
        "export: 23 cells of ticks_1 left out, unmapped_option (row 2, 5, 7, 10, 12 ...)" in lines
    )
    assert "ticked by more than a few: Lokaler" in lines


def test_what_is_written_under_other_is_not_told(project, wave):
    add_ticks(wave, '"Kapital" = "K01"')
    assert PLANTED["name"] not in told(project)


def test_a_theme_that_the_codebook_lacks_is_told_with_the_other_faults(project, wave):
    (project / "codebook.yaml").write_text(CODEBOOK, "utf-8")
    add_ticks(wave, '"Kapital" = "K01"\n"Data" = "K09"')
    (project / "data/raw/offers.csv").unlink()
    with pytest.raises(SettingsError) as told_of:
        check_wave(project, "2031")
    first, second = told_of.value.faults
    assert first.where == "2031/wave.toml, ticks.Data"
    assert "offers.csv" in second.where
