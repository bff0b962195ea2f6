"""The small invented wave from end to end: counts that add up, and promise 4 of the design."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from gapmap import run_wave
from gapmap.store import Store, sha256
from gapmap.tables import TABLES
from tests.conftest import as_csv, export_rows, write_project

OF_THE_ORDER = {"respondents": ["source_row"], "rejects": ["row"]}


@pytest.fixture(scope="module")
def done(tmp_path_factory) -> Path:
    project = write_project(tmp_path_factory.mktemp("golden"), export_rows())
    run_wave(project, "2031")
    return project


def table(project: Path, name: str) -> pd.DataFrame:
    return Store(project).load_table("2031", name)


def tables_without_the_order(project: Path) -> dict[str, pd.DataFrame]:
    return {name: table(project, name).drop(columns=OF_THE_ORDER.get(name, [])) for name in TABLES}


def run_in_a_process(project: Path, hash_seed: str) -> None:
    code = (
        "import sys; from pathlib import Path; from gapmap import run_wave; "
        "run_wave(Path(sys.argv[1]), '2031')"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(project)],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
    )


def outputs(project: Path) -> dict[str, str]:
    reports = project / "reports" / "2031"
    files = [*reports.glob("*.*"), *(project / "data" / "processed" / "2031").glob("*.parquet")]
    return {path.name: sha256(path) for path in files}


def test_every_row_is_used_or_rejected(done):
    rejects = table(done, "rejects")
    rejected = rejects[(rejects["column"] == "") & (rejects["source"] == "survey")]["row"].nunique()
    assert len(table(done, "respondents")) + rejected == 60


def test_every_statement_is_in_a_theme_or_says_why_not(done):
    statements = table(done, "statements")
    assigned = set(table(done, "assignments")["statement_id"])
    assert set(statements.loc[statements["outcome"] == "assigned", "statement_id"]) == assigned
    assert (statements["outcome"] != "").all()
    assert (statements["outcome"] == "non_answer").sum() >= 2


def test_every_respondent_has_a_statement_for_every_question(done):
    statements = table(done, "statements")
    asked = statements.groupby("respondent_id")["question"].nunique()
    assert (asked == 2).all()
    assert len(asked) == 60


def test_gap_is_demand_less_met(done):
    gaps = table(done, "gaps").dropna(subset=["gap"])
    assert len(gaps) > 0
    assert (gaps["gap"] - (gaps["demand"] - gaps["met"])).abs().max() < 1e-9


def test_no_small_group_is_shown(done):
    shown = table(done, "gaps").dropna(subset=["n_need"])
    rest = shown["n"] - shown["n_need"]
    assert ((shown["n_need"] == 0) | (shown["n_need"] >= 5)).all()
    assert ((rest == 0) | (rest >= 5)).all()


def test_run_json_names_every_file_and_every_step(done):
    record = json.loads((done / "reports" / "2031" / "run.json").read_text(encoding="utf-8"))
    assert set(record["outputs"]) == {
        f"{name}-2031-{language}.{ending}"
        for name, ending in (
            ("gap-report", "pdf"),
            ("gap-tables", "xlsx"),
            ("gap-map", "html"),
        )
        for language in ("da", "en")
    }
    assert set(record["tables"]) == set(TABLES)
    assert record["steps"]["ingest"]["rows"] == 60
    assert record["inputs"] == {
        "data/raw/2031/export.csv": sha256(done / "data/raw/2031/export.csv"),
        "data/raw/2031/offers.csv": sha256(done / "data/raw/offers.csv"),
    }
    assert sha256(done / "data/raw/2031/offers.csv") == sha256(done / "data/raw/offers.csv")
    assert record["catalogue_kept"]


def test_a_second_run_finds_nothing_to_do(done):
    before = outputs(done)
    summary = run_wave(done, "2031")
    assert not summary.changed
    assert outputs(done) == before


def test_the_same_input_gives_the_same_bytes_under_another_hash_seed(tmp_path):
    for seed in ("1", "2"):
        run_in_a_process(write_project(tmp_path / seed, export_rows()), seed)
    assert outputs(tmp_path / "1") == outputs(tmp_path / "2")


def test_shuffled_rows_give_the_same_tables(done, tmp_path):
    rows = export_rows()
    random.Random(5).shuffle(rows)
    shuffled = write_project(tmp_path, rows)
    run_wave(shuffled, "2031")
    expected = tables_without_the_order(done)
    for name, found in tables_without_the_order(shuffled).items():
        pd.testing.assert_frame_equal(found, expected[name], obj=name)


def test_another_key_changes_pseudonyms_only(done, tmp_path):
    other = write_project(tmp_path, export_rows(), secret="9" * 64)
    run_wave(other, "2031")
    assert set(table(other, "respondents")["respondent_id"]).isdisjoint(
        table(done, "respondents")["respondent_id"]
    )
    for name in ("gaps", "contrasts", "sensitivity", "matches", "offers"):
        pd.testing.assert_frame_equal(table(other, name), table(done, name), obj=name)


def test_a_failed_run_leaves_the_report_untouched(done, tmp_path):
    project = write_project(tmp_path, export_rows())
    run_wave(project, "2031")
    before = outputs(project)
    (project / "data/raw/2031/export.csv").write_text(as_csv([]), encoding="utf-8")
    with pytest.raises(Exception, match=r"export\.csv"):
        run_wave(project, "2031")
    assert outputs(project) == before
