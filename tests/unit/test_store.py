from __future__ import annotations

import stat
import sys
from pathlib import Path

import pandas as pd
import pytest

from gapmap.errors import DataError, MachineError, SettingsError
from gapmap.store import RunRecord, Store
from gapmap.tables import ASSIGNMENTS, OFFERS


def record(run_id: str, folder) -> RunRecord:
    outputs, tables = folder.checksums()
    return RunRecord(
        run_id=run_id, wave="w", version="0", seed=1, settings={}, inputs={}, steps={},
        notices=[], headline=[], outputs=outputs, tables=tables,
    )  # fmt: skip


def staged(store: Store, run_id: str, text: str):
    folder = store.start_run("w", run_id)
    folder.save_output("report.pdf", text.encode())
    folder.save_table("assignments", ASSIGNMENTS.empty())
    return folder


def published(store: Store, run_id: str, text: str) -> RunRecord:
    made = record(run_id, staged(store, run_id, text))
    store.publish(made)
    return made


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def test_nothing_is_visible_before_publishing(store, tmp_path):
    staged(store, "a", "new")
    assert store.record("w") is None
    assert not (tmp_path / "reports" / "w" / "report.pdf").exists()


def test_an_output_is_kept_as_it_was_made(store, tmp_path):
    made = published(store, "a", "new")
    (tmp_path / "reports" / "w" / "report.pdf").write_text("edited", encoding="utf-8")
    kept = store.kept_output(made, "report.pdf")
    assert kept is not None
    assert kept.read_text(encoding="utf-8") == "new"
    assert store.kept_output(made, "../report.pdf") is None
    assert store.kept_output(made, "other.pdf") is None


def test_a_published_run_is_current_and_keeps_its_folder(store, tmp_path):
    published(store, "a", "new")
    assert store.is_current("w", "a")
    assert not store.is_current("w", "b")
    assert (tmp_path / "reports" / "w" / "runs" / "a" / "report.pdf").read_text() == "new"
    assert (tmp_path / "reports" / "w" / "report.pdf").read_text() == "new"


def test_an_interrupted_run_leaves_the_previous_report(store, tmp_path):
    published(store, "a", "old")
    staged(store, "b", "half")
    assert store.is_current("w", "a")
    assert (tmp_path / "reports" / "w" / "report.pdf").read_text() == "old"


@pytest.mark.parametrize("left", ["old copy", "no copy"])
def test_interrupted_copying_is_completed(store, tmp_path, left):
    published(store, "a", "new")
    copy = tmp_path / "reports" / "w" / "report.pdf"
    copy.write_text("old") if left == "old copy" else copy.unlink()
    assert not store.is_current("w", "a")
    store.complete("w")
    assert store.is_current("w", "a")
    assert copy.read_text() == "new"


def test_deleted_tables_make_a_run_stale(store, tmp_path):
    published(store, "a", "new")
    (tmp_path / "data" / "processed" / "w" / "assignments.parquet").unlink()
    store.complete("w")
    assert not store.is_current("w", "a")


def test_an_output_of_the_run_before_is_removed_when_the_new_one_lacks_it(store, tmp_path):
    published(store, "a", "old")
    folder = store.start_run("w", "b")
    folder.save_output("other.pdf", b"x")
    store.publish(record("b", folder))
    assert not (tmp_path / "reports" / "w" / "report.pdf").exists()
    assert (tmp_path / "reports" / "w" / "other.pdf").exists()


def test_a_run_can_be_published_again_under_the_same_id(store):
    first = published(store, "a", "same")
    assert published(store, "a", "same") == first
    assert store.is_current("w", "a")


def test_only_one_process_writes_a_wave(store):
    with (
        store.lock("w"),
        pytest.raises(MachineError, match="another gapmap"),
        Store(store.project).lock("w"),
    ):
        pass


def test_an_unreadable_record_is_told_without_a_traceback_behind_it(store, tmp_path):
    published(store, "a", "new")
    (tmp_path / "reports" / "w" / "run.json").write_text("{")
    with pytest.raises(MachineError, match=r"run\.json") as raised:
        store.record("w")
    assert raised.value.__context__ is None


def test_the_secret_is_made_once(store):
    assert store.secret() == store.secret()
    assert len(store.secret()) == 64


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
def test_the_secret_is_its_owners_alone(store, tmp_path):
    store.secret()
    assert stat.S_IMODE((tmp_path / ".gapmap-secret").stat().st_mode) == 0o600


def test_a_damaged_secret_is_refused_rather_than_replaced(store, tmp_path):
    (tmp_path / ".gapmap-secret").write_text("short")
    with pytest.raises(SettingsError, match="backup"):
        store.secret()


def test_an_unknown_wave_is_told_with_the_known_ones(store, tmp_path):
    for wave in ("2019", "2024"):
        (tmp_path / "data" / "raw" / wave).mkdir(parents=True)
        (tmp_path / "data" / "raw" / wave / "wave.toml").touch()
    with pytest.raises(SettingsError, match="2019, 2024"):
        store.wave_settings_path("2020")


def test_the_waves_own_catalogue_comes_first(store, tmp_path):
    folder = tmp_path / "data" / "raw" / "w"
    folder.mkdir(parents=True)
    assert store.catalogue_path("w", "offers.csv") == tmp_path / "offers.csv"
    (folder / "offers.xlsx").touch()
    assert store.catalogue_path("w", "offers.csv") == folder / "offers.xlsx"
    (folder / "offers.csv").touch()
    with pytest.raises(DataError, match="keep one"):
        store.catalogue_path("w", "offers.csv")


def test_a_table_comes_back_as_it_was_saved(store):
    offers = OFFERS.shape(
        pd.DataFrame(
            {
                "offer_id": ["a", "b"], "title": ["A", "B"], "provider": "", "offer_type": "",
                "audience": [["x", "y"], []], "regions": [[], []], "languages": [[], ["da"]],
                "description": "", "capacity_per_year": [3, None], "price": "",
                "open_from": ["2020-01-01", None], "open_until": None, "last_checked": None,
                "url": "",
            }
        )
    )  # fmt: skip
    folder = store.start_run("w", "a")
    folder.save_table("offers", offers)
    pd.testing.assert_frame_equal(folder.load_table("offers"), offers)
