"""Redacted answers -> statements, one need each, and the respondents who made them."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from gapmap.stages.questions import questions_in, rating_column, role_of
from gapmap.tables import RESPONDENTS, STATEMENTS
from gapmap.text.languages import detect_language
from gapmap.text.non_answers import is_non_answer
from gapmap.text.personal_data import MARKS
from gapmap.text.sentences import split_into_statements

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


class _Statement(NamedTuple):
    """A row of the statements, before what belongs to its respondent is added."""

    row: int
    question: str
    number: int
    text: str
    start: int
    end: int
    outcome: str


def split_answers(
    responses: pd.DataFrame, *, secret: bytes, questions: Sequence[str] | None = None
) -> Split:
    """Redacted responses -> Respondents, statements.

    Every answer gives at least one statement: a blank one has the outcome blank, one that
    says nothing non_answer, a real one no_theme until the theme stage finds its theme.

    Args:
        responses: Redacted, with pseudonymous ids and in canonical order; unchanged.
        secret: The key of the statement ids.
        questions: The free-text columns to read; all of them when None.

    Returns:
        As many respondents as responses; one statement or more per respondent and question.
    """
    asked = questions_in(responses) if questions is None else list(questions)
    found = pd.DataFrame(_statements(responses, asked), columns=list(_Statement._fields))
    respondent_ids = responses["respondent_id"].to_numpy()[found["row"]]
    statements = found.assign(
        respondent_id=respondent_ids,
        statement_id=[
            _statement_id(secret, *parts)
            for parts in zip(respondent_ids, found["question"], found["number"], strict=True)
        ],
        role=found["question"].map({question: role_of(question) for question in asked}),
        language=found["text"].map(detect_language),
        n_redactions=found["text"].str.count(MARKS.pattern),
        importance=_ratings(responses, found, "importance"),
        satisfaction=_ratings(responses, found, "satisfaction"),
    )
    answered = found.loc[~found["outcome"].isin(_SAYS_NOTHING), "row"]
    rows = pd.Series(range(len(responses)), index=responses.index)
    respondents = responses.assign(answered=rows.isin(answered))
    return Split(RESPONDENTS.shape(respondents), STATEMENTS.shape(statements))


def _statements(responses: pd.DataFrame, questions: list[str]) -> Iterator[_Statement]:
    answers = zip(*(responses[question] for question in questions), strict=True)
    for row, answers_of_one in enumerate(answers):
        for question, answer in zip(questions, answers_of_one, strict=True):
            for number, (start, end, outcome) in enumerate(_parts(answer), 1):
                yield _Statement(row, question, number, answer[start:end], start, end, outcome)


def _parts(answer: str) -> list[tuple[int, int, str]]:
    """Answer -> start, end and outcome of its statements."""
    text = answer.strip()
    if not text:
        return [(0, 0, "blank")]
    if is_non_answer(text):
        start = answer.index(text)
        return [(start, start + len(text), "non_answer")]
    places = split_into_statements(answer)
    if len(places) == 1:
        return [(*places[0], "no_theme")]
    return [
        (start, end, "non_answer" if is_non_answer(answer[start:end]) else "no_theme")
        for start, end in places
    ]


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
