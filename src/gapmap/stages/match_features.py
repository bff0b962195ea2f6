"""Themes, offers -> how alike they are: by concepts, by words and by pieces of words.

A theme is the mean of what its people say, less the mean of all themes: what sets it apart.
An offer is compared with that alone, so that words which everyone uses count for nothing.
The similarity of an offer does not depend on the other offers in the catalogue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import scipy.sparse as sparse

from gapmap.stages.arrays import Floats
from gapmap.text.features import Counts, concept_counts, lemma_counts, piece_counts
from gapmap.text.one_thread import one_thread
from gapmap.text.tokens import normalise
from gapmap.text.vocabulary import Vocabulary

FEATURES = ("concepts", "words", "letters")
"""The respects in which theme and offer are compared, in the order of the coefficients."""

_PARTS = {"title": 1.5, "offer_type": 1.5, "description": 1.0}
"""The texts of an offer, and how much each counts: title and kind say what it is, the
description also for whom, when and at what price."""

_SAYS_SOMETHING = ("assigned", "no_theme")
_SIGNS = " .,;:!?-\"'()"
_FAINT = 1e-9


@dataclass(frozen=True, slots=True)
class Similarity:
    """How alike themes and offers are in one respect.

    Attributes:
        cosines: Shape (themes, offers), from -1 to 1; 0 where one of them says nothing.
        themes: Shape (themes, features): what sets each theme apart, rows of length 1 or 0.
        common: Shape (features,): what is common to all themes, of length 1 or 0.
        offers: Shape (offers, features): what each offer says, rows of length 1 or 0.
        names: The features in the order of the columns.
    """

    cosines: Floats
    themes: Floats
    common: Floats
    offers: sparse.csr_array
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every theme beside every offer.

    Attributes:
        theme_ids: In alphabetical order.
        offer_ids: In alphabetical order.
        offer_texts: Per offer, its title, kind and description, normalised.
        concepts: Similarity of the concepts they speak of.
        words: Similarity of their lemmas.
        letters: Similarity of the pieces of their words.
        n_speakers: Shape (words,): how many respondents use each word.
    """

    theme_ids: tuple[str, ...]
    offer_ids: tuple[str, ...]
    offer_texts: tuple[tuple[str, ...], ...]
    concepts: Similarity
    words: Similarity
    letters: Similarity
    n_speakers: Floats

    def features(self) -> Floats:
        """Nothing -> shape (themes, offers, 3), the cosines in the order of FEATURES."""
        return np.stack([self.concepts.cosines, self.words.cosines, self.letters.cosines], axis=2)


def compare(
    theme_ids: Sequence[str],
    assignments: pd.DataFrame,
    statements: pd.DataFrame,
    offers: pd.DataFrame,
    *,
    vocabulary: Vocabulary,
) -> Comparison:
    """Themes, assignments, statements, offers -> Comparison.

    Args:
        theme_ids: At least one; a theme without statements is like no offer.
        assignments: The table of that name: what each theme is made of.
        statements: The table of that name. Those outside every theme still tell how common
            a word is; blanks and non-answers do not.
        offers: The table of that name, at least one row; only title, description and
            offer_type are read.
        vocabulary: The concepts by which they are compared.

    Returns:
        The same for any order of the rows.
    """
    told = statements[statements["outcome"].isin(_SAYS_SOMETHING)]
    told = told.assign(text=told["text"].map(_key))
    offers = offers.sort_values("offer_id")
    texts = sorted(set(told["text"]))
    parts = [[_key(text) for text in offers[column]] for column in _PARTS]
    everything = [*texts, *(text for part in parts for text in part)]
    ids = sorted(theme_ids)
    shares = _shares(ids, assignments, told, texts)
    names = tuple(concept.id for concept in vocabulary.concepts)
    words = lemma_counts(everything)
    with one_thread():
        return Comparison(
            theme_ids=tuple(ids),
            offer_ids=tuple(offers["offer_id"]),
            offer_texts=tuple(zip(*parts, strict=True)),
            concepts=_similarity(shares, Counts(concept_counts(everything, vocabulary), names)),
            words=_without_common(_similarity(shares, words)),
            letters=_without_common(_similarity(shares, piece_counts(everything))),
            n_speakers=_n_speakers(told, texts, words.matrix),
        )


def _key(text: str) -> str:
    """Text -> what it is compared by: not its capitals, nor its outer signs."""
    return normalise(text).strip(_SIGNS)


