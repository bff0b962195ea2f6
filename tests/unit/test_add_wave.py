from __future__ import annotations

import errno
import io
import tomllib
from pathlib import Path

import pytest

from gapmap import atomic, cli
from gapmap.add_wave import add_wave
from gapmap.check import check_wave
from gapmap.errors import DataError, DiskError, SettingsError
from tests.conftest import HEADINGS, PLANTED, as_csv, export_rows


def snapshot(project: Path) -> dict[str, bytes]:
    return {str(p.relative_to(project)): p.read_bytes() for p in project.rglob("*") if p.is_file()}


def yes(_comparison) -> bool:
    return True


def never(_comparison) -> bool:
    raise AssertionError("nobody is to be asked")


def answers(n: int = 80) -> list[dict[str, str]]:
    """Rows in which, as in life, hardly two people write the same."""
    rows = export_rows(n, seed=5)
    for number, row in enumerate(rows):
        row["Hvad har I brug for?"] += f" til sag {number}"
        if number % 3:
            row["Hvad mangler?"] = f"Der er intet tilbud i nærheden af sted {number}"
    return rows


@pytest.fixture
def delivered(tmp_path: Path) -> Path:
    path = tmp_path / "svar.csv"
    path.write_text(as_csv(answers()), encoding="utf-8")
    return path


def mapping(text: str) -> dict[str, object]:
    return tomllib.loads(text)


def test_a_new_wave_gets_the_export_and_a_mapping_that_check_accepts(project, delivered):
    added = add_wave(project, "2032", delivered, agree=never)
    assert added.written == ("data/raw/2032/svar.csv", "data/raw/2032/wave.toml")
    assert (project / added.written[0]).read_bytes() == delivered.read_bytes()
    assert any("svar.csv: 80 respondents" in line for line in check_wave(project, "2032"))


def test_without_an_earlier_wave_the_columns_are_found_all_the_same(project, delivered):
    add_wave(project, "2030", delivered, agree=never)
    drafted = mapping((project / "data/raw/2030/wave.toml").read_text("utf-8"))
    by_hand = mapping((project / "data/raw/2031/wave.toml").read_text("utf-8"))
    assert drafted["columns"] == by_hand["columns"]


def test_the_earlier_wave_is_tried_first(project, delivered):
    wave = project / "data/raw/2031"
    swapped = (wave / "wave.toml").read_text("utf-8").replace('missing = ["Hvad mangler?"]', "")
    (wave / "wave.toml").write_text(swapped, "utf-8")
    text = delivered.read_text("utf-8").replace("Landsdel", "Hvor i landet?", 1)
    delivered.write_text(text, "utf-8")
    columns = mapping(_drafted(project, delivered))["columns"]
    assert "missing" not in columns  # left out before, so left out again
    assert columns["region"] == "Hvor i landet?"  # new, so guessed


def _drafted(project: Path, file: Path) -> str:
    added = add_wave(project, "2032", file, agree=never)
    assert added.drafted is not None
    return added.drafted.text


def test_the_wordings_of_the_earlier_wave_are_taken_over(project, delivered):
    with (project / "data/raw/2031/wave.toml").open("a", encoding="utf-8") as settings:
        settings.write('[categories.region]\n"Udkanten" = "Syd"\n')
    delivered.write_text(delivered.read_text("utf-8").replace(";Syd;", ";Udkanten;"), "utf-8")
    drafted = mapping(_drafted(project, delivered))
    assert drafted["categories"] == {"region": {"Udkanten": "Syd"}}


def test_wave_toml_tells_no_text_no_rare_value_and_no_personal_data(project, delivered):
    rows = answers()
    for row in rows[:4]:
        row["Landsdel"] = "Lille Ø"  # fewer than min_cell
    for row in rows[10:30]:
        row["Ansatte"] = PLANTED["e-mail"]
    delivered.write_text(as_csv(rows), "utf-8")
    text = _drafted(project, delivered)
    assert "Lille Ø" not in text
    for planted in PLANTED.values():
        assert planted not in text
    assert not any(row["Hvad har I brug for?"] in text for row in rows)


