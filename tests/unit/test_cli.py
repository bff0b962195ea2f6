"""The command line as a user meets it; Prefect's part is tested in tests/flow."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gapmap import cli
from tests.conftest import OFFER_HEADINGS, OFFERS, as_csv


def call(capsys, *arguments: str) -> tuple[int, str, str]:
    code = cli.main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def export(project: Path) -> Path:
    return project / "data/raw/2031/export.csv"


def test_help_names_every_command_and_exit_code(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    words = (
        "init", "check", "catalogue", "run", "trace", "serve", "approve", "diff", "status",
        "exit codes", "130", "GAPMAP_PROJECT",
    )  # fmt: skip
    for word in words:
        assert word in shown


def test_an_unknown_command_is_wrong_usage():
    with pytest.raises(SystemExit) as ended:
        cli.main(["runn"])
    assert ended.value.code == 2


def test_check_tells_what_would_be_used_and_writes_nothing(capsys, project):
    before = sorted(project.rglob("*"))
    code, out, err = call(capsys, "--project", str(project), "check", "2031")
    assert (code, err) == (0, "")
    assert "export.csv: 60 respondents" in out
    assert "Virksomhed: 40 (target 30; invited 100, 40% answered)" in out
    assert "catalogue: 3 offers" in out
    assert "unknown_category (row 3)" in out
    assert sorted(project.rglob("*")) == before


def test_the_project_can_be_named_by_the_environment(capsys, project, monkeypatch):
    monkeypatch.setenv("GAPMAP_PROJECT", str(project))
    assert call(capsys, "check", "2031")[0] == 0


@pytest.mark.parametrize("command", [("check", "2031"), ("run", "2031")])
def test_no_project_is_wrong_usage_with_advice(capsys, tmp_path, command):
    code, _, err = call(capsys, "--project", str(tmp_path), *command)
    assert code == 2
    assert "gapmap.toml" in err
    assert "gapmap init" in err


def test_an_unknown_wave_is_told_with_the_known_ones(capsys, project):
    code, _, err = call(capsys, "--project", str(project), "run", "2032")
    assert code == 2
    assert "waves delivered: 2031" in err


def test_a_misspelt_key_is_told_with_the_nearest(capsys, project):
    replace(project / "gapmap.toml", "max_themes", "max_theme")
    code, _, err = call(capsys, "--project", str(project), "run", "2031")
    assert code == 2
    assert "did you mean max_themes" in err


def test_a_missing_export_and_a_missing_catalogue_are_told_together(capsys, project, export):
    export.unlink()
    (project / "data/raw/offers.csv").unlink()
    code, _, err = call(capsys, "--project", str(project), "run", "2031")
    assert code == 3
    assert "data/raw/2031/export.csv: no such file" in err
    assert "data/raw/offers.csv: no such file" in err


def test_every_absent_heading_is_told_with_the_nearest(capsys, project, export):
    replace(export, "Hvad har I brug for?", "Hvad har I mest brug for?")
    replace(export, "Landsdel", "Landsdelen")
    code, _, err = call(capsys, "--project", str(project), "check", "2031")
    assert code == 3
    assert "Hvad har I brug for?" in err
    assert "Hvad har I mest brug for?" in err
    assert "Landsdelen" in err


@pytest.mark.parametrize("content", ["", as_csv([])], ids=["no bytes", "no rows"])
def test_an_empty_export_cannot_be_used(capsys, project, export, content):
    export.write_text(content, encoding="utf-8")
    code, _, err = call(capsys, "--project", str(project), "check", "2031")
    assert code == 3
    assert "export.csv" in err


def test_a_catalogue_without_titles_cannot_be_used(capsys, project):
    headings = [heading for heading in OFFER_HEADINGS if heading != "title"]
    rows = [{key: cell for key, cell in offer.items() if key != "title"} for offer in OFFERS]
    (project / "data/raw/offers.csv").write_text(as_csv(rows, headings), encoding="utf-8")
    code, _, err = call(capsys, "--project", str(project), "check", "2031")
    assert code == 3
    assert "offers.csv" in err
    assert "title" in err


def test_the_faults_of_export_and_catalogue_are_told_together(capsys, project, export):
    export.write_text(as_csv([]), encoding="utf-8")
    (project / "data/raw/offers.csv").write_text("x;y\n1;2\n", encoding="utf-8")
    _, _, err = call(capsys, "--project", str(project), "check", "2031")
    assert "export.csv" in err
    assert "offers.csv" in err


def test_broken_toml_is_told_with_its_line(capsys, project):
    replace(project / "gapmap.toml", "seed = 7", "seed = = 7")
    code, _, err = call(capsys, "--project", str(project), "check", "2031")
    assert code == 2
    assert "line 6" in err
    assert "Traceback" not in err


def test_a_reader_that_has_seen_enough_is_no_fault(project):
    code = "import sys; from gapmap.cli import main; sys.exit(main(['check', '2031']))"
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=project,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), told) == (0, b"")
