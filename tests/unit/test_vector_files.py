from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gapmap.store import Store
from gapmap.vector_files import VectorFiles

KEY = b"k" * 64
VECTORS = {
    text: np.array([number, 0.1, -0.0], dtype=np.float32)
    for number, text in enumerate(("adgang til data", "kapital", "æøå \x00"))
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".vectors" / "model"


def known(folder: Path, texts=tuple(VECTORS), key: bytes = KEY) -> dict[str, list[float]]:
    return {t: vector.tolist() for t, vector in VectorFiles(folder, key).get(texts).items()}


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.rglob("*") if path.is_file())


def test_vectors_come_back_as_they_were_put(folder):
    cache = VectorFiles(folder, KEY)
    cache.put({"kapital": VECTORS["kapital"]})
    cache.put({text: VECTORS[text] for text in ("adgang til data", "æøå \x00")})
    found = cache.get(list(VECTORS))
    assert found.keys() == VECTORS.keys()
    assert all(found[text].tobytes() == vector.tobytes() for text, vector in VECTORS.items())
    assert len(files(folder)) == 1


def test_nothing_is_known_at_first_and_nothing_written(folder):
    assert known(folder) == {}
    VectorFiles(folder, KEY).put({})
    assert not folder.exists()


def test_a_text_that_is_gone_takes_its_vector_along(folder):
    VectorFiles(folder, KEY).put(VECTORS)
    assert list(known(folder, ["kapital"])) == ["kapital"]
    assert list(known(folder)) == ["kapital"]
    assert known(folder, ["andet"]) == {}
    assert files(folder) == []


def test_vectors_of_another_model_are_deleted(folder):
    VectorFiles(folder, KEY).put(VECTORS)
    assert known(folder.with_name("newer")) == {}
    assert files(folder) == []


def test_texts_stand_in_the_file_as_keyed_hashes(folder):
    VectorFiles(folder, KEY).put(VECTORS)
    (path,) = folder.iterdir()
    assert not any(text.encode() in path.read_bytes() for text in VECTORS)
    assert known(folder, key=b"another") == {}


@pytest.mark.parametrize("damage", [b"", b"PK", b"no archive", "half", "other arrays"])
def test_a_damaged_file_counts_as_absent(folder, damage):
    VectorFiles(folder, KEY).put(VECTORS)
    (path,) = folder.iterdir()
    if damage == "other arrays":
        np.savez(path, codes=np.zeros(3), other=np.zeros(3))
    else:
        path.write_bytes(path.read_bytes()[:200] if damage == "half" else damage)
    assert known(folder) == {}


def test_a_draft_left_behind_by_a_dead_process_is_cleared(folder):
    VectorFiles(folder, KEY).put(VECTORS)
    (folder / "0123.4711").write_bytes(b"half")
    assert len(known(folder)) == 3
    assert len(files(folder)) == 1


def test_the_store_keeps_a_waves_vectors_by_encoder_until_they_are_dropped(tmp_path):
    store = Store(tmp_path)
    store.vectors("w", "a" * 64).put(VECTORS)
    assert len(store.vectors("w", "a" * 64).get(list(VECTORS))) == 3
    assert store.vectors("other", "a" * 64).get(list(VECTORS)) == {}
    store.drop_vectors("w")
    store.drop_vectors("w")
    assert store.vectors("w", "a" * 64).get(list(VECTORS)) == {}
