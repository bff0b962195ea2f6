"""Texts -> vectors in which texts about the same need lie close together.

Every encoder learns from the texts it is given and from nothing else: texts that are to be
compared must be encoded in one call.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np
import scipy.sparse as sparse

from gapmap.errors import SettingsError
from gapmap.text.features import concept_counts, lexical_features, tfidf
from gapmap.text.one_thread import one_thread
from gapmap.text.tokens import normalise
from gapmap.text.vocabulary import Vocabulary

Vectors = np.ndarray[tuple[int, int], np.dtype[np.float64]]

DIMENSIONS = 30
"""Directions kept of the vocabulary, and of the words. Measured: 25 to 40 do alike."""

_BORROWED = 0.6
_SHRINK = 5.0
_FAINT = 1e-9
_READERS = ("numpy", "scikit-learn", "scipy", "simplemma", "spacy")


class Encoder(Protocol):
    """Something that turns texts into vectors."""

    @property
    def name(self) -> str:
        """As in the setting themes.encoder."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vector of a text might."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts -> one row each, of length 1; a row of zeros where the text says nothing.

        The same set of texts gives the same rows, whatever their order and number.
        """


@dataclass(frozen=True)
class LexicalEncoder:
    """What a text says, word by word: lemmas and pieces of words.

    TF-IDF of lemmas beside TF-IDF of character n-grams of 3 to 5 within words, reduced by a
    singular value decomposition (latent semantic analysis, Deerwester et al. 1990).
    """

    seed: int
    dimensions: int = DIMENSIONS
    name: str = field(default="lexical", init=False)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the settings and of the packages that read the words."""
        return _fingerprint(self.name, self.seed, self.dimensions)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts -> shape (n, at most `dimensions`)."""
        return _by_distinct(texts, self._encode)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        return reduce(lexical_features(texts), self.dimensions, self.seed)


@dataclass(frozen=True)
class VocabularyEncoder:
    """What a text speaks of: the concepts of the vocabulary.

    TF-IDF of concepts, broader ones at half weight, reduced like the words. A text that
    names no need, or only a place or an obstacle, gets a row of zeros.
    """

    vocabulary: Vocabulary
    seed: int
    dimensions: int = DIMENSIONS
    name: str = field(default="vocabulary", init=False)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the vocabulary, the settings and the packages that read the words."""
        return _fingerprint(self.name, self.seed, self.dimensions, self.vocabulary.fingerprint)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts -> shape (n, at most `dimensions`)."""
        return _by_distinct(texts, self._encode)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        return reduce(tfidf(concept_counts(texts, self.vocabulary)), self.dimensions, self.seed)


@dataclass(frozen=True)
class JoinedEncoder:
    """Concepts first, and words where the vocabulary is silent.

    Words borrow the meaning of the concepts they occur beside: a word stands for the mean
    concept vector of its texts, less the mean of all, shrunk towards nothing where the word
    is rare; a text adds the weighted sum of its words to its concepts. So a text without a
    single concept lands among those that share its words, and does not found a theme of its
    own. The words themselves stand beside; concepts and words weigh as the squares of the
    shares of texts with and without a concept, so that words decide only where the
    vocabulary belongs to another field. (Our own recipe; docs/method.md has what it gains.)
    """

    vocabulary: VocabularyEncoder
    lexical: LexicalEncoder
    name: str = field(default="vocabulary+lexical", init=False)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of both encoders' fingerprints."""
        return _fingerprint(
            self.name, _BORROWED, _SHRINK, self.vocabulary.fingerprint, self.lexical.fingerprint
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts -> shape (n, at most both `dimensions` together)."""
        return _by_distinct(texts, self._encode)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        words = lexical_features(texts)
        concepts = self.vocabulary.encode(texts)
        spoken = _has_signal(concepts)
        borrowed = unit_rows(words @ _meanings(words, concepts, spoken))
        meaning = unit_rows(concepts + _BORROWED * borrowed)
        form = reduce(words, self.lexical.dimensions, self.lexical.seed)
        known = float(spoken.mean())
        return unit_rows(np.hstack([known**2 * meaning, (1 - known) ** 2 * form]))


def make_encoder(name: str, seed: int, *, vocabulary: Vocabulary) -> Encoder:
    """Name as in the settings -> the encoder, with the project's vocabulary.

    Raises:
        SettingsError: There is no encoder of that name.
    """
    lexical = LexicalEncoder(seed)
    if name == lexical.name:
        return lexical
    concepts = VocabularyEncoder(vocabulary, seed)
    for encoder in (concepts, JoinedEncoder(concepts, lexical)):
        if name == encoder.name:
            return encoder
    raise SettingsError.of(
        "gapmap.toml, themes.encoder",
        f"there is no encoder {name!r}",
        "vocabulary+lexical, lexical or vocabulary",
    )


def unit_rows(vectors: Vectors) -> Vectors:
    """Rows -> the same directions with length 1; rows too faint to have one become zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.where(lengths > _FAINT, vectors / np.maximum(lengths, _FAINT), 0.0)


def reduce(features: sparse.csr_array, dimensions: int, seed: int) -> Vectors:
    """Features -> unit rows in the directions that tell the texts apart best.

    Args:
        features: Shape (n, p).
        dimensions: How many directions to keep; p where that is less.
        seed: Starts the randomised solver (Halko et al. 2011).

    Returns:
        Shape (n, min(p, dimensions)), at least one column.
    """
    from sklearn.utils.extmath import randomized_svd

    if features.nnz == 0:
        return np.zeros((features.shape[0], 1))
    if features.shape[1] <= dimensions:
        return unit_rows(features.toarray())
    left, strength, _ = randomized_svd(features, dimensions, n_iter=7, random_state=seed)
    return unit_rows(left * strength)


def _meanings(words: sparse.csr_array, concepts: Vectors, spoken: np.ndarray[Any, Any]) -> Vectors:
    """Words by text, concepts by text -> the borrowed concept vector of every word."""
    if not spoken.any():
        return np.zeros((words.shape[1], concepts.shape[1]))
    used = (words[spoken] > 0).astype(np.float64)
    centred = concepts[spoken] - concepts[spoken].mean(axis=0)
    n_texts = np.asarray(used.sum(axis=0)).reshape(-1, 1)
    return np.asarray(used.T @ centred) / (n_texts + _SHRINK)


def _has_signal(vectors: Vectors) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return np.asarray(np.abs(vectors).sum(axis=1) > 0)


def _by_distinct(texts: Sequence[str], encode: Callable[[Sequence[str]], Vectors]) -> Vectors:
    """Encode every distinct text once, in alphabetical order and on one thread."""
    normal = [normalise(text) for text in texts]
    distinct = sorted(set(normal))
    if not distinct:
        return np.zeros((0, 1))
    place = {text: row for row, text in enumerate(distinct)}
    with one_thread():
        vectors = encode(distinct)
    return vectors[[place[text] for text in normal]]


def _fingerprint(*parts: object) -> str:
    known = (*parts, *((package, version(package)) for package in _READERS))
    return hashlib.sha256(repr(known).encode()).hexdigest()
