"""Statements, offers -> what they say as vectors: by needs, concepts, words and pieces of words.

What is common and what is rare follows from the statements alone, so that the vectors of an
offer do not depend on the other offers in the catalogue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sparse

from gapmap.stages.arrays import Floats
from gapmap.text.encoders import unit_rows
from gapmap.text.features import (
    Counts,
    concept_counts,
    lemma_counts,
    need_strengths,
    piece_counts,
)
from gapmap.text.likeness import learn_likeness
from gapmap.text.one_thread import one_thread
from gapmap.text.tokens import text_key
from gapmap.text.vocabulary import Vocabulary

_PARTS = {"title": 1.5, "offer_type": 1.5, "description": 1.0}
"""The texts of an offer, and how much each counts: title and kind say what it is, the
description also for whom, when and at what price."""

_HEAD = 0.5
"""What the needs of title and kind count beside those of the whole offer."""

_LIKENESS = 1.25
"""What likeness to the words of a need counts beside its concepts, as in the encoder."""

_SAYS_SOMETHING = ("assigned", "no_theme")


@dataclass(frozen=True, slots=True)
class Respect:
    """What texts and offers say in one respect.

    Attributes:
        texts: Shape (texts, features), rows of length 1 or 0.
        offers: Shape (offers, features), likewise.
        names: The features in the order of the columns.
    """

    texts: sparse.csr_array
    offers: sparse.csr_array
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What is compared, read.

    Attributes:
        told: The statements that say something, with `text` as it is compared.
        texts: Their distinct texts, in alphabetical order.
        offer_ids: In alphabetical order.
        offer_texts: Per offer, its title, kind and description, normalised.
        needs: How they lie among the broadest needs.
        concepts: The concepts they speak of.
        words: Their lemmas.
        letters: The pieces of their words.
        n_speakers: Shape (words,): how many respondents use each word.
    """

    told: pd.DataFrame
    texts: tuple[str, ...]
    offer_ids: tuple[str, ...]
    offer_texts: tuple[tuple[str, ...], ...]
    needs: Respect
    concepts: Respect
    words: Respect
    letters: Respect
    n_speakers: Floats


def read_texts(statements: pd.DataFrame, offers: pd.DataFrame, vocabulary: Vocabulary) -> Read:
    """Statements, offers -> Read, the same for any order of the rows.

    Args:
        statements: The table of that name; blanks and non-answers tell nothing.
        offers: The table of that name, at least one row; only title, description and
            offer_type are read.
        vocabulary: The concepts and the broadest needs.
    """
    told = statements[statements["outcome"].isin(_SAYS_SOMETHING)]
    told = told.assign(text=told["text"].map(text_key))
    offers = offers.sort_values("offer_id")
    texts = sorted(set(told["text"]))
    parts = [[text_key(text) for text in offers[column]] for column in _PARTS]
    everything = [*texts, *(text for part in parts for text in part)]
    names = tuple(concept.id for concept in vocabulary.concepts)
    words = lemma_counts(everything)
    with one_thread():
        return Read(
            told=told,
            texts=tuple(texts),
            offer_ids=tuple(offers["offer_id"]),
            offer_texts=tuple(zip(*parts, strict=True)),
            needs=_by_needs(texts, parts, vocabulary),
            concepts=_weighed(Counts(concept_counts(everything, vocabulary), names), len(texts)),
            words=_weighed(words, len(texts)),
            letters=_weighed(piece_counts(everything), len(texts)),
            n_speakers=_n_speakers(told, texts, words.matrix),
        )


def _n_speakers(told: pd.DataFrame, texts: Sequence[str], words: sparse.csr_array) -> Floats:
    """Statements, words of the texts -> how many respondents use each word."""
    people, distinct = pd.factorize(told["respondent_id"])
    places = pd.Index(texts).get_indexer(pd.Index(told["text"]))
    shape = (len(distinct), len(texts))
    said = sparse.coo_array((np.ones(len(told)), (people, places)), shape=shape).tocsr()
    return np.asarray(((said @ words[: len(texts)]) > 0).sum(axis=0), dtype=np.float64).ravel()


def _by_needs(
    texts: Sequence[str], parts: Sequence[Sequence[str]], vocabulary: Vocabulary
) -> Respect:
    """Texts, parts of the offers -> their directions among the broadest needs.

    The needs whose concepts a text names, and those whose words it is like (`likeness`), so
    that a text that no form fits still has a direction; of an offer, the whole and once more
    its title and kind.
    """
    heads = [". ".join(of_one) for of_one in zip(*parts[:2], strict=True)]
    wholes = [". ".join(of_one) for of_one in zip(*parts, strict=True)]
    everything = [*texts, *wholes, *heads]
    strengths = need_strengths(everything, vocabulary, n_telling=len(texts))
    likeness = learn_likeness(vocabulary).to_needs(everything)
    needs = unit_rows(strengths) + _LIKENESS * likeness
    ends = len(texts), len(texts) + len(wholes)
    offers = unit_rows(needs[ends[0] : ends[1]] + _HEAD * needs[ends[1] :])
    told = unit_rows(needs[: ends[0]])
    return Respect(sparse.csr_array(told), sparse.csr_array(offers), vocabulary.needs)


def _weighed(counts: Counts, n_texts: int) -> Respect:
    """Counts of the texts and then of the parts of offers -> TF-IDF.

    With ln((2 + n) / (1 + texts with it)), so that the only text of a survey still says
    something. What only offers say counts as rarest.
    """
    said = counts.matrix[:n_texts]
    n_with = np.bincount(said.indices, minlength=said.shape[1])
    rarity = sparse.diags_array(np.log((2 + n_texts) / (1 + n_with)))
    return Respect(
        texts=_unit_rows((said @ rarity).tocsr()),
        offers=_unit_rows((_merged(counts.matrix[n_texts:]) @ rarity).tocsr()),
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


def _unit_rows(rows: sparse.csr_array) -> sparse.csr_array:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    return (sparse.diags_array(1 / lengths) @ rows).tocsr()
