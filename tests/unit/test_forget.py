"""A person who is forgotten is in no file of the project; everybody else's answers stay."""

from __future__ import annotations

import html
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader

from gapmap import run_wave
from gapmap.cli import main
from gapmap.editions.approve import approve
from gapmap.editions.folder import Editions
from gapmap.errors import SettingsError
from gapmap.forget.forget import forget, plan_forgetting
from gapmap.review.exchange import apply_import, export_review, plan_import
from gapmap.run import open_run
from gapmap.store import Store
from tests.conftest import export_rows, write_project
from tests.review_filler import Filler

DAY = date(2031, 7, 1)
ROW = 9
NEED = "Kapital til en sjælden ovnhandske med indbygget termometer"
TEXTS = (NEED, "ovnhandske")


@pytest.fixture
def project(approved_once, tmp_path) -> Path:
    return shutil.copytree(approved_once, tmp_path / "project")


@pytest.fixture(scope="module")
def approved_once(tmp_path_factory) -> Path:
    """A wave that was run, reviewed and approved, in which one person says something of their own.

    The person is in the codebook: as an example, a decision, a quote and a coding.
    """
    rows = export_rows()
    rows[ROW - 1]["Hvad har I brug for?"] = NEED
    rows[ROW - 1]["Hvad mangler?"] = ""
    project = write_project(tmp_path_factory.mktemp("forget") / "project", rows)
    run_wave(project, "2031")
    workbook = export_review(project, "2031")
    filled = Filler(workbook)
    statements = Store(project).load_table("2031", "statements")
    own = statements.loc[statements["text"] == NEED, "statement_id"].item()
    for theme in filled.ids("themes"):
        filled.set("themes", theme, {"confirm": "ja"})
    filled.add("statements", {"statement_id": own, "right": "nej", "theme_1": "2031-P01"})
    filled.add("quotes", {"statement_id": own, "approve": "ja"})
    kept = filled.save(project / "review" / "2031" / "udfyldt.xlsx")
    apply_import(project, plan_import(project, "2031", [kept], when=DAY))
    run_wave(project, "2031")
    approve(project, "2031", by="Ane", day=DAY)
    return project


def said_in(path: Path) -> str:
    """A file -> all that can be read in it, and its bytes."""
    told = path.read_bytes().decode("latin-1") + path.read_bytes().decode("utf-8", "ignore")
    if path.suffix == ".parquet":
        told += pd.read_parquet(path).to_csv()
    elif path.suffix == ".pdf":
        told += "\n".join(page.extract_text() for page in PdfReader(path).pages)
    elif path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as parts:
            told += "".join(html.unescape(parts.read(n).decode()) for n in parts.namelist())
    return told


def found_in(project: Path, needles: tuple[str, ...]) -> set[str]:
    files = [path for path in project.rglob("*") if path.is_file()]
    return {
        path.relative_to(project).as_posix()
        for path in files
        if any(needle in said_in(path) for needle in needles)
    }


def in_editions(names: set[str]) -> set[str]:
    return {name for name in names if "editions/" in name}


def test_the_person_is_in_no_file_afterwards_but_the_editions(project):
    before = found_in(project, TEXTS)
    places = {"data/raw/2031/export.csv", "codebook.yaml", "review/2031/udfyldt.xlsx"}
    assert places <= before
    planned = plan_forgetting(project, "2031", row=ROW)
    forget(project, planned, on=DAY)
    run_wave(project, "2031")
    needles = (*TEXTS, *planned.person.statements, *planned.person.pseudonyms)
    left = found_in(project, needles)
    assert left == in_editions(left)
    assert planned.editions == (("2031", 1),)
    assert planned.n_codebook >= 3
    assert planned.n_workbook_rows >= 2


def test_editions_go_when_they_are_withdrawn_for_reissue(project):
    planned = plan_forgetting(project, "2031", row=ROW)
    forget(project, planned, on=DAY, withdrawn_by="Bo")
    run_wave(project, "2031")
    assert found_in(project, (*TEXTS, *planned.person.statements)) == set()
    assert Editions(project, "2031").is_withdrawn(1)
    assert approve(project, "2031", by="Bo", day=DAY).number == 2


def test_everybody_else_stays_and_the_counts_say_so(project):
    store = Store(project)
    before = store.load_table("2031", "statements")
    planned = plan_forgetting(project, "2031", row=ROW)
    forget(project, planned, on=DAY)
    run_wave(project, "2031")
    after = store.load_table("2031", "statements")
    others = before[~before["statement_id"].isin(planned.person.statements)]
    assert set(after["statement_id"]) == set(others["statement_id"])
    rejects = store.load_table("2031", "rejects")
    assert ROW in set(rejects.loc[rejects["rule"] == "blank_row", "row"])
    assert open_run(project, "2031").codebook.active
    (noted,) = store.forgotten()
    assert noted == {
        "on": "2031-07-01",
        "wave": "2031",
        "rows": 1,
        "statements": len(planned.person.statements),
        "codebook": planned.n_codebook,
        "workbook_rows": planned.n_workbook_rows,
        "editions": ["2031/1"],
        "withdrawn": False,
    }


def test_what_others_say_as_well_stays_decided(tmp_path):
    rows = export_rows()
    rows[ROW - 1]["Hvad har I brug for?"] = rows[ROW]["Hvad har I brug for?"] = NEED
    project = write_project(tmp_path / "project", rows)
    run_wave(project, "2031")
    filled = Filler(export_review(project, "2031"))
    statements = Store(project).load_table("2031", "statements")
    both = statements[statements["text"] == NEED].sort_values("respondent_id")
    filled.add(
        "statements",
        {"statement_id": both["statement_id"].iloc[0], "right": "nej", "theme_1": "2031-P01"},
    )
    kept = filled.save(tmp_path / "udfyldt.xlsx")
    apply_import(project, plan_import(project, "2031", [kept], when=DAY))
    people = Store(project).load_table("2031", "respondents").set_index("respondent_id")
    row = int(people.loc[both["respondent_id"].iloc[0], "source_row"])
    forget(project, plan_forgetting(project, "2031", row=row), on=DAY)
    (decision,) = open_run(project, "2031").codebook.statements
    assert decision.text == NEED
    assert decision.id == both["statement_id"].iloc[1]


@pytest.mark.parametrize("row", [0, 61, 999])
def test_a_row_that_is_not_there_is_told(project, row):
    with pytest.raises(SettingsError, match="rows 1 to 60"):
        plan_forgetting(project, "2031", row=row)


def test_the_command_shows_what_it_will_do_and_asks(project, capsys):
    command = ["--project", str(project), "forget", "2031", "--row", str(ROW)]
    assert main(command) == 2
    told = capsys.readouterr().out
    assert "rows of the export: 1" in told
    assert "edition 1 of wave 2031 holds a statement of theirs and stays" in told
    assert NEED in (project / "data/raw/2031/export.csv").read_text("utf-8")
    assert main([*command, "--editions"]) == 2  # who withdraws?
