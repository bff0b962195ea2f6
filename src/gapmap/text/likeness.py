"""Texts -> how much each is like the words in which the vocabulary puts a need.

The vocabulary finds what it has a form for. People write the same in other words, and those
often share a stem, a part of a compound or a neighbour with a form. So the forms serve as a
small corpus, labelled by the broadest concept above each: what they have in common is learnt
once, from the vocabulary alone, and read in any text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from gapmap.text.features import LexicalSpace, affirmed_tokens, lexical_space
from gapmap.text.one_thread import one_thread
from gapmap.text.tokens import Token, lemma_of
from gapmap.text.vocabulary import Vocabulary

Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]

_RIDGE = 1.0
_TOLERANCE = 1e-3
_RAREST = 2
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*\*?")


@dataclass(frozen=True)
class Likeness:
    """What the forms below each of the broadest concepts have in common.

    Attributes:
        space: The lemmas and pieces of words of all forms.
        weights: Shape (features, needs): what each tells for and against a need.
    """

    space: LexicalSpace
    weights: Matrix

    def to_needs(self, texts: Sequence[str]) -> Matrix:
        """Texts -> shape (n, number of `vocabulary.needs`), 0 or more, rows of length 1 or 0.

        The scores of a linear classifier, those against a need cut to 0, squared so that
        the likely needs stand out.
        """
        scores = np.maximum(self.space.features(affirmed_tokens(texts)) @ self.weights, 0.0) ** 2
        lengths = np.linalg.norm(scores, axis=1, keepdims=True)
        return np.asarray(scores / np.where(lengths > 0, lengths, 1.0))


@cache
def learn_likeness(vocabulary: Vocabulary) -> Likeness:
    """Vocabulary -> what its forms have in common, by ridge regression (Hoerl & Kennard 1970).

    Every form, likely word and label of a concept that is a need is one short text. Context
    is left out: that somebody names a municipality says nothing about what is needed. One
    target per need, 1 for the texts below it and 0 for the others, less its mean.
    """
    from sklearn.linear_model import Ridge

    column = {need: number for number, need in enumerate(vocabulary.needs)}
    told = [
        (_tokens(form), column[vocabulary.top_of[concept.id]])
        for concept in vocabulary.concepts
        if not concept.is_context
        for form in (
            *concept.forms,
            *concept.likely,
            concept.label_da.lower(),
            concept.label_en.lower(),
        )
    ]
    forms = [form for form, _ in told]
    space = lexical_space(forms, _RAREST)
    targets = np.eye(len(column))[[need for _, need in told]]
    ridge = Ridge(alpha=_RIDGE, fit_intercept=False, solver="lsqr", tol=_TOLERANCE)
    with one_thread():
        ridge.fit(space.features(forms), targets - targets.mean(axis=0))
    return Likeness(space, np.asarray(ridge.coef_).reshape(len(column), -1).T)


def _tokens(form: str) -> tuple[Token, ...]:
    """Form -> its words; a beginning is no word and keeps its letters as its lemma."""
    return tuple(
        Token(word.rstrip("*"), word[:-1] if word.endswith("*") else lemma_of(word))
        for word in _WORD.findall(form)
    )
