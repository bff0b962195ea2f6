"""Statements as they may be listed one by one, so that a list tells no hidden count.

A statement is listed once, under the theme it mostly belongs to: listed under two themes, its
type would be carried from the theme where it is shown to the one where it is hidden. It
carries the respondent type only, and not even that where the cell of its theme and type is
hidden. Who said it, the question and the ratings are left out: counts of them are hidden on
their own. Statements of themes that are hidden among all are not listed.
"""

from __future__ import annotations

import pandas as pd

from gapmap.stages.disclose import withheld_themes
from gapmap.text.organisations import mark_organisations

LISTED = ("theme_id", "statement_id", "respondent_type", "text")


def list_statements(
    statements: pd.DataFrame,
    assignments: pd.DataFrame,
    respondents: pd.DataFrame,
    *,
    shown: pd.DataFrame,
) -> pd.DataFrame:
    """Statements, assignments, respondents, disclosed gaps -> the statements that may be listed.

    Args:
        statements: Table statements.
        assignments: Table assignments.
        respondents: Table respondents.
        shown: Table gaps after small groups were hidden.

    Returns:
        One row per statement with a need, by theme and then by id: theme_id, empty where the
        statement fits no theme; statement_id; respondent_type, empty where hidden; text,
        redacted and without names of organisations.
    """
    needs = statements[statements["outcome"].isin(["assigned", "no_theme"])]
    said = needs.merge(_main_themes(assignments), on="statement_id", how="left").merge(
        respondents[["respondent_id", "respondent_type"]], on="respondent_id", how="left"
    )
    said["theme_id"] = said["theme_id"].fillna("")
    sizes = assignments["theme_id"].value_counts()
    said = said[~said["theme_id"].isin(withheld_themes(sizes, shown))]
    may_be_told = pd.MultiIndex.from_frame(said[["theme_id", "respondent_type"]]).isin(
        _shown_types(shown)
    )
    listed = said.assign(
        respondent_type=said["respondent_type"].where(may_be_told, ""),
        text=said["text"].map(lambda text: mark_organisations(text)[0]),
    )
    return listed.sort_values(["theme_id", "statement_id"], ignore_index=True)[list(LISTED)]


def _main_themes(assignments: pd.DataFrame) -> pd.DataFrame:
    """The theme that holds most of each statement; ties by id."""
    ordered = assignments.sort_values(["membership", "theme_id"], ascending=[False, True])
    return ordered.drop_duplicates("statement_id")[["statement_id", "theme_id"]]


def _shown_types(shown: pd.DataFrame) -> pd.MultiIndex:
    by_type = shown[(shown["segment_kind"] == "respondent_type") & shown["n_need"].notna()]
    return pd.MultiIndex.from_frame(by_type[["theme_id", "segment"]])
