"""gapmap trace: from the code of a printed figure to where it comes from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from gapmap import cli, run_wave
from gapmap.errors import SettingsError
from gapmap.store import Store
from gapmap.trace import trace
from tests.conftest import export_rows, write_project


@pytest.fixture(scope="module")
def done(tmp_path_factory) -> Path:
    project = write_project(tmp_path_factory.mktemp("traced"), export_rows())
    run_wave(project, "2031")
    return project


def row_of(done: Path, kind: str, *, hidden: bool) -> pd.Series:
    """The first row of the gaps of that kind, and whether it is hidden."""
    gaps = Store(done).load_table("2031", "gaps")
    return gaps[(gaps["segment_kind"] == kind) & (gaps["n_need"].isna() == hidden)].iloc[0]


def test_a_figure_is_told_with_its_numbers_statements_and_offers(done):
    row = row_of(done, "all", hidden=False)
    lines = trace(done, f"{row['theme_id']}-need")
    assert lines[1] == "Gruppe: Alle"
    assert lines[2] == f"{row['theme_id']}-need  Nævner behovet: {row['n_need']}"
    assert f"    Tæller: {row['n_need']}" in lines
    assert f"    Nævner: {row['n']}" in lines
    (ids,) = [line for line in lines if line.startswith("Udsagnenes id: ")]
    first = ids.removeprefix("Udsagnenes id: ").split(", ")[0]
    statements = Store(done).load_table("2031", "statements")
    assert first in set(statements["statement_id"])
    assert not [line for line in lines if set(statements["respondent_id"]) & set(line.split())]
    assert "Tilbud bag dækningsgraden:" in lines


def test_a_row_tells_all_its_figures_in_the_language_asked_for(done):
    row = row_of(done, "all", hidden=False)
    lines = trace(done, row["theme_id"].lower(), language="en")
    assert lines[1] == "Group: All"
    codes = [line.split("  ")[0] for line in lines if line.startswith(f"{row['theme_id']}-")]
    assert codes[:3] == [f"{row['theme_id']}-{name}" for name in ("need", "unmet", "partly")]


@pytest.mark.parametrize("figure", ["", "-gap", "-coverage"])
def test_a_hidden_figure_gives_nothing_but_the_word(done, figure):
    row = row_of(done, "respondent_type_region", hidden=True)
    respondent_type, region = row["segment"].split(" | ")
    code = f"{row['theme_id']}{figure}-{respondent_type}-landsdel-{region}"
    lines = trace(done, code)
    assert lines[-1].endswith("Alle tal: skjult af hensyn til anonymiteten")
    assert len(lines) == 3


def test_who_answered_is_traced(done):
    assert trace(done, "2031-answers", language="en")[1] == "2031-answers  Answers: 60"


@pytest.mark.parametrize(
    ("code", "problem", "advice"),
    [
        ("2031-P99-gap", "no such code in the report of wave 2031", "themes: 2031-P01"),
        ("2031-P01-gop", "no such code in the report of wave 2031", "did you mean"),
        ("2031-P01-gap-mars", "no such code", "-virksomhed, -kommune"),
        ("1999-P01", "a code begins with a wave that has been run", "waves with a report: 2031"),
        ("", "a code begins with a wave", "waves with a report: 2031"),
        ("../../x", "a code begins with a wave", "waves with a report: 2031"),
    ],
)
def test_a_code_that_is_not_there_is_told_with_those_that_are(done, code, problem, advice):
    with pytest.raises(SettingsError) as raised:
        trace(done, code)
    (fault,) = raised.value.faults
    assert problem in fault.what
    assert advice in fault.try_this


def test_before_the_first_run_there_is_no_code(project):
    with pytest.raises(SettingsError, match="gapmap run"):
        trace(project, "2031-P01")


def test_a_language_that_was_not_made_is_told(done, tmp_path):
    project = shutil.copytree(done, tmp_path / "copy")
    path = project / "reports/2031/run.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    del record["outputs"]["gap-tables-2031-en.xlsx"]
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"there is: gap-tables-2031-da\.xlsx"):
        trace(project, "2031-P01", language="en")


def test_what_is_told_is_the_run_and_not_the_copy_that_was_edited(done, tmp_path):
    project = shutil.copytree(done, tmp_path / "copy")
    before = trace(project, "2031-P01")
    (project / "reports/2031/gap-tables-2031-da.xlsx").write_bytes(b"edited")
    shutil.rmtree(project / "data/processed")
    assert trace(project, "2031-P01") == before


def test_the_command_prints_it_and_ends_with_2_for_an_unknown_code(done, capsys):
    assert cli.main(["--project", str(done), "trace", "2031-answers", "--language", "en"]) == 0
    assert "2031-answers  Answers: 60" in capsys.readouterr().out
    assert cli.main(["--project", str(done), "trace", "2031-nothing"]) == 2
    assert "no such code" in capsys.readouterr().err
