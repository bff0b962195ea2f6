"""The review as a round trip: what people fill in is in the codebook, all of it or nothing."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from gapmap import run_wave
from gapmap.cli import main
from gapmap.codebook.files import read_codebook
from gapmap.codebook.model import Codebook
from gapmap.errors import DataError, SettingsError
from gapmap.review.exchange import apply_import, export_review, plan_import
from gapmap.run import open_run
from gapmap.store import Store
from gapmap.text.tokens import text_key
from tests.conftest import export_rows, write_project
from tests.review_filler import Filler

DAY = date(2031, 6, 1)


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory) -> Path:
    """A project whose wave has been run, with the workbook of its review."""
    project = write_project(tmp_path_factory.mktemp("review") / "project", export_rows())
    run_wave(project, "2031")
    export_review(project, "2031")
    return project


@pytest.fixture
def project(reviewed, tmp_path) -> Path:
    return shutil.copytree(reviewed, tmp_path / "project")


def filler(project: Path, **how: str) -> Filler:
    return Filler(project / "review" / "2031" / "gennemgang-2031.xlsx", **how)


def planned(project: Path, *files: Path) -> Codebook:
    return plan_import(project, "2031", files, when=DAY).after


def faults(project: Path, *files: Path) -> list[str]:
    with pytest.raises(DataError) as caught:
        plan_import(project, "2031", files, when=DAY)
    assert not (project / "codebook.yaml").exists()
    return [str(fault) for fault in caught.value.faults]


def test_a_workbook_that_is_left_as_it_is_changes_nothing(project, tmp_path):
    file = filler(project).save(tmp_path / "a.xlsx")
    assert planned(project, file) == Codebook()


def test_a_theme_that_is_renamed_gets_a_permanent_id_and_says_who_and_why(project, tmp_path):
    filled = filler(project)
    filled.set("themes", "2031-P01", {"new_label_da": "Nyt navn", "new_label_en": "New name"})
    theme = planned(project, filled.save(tmp_path / "a.xlsx")).themes[0]
    assert (theme.id, theme.label_da, theme.label_en) == ("K01", "Nyt navn", "New name")
    assert theme.found_as == ("2031-P01",)
    assert theme.concepts
    assert theme.examples
    assert [(one.who, one.why, one.when) for one in theme.changes][-1] == (
        "Ane",
        "læst igennem",
        DAY,
    )


def test_what_is_merged_goes_into_the_other_theme(project, tmp_path):
    filled = filler(project)
    target = next(
        row["Navn (dansk)"] for row in filled.rows("themes") if "2031-P01" in row.values()
    )
    filled.set("themes", "2031-P02", {"merge_into": f"2031-P01 · {target}"})
    (theme,) = planned(project, filled.save(tmp_path / "a.xlsx")).themes
    assert set(theme.found_as) == {"2031-P01", "2031-P02"}


def test_statements_are_confirmed_moved_and_taken_out(project, tmp_path):
    filled = filler(project)
    first, second, third = filled.ids("statements")[:3]
    filled.set("statements", first, {"right": "ja"})
    filled.set("statements", second, {"right": "nej", "theme_1": "2031-P01"})
    filled.set("statements", third, {"right": "nej", "theme_1": "intet tema"})
    codebook = planned(project, filled.save(tmp_path / "a.xlsx"))
    by_id = {one.id: one for one in codebook.statements}
    assert set(by_id) == {first, second, third}
    assert by_id[third].themes == ()
    home = next(theme.id for theme in codebook.themes if "2031-P01" in theme.found_as)
    assert by_id[second].themes == (home,)


def test_a_theme_that_is_split_off_takes_the_statements_that_name_it(project, tmp_path):
    filled = filler(project)
    filled.set("themes", "2031-P01", {"split_da": "Noget andet", "split_en": "Something else"})
    statement = filled.ids("statements")[0]
    filled.set("statements", statement, {"right": "nej", "theme_1": "Noget andet"})
    codebook = planned(project, filled.save(tmp_path / "a.xlsx"))
    new = next(theme for theme in codebook.themes if theme.label_da == "Noget andet")
    assert codebook.by_id[new.split_from].found_as == ("2031-P01",)
    assert codebook.statements[0].themes == (new.id,)


def test_sorted_rows_and_moved_columns_say_the_same(project, tmp_path):
    filled = filler(project)
    for statement in filled.ids("statements")[:4]:
        filled.set("statements", statement, {"right": "ja"})
    plain = planned(project, filled.save(tmp_path / "a.xlsx"))
    filled.turn("statements", lambda rows: sorted(rows, key=lambda row: str(row[1])))
    filled.page("statements").move_range("A1:A400", cols=12)
    turned = planned(project, filled.save(tmp_path / "b.xlsx"))
    assert set(turned.statements) == set(plain.statements)


def test_everything_that_is_wrong_is_listed_with_its_cell(project, tmp_path):
    filled = filler(project)
    first, second = filled.ids("statements")[:2]
    filled.set("statements", first, {"right": "måske"})
    filled.set("statements", second, {"right": "nej"})
    filled.add("matches", {"theme_id": "2031-P99", "offer_id": "A1", "decision": "egnet"})
    told = faults(project, filled.save(tmp_path / "a.xlsx"))
    assert len(told) == 3
    assert all("a.xlsx, sheet '" in one and "cell " in one for one in told)


def test_who_and_why_are_asked_for(project, tmp_path):
    filled = filler(project, who="", why="")
    filled.set("themes", "2031-P01", {"confirm": "ja"})
    told = faults(project, filled.save(tmp_path / "a.xlsx"))
    assert any("who decided" in one for one in told)
    assert any("why" in one for one in told)


def test_two_people_who_contradict_each_other_are_told_and_nothing_is_changed(project, tmp_path):
    ane, bo = filler(project, who="Ane"), filler(project, who="Bo")
    statement, other = ane.ids("statements")[:2]
    for filled, values in ((ane, {"right": "ja"}), (bo, {"right": "nej", "theme_1": "intet tema"})):
        filled.set("statements", statement, values)
        filled.set("statements", other, {"right": "ja"})
    told = faults(project, ane.save(tmp_path / "ane.xlsx"), bo.save(tmp_path / "bo.xlsx"))
    assert len(told) == 1
    assert "ane.xlsx, sheet 'udsagn'" in told[0]
    assert "contradicts bo.xlsx, sheet 'udsagn'" in told[0]


def test_two_coders_of_the_sample_may_differ(project, tmp_path):
    files = []
    for who, theme in (("Ane", "2031-P01"), ("Bo", "2031-P02")):
        filled = filler(project, who=who)
        filled.set("sample", filled.ids("sample")[0], {"theme_1": theme})
        files.append(filled.save(tmp_path / f"{who}.xlsx"))
    codings = planned(project, *files).codings
    assert [one.coder for one in codings] == ["Ane", "Bo"]
    assert {one.id for one in codings} == {codings[0].id}
    assert all(0 < one.share <= 1 for one in codings)


def test_themes_merged_round_in_a_circle_are_refused(project, tmp_path):
    filled = filler(project)
    filled.set("themes", "2031-P01", {"merge_into": "2031-P02"})
    filled.set("themes", "2031-P02", {"merge_into": "2031-P01"})
    assert any("circle" in one for one in faults(project, filled.save(tmp_path / "a.xlsx")))


def test_a_file_open_elsewhere_is_told(project, tmp_path):
    file = filler(project).save(tmp_path / "a.xlsx")
    (tmp_path / "~$a.xlsx").write_bytes(b"")
    assert any("open elsewhere" in one for one in faults(project, file))


def test_the_codebook_before_is_kept_and_the_same_file_again_is_nothing_new(project, tmp_path):
    filled = filler(project)
    filled.set("themes", "2031-P01", {"confirm": "ja"})
    file = filled.save(tmp_path / "a.xlsx")
    apply_import(project, plan_import(project, "2031", [file], when=DAY))
    first = (project / "codebook.yaml").read_bytes()
    again = plan_import(project, "2031", [file], when=DAY)
    assert again.after == again.before
    filled.set("themes", "2031-P02", {"confirm": "ja"})
    second = plan_import(project, "2031", [filled.save(file)], when=DAY)
    written = apply_import(project, second)
    assert written == ("codebook.yaml", "codebook-history/0001.yaml")
    assert (project / written[1]).read_bytes() == first
    assert read_codebook((project / "codebook.yaml").read_bytes()).version == 2


def test_decisions_hold_after_the_next_run(project, tmp_path):
    filled = filler(project)
    statement = filled.ids("statements")[0]
    text = next(row["Udsagn"] for row in filled.rows("statements") if statement in row.values())
    match = filled.rows("matches")[0]
    quote = filled.ids("quotes")[0]
    filled.set("statements", statement, {"right": "nej", "theme_1": "2031-P02"})
    filled.set("matches", match["Tema-id"], {"decision": "ikke egnet"})
    filled.set("quotes", quote, {"approve": "ja"})
    command = ["--project", str(project), "review", "import", "2031"]
    file = str(filled.save(tmp_path / "a.xlsx"))
    assert main([*command, file, "--date", "2031-06-01"]) == 2  # nobody can be asked
    assert main([*command, file, "--date", "2031-06-01", "--yes"]) == 0
    run_wave(project, "2031")
    store = Store(project)
    codebook = open_run(project, "2031").codebook
    home = next(one.id for one in codebook.themes if "2031-P02" in one.found_as)
    assigned = store.load_table("2031", "assignments").merge(
        store.load_table("2031", "statements")[["statement_id", "text"]]
    )
    settled = assigned[assigned["text"].map(text_key) == text_key(text)]
    assert set(settled["theme_id"]) == {home}
    assert set(settled["source"]) == {"analyst"}
    matches = store.load_table("2031", "matches")
    decided = matches[matches["status"] != "proposed"]
    assert list(decided["status"]) == ["rejected"]
    assert list(decided["grade"]) == ["none"]


def test_a_theme_that_a_report_cites_may_not_be_taken_out(project, tmp_path):
    filled = filler(project)
    filled.set("themes", "2031-P01", {"confirm": "ja"})
    file = filled.save(tmp_path / "a.xlsx")
    apply_import(project, plan_import(project, "2031", [file], when=DAY))
    run_wave(project, "2031")
    (project / "codebook.yaml").write_text("version: 2\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="K01 is gone, and reports/2031/run"):
        open_run(project, "2031")
    assert main(["--project", str(project), "codebook", "validate"]) == 2


def test_the_codebook_is_looked_after_from_the_command_line(project, tmp_path, capsys):
    filled = filler(project)
    filled.set("themes", "2031-P01", {"new_label_da": "Penge nok"})
    file = filled.save(tmp_path / "a.xlsx")
    apply_import(project, plan_import(project, "2031", [file], when=DAY))
    command = ["--project", str(project), "codebook"]
    assert main([*command, "validate"]) == 0
    assert "themes: 1, and 0 merged, 0 retired" in capsys.readouterr().out
    assert main([*command, "history"]) == 0
    assert "K01 Penge nok" in capsys.readouterr().out
    assert main([*command, "diff"]) == 0
    assert "Nyt tema K01 Penge nok" in capsys.readouterr().out
    assert main([*command, "diff", "7"]) == 2
