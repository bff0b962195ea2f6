"""The flows against a real temporary Prefect server; the only file that starts one."""

from __future__ import annotations

import gc
import os
import shutil
import sqlite3
import time
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from gapmap.errors import BusyError, DataError, MachineError, SettingsError
from gapmap.prefect_environment import prepare_prefect
from gapmap.settings import Schedule
from gapmap.store import Store
from tests.conftest import PLANTED, export_rows, write_project
from tests.test_privacy import NEEDLES, hunt_files

pytestmark = pytest.mark.filterwarnings("default")  # Prefect's own warnings are not ours to fix


@pytest.fixture(scope="module")
def prefect(tmp_path_factory) -> Iterator[SimpleNamespace]:
    """Our flows, Prefect's client and its database, with a temporary server behind them."""
    before = dict(os.environ)
    home = tmp_path_factory.mktemp("prefect-home")
    prepare_prefect(home, quiet=True)
    from prefect.client.orchestration import get_client
    from prefect.settings import PREFECT_SERVER_DATABASE_CONNECTION_URL
    from prefect.testing.utilities import prefect_test_harness

    from flows import new_waves as new_waves_module
    from flows.serve import deployments
    from flows.survey_wave import survey_wave

    with prefect_test_harness(server_startup_timeout=120), get_client(sync_client=True) as client:
        url = PREFECT_SERVER_DATABASE_CONNECTION_URL.value() or ""
        yield SimpleNamespace(
            home=home / ".prefect",
            database=Path(url.partition("///")[2]),
            client=client,
            new_waves=new_waves_module.new_waves,
            new_waves_module=new_waves_module,
            survey_wave=survey_wave,
            deployments=deployments,
        )
    os.environ.clear()
    os.environ.update(before)
    with warnings.catch_warnings():  # sockets that Prefect leaves open: not in a later test
        warnings.simplefilter("ignore")
        gc.collect()


@pytest.fixture
def project(tmp_path, monkeypatch, prefect) -> Path:
    """A project whose wave was delivered an hour ago; a round looks twice without a pause."""
    folder = write_project(tmp_path / "project", export_rows())
    for path in (folder / "data" / "raw").rglob("*"):
        os.utime(path, (time.time() - 3600, time.time() - 3600))
    monkeypatch.setenv("GAPMAP_PROJECT", str(folder))
    monkeypatch.setattr(prefect.new_waves_module, "SECONDS_BETWEEN_LOOKS", 0)
    return folder


def everything_stored(prefect, *, after: str) -> str:
    """All cells of Prefect's database and all files below its home.

    Args:
        prefect: The fixture.
        after: What the database must hold first: logs are sent to it in the background.
    """
    until = time.monotonic() + 30
    while True:
        with closing(sqlite3.connect(f"file:{prefect.database}?mode=ro", uri=True)) as database:
            tables = database.execute("select name from sqlite_master where type='table'")
            cells = "\n".join(
                str(database.execute(f"select * from '{name}'").fetchall())  # noqa: S608
                for (name,) in tables.fetchall()
            )
        if after in cells or time.monotonic() > until:
            break
        time.sleep(0.5)
    assert after in cells
    files = [p.read_bytes().decode("latin-1") for p in prefect.home.rglob("*") if p.is_file()]
    return "\n".join([cells, *files])


def test_the_flow_runs_a_wave_and_stores_no_answer(prefect, project):
    counts = prefect.survey_wave("2031")
    assert list(counts) == ["ingest", "themes", "match", "gaps", "waves", "report", "publish"]
    assert counts["ingest"]["rows"] == 60
    assert {p.name for p in Store(project).output_paths("2031")} == {
        "gap-map-2031-da.html",
        "gap-map-2031-en.html",
        "gap-report-2031-da.pdf",
        "gap-report-2031-en.pdf",
        "gap-tables-2031-da.xlsx",
        "gap-tables-2031-en.xlsx",
    }
    stored = everything_stored(prefect, after="publish: 6 files")
    assert "survey-wave-2031" in stored
    for needle in (*NEEDLES, "risikovillig kapital til de", "klinikere der vil teste"):
        assert needle not in stored
    hunt_files(project)


