"""Retention: only what is overdue goes, and only after it was shown."""

from __future__ import annotations

import os
from datetime import date, datetime

import pytest

from gapmap.cli import main
from gapmap.errors import DataError
from gapmap.prune import find_overdue, prune
from gapmap.run import open_run
from gapmap.store import Store

TODAY = date(2035, 6, 1)


def set_retention(project, text):
    path = project / "gapmap.toml"
    path.write_text(path.read_text(encoding="utf-8") + f"\n[retention]\n{text}\n", encoding="utf-8")


def old_run(project, name, day):
    folder = project / "reports" / "2031" / "runs" / name
    folder.mkdir(parents=True)
    (folder / "gap-report.pdf").write_bytes(b"old")
    at = datetime.fromisoformat(day).timestamp()
    os.utime(folder, (at, at))
    return folder


def test_nothing_is_overdue_without_a_setting(project):
    old_run(project, "one", "2031-01-01")
    assert find_overdue(project, TODAY).overdue == ()


def test_runs_are_kept_for_as_many_days_as_the_settings_say(project):
    old, new = old_run(project, "old", "2035-05-01"), old_run(project, "new", "2035-05-30")
    set_retention(project, "runs_days = 7")
    found = find_overdue(project, TODAY).overdue
    assert [one.paths for one in found] == [(old,)]
    prune(project, found, TODAY)
    assert new.is_dir()
    assert not old.exists()


@pytest.mark.parametrize(("closes", "is_overdue"), [("2035-05-20", True), ("2035-05-22", False)])
def test_an_export_counts_from_the_day_its_wave_closed(project, closes, is_overdue):
    wave = project / "data" / "raw" / "2031" / "wave.toml"
    text = wave.read_text(encoding="utf-8")
    wave.write_text(text.replace("[wave]", f"[wave]\ncloses = {closes}"), encoding="utf-8")
    set_retention(project, "raw_days = 11")
    assert bool(find_overdue(project, TODAY).overdue) is is_overdue


def test_a_wave_without_a_day_to_count_from_is_told(project):
    set_retention(project, "raw_days = 11")
    assert find_overdue(project, TODAY).untold == ("2031",)


def test_a_wave_may_have_a_day_of_its_own_and_says_later_why_it_cannot_be_run(project):
    wave = project / "data" / "raw" / "2031" / "wave.toml"
    text = wave.read_text(encoding="utf-8")
    wave.write_text(
        text.replace("[wave]", "[wave]\ndelete_raw_after = 2035-05-31"), encoding="utf-8"
    )
    found = find_overdue(project, TODAY).overdue
    prune(project, found, TODAY)
    assert not (project / "data" / "raw" / "2031" / "export.csv").exists()
    assert Store(project).raw_deleted("2031") == TODAY
    with pytest.raises(DataError, match="was deleted on 2035-06-01"):
        open_run(project, "2031")
    assert find_overdue(project, TODAY).overdue == ()


def test_the_command_shows_what_it_would_delete_and_asks(project, capsys):
    old = old_run(project, "old", "2035-05-01")
    set_retention(project, "runs_days = 7")
    command = ["--project", str(project), "prune", "--date", "2035-06-01"]
    assert main(command) == 2  # nobody can be asked
    assert "reports/2031/runs/old  (kept until 2035-05-08)" in capsys.readouterr().out
    assert old.exists()
    assert main([*command, "--yes"]) == 0
    assert not old.exists()


def test_a_report_stays_current_when_retention_changes(project):
    before = open_run(project, "2031").run_id
    set_retention(project, "runs_days = 7")
    assert open_run(project, "2031").run_id == before
