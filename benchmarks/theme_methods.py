"""Ways to group answers: ours, ours without one of its parts, and the usual simple ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from unittest.mock import patch

import numpy as np
import pandas as pd
import scipy.sparse as sparse
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.labelled_texts import Labelled, answers_of
from gapmap.stages import clustering, themes
from gapmap.text import encoders
from gapmap.text.encoders import Encoder, Vectors, make_encoder, unit_rows
from gapmap.text.features import concept_counts, tfidf
from gapmap.text.one_thread import one_thread
from gapmap.text.vocabulary_files import load_vocabulary

DEFAULT = "vocabulary+lexical"
LETTERS = (3, 5)
NMF_ROUNDS = 1000


@dataclass(frozen=True)
class Grouped:
    """What a method made of the texts.

    Attributes:
        memberships: respondent_id, theme_id, membership; who is left out has no row.
        stability: Mean over the themes as `clustering.Grouping` has it; NaN where none is told.
    """

    memberships: pd.DataFrame
    stability: float = float("nan")


Method = Callable[[Labelled, int], Grouped]
"""Texts, seed -> the groups."""


def by_label(people: Sequence[str], labels: Sequence[int], noise: int = -1) -> Grouped:
    """Respondents, the group of each -> the groups; those in the group `noise` are left out."""
    each = pd.DataFrame({"respondent_id": people, "theme_id": labels, "membership": 1.0})
    return Grouped(each[each["theme_id"] != noise].astype({"theme_id": str}))


def k_means_of_words(texts: Labelled, seed: int) -> Grouped:
    """What a first script would do: TF-IDF of whole answers, k-means with the true number."""
    return _k_means(texts, seed, TfidfVectorizer(sublinear_tf=True, min_df=2))


def k_means_of_letters(texts: Labelled, seed: int) -> Grouped:
    """The same with character n-grams."""
    vectorizer = TfidfVectorizer(
        analyzer="char_wb", ngram_range=LETTERS, sublinear_tf=True, min_df=2
    )
    return _k_means(texts, seed, vectorizer)


def nmf_of_words(texts: Labelled, seed: int) -> Grouped:
    """Non-negative matrix factorisation of TF-IDF of whole answers, with the true number."""
    answers = answers_of(texts)
    features = TfidfVectorizer(sublinear_tf=True, min_df=2).fit_transform(answers)
    return _nmf(texts, seed, features)


def nmf_of_concepts(texts: Labelled, seed: int) -> Grouped:
    """The same with the concepts of the vocabulary for words."""
    return _nmf(texts, seed, tfidf(concept_counts(list(answers_of(texts)), load_vocabulary())))


def _k_means(texts: Labelled, seed: int, vectorizer: TfidfVectorizer) -> Grouped:
    answers = answers_of(texts)
    with one_thread():
        vectors = vectorizer.fit_transform(answers)
        groups = KMeans(texts.n_labels, n_init=10, random_state=seed).fit_predict(vectors)
    return by_label(list(answers.index), groups)


def _nmf(texts: Labelled, seed: int, features: sparse.csr_array) -> Grouped:
    """Texts, features -> the component in which each respondent weighs most; none without any."""
    model = NMF(texts.n_labels, random_state=seed, max_iter=NMF_ROUNDS)
    with one_thread():
        weights = model.fit_transform(features)
    groups = np.where(weights.any(axis=1), weights.argmax(axis=1), -1)
    return by_label(list(answers_of(texts).index), groups)


def ours(encoder: str, bounds: tuple[int, int] | None = None) -> Method:
    """Encoder by name, fewest and most themes (the true number if not given) -> the method."""

    def found(texts: Labelled, seed: int) -> Grouped:
        made = make_encoder(encoder, seed, vocabulary=load_vocabulary())
        return found_by(made, bounds)(texts, seed)

    return found


def found_by(encoder: Encoder, bounds: tuple[int, int] | None = None) -> Method:
    """Encoder, fewest and most themes (the true number if not given) -> the method."""

    def found(texts: Labelled, seed: int) -> Grouped:
        groups = themes.find_themes(
            texts.statements,
            wave="bench",
            encoder=encoder,
            vocabulary=load_vocabulary(),
            bounds=bounds or (texts.n_labels, texts.n_labels),
            seed=seed,
        )
        people = groups.statements[["statement_id", "respondent_id"]]
        memberships = groups.assignments.merge(people, on="statement_id")
        return Grouped(memberships, float(groups.themes["stability"].mean()))

    return found


def changed(owner: object, name: str, value: object) -> Method:
    """Something of gapmap and what stands in its place -> the default with the true number."""

    def found(texts: Labelled, seed: int) -> Grouped:
        with patch.object(owner, name, value):
            return ours(DEFAULT)(texts, seed)

    return found


def _each_text(keys: object, speakers: object, texts: object, vectors: Vectors) -> Vectors:
    """As `themes._by_speaker`, but every distinct text is a point of its own."""
    return unit_rows(vectors)


SIMPLE: dict[str, Method] = {
    "words, k-means": k_means_of_words,
    "character n-grams, k-means": k_means_of_letters,
    "words, NMF": nmf_of_words,
    "concepts, NMF": nmf_of_concepts,
}
PARTS: dict[str, Method] = {
    "lexical": ours("lexical"),
    "vocabulary": ours("vocabulary"),
    "default without likeness": changed(encoders, "_LIKENESS", 0.0),
    "default, k-means alone": changed(clustering, "ALGORITHMS", (clustering.k_means,)),
    "default, spectral alone": changed(clustering, "ALGORITHMS", (clustering.spectral,)),
    "default, fitted on statements": changed(themes, "_by_speaker", _each_text),
}
