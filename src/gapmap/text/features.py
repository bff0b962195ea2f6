"""Texts -> sparse counts of their lemmas, pieces of words, and concepts."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Any

import numpy as np
import scipy.sparse as sparse

from gapmap.text.compounds import parts_of
from gapmap.text.negation import affirmed
from gapmap.text.tokens import Token, tokenise
from gapmap.text.vocabulary import Vocabulary

Tokens = Sequence[Token]
Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]

_N_GRAMS = (3, 4, 5)
_MANY_TEXTS = 50
_BROADER = 0.5
_PART = 0.5
"""What a part of a compound counts beside the compound: it says less than a word alone."""


def affirmed_tokens(texts: Sequence[str]) -> list[Tokens]:
    """Texts -> the tokens of each, without what it denies."""
    return [affirmed(tokenise(text)) for text in texts]


@dataclass(frozen=True)
class LexicalSpace:
    """Lemmas and pieces of words as columns, each with its rarity.

    Attributes:
        places: Lemma, and character n-gram -> its column.
        rarities: ln((1 + n) / (1 + texts with it)) + 1 per lemma, and per piece.
    """

    places: tuple[Mapping[str, int], Mapping[str, int]]
    rarities: tuple[Numbers, Numbers]

    def features(self, texts: Sequence[Tokens]) -> sparse.csr_array:
        """Texts -> TF-IDF of the lemmas beside that of the pieces, rows of length 1 or 0."""
        blocks = [
            _unit(
                _matrix((_placed(count(tokens), place) for tokens in texts), len(place))
                @ sparse.diags_array(rarity).tocsr()
            )
            for count, place, rarity in zip(_COUNTS, self.places, self.rarities, strict=True)
        ]
        return _unit(sparse.hstack(blocks).tocsr())


def lexical_space(texts: Sequence[Tokens], rarest: int) -> LexicalSpace:
    """Texts -> the columns of all lemmas and pieces that at least `rarest` of them hold."""
    (lemmas, lemma_rarity), (pieces, piece_rarity) = (
        _columns((count(tokens) for tokens in texts), rarest, len(texts)) for count in _COUNTS
    )
    return LexicalSpace((lemmas, pieces), (lemma_rarity, piece_rarity))


def lexical_features(texts: Sequence[str]) -> sparse.csr_array:
    """Texts -> TF-IDF of lemmas without stop words beside that of character n-grams.

    The parts of a compound count as lemmas, too, half as often.

    Returns:
        Shape (n, p), rows of length 1 or 0. Of many texts, only features in two of them.
    """
    said = affirmed_tokens(texts)
    return lexical_space(said, 2 if len(texts) >= _MANY_TEXTS else 1).features(said)


def _columns(
    bags: Iterable[Mapping[str, float]], rarest: int, n_texts: int
) -> tuple[dict[str, int], Numbers]:
    """Bags, read one by one: those of many texts do not fit into memory -> column, rarity."""
    n_bags = Counter(feature for bag in bags for feature in bag)
    kept = sorted(feature for feature, times in n_bags.items() if times >= rarest)
    place = {feature: column for column, feature in enumerate(kept)}
    return place, _rarity(np.array([n_bags[feature] for feature in kept]), n_texts)


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
    return _counts([Counter(_lemmas(affirmed(tokenise(text)))) for text in texts])


def piece_counts(texts: Sequence[str]) -> Counts:
    """Texts -> counts of every character n-gram in their words."""
    return _counts([Counter(_pieces(affirmed(tokenise(text)))) for text in texts])


def concept_counts(texts: Sequence[str], vocabulary: Vocabulary) -> sparse.csr_array:
    """Texts -> how much each speaks of each concept, context left out.

    A concept counts 1 + ln(number of distinct words that say it); the concept above it half
    of that, unless the text says it more strongly itself.

    Returns:
        Shape (n, number of concepts), columns in the order of the vocabulary.
    """
    place = {concept.id: column for column, concept in enumerate(vocabulary.concepts)}
    rows = [_with_broader(_said(text, vocabulary), vocabulary) for text in texts]
    return _matrix([{place[name]: w for name, w in row.items()} for row in rows], len(place))


def tfidf(counts: sparse.csr_array) -> sparse.csr_array:
    """Counts -> counts times ln((1 + n) / (1 + texts with it)) + 1, rows of length 1 or 0.

    Source: Spärck Jones 1972, smoothed as in scikit-learn.
    """
    rarity = _rarity(np.bincount(counts.indices, minlength=counts.shape[1]), counts.shape[0])
    return _unit(counts @ sparse.diags_array(rarity).tocsr())


def need_strengths(
    texts: Sequence[str], vocabulary: Vocabulary, *, n_telling: int | None = None
) -> np.ndarray[Any, Any]:
    """Texts -> how strongly each speaks of each of the broadest concepts, context left out.

    The sum over the concepts below it of 1 + ln(distinct words that say it), times the
    rarity of the concept among the texts.

    Args:
        texts: The texts.
        vocabulary: The concepts.
        n_telling: How many of the texts, from the first on, tell how rare a concept is; None
            for all.

    Returns:
        Shape (n, number of `vocabulary.needs`), 0 or more.
    """
    concept = {one.id: column for column, one in enumerate(vocabulary.concepts)}
    need = {one: column for column, one in enumerate(vocabulary.needs)}
    rows = [_said(text, vocabulary) for text in texts]
    said = _matrix([{concept[c]: w for c, w in row.items()} for row in rows], len(concept))
    telling = said[:n_telling]
    rarity = _rarity(np.bincount(telling.indices, minlength=len(concept)), telling.shape[0])
    needs = [one for one in vocabulary.concepts if not one.is_context]
    below = sparse.csr_array(
        (
            rarity[[concept[one.id] for one in needs]],
            (
                [concept[one.id] for one in needs],
                [need[vocabulary.top_of[one.id]] for one in needs],
            ),
        ),
        shape=(len(concept), len(need)),
    )
    return np.asarray((said @ below).toarray())


def _rarity(n_texts_with: np.ndarray[Any, Any], n_texts: int) -> Numbers:
    return np.asarray(np.log((1 + n_texts) / (1 + n_texts_with)) + 1)


def _said(text: str, vocabulary: Vocabulary) -> dict[str, float]:
    """Text -> 1 + ln(number of distinct words) for every concept in it that is a need."""
    return {
        name: 1 + log(len(terms))
        for name, terms in vocabulary.find(tokenise(text)).items()
        if not vocabulary.by_id[name].is_context
    }


def _with_broader(said: Mapping[str, float], vocabulary: Vocabulary) -> dict[str, float]:
    weights = dict(said)
    for name, weight in said.items():
        broader = vocabulary.by_id[name].broader
        if broader:
            weights[broader] = max(weights.get(broader, 0.0), _BROADER * weight)
    return weights


def _lemmas(tokens: Iterable[Token]) -> list[str]:
    return [token.lemma for token in tokens if not token.is_stop_word]


def _lemmas_and_parts(tokens: Iterable[Token]) -> dict[str, float]:
    """Tokens -> how often each lemma is there, as a word or half as often as a part of one."""
    whole = Counter(_lemmas(tokens))
    times = {lemma: float(n) for lemma, n in whole.items()}
    for lemma, n in whole.items():
        parts = parts_of(lemma)
        for part in parts if len(parts) > 1 else ():
            times[part] = times.get(part, 0.0) + _PART * n
    return times


def _piece_times(tokens: Tokens) -> Mapping[str, float]:
    return Counter(_pieces(tokens))


def _pieces(tokens: Iterable[Token]) -> Iterable[str]:
    return (piece for token in tokens if token.is_word for piece in _pieces_of(token.text))


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


def _counts(bags: Sequence[Mapping[str, float]]) -> Counts:
    names = tuple(sorted({name for bag in bags for name in bag}))
    places = {name: column for column, name in enumerate(names)}
    return Counts(_matrix([_placed(bag, places) for bag in bags], len(names)), names)


def _placed(times: Mapping[str, float], places: Mapping[str, int]) -> dict[int, float]:
    """How often a text has each feature -> column: 1 + ln(times), or the times below 1."""
    return {
        places[feature]: 1 + log(n) if n >= 1 else n
        for feature, n in times.items()
        if feature in places
    }


def _matrix(rows: Iterable[Mapping[int, float]], n_columns: int) -> sparse.csr_array:
    """Rows as column -> cell, read one by one: those of many texts do not fit into memory."""
    ends, columns, cells = array("q", [0]), array("q"), array("d")
    for row in rows:
        for column, cell in sorted(row.items()):
            columns.append(column)
            cells.append(cell)
        ends.append(len(columns))
    parts = (np.array(cells), np.array(columns), np.array(ends))
    return sparse.csr_array(parts, shape=(len(ends) - 1, n_columns), dtype=np.float64)


def _unit(features: sparse.csr_array) -> sparse.csr_array:
    lengths = np.sqrt(np.asarray(features.multiply(features).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    return (sparse.diags_array(1 / lengths) @ features).tocsr()


_COUNTS: tuple[Callable[[Tokens], Mapping[str, float]], ...] = (_lemmas_and_parts, _piece_times)
"""Tokens -> how often each lemma, and each piece of a word, is in them."""
