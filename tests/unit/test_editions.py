"""Editions: frozen as a whole, safe to pass on, never changed, their numbers never used again."""

from __future__ import annotations

import shutil
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from gapmap import cli, run_wave
from gapmap.codebook.files import read_codebook
from gapmap.editions.approve import approve
from gapmap.editions.folder import NOTE, WITHDRAWN, Editions
from gapmap.editions.model import Edition, Withdrawal
from gapmap.editions.persons import editions_with
from gapmap.errors import DiskError, MachineError, SettingsError
from gapmap.store import Store, sha256
from gapmap.trace import trace
from tests.conftest import export_rows, write_project
from tests.test_privacy import hunt_files
from tests.unit.conftest import APPROVED, SAID, replace_in

DAY = APPROVED
LINE = {
    "da": "Udgave 1, godkendt 25. november 2026 af Ane Prøve",
    "en": "Edition 1, approved 25 November 2026 by Ane Prøve",
}
WITH_RESPONDENTS = {"respondents", "statements", "assignments"}


@pytest.fixture
def project(approved: Path, tmp_path: Path) -> Path:
    return shutil.copytree(approved, tmp_path / "copy")


def frozen(project: Path) -> dict[str, str]:
    """Every file of every edition -> its checksum."""
    places = (project / "reports/2031/editions", project / "data/editions")
    return {
        path.relative_to(project).as_posix(): sha256(path)
        for place in places
        for path in place.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def changed(revised: Path, tmp_path: Path) -> Path:
    return shutil.copytree(revised, tmp_path / "copy")


def made(project: Path, *, number: int = 1) -> Edition:
    edition = Editions(project, "2031").open(number)
    assert isinstance(edition, Edition)
    return edition


def test_an_edition_holds_what_it_was_made_from_and_says_so(approved):
    edition = made(approved)
    assert (edition.number, edition.by, edition.day) == (1, "Ane Prøve", DAY)
    assert edition.run == Store(approved).record("2031")
    names = set(edition.files)
    assert set(edition.run.outputs) < names
    assert {"offers.csv", "codebook.yaml", "gapmap.toml", "wave.toml"} < names
    folder = Editions(approved, "2031").path(1)
    for name in ("gapmap.toml", "data/raw/offers.csv", "data/raw/2031/wave.toml"):
        assert (folder / Path(name).name).read_bytes() == (approved / name).read_bytes()
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")} == {*names, NOTE}


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_page_says_which_edition_it_is_and_none_that_it_is_a_draft(approved, language):
    folder = Editions(approved, "2031").path(1)
    stamp = {"da": "UDKAST", "en": "DRAFT"}[language]
    pages = [
        page.extract_text() for page in PdfReader(folder / f"gap-report-2031-{language}.pdf").pages
    ]
    assert all(LINE[language] in page for page in pages)
    assert pages[0].count(LINE[language]) == 2
    assert not any(stamp in page for page in pages)
    html = (folder / f"gap-map-2031-{language}.html").read_text("utf-8")
    assert f'<aside class="stamp" id="stamp" aria-label="{LINE[language]}">{LINE[language]}' in html
    assert stamp not in html
    book = load_workbook(folder / f"gap-tables-2031-{language}.xlsx")
    assert all(LINE[language] in sheet.oddHeader.left.text for sheet in book)
    assert book.properties.contentStatus == LINE[language]
    cells = {str(cell.value) for row in book.worksheets[-1].iter_rows() for cell in row}
    assert f"{LINE[language]}." in cells
    assert not any(stamp in cell for cell in cells)


def test_a_draft_is_stamped_on_every_page(approved):
    folder = approved / "reports/2031"
    for language, stamp in (("da", "UDKAST"), ("en", "DRAFT")):
        report = PdfReader(folder / f"gap-report-2031-{language}.pdf")
        assert all(stamp in page.extract_text() for page in report.pages)
        book = load_workbook(folder / f"gap-tables-2031-{language}.xlsx")
        assert all(stamp in sheet.oddHeader.left.text for sheet in book)
        assert book.properties.contentStatus == stamp
        html = (folder / f"gap-map-2031-{language}.html").read_text("utf-8")
        assert f">{stamp}</aside>" in html


def test_what_is_passed_on_has_no_row_of_a_respondent_and_no_statement(approved):
    folder = Editions(approved, "2031").path(1)
    tables = {path.stem: pd.read_parquet(path) for path in folder.glob("tables/*.parquet")}
    assert not WITH_RESPONDENTS & set(tables)
    assert {"gaps", "contrasts", "sensitivity", "trends", "themes", "matches"} < set(tables)
    for name, table in tables.items():
        assert not {"respondent_id", "statement_id", "text"} & set(table.columns), name
    passed_on = read_codebook((folder / "codebook.yaml").read_bytes())
    assert SAID not in (folder / "codebook.yaml").read_text("utf-8")
    assert [theme.label_da for theme in passed_on.themes] == ["Kapital"]


def test_no_personal_data_is_frozen(approved):
    assert {Path(name).name for name in frozen(approved)} <= set(hunt_files(approved))


def test_what_has_a_row_per_respondent_is_frozen_apart(approved):
    apart = Editions(approved, "2031").path_apart(1)
    record = Store(approved).record("2031")
    assert record is not None
    assert {path.stem for path in apart.glob("*.parquet")} == set(record.tables)
    assert set(record.tables) > WITH_RESPONDENTS
    assert (apart / "codebook.yaml").read_bytes() == (approved / "codebook.yaml").read_bytes()


def test_its_files_cannot_be_written_to(approved):
    for name in frozen(approved):
        assert not stat.S_IMODE((approved / name).stat().st_mode) & 0o222


def test_the_same_run_name_and_day_give_the_same_bytes(approved, project):
    shutil.rmtree(project / "reports/2031/editions")
    shutil.rmtree(project / "data/editions")
    approve(project, "2031", by="Ane Prøve", day=DAY)
    assert frozen(project) == frozen(approved)


def test_no_run_changes_an_edition(approved, revised, project):
    assert frozen(revised) == frozen(approved)
    run_wave(project, "2031", force=True)
    assert frozen(project) == frozen(approved)


def test_a_second_edition_leaves_the_first_one(approved, changed):
    second = approve(changed, "2031", by="Bo", day=date(2026, 12, 1))
    assert second.number == 2
    before, after = frozen(approved), frozen(changed)
    assert {name: after[name] for name in before} == before
    latest = Editions(changed, "2031").latest()
    assert latest is not None
    assert latest.number == 2


def test_what_was_approved_already_is_refused(project):
    with pytest.raises(SettingsError, match="nothing changed since edition 1"):
        approve(project, "2031", by="Bo", day=DAY)


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("data/raw/2031/export.csv", "data"),
        ("data/raw/2031/offers.csv", "catalogue"),
        ("gapmap.toml", "settings"),
        ("data/raw/2031/wave.toml", "settings"),
        ("codebook.yaml", "codebook"),
    ],
)
def test_what_changed_since_the_report_was_made_is_named_and_refused(project, file, kind):
    old, new = {
        "gapmap.toml": ("seed = 7", "seed = 8"),
        "wave.toml": ('label = "2031"', 'label = "Forår 2031"'),
        "offers.csv": ("Klinikdøren", "Klinikporten"),
        "export.csv": ("En investor", "En stor investor"),
        "codebook.yaml": ("version: 3", "version: 4"),
    }[Path(file).name]
    replace_in(project / file, old, new)
    with pytest.raises(SettingsError, match=f"since its report was made: {kind}\n") as raised:
        approve(project, "2031", by="Bo", day=DAY)
    assert "run it again first" in raised.value.faults[0].try_this
    assert Editions(project, "2031").numbers() == [1]