def test_a_file_that_is_no_survey_is_refused_and_nothing_written(project, tmp_path):
    before = snapshot(project)
    other = tmp_path / "regnskab.csv"
    other.write_text("konto;beløb\n1;20\n2;30\n3;40\n", "utf-8")
    with pytest.raises(DataError, match="own words"):
        add_wave(project, "2032", other, agree=never)
    assert snapshot(project) == before
    assert not (project / "data/raw/2032").exists()


@pytest.mark.parametrize("name", ["", "../2032", "a/b", ".2032", "-x", "x" * 41])
def test_a_wave_needs_a_name_that_can_be_a_folder(project, delivered, name):
    with pytest.raises(SettingsError, match="name of a wave"):
        add_wave(project, name, delivered, agree=never)


def test_an_export_called_like_a_catalogue_gets_another_name(project, delivered):
    offers = delivered.rename(delivered.with_name("offers.csv"))
    assert add_wave(project, "2032", offers, agree=never).written[0].endswith("/responses.csv")


def test_an_export_that_stands_in_its_folder_is_taken_as_it_is(project, delivered):
    folder = project / "data/raw/2032"
    folder.mkdir()
    there = delivered.rename(folder / "svar.csv")
    add_wave(project, "2032", there, agree=never)
    assert sorted(path.name for path in folder.iterdir()) == ["svar.csv", "wave.toml"]


def test_another_file_in_its_place_is_never_overwritten(project, delivered):
    folder = project / "data/raw/2032"
    folder.mkdir()
    (folder / "svar.csv").write_text("noget andet", "utf-8")
    before = snapshot(project)
    with pytest.raises(SettingsError, match="another file"):
        add_wave(project, "2032", delivered, agree=never)
    assert snapshot(project) == before


def test_a_full_disk_leaves_no_half_wave(project, delivered, monkeypatch):
    before = snapshot(project)

    def full(path, _content):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(atomic, "replace", full)
    with pytest.raises(DiskError, match="No space left"):
        add_wave(project, "2032", delivered, agree=never)
    assert snapshot(project) == before
    assert not (project / "data/raw/2032").exists()


def newer(project: Path, tmp_path: Path) -> Path:
    """The export of 2031 a week later: two more, one changed, three gone."""
    rows = export_rows()[3:]
    rows[10]["Hvad mangler?"] = "Et nyt svar om tid"
    rows += [dict(rows[0], Id="5001"), dict(rows[0], Id="5002")]
    path = tmp_path / "ny.csv"
    path.write_text(as_csv(rows), encoding="utf-8")
    return path


def test_a_newer_export_replaces_the_one_in_place_and_keeps_wave_toml(project, tmp_path):
    settings = (project / "data/raw/2031/wave.toml").read_bytes()
    file = newer(project, tmp_path)
    asked = []
    added = add_wave(project, "2031", file, agree=lambda c: asked.append(c) or True)
    assert [(c.n_new, c.n_changed, c.n_gone, c.has_ids) for c in asked] == [(2, 1, 3, True)]
    assert added.written == ("data/raw/2031/export.csv",)
    assert (project / "data/raw/2031/export.csv").read_bytes() == file.read_bytes()
    assert (project / "data/raw/2031/wave.toml").read_bytes() == settings


def test_without_ids_answers_are_compared_by_content(project, tmp_path):
    path = project / "data/raw/2031/wave.toml"
    path.write_text(path.read_text("utf-8").replace('respondent_id = "Id"\n', ""), "utf-8")
    rows = export_rows()
    (tmp_path / "ny.csv").write_text(as_csv([*rows[5:], rows[9], rows[9]]), "utf-8")
    asked = []
    add_wave(project, "2031", tmp_path / "ny.csv", agree=lambda c: asked.append(c) or False)
    assert [(c.n_new, c.n_changed, c.n_gone, c.has_ids) for c in asked] == [(2, 0, 5, False)]


