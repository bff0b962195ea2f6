"""What is all there is used; what somebody still copies waits for the next round."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from gapmap.arrivals import LEFT_BEHIND_SECONDS, QUIET_SECONDS, look, still_arriving
from gapmap.store import Store

NOW = 2_000_000_000.0
AN_HOUR = 3600.0


def workbook() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>" * 50)
    return content.getvalue()


@pytest.fixture
def store(project: Path) -> Store:
    """The invented project, whose files were written an hour before NOW."""
    for path in (project / "data/raw").rglob("*"):
        os.utime(path, (NOW - AN_HOUR, NOW - AN_HOUR))
    return Store(project)


def put(store: Store, name: str, content: bytes = b"x", *, age: float = AN_HOUR) -> Path:
    path = store.project / "data/raw/2031" / name
    path.write_bytes(content)
    os.utime(path, (NOW - age, NOW - age))
    return path


def reason(store: Store) -> str:
    return still_arriving(look(store, "2031"), look(store, "2031"), now=NOW)


def test_a_wave_that_was_delivered_an_hour_ago_is_all_there(store):
    assert reason(store) == ""


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("export.csv.part", b"x", "export.csv.part is a copy under way"),
        ("Unconfirmed 1.crdownload", b"x", "is a copy under way"),
        ("EXPORT.FILEPART", b"x", "is a copy under way"),
        ("~$svar.xlsx", b"x", "is open in a spreadsheet"),
        (".~lock.svar.ods#", b"x", "is open in a spreadsheet"),
        ("svar.csv", b"", "svar.csv is empty"),
        ("svar.xlsx", workbook()[:-30], "svar.xlsx ends too early"),
        ("svar.parquet", b"PAR1 and no end", "svar.parquet ends too early"),
        # near misses
        ("party.csv", b"x", ""),
        ("~svar.xlsx", workbook(), ""),
        ("svar.xlsx", workbook(), ""),
        ("svar.parquet", b"PAR1 and its end PAR1", ""),
        ("P", b"P", ""),
        (".gitkeep", b"", ""),
    ],
)
def test_signs_of_copying(store, name, content, told):
    put(store, name, content)
    assert reason(store).endswith(told)
    assert bool(reason(store)) == bool(told)


@pytest.mark.parametrize(
    ("age", "waits"),
    [(0, True), (QUIET_SECONDS - 1, True), (QUIET_SECONDS, False), (-AN_HOUR, False)],
    ids=["now", "just below", "old enough", "a clock that is ahead"],
)
def test_a_file_must_have_been_written_some_time_ago(store, age, waits):
    put(store, "svar.csv", age=age)
    assert bool(reason(store)) == waits


@pytest.mark.parametrize("name", ["export.csv.part", "~$svar.xlsx", "svar.csv"])
def test_what_a_copy_left_behind_a_day_ago_holds_nothing_up(store, name):
    put(store, name, b"", age=LEFT_BEHIND_SECONDS - 1)
    assert reason(store)
    put(store, name, b"", age=LEFT_BEHIND_SECONDS)
    assert reason(store) == ""


def test_a_file_that_grows_waits_whatever_its_time_says(store):
    path = put(store, "svar.csv")
    before = look(store, "2031")
    path.write_bytes(b"xx")
    os.utime(path, (NOW - AN_HOUR, NOW - AN_HOUR))
    assert "svar.csv changes" in still_arriving(before, look(store, "2031"), now=NOW)


def test_a_file_that_has_just_appeared_waits(store):
    before = look(store, "2031")
    put(store, "svar.csv")
    assert "svar.csv changes" in still_arriving(before, look(store, "2031"), now=NOW)


def test_the_catalogue_is_looked_at_as_well(store):
    catalogue = store.project / "data/raw/offers.csv"
    os.utime(catalogue, (NOW, NOW))
    assert "offers.csv" in reason(store)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every file")
def test_a_file_that_cannot_be_opened_waits(store):
    put(store, "svar.csv").chmod(0)
    assert reason(store).endswith("svar.csv cannot be opened")


def test_a_record_that_cannot_be_read_is_left_to_the_run(store):
    (store.project / "reports/2031").mkdir(parents=True)
    (store.project / "reports/2031/run.json").write_text("{", encoding="utf-8")
    assert look(store, "2031") == {}


def test_what_is_wrong_with_the_settings_is_left_to_the_run(store):
    store.settings_path.write_text("x = = 1", encoding="utf-8")
    assert look(store, "2031") == {}
    assert look(store, "2032") == {}
