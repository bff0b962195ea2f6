"""How the questions of a survey are named: the background, need_1, need_2 ..., missing_1 ..."""

from __future__ import annotations

import re

import pandas as pd

BACKGROUND = ("respondent_type", "region", "size", "field")

_QUESTION = re.compile(r"(?P<role>need|missing)_(?P<number>\d+)")


def questions_in(responses: pd.DataFrame) -> list[str]:
    """Responses -> their free-text columns, in the order of the columns."""
    return [str(column) for column in responses.columns if _QUESTION.fullmatch(str(column))]


def role_of(question: str) -> str:
    """Question -> need, or missing in today's offers."""
    match = _QUESTION.fullmatch(question)
    if match is None:
        raise ValueError(f"not the name of a free-text question: {question}")
    return match["role"]


def rating_column(question: str, rating: str) -> str:
    """Question, importance or satisfaction -> the column with the rating of that need."""
    match = _QUESTION.fullmatch(question)
    return f"{rating}_{match['number']}" if match and match["role"] == "need" else ""