def test_before_the_first_run_there_is_nothing_to_approve(tmp_path):
    project = write_project(tmp_path, export_rows())
    with pytest.raises(SettingsError, match="has no report"):
        approve(project, "2031", by="Ane", day=DAY)
    assert not (project / "reports").exists()


@pytest.mark.parametrize("lost", ["data/processed/2031/gaps.parquet", "reports/2031/runs"])
def test_a_run_of_which_a_part_is_gone_is_refused(project, lost):
    path = project / lost
    if path.is_dir():
        shutil.rmtree(path)
        (project / "reports/2031/gap-report-2031-da.pdf").write_bytes(b"edited")
    else:
        path.unlink()
    with pytest.raises(MachineError, match="files of its run"):
        approve(project, "2031", by="Bo", day=DAY)


@pytest.mark.parametrize("by", ["", "  ", "x" * 81, "Ane\x07"])
def test_a_name_that_cannot_be_printed_is_refused(project, by):
    with pytest.raises(SettingsError, match="--by"):
        approve(project, "2031", by=by, day=DAY)


def test_an_edition_cannot_be_approved_before_the_last_one(changed):
    with pytest.raises(SettingsError, match="approved later, on 2026-11-25"):
        approve(changed, "2031", by="Bo", day=date(2026, 11, 24))


