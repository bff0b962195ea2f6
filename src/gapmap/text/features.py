"""Texts -> sparse counts of their lemmas, pieces of words, and concepts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

import numpy as np
import scipy.sparse as sparse

from gapmap.text.negation import affirmed
from gapmap.text.tokens import tokenise
from gapmap.text.vocabulary import Vocabulary

_N_GRAMS = (3, 4, 5)
_MANY_TEXTS = 50
_BROADER = 0.5


def lexical_features(texts: Sequence[str]) -> sparse.csr_array:
    """Texts -> TF-IDF of lemmas without stop words beside that of character n-grams.

    Returns:
        Shape (n, p), rows of length 1 or 0. Of many texts, only features in two of them.
    """
    rarest = 2 if len(texts) >= _MANY_TEXTS else 1
    lemmas = _count_matrix([Counter(_lemmas(text)) for text in texts], rarest)
    pieces = _count_matrix([Counter(_pieces(text)) for text in texts], rarest)
    return _unit(sparse.hstack([tfidf(lemmas), tfidf(pieces)]).tocsr())


@dataclass(frozen=True, slots=True)
class Counts:
    """How much each text says of each feature.

    Attributes:
        matrix: Shape (texts, features): 0, or 1 + ln(times).
        names: The features in the order of the columns, which is alphabetical.
    """

    matrix: sparse.csr_array
    names: tuple[str, ...]


def lemma_counts(texts: Sequence[str]) -> Counts:
    """Texts -> counts of every lemma in them, without stop words."""
    return _counts([Counter(_lemmas(text)) for text in texts])


def piece_counts(texts: Sequence[str]) -> Counts:
    """Texts -> counts of every character n-gram in their words."""
    return _counts([Counter(_pieces(text)) for text in texts])


def concept_counts(texts: Sequence[str], vocabulary: Vocabulary) -> sparse.csr_array:
    """Texts -> how much each speaks of each concept, context left out.

    A concept counts 1 + ln(number of distinct words that say it); the concept above it half
    of that, unless the text says it more strongly itself.

    Returns:
        Shape (n, number of concepts), columns in the order of the vocabulary.
    """
    place = {concept.id: column for column, concept in enumerate(vocabulary.concepts)}
    rows = [_weights(text, vocabulary) for text in texts]
    return _matrix([{place[name]: w for name, w in row.items()} for row in rows], len(place))


def tfidf(counts: sparse.csr_array) -> sparse.csr_array:
    """Counts -> counts times ln((1 + n) / (1 + texts with it)) + 1, rows of length 1 or 0.

    Source: Spärck Jones 1972, smoothed as in scikit-learn.
    """
    n_texts = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log((1 + counts.shape[0]) / (1 + n_texts)) + 1
    return _unit(counts @ sparse.diags_array(rarity).tocsr())


def _weights(text: str, vocabulary: Vocabulary) -> dict[str, float]:
    weights: dict[str, float] = {}
    for name, terms in vocabulary.find(tokenise(text)).items():
        concept = vocabulary.by_id[name]
        if concept.is_context:
            continue
        weight = 1 + log(len(terms))
        weights[name] = max(weights.get(name, 0.0), weight)
        if concept.broader:
            weights[concept.broader] = max(weights.get(concept.broader, 0.0), _BROADER * weight)
    return weights


def _lemmas(text: str) -> list[str]:
    return [token.lemma for token in affirmed(tokenise(text)) if not token.is_stop_word]


def _pieces(text: str) -> Iterable[str]:
    said = (token.text for token in affirmed(tokenise(text)) if token.is_word)
    return (piece for word in said for piece in _pieces_of(word))


@lru_cache(maxsize=50_000)
def _pieces_of(word: str) -> tuple[str, ...]:
    """Word -> its character n-grams, with a space for each end of the word."""
    padded = f" {word} "
    return tuple(
        padded[start : start + size]
        for size in _N_GRAMS
        for start in range(max(1, len(padded) - size + 1))
        if size <= len(padded) or size == _N_GRAMS[0]
    )


def _counts(bags: Sequence[Mapping[str, int]]) -> Counts:
    return Counts(_count_matrix(bags, 1), tuple(sorted({name for bag in bags for name in bag})))


def _count_matrix(bags: Sequence[Mapping[str, int]], rarest: int) -> sparse.csr_array:
    """Bags -> 1 + ln(count) of every feature that at least `rarest` of them hold."""
    n_bags = Counter(feature for bag in bags for feature in bag)
    kept = sorted(feature for feature, times in n_bags.items() if times >= rarest)
    place = {feature: column for column, feature in enumerate(kept)}
    rows = [{place[f]: 1 + log(n) for f, n in bag.items() if f in place} for bag in bags]
    return _matrix(rows, len(kept))


def _matrix(rows: Sequence[Mapping[int, float]], n_columns: int) -> sparse.csr_array:
    ends = np.cumsum([0, *(len(row) for row in rows)])
    columns = [column for row in rows for column in sorted(row)]
    cells = [row[column] for row in rows for column in sorted(row)]
    return sparse.csr_array((cells, columns, ends), shape=(len(rows), n_columns), dtype=np.float64)


def _unit(features: sparse.csr_array) -> sparse.csr_array:
    lengths = np.sqrt(np.asarray(features.multiply(features).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    return (sparse.diags_array(1 / lengths) @ features).tocsr()
