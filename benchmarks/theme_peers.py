"""Topic models of others on our vectors; each is skipped where its package is not installed.

BERTopic comes with the extra `peers`. Turftopic does not, for reasons of licence and of pins
(docs/decisions/0022-peers.md): install it into an environment of its own.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from importlib.util import find_spec
from io import StringIO
from typing import Any

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import CountVectorizer

from benchmarks.labelled_texts import Labelled, answers_of
from benchmarks.theme_methods import DEFAULT, Grouped, Method, by_label
from gapmap.text.encoders import Vectors, make_encoder, unit_rows
from gapmap.text.one_thread import one_thread
from gapmap.text.vocabulary_files import load_vocabulary

NEEDS = {
    "bertopic": 'BERTopic is left out: pip install "gapmap[peers]"',
    "turftopic": "KeyNMF is left out: pip install turftopic, in an environment of its own",
}
N_WORDS = 25
"""Keywords of an answer, as KeyNMF takes by default."""


def peers() -> dict[str, Method]:
    """Nothing -> the methods whose packages are there, by name."""
    methods: dict[str, Method] = {}
    if find_spec("bertopic"):
        methods |= {
            "BERTopic, outliers left out": bertopic,
            "BERTopic, outliers shared out": bertopic_without_outliers,
            "BERTopic, k-means for HDBSCAN": bertopic_by_k_means,
        }
    if find_spec("turftopic"):
        methods["KeyNMF"] = key_nmf
    return methods


def missing() -> list[str]:
    """Nothing -> a line on each package that is not there."""
    return [line for package, line in NEEDS.items() if not find_spec(package)]


def bertopic(texts: Labelled, seed: int) -> Grouped:
    """UMAP and HDBSCAN with BERTopic's own settings, which choose the number of topics."""
    answers, vectors = _vectors(texts, seed)
    topics, _ = _fitted_bertopic(answers, vectors, seed)
    return by_label(list(answers.index), topics)


def bertopic_without_outliers(texts: Labelled, seed: int) -> Grouped:
    """The same, and the topic nearest by our vectors for those whom HDBSCAN leaves out."""
    answers, vectors = _vectors(texts, seed)
    topics, model = _fitted_bertopic(answers, vectors, seed)
    if 0 < topics.count(-1) < len(topics):
        topics = model.reduce_outliers(
            list(answers), topics, strategy="embeddings", embeddings=vectors
        )
    return by_label(list(answers.index), topics)


def bertopic_by_k_means(texts: Labelled, seed: int) -> Grouped:
    """UMAP and k-means with the true number."""
    answers, vectors = _vectors(texts, seed)
    cluster = KMeans(texts.n_labels, n_init=10, random_state=seed)
    topics, _ = _fitted_bertopic(answers, vectors, seed, cluster)
    return by_label(list(answers.index), topics)


def key_nmf(texts: Labelled, seed: int) -> Grouped:
    """KeyNMF with the true number; who has no keyword is left out.

    Words need vectors, too. They are encoded in one call with the statements, so the vectors
    of the answers are ours of a slightly larger set of texts.
    """
    from turftopic import KeyNMF

    words = CountVectorizer(min_df=2).fit(answers_of(texts)).get_feature_names_out()
    answers, vectors, of_words = _vectors_with(texts, seed, list(words))
    model = KeyNMF(
        texts.n_labels,
        encoder=_Known(dict(zip(words, of_words, strict=True))),
        vectorizer=CountVectorizer(min_df=2),
        top_n=N_WORDS,
        random_state=seed,
    )
    with _quiet(), one_thread():
        weights = model.fit_transform(list(answers), embeddings=vectors)
    groups = np.where(weights.any(axis=1), weights.argmax(axis=1), -1)
    return by_label(list(answers.index), groups)


class _Known:
    """An encoder for KeyNMF that knows the vectors of its words."""

    def __init__(self, vectors: dict[str, Any]) -> None:
        self.vectors = vectors

    def encode(self, sentences: Sequence[str], **_: object) -> Vectors:
        """Words -> their vectors, as sentence-transformers would give them."""
        return np.array([self.vectors[word] for word in sentences])


def _fitted_bertopic(
    answers: pd.Series[str], vectors: Vectors, seed: int, cluster: KMeans | None = None
) -> tuple[list[int], Any]:
    """Answers, vectors, seed, what to cluster with (HDBSCAN if nothing) -> topics, model."""
    from bertopic import BERTopic
    from umap import UMAP

    # as BERTopic makes it, with a seed
    places = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    model = BERTopic(umap_model=places, hdbscan_model=cluster)
    with _quiet(), one_thread():
        topics, _ = model.fit_transform(list(answers), embeddings=vectors)
    return [int(topic) for topic in topics], model


def _vectors(texts: Labelled, seed: int) -> tuple[pd.Series[str], Vectors]:
    answers, vectors, _ = _vectors_with(texts, seed, [])
    return answers, vectors


def _vectors_with(
    texts: Labelled, seed: int, words: list[str]
) -> tuple[pd.Series[str], Vectors, Vectors]:
    """Texts, words -> the answers, their vectors as our default clusters them, those of words.

    An answer whose vector is zero says nothing to our encoder and is left out here, too.
    """
    told = texts.statements[texts.statements["outcome"] == "no_theme"]
    encoder = make_encoder(DEFAULT, seed, vocabulary=load_vocabulary())
    encoded = encoder.encode([*told["text"], *words])
    of_statements = pd.DataFrame(encoded[: len(told)], index=told["respondent_id"])
    answers = answers_of(texts)
    vectors = unit_rows(of_statements.groupby(level=0).sum().loc[answers.index].to_numpy())
    spoken = vectors.any(axis=1)
    return answers[spoken], vectors[spoken], encoded[len(told) :]


@contextmanager
def _quiet() -> Iterator[None]:
    """A block in which the warnings and the progress of the packages are not printed."""
    with warnings.catch_warnings(), redirect_stdout(StringIO()):
        warnings.simplefilter("ignore")
        yield
