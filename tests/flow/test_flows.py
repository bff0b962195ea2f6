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

from gapmap.errors import DataError, MachineError
from gapmap.prefect_environment import prepare_prefect
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

    from flows.new_waves import new_waves
    from flows.serve import deployments
    from flows.survey_wave import survey_wave

    with prefect_test_harness(server_startup_timeout=120), get_client(sync_client=True) as client:
        url = PREFECT_SERVER_DATABASE_CONNECTION_URL.value() or ""
        yield SimpleNamespace(
            home=home / ".prefect",
            database=Path(url.partition("///")[2]),
            client=client,
            new_waves=new_waves,
            survey_wave=survey_wave,
            deployments=deployments,
        )
    os.environ.clear()
    os.environ.update(before)
    with warnings.catch_warnings():  # sockets that Prefect leaves open: not in a later test
        warnings.simplefilter("ignore")
        gc.collect()


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    folder = write_project(tmp_path / "project", export_rows())
    monkeypatch.setenv("GAPMAP_PROJECT", str(folder))
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
    for deployment in prefect.deployments():
        deployment.apply()
    found = {d.name: d for d in prefect.client.read_deployments()}
    assert set(found) == {"survey-wave", "new-waves"}
    assert found["survey-wave"].schedules == []
    (schedule,) = found["new-waves"].schedules
    assert schedule.active
    assert schedule.schedule.cron == "0 6 * * 1-5"
    assert schedule.schedule.timezone == "Europe/Copenhagen"
    assert found["survey-wave"].entrypoint == "flows.survey_wave.survey_wave"
