from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.text.sentence_encoder import SentenceEncoder

TEXTS = ("Adgang til sundhedsdata", "Kapital", "Et hospital at teste på", "...", "")


class Model:
    """Vectors made of checksums, and a count of the texts encoded."""

    def __init__(self) -> None:
        self.loaded = 0
        self.encoded: list[str] = []

    def load(self):
        self.loaded += 1
        return self.embed

    def embed(self, texts):
        self.encoded += texts
        digests = [hashlib.sha256(text.encode()).digest()[:8] for text in texts]
        return np.array([list(digest) for digest in digests], dtype=np.float32)


class Memory:
    def __init__(self) -> None:
        self.vectors: dict[str, np.ndarray] = {}

    def get(self, texts):
        return {text: self.vectors[text] for text in texts if text in self.vectors}

    def put(self, vectors):
        self.vectors |= vectors


def encoder(model, cache=None, progress=lambda n, n_texts: None):
    cache = Memory() if cache is None else cache
    return SentenceEncoder(fingerprint="f", load=model.load, cache=cache, progress=progress)


def test_rows_have_length_one_or_zero_where_there_is_no_word():
    vectors = encoder(Model()).encode(TEXTS)
    assert vectors.dtype == np.float64
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1, 0, 0])


@given(rows=st.lists(st.integers(0, 4), max_size=8), known=st.sets(st.sampled_from(TEXTS)))
def test_a_vector_depends_on_its_text_alone(rows, known):
    of_all, cache = encoder(Model()).encode(TEXTS), Memory()
    encoder(Model(), cache).encode(sorted(known))
    some = encoder(Model(), cache).encode([TEXTS[row].upper() for row in rows])
    assert some.shape[0] == len(rows)
    if any(row < 3 for row in rows):
        assert np.array_equal(some, of_all[rows])
    else:
        assert not some.any()


def test_equal_texts_are_encoded_once():
    model = Model()
    encoder(model).encode(["Data", "data ", "DATA", "mere data"])
    assert model.encoded == ["data", "mere data"]


def test_what_the_cache_knows_is_not_encoded_again():
    model, cache = Model(), Memory()
    first = encoder(model, cache).encode(TEXTS[:2])
    again = encoder(model, cache).encode(TEXTS[:3])
    assert len(model.encoded) == 3
    assert np.array_equal(again[:2], first)


def test_a_model_with_nothing_to_encode_is_not_loaded():
    model, cache = Model(), Memory()
    encoder(model, cache).encode(TEXTS)
    encoder(model, cache).encode(TEXTS)
    assert model.loaded == 1
    for texts in ([], ["..."], ["", "!"]):
        assert encoder(model).encode(texts).shape[0] == len(texts)
    assert model.loaded == 1


def test_progress_is_told_until_all_texts_are_encoded():
    told: list[tuple[int, int]] = []
    texts = [f"behov {number}" for number in range(250)]
    encoder(Model(), progress=lambda *pair: told.append(pair)).encode(texts)
    assert told == [(100, 250), (200, 250), (250, 250)]


def test_an_interrupted_run_goes_on_where_it_stopped():
    def stop(n: int, n_texts: int) -> None:
        raise KeyboardInterrupt

    model, cache = Model(), Memory()
    texts = [f"behov {number}" for number in range(150)]
    with pytest.raises(KeyboardInterrupt):
        encoder(model, cache, stop).encode(texts)
    encoder(model, cache).encode(texts)
    assert len(model.encoded) == 150
