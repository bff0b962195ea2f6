"""Themes -> the statements that show best what each is about."""

from __future__ import annotations

import pandas as pd

from gapmap.tables import THEMES
from gapmap.text.tokens import normalise, text_key

_EXEMPLARS = 3
_EXAMPLES = 20
_FEWEST_WORDS = 4
_ORDER = ["n_redactions", "is_short", "faintness", "content", "respondent_type", "statement_id"]


def choose_exemplars(
    themes: pd.DataFrame,
    assignments: pd.DataFrame,
    statements: pd.DataFrame,
    respondents: pd.DataFrame,
) -> pd.DataFrame:
    """Themes, their statements and who made them -> themes with up to three exemplars each.

    Those nearest the centre, which is where the membership is highest: without personal data
    taken out and of four words or more where there are such, each in other words, by someone
    else and, where there is one, by another type of respondent.

    Args:
        themes: The table of that name; unchanged.
        assignments: The table of that name.
        statements: The table of that name.
        respondents: The table of that name.
    """
    said = assignments.merge(
        statements[["statement_id", "respondent_id", "text", "n_redactions"]], on="statement_id"
    ).merge(respondents[["respondent_id", "respondent_type"]], on="respondent_id")
    content = said["text"].map(normalise)
    told = said.assign(
        content=content,
        is_short=content.str.count(" ") < _FEWEST_WORDS - 1,
        faintness=-said["membership"].round(9),
    ).sort_values(_ORDER)
    chosen = {str(theme): _choose(rows) for theme, rows in told.groupby("theme_id")}
    return THEMES.shape(
        themes.assign(exemplars=themes["theme_id"].map(lambda theme: chosen.get(theme, [])))
    )


def choose_examples(
    themes: pd.DataFrame, assignments: pd.DataFrame, statements: pd.DataFrame
) -> dict[str, list[str]]:
    """Themes with their exemplars, their statements -> by theme, up to 20 texts that belong to it.

    The exemplars first, then what belongs most, each in other words and by someone else. They
    are what a codebook knows a theme by in another wave.
    """
    said = assignments.merge(statements[["statement_id", "respondent_id", "text"]])
    told = said.assign(content=said["text"].map(text_key), faintness=-said["membership"].round(9))
    told = told.sort_values(["faintness", "content", "statement_id"])
    exemplars = dict(zip(themes["theme_id"], themes["exemplars"], strict=True))
    chosen: dict[str, list[str]] = {}
    for theme, rows in told.groupby("theme_id"):
        place = {one: number for number, one in enumerate(exemplars[theme])}
        order = rows.assign(place=rows["statement_id"].map(place).fillna(len(place)))
        order = order.sort_values("place", kind="stable")
        distinct = order.drop_duplicates("content").drop_duplicates("respondent_id")
        chosen[str(theme)] = list(distinct["text"][:_EXAMPLES])
    return chosen


def _choose(rows: pd.DataFrame) -> list[str]:
    """Statements of a theme, best first -> the ids of those chosen, best first."""
    by_person = rows.drop_duplicates("content").drop_duplicates("respondent_id")
    of_each_type = by_person.drop_duplicates("respondent_type")
    chosen = pd.concat([of_each_type, by_person.drop(of_each_type.index)])[:_EXEMPLARS]
    return list(rows.loc[rows.index.isin(chosen.index), "statement_id"])
