"""gapmap status: the stage of every wave, what changed, and the command to type next."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from gapmap import cli
from gapmap.store import Store
from gapmap.tables import TABLES
from gapmap.wave_status import Waiting, WaveStatus, project_status, waiting, wave_status
from tests.unit.conftest import replace_in


@pytest.fixture
def copy(approved: Path, tmp_path: Path) -> Path:
    return shutil.copytree(approved, tmp_path / "copy")


def status(project: Path) -> WaveStatus:
    return wave_status(Store(project), "2031")


def save(project: Path, name: str, **values: str) -> None:
    """A published table with one value throughout a column."""
    table = Store(project).load_table("2031", name).assign(**values)
    path = project / f"data/processed/2031/{name}.parquet"
    TABLES[name].shape(table).to_parquet(path, index=False)


def test_a_wave_that_can_be_run_is_checked(project):
    assert status(project) == WaveStatus("2031", "checked", next_command="gapmap run 2031")
    assert not (project / "reports").exists()


def test_a_wave_that_cannot_be_run_is_delivered_and_its_faults_are_told(project):
    (project / "data/raw/2031/export.csv").unlink()
    told = status(project)
    assert (told.stage, told.next_command) == ("delivered", "gapmap check 2031")
    assert "no such file" in told.faults[0].what


def test_an_approved_wave_needs_nothing(approved):
    assert status(approved) == WaveStatus(
        "2031", "approved", detail="edition 1", edition="edition 1 of 2026-11-25 by Ane Prøve"
    )


def test_a_draft_newer_than_its_edition_says_so(revised):
    told = status(revised)
    assert told.edition == "edition 1 of 2026-11-25 by Ane Prøve; the draft is newer"
    assert told.changed == ()
    left = waiting(Store(revised), Store(revised).record("2031"))  # type: ignore[arg-type]
    assert told.stage in ("draft", "in review")
    assert (told.detail, told.next_command) == (str(left), "gapmap review export 2031")


@pytest.mark.parametrize(
    ("file", "old", "new", "kind"),
    [
        ("data/raw/2031/export.csv", "En investor", "En stor investor", "data"),
        ("data/raw/2031/offers.csv", "Klinikdøren", "Klinikporten", "catalogue"),
        ("gapmap.toml", "seed = 7", "seed = 8", "settings"),
        ("codebook.yaml", "version: 3", "version: 4", "codebook"),
        (".gapmap-secret", "5", "6", "key"),
    ],
)
def test_what_changed_since_the_report_is_named_and_a_run_comes_next(copy, file, old, new, kind):
    replace_in(copy / file, old, new)
    told = status(copy)
    assert told.changed == (kind,)
    assert told.next_command == "gapmap run 2031"
    assert told.stage == "approved"


def test_own_words_that_came_in_are_named(copy):
    (copy / "vocabulary.yaml").write_text("- id: funding\n  add_da: [sparegris*]\n", "utf-8")
    assert status(copy).changed == ("vocabulary",)


def test_reports_that_are_gone_are_named(copy):
    (copy / "reports/2031/gap-report-2031-da.pdf").unlink()
    shutil.rmtree(copy / "data/processed")
    assert status(copy).changed == ("files of the report",)


def test_a_look_makes_no_key_where_it_is_lost(copy):
    (copy / ".gapmap-secret").unlink()
    assert status(copy).faults[0].where == ".gapmap-secret"
    assert not (copy / ".gapmap-secret").exists()


def test_settings_that_broke_are_told_beside_the_report_there_is(copy):
    replace_in(copy / "data/raw/2031/wave.toml", "label", "lable")
    told = status(copy)
    assert (told.stage, told.next_command) == ("approved", "gapmap check 2031")
    assert told.faults


def test_an_edition_that_was_changed_is_told(copy):
    path = copy / "data/editions/2031/1/statements.parquet"
    path.chmod(0o644)
    path.write_bytes(b"x")
    (fault,) = status(copy).faults
    assert str(fault).startswith("data/editions/2031/1/statements.parquet: is not what was")


def test_a_table_of_another_version_is_told_and_a_run_comes_next(copy):
    path = copy / "data/processed/2031/gaps.parquet"
    pd.read_parquet(path).drop(columns="n_need").to_parquet(path)
    told = status(copy)
    assert told.faults[0].what == "another version of gapmap made it"
    assert (told.stage, told.next_command) == ("approved", "gapmap run 2031")


def test_what_waits_is_what_no_person_decided(copy):
    store = Store(copy)
    record = store.record("2031")
    assert record is not None
    save(copy, "matches", status="proposed", grade="full")
    save(copy, "assignments", source="model")
    everything = waiting(store, record)
    assert everything.statements > 0
    assert everything.matches > 0
    assert not everything.is_begun
    save(copy, "matches", grade="none")
    save(copy, "assignments", source="analyst")
    assert waiting(store, record) == Waiting(0, 0, is_begun=True)


def test_a_wave_whose_review_is_begun_is_in_review_and_one_that_is_done_can_be_approved(
    revised, tmp_path
):
    project = shutil.copytree(revised, tmp_path / "copy")
    save(project, "matches", status="confirmed")
    save(project, "assignments", source="model")
    told = status(project)
    assert told.stage == "in review"
    assert told.detail.endswith("statements and 0 matches waiting")
    save(project, "assignments", source="analyst")
    done = status(project)
    assert (done.stage, done.detail) == ("draft", "")


def test_every_wave_is_told_oldest_first_and_the_command_prints_tabs(project, capsys):
    shutil.copytree(project / "data/raw/2031", project / "data/raw/2030")
    (project / "data/raw/2030/wave.toml").write_text("[wave", "utf-8")
    assert [one.stage for one in project_status(project)] == ["delivered", "checked"]
    assert cli.main(["--project", str(project), "status"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "wave\tstage\tchanged since the report\tapproved\tnext"
    assert lines[1] == "2030\tdelivered\t\t\tgapmap check 2030"
    assert lines[2] == "2031\tchecked\t\t\tgapmap run 2031"
    assert lines[3].startswith("2030: 2030/wave.toml: not valid TOML")


def test_another_program_can_read_it(project, capsys):
    assert cli.main(["--project", str(project), "status", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["wave"], told["stage"]) == ("2031", "checked")


def test_no_project_and_no_wave_are_told(tmp_path, project, capsys):
    assert cli.main(["--project", str(tmp_path / "none"), "status"]) == 2
    shutil.rmtree(project / "data/raw/2031")
    assert cli.main(["--project", str(project), "status"]) == 0
    assert "gapmap add-wave WAVE FILE" in capsys.readouterr().out
