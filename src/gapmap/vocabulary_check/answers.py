"""Vocabulary, statements -> which concepts and forms are used, and what has no concept.

Nothing of a statement's text is told but single words that enough respondents say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from gapmap.text.form_index import FormIndex
from gapmap.text.tokens import Token, tokenise
from gapmap.text.vocabulary import Vocabulary

_SAYS_NOTHING = ("blank", "non_answer")
_SHORTEST_WORD = 3

Found = Mapping[str, Sequence[str]]
"""Concept id -> the words that say it."""


@dataclass(frozen=True, slots=True)
class Use:
    """How a vocabulary does on the answers of one or more waves.

    Attributes:
        n_statements: Those that say something.
        n_respondents: Who made them, each counted once.
        n_spoken_for: Of the respondents, those with a statement that names a need.
        n_context_only: Of the statements, those that name only who, where or an obstacle.
        without: Ids of the statements without any concept, in alphabetical order.
        words: (word, respondents) of the statements that name no need, most respondents
            first; none that fewer than min_cell of them say.
        concepts: (concept id, statements, respondents), most respondents first; none that
            fewer than min_cell of them name.
        dead: Concept id -> its forms that stand in no statement.
    """

    n_statements: int
    n_respondents: int
    n_spoken_for: int
    n_context_only: int
    without: tuple[str, ...]
    words: tuple[tuple[str, int], ...]
    concepts: tuple[tuple[str, int, int], ...]
    dead: Mapping[str, tuple[str, ...]]


def check_answers(vocabulary: Vocabulary, statements: pd.DataFrame, *, min_cell: int) -> Use:
    """Vocabulary, statements of one or more waves -> Use.

    Args:
        vocabulary: The concepts.
        statements: The table of that name; unchanged. Blanks and non-answers do not count.
        min_cell: The fewest respondents of whom anything is told.
    """
    told = statements[~statements["outcome"].isin(_SAYS_NOTHING)]
    found = {text: vocabulary.find(tokenise(text)) for text in sorted(set(told["text"]))}
    needs = {text: _needs(concepts, vocabulary) for text, concepts in found.items()}
    names_need = told["text"].map(needs).astype(bool)
    names_any = told["text"].map(found).astype(bool)
    return Use(
        n_statements=len(told),
        n_respondents=told["respondent_id"].nunique(),
        n_spoken_for=told.loc[names_need, "respondent_id"].nunique(),
        n_context_only=int((names_any & ~names_need).sum()),
        without=tuple(sorted(told.loc[~names_any, "statement_id"])),
        words=_words(told[~names_need], found, min_cell),
        concepts=_concepts(told, found, min_cell),
        dead=_dead(vocabulary, list(found)),
    )


def _needs(concepts: Found, vocabulary: Vocabulary) -> list[str]:
    return [name for name in concepts if not vocabulary.by_id[name].is_context]


def _words(
    told: pd.DataFrame, found: Mapping[str, Found], min_cell: int
) -> tuple[tuple[str, int], ...]:
    """Statements that name no need -> their words outside every concept, by lemma."""
    said_by: dict[str, set[str]] = defaultdict(set)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for text, respondent in zip(told["text"], told["respondent_id"], strict=True):
        known = {word for terms in found[text].values() for term in terms for word in term.split()}
        for token in tokenise(text):
            if _may_be_told(token) and token.text not in known:
                said_by[token.lemma].add(respondent)
                written[token.lemma][token.text] += 1
    counts = [
        (min(written[lemma], key=lambda word: (-written[lemma][word], word)), len(people))
        for lemma, people in said_by.items()
        if len(people) >= min_cell
    ]
    return tuple(sorted(counts, key=lambda count: (-count[1], count[0])))


def _may_be_told(token: Token) -> bool:
    is_plain = token.text.replace("-", "").isalpha()
    return is_plain and len(token.text) >= _SHORTEST_WORD and not token.is_stop_word


def _concepts(
    told: pd.DataFrame, found: Mapping[str, Found], min_cell: int
) -> tuple[tuple[str, int, int], ...]:
    said_by: dict[str, set[str]] = defaultdict(set)
    n_statements: Counter[str] = Counter()
    for text, respondent in zip(told["text"], told["respondent_id"], strict=True):
        for name in found[text]:
            said_by[name].add(respondent)
            n_statements[name] += 1
    counts = [
        (name, n_statements[name], len(people))
        for name, people in said_by.items()
        if len(people) >= min_cell
    ]
    return tuple(sorted(counts, key=lambda count: (-count[2], -count[1], count[0])))


def _dead(vocabulary: Vocabulary, texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    index = FormIndex()
    forms = [
        (concept.id, form)
        for concept in vocabulary.concepts
        for form in dict.fromkeys(concept.forms)
    ]
    for number, (_, form) in enumerate(forms):
        index.add(form, number)
    alive = {hit.value for text in texts for hit in index.find(tokenise(text))}
    dead: dict[str, tuple[str, ...]] = {}
    for number, (concept_id, form) in enumerate(forms):
        if number not in alive:
            dead[concept_id] = (*dead.get(concept_id, ()), form)
    return dead