def test_the_flow_leaves_a_headline_and_a_table_of_gaps(prefect, project):
    prefect.survey_wave("2031")
    keys = {artifact.key for artifact in prefect.client.read_artifacts()}
    assert {"headline-2031", "gaps-2031"} <= keys


def test_an_unchanged_wave_is_not_run_again(prefect, project):
    prefect.survey_wave("2031")
    assert prefect.survey_wave("2031") == {}


def test_a_wave_that_cannot_be_used_fails_with_a_message_without_text(prefect, project):
    export = project / "data/raw/2031/export.csv"
    export.write_text(f"Andet;Id\n{PLANTED['cpr']};1\n", encoding="utf-8")
    with pytest.raises(DataError, match="Hvad har I brug for"):
        prefect.survey_wave("2031")
    stored = everything_stored(prefect, after="has no heading 'Hvad har I brug for?'")
    assert not [needle for needle in NEEDLES if needle in stored]


def test_a_broken_wave_does_not_stop_the_others(prefect, project):
    raw = project / "data" / "raw"
    shutil.copytree(raw / "2031", raw / "2030")
    (raw / "2030" / "export.csv").unlink()
    with pytest.raises(MachineError, match="2030") as raised:
        prefect.new_waves()
    assert len(raised.value.faults) == 1
    assert Store(project).output_paths("2031")
    (raw / "2030" / "wave.toml").unlink()
    assert prefect.new_waves() == {"2031": "nothing changed"}


def test_both_deployments_can_be_read_and_one_has_the_schedule(prefect):
    for deployment in prefect.deployments(Schedule()):
        deployment.apply()
    found = {d.name: d for d in prefect.client.read_deployments()}
    assert set(found) == {"survey-wave", "new-waves"}
    assert found["survey-wave"].schedules == []
    (schedule,) = found["new-waves"].schedules
    assert schedule.active
    assert schedule.schedule.cron == "0 6 * * 1-5"
    assert schedule.schedule.timezone == "Europe/Copenhagen"
    assert found["survey-wave"].entrypoint == "flows.survey_wave.survey_wave"


def test_without_cron_there_is_no_schedule(prefect):
    _, new_waves = prefect.deployments(Schedule(cron=""))
    assert new_waves.schedules == []


def test_a_cron_that_no_schedule_can_follow_is_told(prefect):
    with pytest.raises(SettingsError, match=r"schedule\.cron"):
        prefect.deployments(Schedule(cron="0 25 * * 1-5"))


def test_a_second_run_of_a_wave_says_that_another_is_working(prefect, project):
    with Store(project).lock("2031"), pytest.raises(BusyError, match="another gapmap is working"):
        prefect.survey_wave("2031", force=True)


def test_a_wave_that_another_run_is_working_on_waits(prefect, project):
    with Store(project).lock("2031"):
        assert prefect.new_waves() == {"2031": "waiting: another run is working on it"}


def test_an_error_that_nobody_foresaw_stops_no_other_wave(prefect, project, monkeypatch):
    shutil.copytree(project / "data/raw/2031", project / "data/raw/2030")

    def fail_once(project, wave):
        if wave == "2030":
            raise ZeroDivisionError(PLANTED["cpr"])
        return open_run(project, wave)

    open_run = prefect.new_waves_module.open_run
    monkeypatch.setattr(prefect.new_waves_module, "open_run", fail_once)
    with pytest.raises(MachineError, match="wave 2030: run: ZeroDivisionError") as raised:
        prefect.new_waves()
    assert PLANTED["cpr"] not in str(raised.value)
    assert raised.value.__context__ is None
    assert Store(project).output_paths("2031")