def _shares(
    theme_ids: Sequence[str], assignments: pd.DataFrame, told: pd.DataFrame, texts: Sequence[str]
) -> sparse.csr_array:
    """Assignments -> shape (themes, texts): how much of the theme each text is, rows sum to 1."""
    members = assignments[assignments["theme_id"].isin(theme_ids)]
    members = members.merge(told[["statement_id", "text"]], on="statement_id")
    members = members.sort_values(["theme_id", "text", "membership"])
    rows = pd.Index(theme_ids).get_indexer(pd.Index(members["theme_id"]))
    columns = pd.Index(texts).get_indexer(pd.Index(members["text"]))
    cells = members["membership"].to_numpy(dtype=np.float64)
    totals = np.bincount(rows, cells, minlength=len(theme_ids))
    shape = (len(theme_ids), len(texts))
    return sparse.coo_array((cells / totals[rows], (rows, columns)), shape=shape).tocsr()


def _n_speakers(told: pd.DataFrame, texts: Sequence[str], words: sparse.csr_array) -> Floats:
    """Statements, words of the texts -> how many respondents use each word."""
    people, distinct = pd.factorize(told["respondent_id"])
    places = pd.Index(texts).get_indexer(pd.Index(told["text"]))
    shape = (len(distinct), len(texts))
    said = sparse.coo_array((np.ones(len(told)), (people, places)), shape=shape).tocsr()
    return np.asarray(((said @ words[: len(texts)]) > 0).sum(axis=0), dtype=np.float64).ravel()


def _similarity(shares: sparse.csr_array, counts: Counts) -> Similarity:
    """Texts in themes, counts of the texts and then of the parts of offers -> Similarity.

    TF-IDF with ln((2 + n) / (1 + texts with it)), so that the only text of a survey still
    says something. How common a feature is follows from the statements alone; what only
    offers say counts as rarest.
    """
    n_texts = shares.shape[1]
    said = counts.matrix[:n_texts]
    n_with = np.bincount(said.indices, minlength=said.shape[1])
    rarity = sparse.diags_array(np.log((2 + n_texts) / (1 + n_with)))
    centres = (shares @ _unit_rows((said @ rarity).tocsr())).toarray()
    offers = _unit_rows((_merged(counts.matrix[n_texts:]) @ rarity).tocsr())
    common = _mean(centres)
    themes = _apart(centres, common)
    return Similarity(
        cosines=np.asarray((offers @ themes.T).T),
        themes=themes,
        common=_unit(common[None])[0],
        offers=offers,
        names=counts.names,
    )


def _merged(parts: sparse.csr_array) -> sparse.csr_array:
    """Titles, then kinds, then descriptions -> offers: a feature counts where it counts most."""
    n_offers = parts.shape[0] // len(_PARTS)
    merged = sparse.csr_array((n_offers, parts.shape[1]))
    for number, weight in enumerate(_PARTS.values()):
        part = parts[number * n_offers : (number + 1) * n_offers]
        merged = merged.maximum(weight * part)
    return merged.tocsr()


def _without_common(similarity: Similarity) -> Similarity:
    """Similarity -> the same, each offer freed from what is common to all themes.

    Words that hold any text together are much of an offer's length; without them, offers
    that say much else come no nearer, and those that say the theme's own words do. With a
    single theme there is no telling which words are its own: every similarity is 0.
    """
    if not similarity.common.any():
        return replace(similarity, cosines=np.zeros_like(similarity.cosines))
    along = np.asarray(similarity.offers @ similarity.common)
    says_something = np.diff(similarity.offers.indptr) > 0
    left = np.sqrt(np.maximum(says_something - along**2, 0.0))
    shared = np.outer(similarity.themes @ similarity.common, along)
    cosines = np.where(left > _FAINT, (similarity.cosines - shared) / np.maximum(left, _FAINT), 0.0)
    return replace(similarity, cosines=cosines)


def _mean(centres: Floats) -> Floats:
    """Centres of themes -> their mean; nothing where there is but one to take it of."""
    held = centres[np.abs(centres).sum(axis=1) > 0]
    return held.mean(axis=0) if len(held) > 1 else np.zeros(centres.shape[1])


def _apart(centres: Floats, common: Floats) -> Floats:
    """Centres of themes -> what sets each apart, of length 1; zeros where it holds nothing."""
    held = np.abs(centres).sum(axis=1, keepdims=True) > 0
    return _unit(np.where(held, centres - common, 0.0))


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.where(lengths > _FAINT, rows / np.maximum(lengths, _FAINT), 0.0)


def _unit_rows(rows: sparse.csr_array) -> sparse.csr_array:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    return (sparse.diags_array(1 / lengths) @ rows).tocsr()
