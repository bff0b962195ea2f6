from __future__ import annotations

import json
import shutil
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from gapmap import models
from gapmap.check import check_wave
from gapmap.errors import SettingsError
from gapmap.models import find_model, query_prefix
from gapmap.run import open_run
from gapmap.settings import Themes


@pytest.fixture(autouse=True)
def installed(monkeypatch):
    monkeypatch.setattr(models, "version", lambda package: "1.0")


def make_model(folder: Path, weights: str = "weights") -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text("{}")
    (folder / "model.safetensors").write_text(weights)
    return folder


def find(project: Path, model: str):
    found = find_model(Themes(encoder="sentence-transformers", model=model), project)
    assert found is not None
    return found


def use(project: Path, model: str) -> None:
    settings = project / "gapmap.toml"
    lines = f'[themes]\nencoder = "sentence-transformers"\nmodel = "{model}"'
    settings.write_text(settings.read_text("utf-8").replace("[themes]", lines), "utf-8")


@pytest.mark.parametrize(
    ("name", "prompts", "prefix"),
    [
        ("intfloat/multilingual-e5-small", {}, "query: "),
        ("models/E5_large", {}, "query: "),
        ("intfloat/e5-base-v2", {"query": "", "document": ""}, "query: "),
        ("anyone/model", {"query": "ask: ", "document": "text: "}, "ask: "),
        ("anyone/model-e5", {"query": "ask: "}, "ask: "),
        ("anyone/model", {"query": "ask: ", "Clustering": "group: "}, "group: "),
        ("e5/model", {}, ""),
        ("core5", {}, ""),
        ("stage50-e5x", {}, ""),
        ("sentence-transformers/all-MiniLM-L6-v2", {}, ""),
    ],
)
def test_a_model_gets_the_prefix_it_was_trained_with(name, prompts, prefix):
    assert query_prefix(name, prompts) == prefix


def test_the_prompts_are_those_in_the_models_own_files(tmp_path):
    folder = make_model(tmp_path / "m")
    prompts = {"prompts": {"query": "ask: ", "document": None}}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(prompts))
    assert find(tmp_path, "m").prefix == "ask: "


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"prompts": null}', '{"prompts": ["query"]}'])
def test_a_model_without_prompts_has_no_prefix(tmp_path, content):
    folder = make_model(tmp_path / "m")
    (folder / "config_sentence_transformers.json").write_text(content)
    assert find(tmp_path, "m").prefix == ""


def test_encoders_that_learn_from_the_texts_have_no_model(tmp_path):
    assert find_model(Themes(), tmp_path) is None


def test_the_fingerprint_follows_the_files_and_not_their_place(tmp_path):
    here = make_model(tmp_path / "m")
    shutil.copytree(here, tmp_path / "elsewhere" / "n")
    before = find(tmp_path, "m").fingerprint
    assert find(tmp_path, str(tmp_path / "elsewhere" / "n")).fingerprint == before
    (here / ".cache").mkdir()
    (here / ".cache" / "download.lock").write_text("")
    assert find(tmp_path, "m").fingerprint == before


@pytest.mark.parametrize("change", ["content", "name", "more"])
def test_another_file_gives_another_fingerprint(tmp_path, change):
    folder = make_model(tmp_path / "m")
    before = find(tmp_path, "m").fingerprint
    if change == "content":
        (folder / "1_Pooling" / "config.json").write_text('{"mode": "cls"}')
    elif change == "name":
        (folder / "model.safetensors").rename(folder / "model.bin")
    else:
        (folder / "vocab.txt").write_text("a")
    assert find(tmp_path, "m").fingerprint != before


def test_another_version_of_a_package_gives_another_fingerprint(tmp_path, monkeypatch):
    make_model(tmp_path / "m")
    before = find(tmp_path, "m").fingerprint
    monkeypatch.setattr(models, "version", lambda package: "2.0" if package == "torch" else "1.0")
    assert find(tmp_path, "m").fingerprint != before


def test_a_model_outside_the_project_is_told_without_its_path(tmp_path):
    model = make_model(tmp_path / "elsewhere" / "m")
    assert find(tmp_path / "project", str(model)).name == "m"
    assert find(tmp_path, "elsewhere/m").name == "elsewhere/m"


def test_a_missing_package_is_told_with_what_to_install(tmp_path, monkeypatch):
    def version(package: str) -> str:
        raise PackageNotFoundError(package)

    monkeypatch.setattr(models, "version", version)
    make_model(tmp_path / "m")
    with pytest.raises(SettingsError, match=r'pip install "gapmap\[embeddings\]"') as raised:
        find(tmp_path, "m")
    assert raised.value.exit_code == 2
    assert raised.value.__context__ is None


@pytest.mark.parametrize("model", ["./models/m", "/nowhere/m", "a/b/c", "m; rm", "a b"])
def test_what_can_only_be_a_folder_must_be_there(tmp_path, model):
    with pytest.raises(SettingsError, match=r"themes\.model: there is no folder"):
        find(tmp_path, model)


def test_a_folder_without_a_model_is_refused(tmp_path):
    (tmp_path / "m").mkdir()
    with pytest.raises(SettingsError, match="m holds no model"):
        find(tmp_path, "m")


def test_the_run_depends_on_the_files_of_the_model(project):
    folder = make_model(project / "models" / "m")
    use(project, "models/m")
    before = open_run(project, "2031")
    assert open_run(project, "2031").run_id == before.run_id
    assert before.inputs["models/m"] == find(project, "models/m").sha256
    (folder / "model.safetensors").write_text("weights of another training")
    assert open_run(project, "2031").run_id != before.run_id


def test_the_run_depends_on_the_packages_that_compute(project, monkeypatch):
    make_model(project / "models" / "m")
    use(project, "models/m")
    before = open_run(project, "2031").run_id
    monkeypatch.setattr(models, "version", lambda package: "2.0")
    assert open_run(project, "2031").run_id != before


def test_check_tells_a_missing_model_beside_what_else_is_wrong(project):
    use(project, "./models/m")
    (project / "data" / "raw" / "offers.csv").unlink()
    with pytest.raises(SettingsError) as raised:
        check_wave(project, "2031")
    told = [fault.where for fault in raised.value.faults]
    assert "gapmap.toml, themes.model" in told
    assert len(told) == 2
