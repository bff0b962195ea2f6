"""Each wave keeps its copy of the catalogue."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from gapmap import cli
from gapmap.catalogue_changes import CatalogueChanges, compare_offers
from gapmap.catalogue_copies import outdated_copy, refresh_copy
from gapmap.check import check_wave
from gapmap.errors import DataError, SettingsError
from gapmap.pipeline import publish
from gapmap.run import open_run
from gapmap.settings_file import read_project
from gapmap.store import Store
from gapmap.tables import OFFERS
from tests.conftest import OFFER_HEADINGS, as_csv
from tests.conftest import OFFERS as ROWS

TODAY = "data/raw/offers.csv"
COPY = "data/raw/2031/offers.csv"


def never(_: CatalogueChanges) -> bool:
    raise AssertionError("nobody should be asked")


def edit(path: Path, *rows: dict[str, str]) -> None:
    path.write_text(as_csv(rows, OFFER_HEADINGS), encoding="utf-8")


@pytest.fixture
def kept(project: Path) -> Path:
    """A project whose wave has its copy."""
    Store(project).keep_catalogue("2031", project / TODAY)
    return project


def test_the_first_run_keeps_a_copy_and_its_fingerprint_stays(project):
    before = open_run(project, "2031")
    before.store.keep_catalogue("2031", before.catalogue)
    after = open_run(project, "2031")
    assert (project / COPY).read_bytes() == (project / TODAY).read_bytes()
    assert (before.catalogue, after.catalogue) == (project / TODAY, project / COPY)
    assert (after.run_id, after.inputs) == (before.run_id, before.inputs)


def test_a_run_that_is_not_published_keeps_no_copy(project):
    run = open_run(project, "2031")
    (project / TODAY).write_text("noget andet", encoding="utf-8")
    with pytest.raises(Exception, match="changed while it was being run"):
        publish(run)
    assert not (project / COPY).exists()


@pytest.mark.parametrize("change", ["edited", "deleted", "another kind"])
def test_a_wave_with_a_copy_does_not_care_what_becomes_of_the_catalogue(kept, change):
    before = open_run(kept, "2031").run_id
    if change == "edited":
        edit(kept / TODAY, ROWS[0])
    elif change == "deleted":
        (kept / TODAY).unlink()
    else:
        (kept / TODAY).rename(kept / "data/raw/offers.xlsx")
    assert open_run(kept, "2031").run_id == before
    assert "catalogue: 3 offers, the wave's copy of" in "\n".join(check_wave(kept, "2031"))


def test_keeping_again_does_not_replace_the_copy(kept):
    before = (kept / COPY).read_bytes()
    edit(kept / TODAY, ROWS[0])
    Store(kept).keep_catalogue("2031", kept / TODAY)
    assert (kept / COPY).read_bytes() == before


def test_the_day_of_the_copy_is_told(kept):
    day = datetime(2031, 4, 2, 12, tzinfo=UTC).timestamp()
    os.utime(kept / COPY, (day, day))
    assert Store(kept).catalogue_kept("2031") == "2031-04-02"
    assert "the wave's copy of 2031-04-02" in "\n".join(check_wave(kept, "2031"))


def test_before_the_first_run_check_says_that_a_copy_is_to_come(project):
    lines = "\n".join(check_wave(project, "2031"))
    assert "catalogue: 3 offers, to be copied" in lines
    assert "refresh" not in lines


def notes(project: Path) -> list[str]:
    return outdated_copy(Store(project), read_project(project / "gapmap.toml"), "2031")


def test_a_changed_catalogue_is_noted_with_the_command_that_takes_it_over(kept, capsys):
    assert notes(kept) == []
    edit(kept / TODAY, *ROWS[:2])
    assert "gapmap catalogue refresh 2031" in notes(kept)[0]
    assert cli.main(["--project", str(kept), "check", "2031"]) == 0
    assert "gapmap catalogue refresh 2031" in capsys.readouterr().out
    (kept / TODAY).unlink()
    assert notes(kept) == []


def test_refresh_shows_what_changes_and_replaces_the_copy(kept):
    edit(
        kept / TODAY,
        ROWS[0] | {"price": "0", "regions": "Nord"},
        ROWS[1],
        ROWS[2] | {"offer_id": "B"},
    )
    asked = []
    written = refresh_copy(kept, "2031", agree=lambda changes: asked.append(changes) or True)
    assert written == kept / COPY
    assert asked == [CatalogueChanges(("B",), ("A3",), {"A1": ("regions", "price")})]
    assert (kept / COPY).read_bytes() == (kept / TODAY).read_bytes()
    assert notes(kept) == []


def test_refresh_of_a_catalogue_of_another_kind_leaves_one_copy(kept):
    toml = kept / "gapmap.toml"
    toml.write_text(toml.read_text("utf-8") + '[catalogue]\nfile = "data/raw/nyt.txt"\n', "utf-8")
    edit(kept / "data/raw/nyt.txt", ROWS[1])
    refresh_copy(kept, "2031", agree=lambda _: True)
    assert [path.name for path in (kept / "data/raw/2031").glob("offers.*")] == ["offers.txt"]


def test_refresh_mends_a_copy_that_cannot_be_read(kept):
    (kept / COPY).write_text("", encoding="utf-8")
    asked = []
    refresh_copy(kept, "2031", agree=lambda changes: asked.append(changes) or True)
    assert asked[0].added == ("A1", "A2", "A3")
    assert open_run(kept, "2031").catalogue.stat().st_size


def test_who_declines_or_has_nothing_to_refresh_changes_nothing(kept):
    assert refresh_copy(kept, "2031", agree=never) is None
    before = (kept / COPY).read_bytes()
    edit(kept / TODAY, ROWS[0])
    assert refresh_copy(kept, "2031", agree=lambda _: False) is None
    assert (kept / COPY).read_bytes() == before


def test_an_unusable_catalogue_replaces_no_copy(kept):
    before = (kept / COPY).read_bytes()
    (kept / TODAY).write_text("x;y\n1;2\n", encoding="utf-8")
    with pytest.raises(DataError, match="title"):
        refresh_copy(kept, "2031", agree=never)
    assert (kept / COPY).read_bytes() == before


def test_an_unknown_wave_has_nothing_to_refresh(project):
    with pytest.raises(SettingsError, match="no such wave"):
        refresh_copy(project, "2032", agree=never)


def test_the_command_tells_ids_and_columns_and_asks(kept, capsys, monkeypatch):
    edit(kept / TODAY, ROWS[0] | {"price": "hemmelig"}, *ROWS[1:])
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    command = ["--project", str(kept), "catalogue", "refresh", "2031"]
    assert cli.main(command) == 2
    told = capsys.readouterr()
    assert "changed: A1: price" in told.out
    assert "--yes" in told.err
    assert "hemmelig" not in told.out + told.err
    assert cli.main([*command, "--yes"]) == 0
    assert COPY in capsys.readouterr().out
    assert cli.main(command) == 0
    assert "nothing was changed" in capsys.readouterr().out


def test_the_command_says_when_there_is_no_copy_yet(project, capsys):
    assert cli.main(["--project", str(project), "catalogue", "refresh", "2031"]) == 0
    assert "its first run makes one" in capsys.readouterr().out


def offers(*rows: dict[str, object]) -> pd.DataFrame:
    blank = {column.name: None for column in OFFERS.columns}
    return OFFERS.shape(pd.DataFrame([blank | row for row in rows], columns=list(blank)))


@pytest.mark.parametrize(
    ("cell", "before", "after", "differs"),
    [
        ("capacity_per_year", None, None, False),
        ("capacity_per_year", None, 0, True),
        ("open_from", "2020-01-01", pd.Timestamp("2020-01-01"), False),
        ("open_from", None, "2020-01-01", True),
        ("regions", ["a", "b"], ["a", "b"], False),
        ("regions", ["a, b"], ["a", "b"], True),
        ("price", "", "", False),
    ],
)
def test_a_cell_differs_by_its_value(cell, before, after, differs):
    one, other = offers({"offer_id": "T", cell: before}), offers({"offer_id": "T", cell: after})
    expected = {"T": (cell,)} if differs else {}
    assert compare_offers(one, other).changed == expected


def test_the_order_of_the_rows_does_not_matter():
    rows = [{"offer_id": name, "title": name} for name in "cab"]
    assert not compare_offers(offers(*rows), offers(*reversed(rows)))
