"""Hide what could point at a person, before anything is shown.

What is hidden: every number of a cell whose segment holds fewer than ten respondents, whose
count is 1 to min_cell - 1, or whose rest is; counts of what people say is missing, or ticked,
of 1 to min_cell - 1; the number of respondents of a segment, and with it the whole segment,
where that is 1 to min_cell - 1; and whatever is needed so that none of these follows from the
sums of the others (suppression.hide_more). A zero is shown, unless its segment is hidden.

What is not: n_unmet and n_partly of a shown cell may be small. They follow from who mentions
a need and which offers are open to them, so a reader who works through the catalogue can
sometimes get back to a hidden type or region. The size of a segment of min_cell to nine is
known from the turnout. Bounds are guarded only within one sum: that two hidden counts add up
to 7 is known, and so that neither is above 7.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from gapmap.stages.arrays import Flags, Ints
from gapmap.stages.suppression import (
    Cells,
    Counts,
    Sum,
    find_sums,
    hide_more,
    hide_sizes,
    is_small,
)
from gapmap.stages.turnout import turnout
from gapmap.tables import TABLES, Table

__all__ = [
    "MIN_SEGMENT",
    "disclose_contrasts",
    "disclose_gaps",
    "disclose_sensitivity",
    "disclose_themes",
    "turnout",
]

MIN_SEGMENT = 10
"""Least number of respondents in a segment that figures are shown for."""

_KEY = list(TABLES["gaps"].key)
_SEPARATE_COUNTS = ("n_missing", "n_prompted")


def disclose_gaps(gaps: pd.DataFrame, *, min_cell: int) -> pd.DataFrame:
    """Gaps -> Gaps with small groups hidden.

    Args:
        gaps: Table gaps, nothing hidden, every theme in every segment.
        min_cell: Least count above 0 that is shown.

    Returns:
        Table gaps, same rows. Where a cell is hidden, kind is "", integers are <NA> and
        numbers NaN; n_missing and n_prompted may be empty on their own.
    """
    theme, segment = _positions(gaps)
    keys = list(gaps.groupby(segment, sort=True)[_KEY[1:]].first().itertuples(index=False))
    shape = (theme.max(initial=-1) + 1, len(keys))

    def table(column: str) -> Counts:
        counts = np.zeros(shape, dtype=np.int64)
        counts[theme, segment] = gaps[column].to_numpy(dtype=np.int64)
        return counts

    n = table("n").max(axis=0, initial=0)
    closed = (n < MIN_SEGMENT) | hide_sizes(keys, n, min_cell=min_cell)
    sums = find_sums(keys)
    hidden = np.array(
        [_hide_cells(counts, n, closed, sums, min_cell) for counts in table("n_need")], dtype=bool
    ).reshape(shape)
    shown = _empty(TABLES["gaps"], gaps, hidden[theme, segment])
    for column in _SEPARATE_COUNTS:
        more = np.array(
            [
                _hide_counts(counts, rows, sums, min_cell)
                for counts, rows in zip(table(column), hidden, strict=True)
            ],
            dtype=bool,
        ).reshape(shape)
        shown[column] = shown[column].mask(more[theme, segment])
    return TABLES["gaps"].shape(shown)


def disclose_contrasts(contrasts: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """Contrasts, disclosed gaps -> Contrasts, empty where the cell of the gaps is hidden."""
    hidden = pd.MultiIndex.from_frame(shown.loc[shown["n_need"].isna(), _KEY])
    cells = pd.MultiIndex.from_frame(contrasts[_KEY])
    return _empty(TABLES["contrasts"], contrasts, cells.isin(hidden))


def disclose_sensitivity(sensitivity: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """Sensitivity, disclosed gaps -> Sensitivity, without the themes hidden among all.

    tau stays: it is one figure for all themes.
    """
    hidden = sensitivity["theme_id"].isin(_hidden_themes(shown))
    return TABLES["sensitivity"].shape(
        sensitivity.assign(
            gap=sensitivity["gap"].mask(hidden), rank=sensitivity["rank"].mask(hidden)
        )
    )


def disclose_themes(themes: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """Themes, disclosed gaps -> Themes without the counts of those hidden among all."""
    hidden = themes["theme_id"].isin(_hidden_themes(shown))
    return TABLES["themes"].shape(
        themes.assign(
            n_statements=themes["n_statements"].mask(hidden),
            n_respondents=themes["n_respondents"].mask(hidden),
        )
    )


def _positions(gaps: pd.DataFrame) -> tuple[Ints, Ints]:
    """Row by row: the position of the theme and of the segment, in sorted order."""
    return (
        np.asarray(gaps.groupby("theme_id", sort=True).ngroup(), dtype=np.intp),
        np.asarray(gaps.groupby(_KEY[1:], sort=True).ngroup(), dtype=np.intp),
    )


def _hide_cells(
    counts: Counts, n: Counts, closed: Flags, sums: tuple[Sum, ...], min_cell: int
) -> Flags:
    """One theme: which segments hide it."""
    small = closed | is_small(counts, min_cell) | is_small(n - counts, min_cell)
    least = (~closed).astype(np.int64)
    return hide_more(Cells(counts, least, sums, rest=n - counts), small)


def _hide_counts(counts: Counts, hidden: Flags, sums: tuple[Sum, ...], min_cell: int) -> Flags:
    """One theme, another count of the same rows: where it is hidden."""
    least = (~hidden).astype(np.int64)
    return hide_more(Cells(counts, least, sums), hidden | is_small(counts, min_cell))


def _hidden_themes(shown: pd.DataFrame) -> set[str]:
    pooled = shown.loc[(shown["segment_kind"] == "all") & shown["n_need"].isna()]
    return set(pooled["theme_id"])


def _empty(table: Table, rows: pd.DataFrame, hidden: Flags) -> pd.DataFrame:
    """Rows -> the same, with every cell emptied where hidden, except the key."""
    shown = table.shape(rows)
    for column in table.columns:
        if column.name not in table.key:
            empty = "" if column.kind == "text" else pd.NA if column.kind == "integer" else np.nan
            shown[column.name] = shown[column.name].mask(hidden, empty)
    return shown
