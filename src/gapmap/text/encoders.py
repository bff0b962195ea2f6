"""Texts -> vectors in which texts about the same need lie close together.

Every encoder learns from the texts it is given and from nothing else: texts that are to be
compared must be encoded in one call.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Protocol

import numpy as np
import scipy.sparse as sparse

from gapmap.errors import SettingsError
from gapmap.text.features import concept_counts, lexical_features, need_strengths, tfidf
from gapmap.text.likeness import learn_likeness
from gapmap.text.one_thread import one_thread
from gapmap.text.tokens import normalise
from gapmap.text.vocabulary import Vocabulary

Vectors = np.ndarray[tuple[int, int], np.dtype[np.float64]]

DIMENSIONS = 30
"""Directions kept of the vocabulary, and of the words. Measured: 25 to 40 do alike."""

_DETAIL = 0.4
_LIKENESS = 1.25
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
        """Texts -> one row each: what the text speaks of, and in its length how plainly.

        Lengths are about 1; a text that says nothing gets zeros. The same set of texts gives
        the same rows, whatever their order and number.
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

    First the broadest concepts, which are what a theme is mostly about, each with the sum of
    what is said of the concepts below it. Beside them, with less weight, the concepts
    themselves, reduced like the words: they part a broad need in two where people do. A text
    that names no need, or only a place or an obstacle, gets a row of zeros.
    """

    vocabulary: Vocabulary
    seed: int
    dimensions: int = DIMENSIONS
    name: str = field(default="vocabulary", init=False)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the vocabulary, the settings and the packages that read the words."""
        return _fingerprint(
            self.name, _DETAIL, self.seed, self.dimensions, self.vocabulary.fingerprint
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts -> shape (n, broadest concepts + at most `dimensions`)."""
        return _by_distinct(texts, self._encode)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        needs = need_strengths(texts, self.vocabulary)
        strength = np.linalg.norm(needs, axis=1, keepdims=True)
        detail = reduce(tfidf(concept_counts(texts, self.vocabulary)), self.dimensions, self.seed)
        return _mean_length_one(np.hstack([needs, _DETAIL * strength * detail]))


@dataclass(frozen=True)
class JoinedEncoder:
    """Concepts first, then likeness to the vocabulary's own words.

    Two voices say what a text is about: the concepts in it, and what its words have in common
    with the forms of each broad concept (`likeness`), so that a text without an exact form
    still has a direction. The words themselves stand beside; meaning and words weigh as the
    squares of the shares of texts with and without a concept, so that words decide only where
    the vocabulary belongs to another field. (Our own recipe; docs/method.md has what it gains.)
    """

    vocabulary: VocabularyEncoder
    lexical: LexicalEncoder
    name: str = field(default="vocabulary+lexical", init=False)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of both encoders' fingerprints."""
        return _fingerprint(
            self.name,
            _LIKENESS,
            self.vocabulary.fingerprint,
            self.lexical.fingerprint,
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts -> shape (n, columns of the vocabulary's and of the lexical encoder)."""
        return _by_distinct(texts, self._encode)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        concepts = self.vocabulary.encode(texts)
        known = float((np.abs(concepts).sum(axis=1) > 0).mean())
        likeness = learn_likeness(self.vocabulary.vocabulary).to_needs(texts)
        told = concepts.copy()
        told[:, : likeness.shape[1]] += _LIKENESS * likeness
        meaning = _mean_length_one(told)
        form = self.lexical.encode(texts)
        return _mean_length_one(np.hstack([known**2 * meaning, (1 - known) ** 2 * form]))


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


def _mean_length_one(vectors: Vectors) -> Vectors:
    """Rows -> the same, scaled together so that those that say something are 1 long on average."""
    lengths = np.linalg.norm(vectors, axis=1)
    spoken = lengths > _FAINT
    return vectors / lengths[spoken].mean() if spoken.any() else vectors


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
