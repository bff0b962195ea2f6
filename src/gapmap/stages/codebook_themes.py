"""Texts -> the themes of the codebook: what people named and settled guides the rest.

A text belongs to the themes that a person put it in, or that its phrases name. The others are
placed by a classifier that learns from the settled texts, from the examples, names and concepts
of the themes, and then from the respondents themselves: it is fitted again on whole answers, as
it placed them, together with what it knows for sure (self-training, Yarowsky 1995).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sparse

from gapmap.codebook.model import Codebook, CodebookTheme
from gapmap.text.encoders import Vectors
from gapmap.text.features import concept_counts, lexical_features, need_strengths, tfidf
from gapmap.text.form_index import FormIndex
from gapmap.text.tokens import text_key, tokenise
from gapmap.text.vocabulary import Vocabulary

_SETTLED, _EXAMPLE, _NAME, _ANSWER = 8.0, 2.0, 1.0, 1.0
"""What a settled text, an example, a name or concept, and an answer weigh in the fit."""

_CONCEPTS, _WORDS = 0.5, 0.5
"""What concepts and words weigh beside the vectors of the encoder."""

_PENALTY = 1.0
_WHOLE_ANSWER = 0.7
"""How far a text is placed by the whole answer of those who said it, and not by itself."""

_GROUP = 0.5
"""How far an answer is placed by the group of those who say alike, and not by itself."""

_SHARPNESS = 1.5
_UNSURE = 0.2
"""Below this the best theme of a text is not good enough, and the text is in none."""

_LEAST = 0.3
_ELSEWHERE = 0.5
_HARDLY_ELSE = 0.8
_KNOWN_WELL = 3
_FEWEST_TO_TELL_APART = 2
_TINY = 1e-6

Groups = np.ndarray[Any, np.dtype[np.intp]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Texts:
    """Distinct texts of a wave.

    Attributes:
        keys: As `text_key` gives them.
        answers: Shape (speakers, texts): how much each text counts in what a speaker says.
        vectors: Text -> vector of the encoder, for all of `texts_to_encode`.
    """

    keys: Sequence[str]
    answers: sparse.csr_array
    vectors: Mapping[str, Vectors]


def texts_to_encode(texts: Sequence[str], codebook: Codebook, vocabulary: Vocabulary) -> list[str]:
    """Keys of texts, codebook -> those texts first, then all others that placing them takes."""
    seeds = (text for text, _, _ in _seeds(codebook, vocabulary))
    return list(dict.fromkeys([*texts, *seeds]))


def place_texts(
    texts: Texts, groups: Groups, proposed: Vectors, *, codebook: Codebook, vocabulary: Vocabulary
) -> Vectors:
    """Texts, the codebook -> memberships, shape (texts, active themes and proposals).

    Args:
        texts: Distinct texts, who said them, and their vectors.
        groups: Shape (speakers,): the group of those who say alike; -1 for none.
        proposed: Shape (texts, proposals): memberships in what is proposed beside the codebook.
        codebook: With at least one active theme or one text decided.
        vocabulary: The concepts that the codebook names.

    Returns:
        0, or from 0.3 to 1. A text that a person decided has 1 in its themes and none elsewhere. A
        phrase to include gives 1, one to exclude 0. Of the rest, memberships are probabilities;
        from 0.3 on the text belongs, to its best theme also where that has 0.2 or more.
    """
    none_proposed = np.zeros_like(proposed)
    by_phrase = np.hstack([_by_phrase(texts.keys, codebook.active), none_proposed])
    found = _probabilities(texts, groups, proposed, codebook, vocabulary)
    by_need = np.hstack([_by_need(texts.keys, codebook, vocabulary), none_proposed])
    found = np.maximum(found, by_need)
    found = np.where((by_phrase == 1).any(axis=1, keepdims=True), by_phrase == 1, found)
    found = np.where(by_phrase == -1, 0.0, found)
    belongs = found >= _LEAST
    if found.shape[1]:
        rows, best = np.arange(len(found)), found.argmax(axis=1)
        belongs[rows, best] = found[rows, best] >= _UNSURE
    memberships = np.where(belongs, np.maximum(found, _LEAST), 0.0)
    decided = np.array([text in codebook.decided for text in texts.keys], dtype=np.bool_)
    memberships[decided] = np.hstack([_decided(texts.keys, codebook), none_proposed])[decided]
    return memberships


def _seeds(codebook: Codebook, vocabulary: Vocabulary) -> list[tuple[str, str, float]]:
    """Codebook -> key of a text, theme, weight: what is known of the active themes."""
    seeds = [
        (key, theme, _SETTLED / len(themes))
        for key, themes in codebook.decided.items()
        for theme in themes
    ]
    for theme in codebook.active:
        labels = [vocabulary.by_id[c].label_da for c in theme.concepts if c in vocabulary.by_id]
        phrases = [form.replace("*", "") for form in theme.include]
        names = [theme.label_da, theme.label_en, ", ".join(labels), *phrases]
        seeds += [(text_key(text), theme.id, _EXAMPLE) for text in theme.examples]
        seeds += [(text_key(text), theme.id, _NAME) for text in names if text]
    return seeds


def _decided(texts: Sequence[str], codebook: Codebook) -> Vectors:
    """Texts -> 1 where a person put them, 0 elsewhere."""
    column = {theme.id: number for number, theme in enumerate(codebook.active)}
    decided = np.zeros((len(texts), len(column)))
    for row, text in enumerate(texts):
        decided[row, [column[theme] for theme in codebook.decided.get(text, ())]] = 1.0
    return decided


def is_elsewhere(texts: Sequence[str], codebook: Codebook, vocabulary: Vocabulary) -> Flags:
    """Texts -> whether more than half of the needs they name are ones no theme is about.

    A theme is about the broadest needs of its concepts, and about those that three of the texts
    known to belong to themes name most. What a person or a phrase has placed is never elsewhere.
    """
    seeds = [text for text, _, _ in _seeds(codebook, vocabulary)]
    strengths = need_strengths([*texts, *seeds], vocabulary, n_telling=len(texts))
    said, known = strengths[: len(texts)], strengths[len(texts) :]
    mostly = known.argmax(axis=1)[known.sum(axis=1) > 0]
    covered = np.bincount(mostly, minlength=strengths.shape[1]) >= _KNOWN_WELL
    for theme in codebook.active:
        for concept in theme.concepts:
            top = vocabulary.top_of.get(concept, "")
            if top in vocabulary.needs:
                covered[vocabulary.needs.index(top)] = True
    total = said.sum(axis=1)
    elsewhere = said[:, ~covered].sum(axis=1)
    placed = (_by_phrase(texts, codebook.active) == 1).any(axis=1)
    placed |= np.array([text in codebook.decided for text in texts], dtype=np.bool_)
    return np.asarray((total > 0) & (elsewhere > _ELSEWHERE * total) & ~placed, dtype=np.bool_)


def _by_phrase(texts: Sequence[str], themes: Sequence[CodebookTheme]) -> Vectors:
    """Texts, themes -> 1 where a phrase includes the text, -1 where one excludes it, else 0."""
    found = np.zeros((len(texts), len(themes)))
    told = [(n, theme) for n, theme in enumerate(themes) if theme.include or theme.exclude]
    if not told:
        return found
    index = FormIndex()
    for n, theme in told:
        for sign, forms in ((1, theme.include), (-1, theme.exclude)):
            for form in forms:
                index.add(form, sign * (n + 1))
    for row, text in enumerate(texts):
        for value in sorted({hit.value for hit in index.find(tokenise(text))}, reverse=True):
            found[row, abs(value) - 1] = np.sign(value)  # what excludes comes last, and wins
    return found


def _by_need(texts: Sequence[str], codebook: Codebook, vocabulary: Vocabulary) -> Vectors:
    """Texts -> 0.3 in the theme whose broadest need they speak of and hardly anything else, else 0.

    A broadest need is a theme's own when most of the theme's concepts lie below it, and no other
    theme has as many there.
    """
    needs = {need: place for place, need in enumerate(vocabulary.needs)}
    below = np.zeros((len(codebook.active), len(needs)))
    for number, theme in enumerate(codebook.active):
        for concept in theme.concepts:
            top = vocabulary.top_of.get(concept, "")
            if top in needs:
                below[number, needs[top]] += 1
    most = (2 * below >= np.maximum(below.sum(axis=1, keepdims=True), 1)) & (below > 0)
    alone = (below == below.max(axis=0, initial=0)).sum(axis=0) == 1
    own = most & alone & (below == below.max(axis=0, initial=0))
    said = need_strengths(texts, vocabulary)
    shares = said / np.maximum(said.sum(axis=1, keepdims=True), _TINY)
    return np.asarray(np.where(shares @ own.T.astype(float) >= _HARDLY_ELSE, _LEAST, 0.0))


def _probabilities(
    texts: Texts, groups: Groups, proposed: Vectors, codebook: Codebook, vocabulary: Vocabulary
) -> Vectors:
    """Texts -> probability of each active theme and proposal; rows add up to 1."""
    number = {theme.id: place for place, theme in enumerate(codebook.active)}
    n_themes = len(number) + proposed.shape[1]
    if n_themes < _FEWEST_TO_TELL_APART:
        names_needs = need_strengths(texts.keys, vocabulary).sum(axis=1) > 0
        is_meant = names_needs & ~is_elsewhere(texts.keys, codebook, vocabulary)
        return np.tile(is_meant[:, None].astype(float), (1, n_themes))
    seeds = [(text, number[theme], w) for text, theme, w in _seeds(codebook, vocabulary)]
    seeds += [
        (texts.keys[row], len(number) + column, _EXAMPLE)
        for row, column in np.argwhere(proposed > 0).tolist()
    ]
    everything = list(dict.fromkeys([*texts.keys, *(text for text, _, _ in seeds)]))
    row_of = {text: row for row, text in enumerate(everything)}
    respects = _respects(everything, texts.vectors, vocabulary)
    rows = [row_of[text] for text in texts.keys]
    of_texts = _weighed(of[rows] for of in respects)
    known = _weighed(of[[row_of[text] for text, _, _ in seeds]] for of in respects)
    whole = _weighed((texts.answers @ of[rows]).tocsr() for of in respects)
    labels = np.array([place for _, place, _ in seeds])
    weights = np.array([weight for _, _, weight in seeds])

    first = _fit(known, labels, weights)
    guessed = _agreed(_predict(first, whole, n_themes), groups)
    model = _fit(
        sparse.vstack([known, whole]).tocsr(),
        np.concatenate([labels, guessed.argmax(axis=1)]),
        np.concatenate([weights, _ANSWER * guessed.max(axis=1)]),
    )
    alone = np.log(_predict(model, of_texts, n_themes) + _TINY)
    by_answer = np.log(_agreed(_predict(model, whole, n_themes), groups) + _TINY)
    times = np.maximum(np.asarray(texts.answers.sum(axis=0)).ravel(), _TINY)
    context = (texts.answers.T @ by_answer) / times[:, None]
    return _as_shares(_SHARPNESS * ((1 - _WHOLE_ANSWER) * alone + _WHOLE_ANSWER * context))


def _as_shares(logarithms: Vectors) -> Vectors:
    powers = np.exp(logarithms - logarithms.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _agreed(found: Vectors, groups: Groups) -> Vectors:
    """Probabilities of speakers -> drawn halfway to the mean of those who say alike."""
    drawn = np.log(found + _TINY)
    for group in np.unique(groups[groups >= 0]):
        members = groups == group
        mean = np.log(found[members].mean(axis=0) + _TINY)
        drawn[members] = (1 - _GROUP) * drawn[members] + _GROUP * mean
    return _as_shares(drawn)


def _respects(
    texts: Sequence[str], vectors: Mapping[str, Vectors], vocabulary: Vocabulary
) -> tuple[sparse.csr_array, ...]:
    """Texts -> what they say in three respects: to the encoder, in concepts, in words."""
    return (
        sparse.csr_array(np.array([vectors[text] for text in texts])),
        tfidf(concept_counts(texts, vocabulary)),
        lexical_features(texts),
    )


def _weighed(respects: Iterable[sparse.csr_array]) -> sparse.csr_array:
    """Respects -> side by side, each row of length 1 within a respect, times its weight."""
    weights = (1.0, _CONCEPTS, _WORDS)
    return sparse.hstack(
        [weight * _unit(of) for weight, of in zip(weights, respects, strict=True)]
    ).tocsr()


def _unit(rows: sparse.csr_array) -> sparse.csr_array:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    return (sparse.diags_array(1 / lengths) @ rows).tocsr()


def _fit(rows: sparse.csr_array, labels: Any, weights: Any) -> Any:
    from sklearn.linear_model import LogisticRegression

    kept = weights > 0
    model = LogisticRegression(C=_PENALTY, max_iter=300, tol=1e-4)
    return model.fit(rows[kept], labels[kept], sample_weight=weights[kept])


def _predict(model: Any, rows: sparse.csr_array, n_themes: int) -> Vectors:
    """Rows -> probability of each theme, also of themes that nothing was learnt about."""
    found = np.zeros((rows.shape[0], n_themes))
    found[:, model.classes_] = model.predict_proba(rows)
    return found
