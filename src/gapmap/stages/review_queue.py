"""Statements -> the order in which a person should look at them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from gapmap.tables import STATEMENTS
from gapmap.text.tokens import text_key

_SAYS_SOMETHING = ("assigned", "no_theme")


def queue_statements(
    statements: pd.DataFrame,
    assignments: pd.DataFrame,
    *,
    order: Sequence[str],
    decided: Collection[str] = (),
) -> pd.DataFrame:
    """Statements, assignments -> the statements whose theme a person should settle, first to last.

    Those that could change the ranking most come first: the themes take turns in the order in
    which they should be looked at, those in no theme after the last of them, and each gives the
    statement that it holds least firmly. One row stands for all that say the same, because a
    decision holds for all of them; of equally firm ones, what most respondents say goes first.

    Args:
        statements: The table of that name; blanks and non-answers are not asked about.
        assignments: The table of that name. A statement is asked about with its best theme.
        order: Ids of themes, as `review.order_for_review` gives them; a theme left out comes
            after them, by id.
        decided: Keys of texts (`text_key`) that a person has decided: they are left out.

    Returns:
        The columns of the table statements, and `theme_id`, the best theme or "" for none. The
        order of the texts does not depend on the order of the rows, nor on the statements' ids.
    """
    told = statements[statements["outcome"].isin(_SAYS_SOMETHING)]
    told = told.assign(key=told["text"].map(text_key))
    told = told[~told["key"].isin(list(decided))]
    place = {theme: number for number, theme in enumerate(order)}
    best = assignments.assign(
        firmness=assignments["membership"].round(9),
        place=assignments["theme_id"].map(place).fillna(len(place)),
    ).sort_values(["firmness", "place", "theme_id"], ascending=[False, True, True])
    best = best.drop_duplicates("statement_id")[["statement_id", "theme_id", "firmness", "place"]]
    asked = told.merge(best, on="statement_id", how="left").fillna(
        {"theme_id": "", "firmness": 0.0, "place": len(place) + 1}
    )
    asked["n_speakers"] = asked.groupby("key")["respondent_id"].transform("nunique")
    asked = asked.sort_values(
        ["place", "theme_id", "firmness", "n_speakers", "key", "statement_id"],
        ascending=[True, True, True, False, True, True],
    ).drop_duplicates("key")
    asked["turn"] = asked.groupby("theme_id").cumcount()
    queue = asked.sort_values(["turn", "place", "theme_id"], kind="stable")
    return STATEMENTS.shape(queue).assign(theme_id=queue["theme_id"].to_numpy(dtype=object))
