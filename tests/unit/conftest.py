"""A wave that was approved, and the same after its data and catalogue changed."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from gapmap import run_wave
from gapmap.codebook.files import write_codebook
from gapmap.codebook.model import Codebook, CodebookTheme, StatementDecision
from gapmap.editions.approve import approve
from tests.conftest import as_csv, export_rows, write_project

APPROVED = date(2026, 11, 25)
SAID = "Vi mangler en investor"
CODEBOOK = Codebook(
    version=3,
    themes=(CodebookTheme("K01", "Kapital", "Capital", examples=(SAID,)),),
    statements=(StatementDecision("2031", "s1", SAID, ("K01",), "Ane", APPROVED, "klart"),),
)


@pytest.fixture(scope="session")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose wave was approved once; copy it to change it."""
    project = write_project(tmp_path_factory.mktemp("approved"), export_rows())
    (project / "codebook.yaml").write_bytes(write_codebook(CODEBOOK))
    run_wave(project, "2031")
    approve(project, "2031", by=" Ane  Prøve", day=APPROVED)
    return project


@pytest.fixture(scope="session")
def revised(approved: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with fewer answers, another catalogue and other settings, run again."""
    project = shutil.copytree(approved, tmp_path_factory.mktemp("revised") / "project")
    export = project / "data/raw/2031/export.csv"
    export.write_text(as_csv(export_rows(48)), encoding="utf-8")
    replace_in(project / "data/raw/2031/offers.csv", "Klinikdøren", "Klinikporten")
    replace_in(project / "gapmap.toml", "max_themes = 6", "max_themes = 5")
    run_wave(project, "2031")
    return project


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
