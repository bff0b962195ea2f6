"""Comparison -> what a theme and an offer share, in words that a reader can check.

An entry is the id of a concept of the vocabulary, or a word in double quotes as the offer
writes it. Nothing is quoted from the answers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gapmap.settings import Language
from gapmap.stages.arrays import Flags
from gapmap.stages.match_features import Comparison, Similarity
from gapmap.text.tokens import tokenise
from gapmap.text.vocabulary import Vocabulary

_MOST = 6
_MOST_CONCEPTS = 4
_LEAST = 0.02
"""The least part of a cosine worth naming."""

_FEWEST_SPEAKERS = 5
"""A word of fewer respondents might be the name of one."""


def find_evidence(comparison: Comparison, vocabulary: Vocabulary) -> list[list[str]]:
    """Comparison, the vocabulary it was made with -> at most six entries per pair.

    Theme by theme, and the most telling entry first.
    """
    said = [_written(texts) for texts in comparison.offer_texts]
    is_common = comparison.n_speakers >= _FEWEST_SPEAKERS
    evidence = []
    for theme in range(len(comparison.theme_ids)):
        for offer, written in enumerate(said):
            concepts = _without_broader(_shared(comparison.concepts, theme, offer), vocabulary)
            lemmas = _shared(comparison.words, theme, offer, is_common)
            entries = [*concepts[:_MOST_CONCEPTS], *(f'"{written[lemma]}"' for lemma in lemmas)]
            evidence.append(entries[:_MOST])
    return evidence


def label_evidence(
    evidence: Sequence[str], language: Language, *, vocabulary: Vocabulary
) -> list[str]:
    """Entries as they stand in matches -> concepts by their name, words in their quotes.

    A concept that has since left the vocabulary is called by its id.
    """
    by_id = vocabulary.by_id
    return [
        (by_id[entry].label_da if language == "da" else by_id[entry].label_en)
        if entry in by_id
        else entry
        for entry in evidence
    ]


def _shared(
    similarity: Similarity, theme: int, offer: int, is_allowed: Flags | None = None
) -> list[str]:
    """Theme, offer -> the features that make them alike, most telling first."""
    start, end = similarity.offers.indptr[offer : offer + 2]
    columns = similarity.offers.indices[start:end]
    parts = np.round(similarity.offers.data[start:end] * similarity.themes[theme, columns], 9)
    told = parts >= _LEAST
    if is_allowed is not None:
        told &= is_allowed[columns]
    found = [
        (-part, similarity.names[column])
        for part, column in zip(parts[told], columns[told], strict=True)
    ]
    return [name for _, name in sorted(found)]


def _without_broader(concepts: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """Concepts -> those that are not above another one in the list."""
    above = {parent for concept in concepts for parent in vocabulary.above(concept)}
    return [concept for concept in concepts if concept not in above]


def _written(texts: Sequence[str]) -> dict[str, str]:
    """Texts of an offer -> its lemmas, each as it is first written there."""
    forms: dict[str, str] = {}
    for text in texts:
        for token in tokenise(text):
            forms.setdefault(token.lemma, token.text)
    return forms
