from __future__ import annotations

import csv
import re
import resource
import subprocess
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from gapmap.errors import DiskError, SettingsError
from gapmap.init import create_project
from gapmap.readers import read_export
from gapmap.settings import Format, ProjectSettings, WaveSettings
from gapmap.settings_file import read_project, read_wave
from gapmap.stages.catalogue import read_offers
from gapmap.stages.ingest import read_responses
from gapmap.tables import OFFERS

NEEDS = {
    5: ("Adgang til sundhedsdata", 5, 2),
    8: ("Risikovillig kapital", 4, 1),
    11: ("Testfaciliteter", 3, 4),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    create_project(tmp_path / "new")
    return tmp_path / "new"


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def questions(folder: Path, language: str) -> dict[int, tuple[str, list[str]]]:
    """Number -> heading and the answers to choose from, as printed in the questionnaire."""
    text = (folder / "questionnaire" / f"questionnaire-{language}.md").read_text("utf-8")
    parts = [part.splitlines() for part in text.split("\n### ")[1:]]
    return {
        int(lines[0].split(".")[0]): (lines[0], [x[2:] for x in lines if x.startswith("- ")])
        for lines in parts
    }


def deliver(folder: Path, language: str) -> None:
    """An export of the questionnaire: row k answers every closed question with its answer k."""
    asked = questions(folder, language)
    heading = {number: question for number, (question, _) in asked.items()}
    rows = []
    for k in range(max(len(options) for _, options in asked.values())):
        row = {heading[n]: (o[k] if k < len(o) else "") for n, (_, o) in asked.items()}
        for number, (text, importance, satisfaction) in NEEDS.items():
            row[heading[number]] = text
            row[heading[number + 1]] = str(importance)
            row[heading[number + 2]] = str(satisfaction)
        row[heading[14]] = "Ét sted at spørge"
        rows.append(row)
    wave = folder / "data" / "raw" / "2027"
    wave.mkdir()
    settings = folder / "questionnaire" / f"wave-{language}.toml"
    (wave / "wave.toml").write_bytes(settings.read_bytes())
    with (wave / "responses.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heading.values())
        writer.writeheader()
        writer.writerows(rows)


def keys(model: type[BaseModel]) -> set[str]:
    """Every key of the settings, tables included; free keys are the project's own."""
    found = set()
    for name, field in model.model_fields.items():
        found.add(name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            found |= keys(field.annotation)
    return found


def test_the_settings_load_and_every_folder_is_there(folder):
    read_project(folder / "gapmap.toml")
    for name in ("data/raw", "data/processed", "reports"):
        assert (folder / name).is_dir()


def test_what_is_returned_is_what_was_written(tmp_path):
    written = create_project(tmp_path)
    assert sorted(written) == sorted(p for p in tmp_path.rglob("*") if p.is_file())
    assert {p.relative_to(tmp_path).as_posix() for p in written} >= {
        ".gitignore",
        "gapmap.toml",
        "data/raw/offers.csv",
        "questionnaire/questionnaire-da.md",
        "questionnaire/questionnaire-en.md",
    }


@pytest.mark.parametrize(
    ("file", "model"),
    [
        ("gapmap.toml", ProjectSettings),
        ("questionnaire/wave-da.toml", WaveSettings),
        ("questionnaire/wave-en.toml", WaveSettings),
    ],
)
def test_every_key_is_shown(folder, file, model):
    text = (folder / file).read_text("utf-8")
    shown = set(re.findall(r"^(?:# )?(\w+) = ", text, re.MULTILINE))
    shown |= set(".".join(re.findall(r"^(?:# )?\[([\w.]+)\]", text, re.MULTILINE)).split("."))
    assert keys(model) - shown == set()


@pytest.mark.parametrize("file", ["gapmap.toml", "questionnaire/wave-en.toml"])
def test_every_example_in_a_comment_is_valid_once_uncommented(folder, file):
    text = (folder / file).read_text("utf-8")
    plain = re.sub(r'^# (?=[\w"]+ = |\[)', "", text, flags=re.MULTILINE)
    assert plain != text
    model = ProjectSettings if file == "gapmap.toml" else WaveSettings
    model.model_validate(tomllib.loads(plain))


@pytest.mark.parametrize("language", ["da", "en"])
def test_an_export_of_the_questionnaire_loads_without_any_editing(folder, language):
    deliver(folder, language)
    project = read_project(folder / "gapmap.toml")
    wave = folder / "data" / "raw" / "2027"
    settings = read_wave(wave / "wave.toml", project)
    export = read_export(wave / settings.wave.file, settings.format)

    ingested = read_responses(export, settings, project, wave="2027")

    responses = ingested.responses
    assert ingested.rejects.empty
    for column, categories in {
        "respondent_type": project.respondent_types,
        "region": project.regions,
        "size": project.sizes,
        "field": project.fields,
    }.items():
        assert set(categories) <= set(responses[column])
    for place, (text, importance, satisfaction) in enumerate(NEEDS.values(), 1):
        assert set(responses[f"need_{place}"]) == {text}
        assert set(responses[f"importance_{place}"]) == {importance}
        assert set(responses[f"satisfaction_{place}"]) == {satisfaction}


@pytest.mark.parametrize("language", ["da", "en"])
def test_ratings_are_asked_per_need(folder, language):
    columns = tomllib.loads(
        (folder / "questionnaire" / f"wave-{language}.toml").read_text("utf-8")
    )["columns"]
    asked = {n: heading for n, (heading, _) in questions(folder, language).items()}
    assert columns["needs"] == [asked[5], asked[8], asked[11]]
    assert columns["importance"] == [asked[6], asked[9], asked[12]]
    assert columns["satisfaction"] == [asked[7], asked[10], asked[13]]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("da", ("dataansvarlig", "frivillig", "slettes", "Datatilsynet", "indsigt", "Skriv ikke")),
        ("en", ("controller", "voluntary", "deleted", "Datatilsynet", "complain", "write no")),
    ],
)
def test_the_questionnaire_opens_with_a_privacy_notice(folder, language, words):
    text = (folder / "questionnaire" / f"questionnaire-{language}.md").read_text("utf-8")
    notice = text.split("\n## ")[1]
    assert [word for word in words if word not in notice] == []


def test_the_catalogue_has_every_heading_no_offer_and_an_explanation(folder):
    headings = [column.name for column in OFFERS.columns]
    text = (folder / "data" / "raw" / "offers.csv").read_text("utf-8-sig")
    assert text.strip().split(";") == headings
    explained = re.findall(r"^\| (\w+) \|", (folder / "README.md").read_text("utf-8"), re.M)
    assert explained[1:] == headings


def test_a_row_added_to_the_catalogue_is_read(folder):
    path = folder / "data" / "raw" / "offers.csv"
    with path.open("ab") as file:
        row = 'A1;Kurset;Skolen;Kursus;"Virksomhed;Videninstitution";Fyn;da;Om data;20;Gratis;;;;'
        file.write(f"{row}\r\n".encode())
    project = read_project(folder / "gapmap.toml")
    catalogue = read_offers(read_export(path, Format()), project)
    (offer,) = catalogue.offers.to_dict("records")
    assert (offer["title"], offer["audience"]) == ("Kurset", ["Videninstitution", "Virksomhed"])


def test_answers_and_the_key_are_ignored_by_git_and_settings_are_not(folder):
    def ignored(name: str) -> bool:
        command = ["git", "check-ignore", "--quiet", "--no-index", name]
        return subprocess.run(command, cwd=folder, check=False).returncode == 0

    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    hidden = (
        ".gapmap-secret",
        ".prefect/prefect.db",
        "data/raw/2027/responses.csv",
        "data/raw/2027/svar.xlsx",
        "data/raw/export.sav",
        "data/processed/2027/statements.parquet",
        "reports/2027/runs/1a2b/gap-report-2027-da.pdf",
    )
    kept = (
        "gapmap.toml",
        "codebook.yaml",
        "data/raw/offers.csv",
        "data/raw/2027/wave.toml",
        "data/raw/2027/offers.xlsx",
        "reports/2027/gap-report-2027-da.pdf",
    )
    assert [name for name in hidden if not ignored(name)] == []
    assert [name for name in kept if ignored(name)] == []


def test_nothing_is_overwritten_and_every_file_in_the_way_is_named(folder):
    (folder / "gapmap.toml").write_text("mine", encoding="utf-8")
    before = snapshot(folder)
    with pytest.raises(SettingsError) as raised:
        create_project(folder)
    assert {fault.where for fault in raised.value.faults} >= {"gapmap.toml", ".gitignore"}
    assert str(raised.value).count("Try:") == 1
    assert snapshot(folder) == before


def test_one_file_in_the_way_stops_all(tmp_path):
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        create_project(tmp_path)
    assert [fault.where for fault in raised.value.faults] == ["README.md"]
    assert [p.name for p in tmp_path.iterdir()] == ["README.md"]


def test_a_file_where_a_folder_is_needed_is_named(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "raw").write_text("", encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        create_project(tmp_path)
    assert [fault.where for fault in raised.value.faults] == ["data/raw"]
    assert not (tmp_path / "gapmap.toml").exists()


def test_a_refusal_of_the_disk_leaves_no_file_behind(tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, before[1]))
    try:
        with pytest.raises(DiskError, match="cannot be written") as raised:
            create_project(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert raised.value.__context__ is None
    assert snapshot(tmp_path) == {}


def test_other_files_in_the_folder_are_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    create_project(tmp_path)
    assert (tmp_path / "notes.txt").read_text("utf-8") == "mine"