def test_who_declines_changes_nothing(project, tmp_path):
    before = snapshot(project)
    added = add_wave(project, "2031", newer(project, tmp_path), agree=lambda _: False)
    assert added.written == ()
    assert snapshot(project) == before


def test_the_same_export_again_asks_nobody(project):
    same = project / "data/raw/2031/export.csv"
    assert add_wave(project, "2031", same, agree=never).written == ()


def test_a_newer_export_that_lacks_what_is_mapped_is_refused(project, tmp_path):
    before = snapshot(project)
    file = newer(project, tmp_path)
    file.write_text(file.read_text("utf-8").replace("Landsdel", "Egn", 1), "utf-8")
    with pytest.raises(DataError, match="Landsdel"):
        add_wave(project, "2031", file, agree=yes)
    assert snapshot(project) == before


def test_a_newer_export_of_another_kind_is_refused(project, tmp_path):
    with pytest.raises(SettingsError, match=r"wave\.file"):
        add_wave(project, "2031", tmp_path / "ny.xlsx", agree=yes)


def test_where_nobody_can_be_asked_the_export_stays(project, tmp_path, capsys, monkeypatch):
    before = snapshot(project)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    code = cli.main(["--project", str(project), "add-wave", "2031", str(newer(project, tmp_path))])
    told = capsys.readouterr()
    assert code == 2
    assert "2 new, 1 changed, 3 gone" in told.out
    assert "--yes" in told.err
    assert snapshot(project) == before


def test_yes_replaces_without_asking(project, tmp_path, capsys):
    file = newer(project, tmp_path)
    assert cli.main(["--project", str(project), "add-wave", "2031", str(file), "--yes"]) == 0
    assert "data/raw/2031/export.csv" in capsys.readouterr().out


def test_the_table_tells_headings_and_counts_and_no_cell(project, delivered, capsys):
    rows = answers()
    for row in rows:
        row["Hvem kan vi ringe til på 20 30 40 50"] = "x"
    headings = [*HEADINGS, "Hvem kan vi ringe til på 20 30 40 50"]
    delivered.write_text(as_csv(rows, headings), "utf-8")
    assert cli.main(["--project", str(project), "add-wave", "2030", str(delivered)]) == 0
    told = capsys.readouterr().out
    assert "Hvad mangler?" in told
    assert "1 columns not used: Hvem kan vi ringe til på [telefon]" in told
    assert "80 answers would be used" in told
    assert "gapmap check 2030" in told
    for row in rows:
        assert row["Hvad har I brug for?"] not in told
    for planted in PLANTED.values():
        assert planted not in told


def test_a_draft_is_read_back_as_it_was_meant(project, tmp_path):
    odd = 'Hvad "mangler" I\\her # i\tdag?\x7f'
    rows = [{**row, odd: row["Hvad har I brug for?"]} for row in answers()]
    for number, row in enumerate(rows):
        row[odd] += f" og sag {number} mere"
    (tmp_path / "odd.csv").write_text(as_csv(rows, [*HEADINGS, odd]), "utf-8")
    added = add_wave(project, "2030", tmp_path / "odd.csv", agree=never)
    assert {"need_1", "missing_1", "missing_2"} <= set(added.survey.responses)


def test_the_files_beside_a_dataset_are_part_of_the_delivery(project, delivered, monkeypatch):
    beside = delivered.with_name("labels.csv")
    beside.write_text("variable;værdi;navn\n", "utf-8")
    monkeypatch.setattr("gapmap.add_wave.companions", lambda path: (path.with_name("labels.csv"),))
    added = add_wave(project, "2032", delivered, agree=never)
    assert added.written == tuple(
        f"data/raw/2032/{name}" for name in ("svar.csv", "labels.csv", "wave.toml")
    )
    assert (project / "data/raw/2032/labels.csv").read_bytes() == beside.read_bytes()
