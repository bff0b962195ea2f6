"""Redacted answers -> statements, one need each, and the respondents who made them."""

from __future__ import annotations

import hmac
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
import pandas as pd

from gapmap.stages.questions import questions_in, rating_column, role_of
from gapmap.tables import OUTCOMES, RESPONDENTS, STATEMENTS
from gapmap.text.coordination import split_coordinated
from gapmap.text.languages import detect_language
from gapmap.text.non_answers import is_non_answer
from gapmap.text.personal_data import MARKS
from gapmap.text.sentences import split_into_statements
from gapmap.text.tokens import tokenise
from gapmap.text.vocabulary import Vocabulary

_ID_BYTES = 8
_SAYS_NOTHING = ("blank", "non_answer")


@dataclass(frozen=True, slots=True)
class Split:
    """What the answers hold.

    Attributes:
        respondents: The table of that name, in the order of the responses.
        statements: The table of that name, by respondent, question and place in the answer.
    """

    respondents: pd.DataFrame
    statements: pd.DataFrame


def split_answers(
    responses: pd.DataFrame,
    *,
    secret: bytes,
    vocabulary: Vocabulary,
    questions: Sequence[str] | None = None,
) -> Split:
    """Redacted responses -> Respondents, statements.

    Every answer gives at least one statement: a blank one has the outcome blank, one that
    says nothing non_answer, a real one no_theme until the theme stage finds its theme.

    Args:
        responses: Redacted, with pseudonymous ids and in canonical order; unchanged.
        secret: The key of the statement ids.
        vocabulary: Tells whether the parts of a sentence are needs of their own.
        questions: The free-text columns to read; all of them when None.

    Returns:
        As many respondents as responses; one statement or more per respondent and question.
    """
    asked = questions_in(responses) if questions is None else list(questions)
    found = _statements(responses, asked, vocabulary)
    respondent_ids = responses["respondent_id"].to_numpy()[found["row"]]
    statements = found.assign(
        respondent_id=respondent_ids,
        statement_id=[
            _statement_id(secret, *parts)
            for parts in zip(respondent_ids, found["question"], found["number"], strict=True)
        ],
        role=found["question"].map({question: role_of(question) for question in asked}),
        n_redactions=found["text"].str.count(MARKS.pattern),
        importance=_ratings(responses, found, "importance"),
        satisfaction=_ratings(responses, found, "satisfaction"),
    )
    answered = found.loc[~found["outcome"].isin(_SAYS_NOTHING), "row"]
    rows = pd.Series(range(len(responses)), index=responses.index)
    respondents = responses.assign(answered=rows.isin(answered))
    return Split(RESPONDENTS.shape(respondents), STATEMENTS.shape(statements))


def _statements(
    responses: pd.DataFrame, questions: list[str], vocabulary: Vocabulary
) -> pd.DataFrame:
    """Responses -> row, question, number, text, start, end, outcome, language of statements.

    Columns are filled side by side: a row object each would take gigabytes for a million
    respondents. Short answers repeat, so the last ones read are remembered.
    """
    parts_of = lru_cache(maxsize=10_000)(partial(_parts, vocabulary))
    rows, places, numbers, starts, ends, outcomes = (array("q") for _ in range(6))
    texts: list[str] = []
    languages: list[str] = []
    answers = zip(*(responses[question] for question in questions), strict=True)
    for row, answers_of_one in enumerate(answers):
        for place, answer in enumerate(answers_of_one):
            for number, (start, end, outcome, language) in enumerate(parts_of(answer), 1):
                rows.append(row)
                places.append(place)
                numbers.append(number)
                starts.append(start)
                ends.append(end)
                outcomes.append(OUTCOMES.index(outcome))
                texts.append(answer[start:end])
                languages.append(language)
    return pd.DataFrame(
        {
            "row": np.asarray(rows),
            "question": pd.Series(np.asarray(questions)[np.asarray(places)], dtype="str"),
            "number": np.asarray(numbers),
            "text": pd.Series(texts, dtype="str"),
            "start": np.asarray(starts),
            "end": np.asarray(ends),
            "outcome": pd.Series(np.asarray(OUTCOMES)[np.asarray(outcomes)], dtype="str"),
            "language": pd.Series(languages, dtype="str"),
        }
    )


def _parts(vocabulary: Vocabulary, answer: str) -> tuple[tuple[int, int, str, str], ...]:
    """Answer -> start, end, outcome, language of each statement."""
    return tuple(
        (start, end, outcome, detect_language(answer[start:end], within=answer))
        for start, end, outcome in _outcomes(answer, vocabulary)
    )


def _outcomes(answer: str, vocabulary: Vocabulary) -> list[tuple[int, int, str]]:
    text = answer.strip()
    if not text:
        return [(0, 0, "blank")]
    if is_non_answer(text):
        start = answer.index(text)
        return [(start, start + len(text), "non_answer")]
    found: list[tuple[int, int, str]] = []
    places = split_into_statements(answer)
    for start, end in places:
        if len(places) > 1 and is_non_answer(answer[start:end]):
            found.append((start, end, "non_answer"))
            continue
        needs = split_coordinated(answer[start:end], partial(_needs_in, vocabulary))
        found.extend((start + first, start + last, "no_theme") for first, last in needs)
    return found


def _needs_in(vocabulary: Vocabulary, text: str) -> frozenset[str]:
    """Text -> the concepts it carries and those above them, context left out."""
    concepts = [vocabulary.by_id[concept] for concept in vocabulary.find(tokenise(text))]
    needs = [concept for concept in concepts if not concept.is_context]
    return frozenset(name for need in needs for name in (need.id, need.broader) if name)


def _statement_id(secret: bytes, respondent_id: str, question: str, number: int) -> str:
    content = f"{respondent_id}|{question}|{number}".encode()
    return hmac.digest(secret, content, "sha256")[:_ID_BYTES].hex()


def _ratings(responses: pd.DataFrame, found: pd.DataFrame, rating: str) -> pd.Series[float]:
    """Statements -> the rating of the need they answer, NaN where it was not asked per need."""
    ratings = pd.Series(float("nan"), index=found.index)
    for question in found["question"].unique():
        column = rating_column(question, rating)
        if column in responses.columns:
            of_question = found["question"] == question
            rows = found.loc[of_question, "row"]
            ratings[of_question] = responses[column].to_numpy()[rows]
    return ratings