def test_a_full_disk_leaves_no_part_of_an_edition(tmp_path, approved, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    editions = Editions(tmp_path, "2031")
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(DiskError, match="No space left"):
        editions.add(replace(made(approved)), {"report.pdf": b"x"}, {"people.parquet": b"y"})
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert editions.next_number() == 1


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_a_file_that_is_not_what_was_approved_is_told(project, harm):
    path = Editions(project, "2031").path(1) / "gap-report-2031-da.pdf"
    path.chmod(0o644)
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(MachineError) as raised:
        Editions(project, "2031").open(1)
    (fault,) = raised.value.faults
    assert fault.where == "reports/2031/editions/1/gap-report-2031-da.pdf"
    assert fault.what == {"gone": "is not there", "changed": "is not what was approved"}[harm]
    with pytest.raises(MachineError):
        trace(project, "2031-answers", edition=1)


def test_a_number_that_is_not_there_is_told_with_those_that_are(approved):
    with pytest.raises(SettingsError, match="there is: 1"):
        Editions(approved, "2031").open(2)


def test_a_withdrawn_edition_leaves_its_number_and_the_reason(project):
    editions = Editions(project, "2031")
    told = editions.withdraw(1, by="Bo", day=date(2027, 1, 2), reason="a person was forgotten")
    assert (
        editions.read(1)
        == told
        == Withdrawal(1, "2031", date(2027, 1, 2), "Bo", "a person was forgotten")
    )
    assert set(frozen(project)) == {f"reports/2031/editions/1/{WITHDRAWN}"}
    assert editions.latest() is None
    with pytest.raises(SettingsError, match="withdrawn on 2027-01-02: a person was forgotten"):
        editions.open(1)
    assert approve(project, "2031", by="Ane", day=DAY).number == 2


def test_a_damaged_edition_can_be_withdrawn(project):
    editions = Editions(project, "2031")
    note = editions.path(1) / NOTE
    note.chmod(0o644)
    note.write_text("{", "utf-8")
    with pytest.raises(MachineError, match="cannot be read"):
        editions.read(1)
    editions.withdraw(1, by="Bo", day=DAY, reason="damaged")
    assert set(frozen(project)) == {f"reports/2031/editions/1/{WITHDRAWN}"}


def test_a_number_is_not_used_again_though_what_was_passed_on_is_deleted(project):
    shutil.rmtree(project / "reports/2031/editions")
    assert Editions(project, "2031").next_number() == 2


def test_the_editions_that_hold_a_statement_are_found(project):
    statements = Store(project).load_table("2031", "statements")["statement_id"]
    assert editions_with(project, [statements[0]]) == [("2031", 1)]
    assert editions_with(project, ["s1"]) == [("2031", 1)]  # a decision in the codebook
    assert editions_with(project, ["of nobody"]) == []
    Editions(project, "2031").withdraw(1, by="Bo", day=DAY, reason="forgotten")
    assert editions_with(project, [statements[0]]) == []


def test_an_edition_without_its_tables_counts_as_one_that_holds_it(project):
    shutil.rmtree(project / "data/editions")
    assert editions_with(project, ["of nobody"]) == [("2031", 1)]


def test_trace_answers_from_the_edition(approved, revised):
    code = "2031-answers"
    assert trace(revised, code, language="en")[1] == "2031-answers  Answers: 48"
    assert trace(revised, code, language="en", edition=1)[1] == "2031-answers  Answers: 60"
    assert trace(revised, code, edition=1) == trace(approved, code)


def test_the_commands_print_the_files_and_end_with_2_when_refused(changed, capsys):
    arguments = ["--project", str(changed), "approve", "2031", "--by", "Bo"]
    assert cli.main([*arguments, "--date", "2026-12-01"]) == 0
    first, *files = capsys.readouterr().out.splitlines()
    assert first == "2031: edition 2, approved on 2026-12-01 by Bo"
    assert len(files) == 6
    assert all(Path(file).is_file() for file in files)
    assert cli.main([*arguments, "--date", "2026-12-01"]) == 2
    assert "nothing changed since edition 2" in capsys.readouterr().err
    ask = ["--project", str(changed), "trace", "2031-answers", "--edition"]
    assert cli.main([*ask, "1"]) == 0
    assert cli.main([*ask, "3"]) == 2
    assert "there is: 1, 2" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["approve", "2031"],
        ["approve", "2031", "--by", "Bo", "--date", "25.11.2026"],
        ["trace", "2031-answers", "--edition", "0"],
        ["trace", "2031-answers", "--edition", "two"],
        ["diff", "2031", "1", "latest"],
    ],
)
def test_wrong_usage_ends_with_2(arguments):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
