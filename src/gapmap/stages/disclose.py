"""Hide what could point at a person, before anything is shown.

What is hidden: every number of a cell whose segment holds fewer than ten respondents, whose
count is 1 to min_cell - 1, or whose rest is; counts of what people say is missing of 1 to
min_cell - 1; counts of who ticked a theme, by the same rules among those who were asked; the
number of respondents of a segment, and with it the whole segment, where that is 1 to
min_cell - 1; and whatever is needed so that none of these follows from the sums of the others
(suppression.hide_more). A zero is shown, unless its segment is hidden.

What is not: n_unmet and n_partly of a shown cell may be small. They follow from who mentions
a need and which offers are open to them, so a reader who works through the catalogue can
sometimes get back to a hidden type or region. The size of a segment of min_cell to nine is
known from the turnout. Bounds are guarded only within one sum: that two hidden counts add up
to 7 is known, and so that neither is above 7.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from gapmap.stages.arrays import Flags, Floats, Ints
from gapmap.stages.inference import COUNTS, Reader
from gapmap.stages.prompted import hide_asked, hide_prompted
from gapmap.stages.suppression import (
    CROSSED,
    Cells,
    Counts,
    Key,
    find_sums,
    hide_more,
    hide_sizes,
    is_small,
    next_around,
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
    "withheld_themes",
]

MIN_SEGMENT = 10
"""Least number of respondents in a segment that figures are shown for."""

_KEY = list(TABLES["gaps"].key)
_TICKS = ("n_asked", "n_prompted")


def disclose_gaps(gaps: pd.DataFrame, *, min_cell: int) -> pd.DataFrame:
    """Gaps -> Gaps with small groups hidden.

    Args:
        gaps: Table gaps, nothing hidden, every theme in every segment.
        min_cell: Least count above 0 that is shown.

    Returns:
        Table gaps, same rows. Where a cell is hidden, kind is "", integers are <NA> and
        numbers NaN; n_missing may be empty on its own, and n_asked and n_prompted are hidden
        or shown on their own.
    """
    theme, segment = _positions(gaps)
    keys = list(gaps.groupby(segment, sort=True)[_KEY[1:]].first().itertuples(index=False))
    shape = (theme.max(initial=-1) + 1, len(keys))

    def table(column: str) -> Counts:
        counts = np.zeros(shape, dtype=np.int64)
        counts[theme, segment] = gaps[column].to_numpy(dtype=np.int64)
        return counts

    counts = {column: table(column) for column in (*COUNTS, *_TICKS)}
    segments = _Segments(
        [(str(kind), str(name)) for kind, name in keys],
        counts["n"].max(axis=0, initial=0),
        min_cell,
    )
    hidden = {column: np.zeros(shape, dtype=bool) for column in ("n_need", "n_missing", *_TICKS)}
    for place in range(shape[0]):
        of_theme = {column: table[place] for column, table in counts.items()}
        for column, cells in segments.hide(of_theme).items():
            hidden[column][place] = cells
    shown = _empty(TABLES["gaps"], gaps, hidden["n_need"][theme, segment])
    shown["n_missing"] = shown["n_missing"].mask(hidden["n_missing"][theme, segment])
    for column in _TICKS:
        counted = gaps[column].reset_index(drop=True).astype("Int64")
        shown[column] = counted.mask(hidden[column][theme, segment])
    return TABLES["gaps"].shape(_close_ranks(shown, gaps["rank"].to_numpy(), by=_KEY[1:]))


def disclose_contrasts(contrasts: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """Contrasts, disclosed gaps -> Contrasts, empty where the cell of the gaps is hidden.

    Empty, too, where the theme is hidden among all: the rest of a shown cell would tell it.
    """
    hidden = pd.MultiIndex.from_frame(shown.loc[shown["n_need"].isna(), _KEY])
    cells = pd.MultiIndex.from_frame(contrasts[_KEY])
    in_all = contrasts["theme_id"].isin(_hidden_themes(shown)).to_numpy(dtype=bool)
    return _empty(TABLES["contrasts"], contrasts, cells.isin(hidden) | in_all)


def disclose_sensitivity(sensitivity: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """Sensitivity, disclosed gaps -> Sensitivity, without the themes hidden among all.

    tau stays: it is one figure for all themes.
    """
    hidden = sensitivity["theme_id"].isin(_hidden_themes(shown))
    masked = sensitivity.assign(
        gap=sensitivity["gap"].mask(hidden), rank=sensitivity["rank"].mask(hidden)
    )
    return TABLES["sensitivity"].shape(
        _close_ranks(masked, sensitivity["rank"].to_numpy(), by=["variant"])
    )


def disclose_themes(themes: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """Themes, disclosed gaps -> Themes without the counts of those hidden among all."""
    hidden = themes["theme_id"].isin(_hidden_themes(shown))
    sizes = themes.set_index("theme_id")["n_statements"]
    withheld = themes["theme_id"].isin(withheld_themes(sizes, shown))
    return TABLES["themes"].shape(
        themes.assign(
            n_statements=themes["n_statements"].mask(withheld),
            n_respondents=themes["n_respondents"].mask(hidden),
        )
    )


def disclose_codings(
    coded: pd.DataFrame, themes: pd.DataFrame, shown: pd.DataFrame
) -> pd.DataFrame:
    """Table agreement or corrected, themes, disclosed gaps -> without themes that are not counted.

    A theme's share of the statements tells how many it has.
    """
    sizes = themes.set_index("theme_id")["n_statements"]
    is_withheld = coded["theme_id"].isin(withheld_themes(sizes, shown))
    return coded[~is_withheld].reset_index(drop=True)


def withheld_themes(sizes: pd.Series, shown: pd.DataFrame) -> set[str]:
    """Statements by theme id, disclosed gaps -> the themes whose statements are not counted.

    They are those hidden among all. A single one would follow from the number of statements
    in all themes, which is told, so the smallest of the others goes with it.
    """
    hidden = _hidden_themes(shown)
    others = sizes[~sizes.index.isin(hidden)]
    if len(hidden) != 1 or others.empty:
        return hidden
    smallest = min(zip(others.astype(int), others.index, strict=True))
    return hidden | {str(smallest[1])}


def _positions(gaps: pd.DataFrame) -> tuple[Ints, Ints]:
    """Row by row: the position of the theme and of the segment, in sorted order."""
    return (
        np.asarray(gaps.groupby("theme_id", sort=True).ngroup(), dtype=np.intp),
        np.asarray(gaps.groupby(_KEY[1:], sort=True).ngroup(), dtype=np.intp),
    )


class _Segments:
    """The segments of a wave, and what of a theme must be hidden in them."""

    def __init__(self, keys: list[Key], n: Counts, min_cell: int) -> None:
        self._n, self._min_cell = n, min_cell
        self._sums = find_sums(keys)
        size_hidden = hide_sizes(keys, n, min_cell=min_cell)
        crossed = np.array([kind == CROSSED for kind, _ in keys], dtype=bool)
        self._closed = (n < MIN_SEGMENT) | size_hidden
        self._n_known = ~np.where(crossed, self._closed, size_hidden)
        self._reader = Reader(self._sums, len(keys))

    def hide(self, counts: dict[str, Counts]) -> dict[str, Flags]:
        """Counts of a theme -> where each is hidden, so that no hidden n_need is told."""
        ticks = self._hide_ticks(counts["n_asked"], counts["n_prompted"])
        need = counts["n_need"]
        small = self._closed | is_small(need, self._min_cell)
        hidden = self._with_company(need, small | is_small(self._n - need, self._min_cell))
        while True:
            missing = self._hide_count(counts["n_missing"], hidden)
            shown = {
                "n": self._n_known, "n_need": ~hidden, "n_unmet": ~hidden, "n_partly": ~hidden,
                "n_missing": ~missing,
            }  # fmt: skip
            told = self._reader.told(counts, shown, ~self._closed)
            more = next_around(need, self._sums, hidden, told)
            if more is None:
                return {"n_need": hidden, "n_missing": missing} | ticks
            hidden[more] = True
            hidden = self._with_company(need, hidden)

    def _hide_ticks(self, asked: Counts, prompted: Counts) -> dict[str, Flags]:
        closed = hide_asked(asked, self._closed, self._sums, least=MIN_SEGMENT)
        hidden = hide_prompted(prompted, asked, closed, self._sums, min_cell=self._min_cell)
        return {"n_asked": closed, "n_prompted": hidden}

    def _with_company(self, need: Counts, hidden: Flags) -> Flags:
        least = (~self._closed).astype(np.int64)
        return hide_more(Cells(need, least, self._sums, rest=self._n - need), hidden)

    def _hide_count(self, counts: Counts, hidden: Flags) -> Flags:
        """Another count of the same rows: where it is hidden."""
        least = (~hidden).astype(np.int64)
        return hide_more(
            Cells(counts, least, self._sums), hidden | is_small(counts, self._min_cell)
        )


def _close_ranks(shown: pd.DataFrame, ranks: Floats, *, by: list[str]) -> pd.DataFrame:
    """Shown rows, all ranks -> places among what is shown.

    A hole in the places would tell that a hidden gap lies between two that are shown.
    """
    moved = shown.reset_index(drop=True)
    places = moved["rank"].to_numpy(dtype=float)
    gone = np.isnan(places) & ~np.isnan(ranks)
    above = np.zeros(len(moved))
    for rows in moved.groupby(by, sort=False).indices.values():
        hidden = np.sort(ranks[rows][gone[rows]])
        above[rows] = np.searchsorted(hidden, places[rows], side="left")
    columns = [name for name in ("rank", "rank_low", "rank_high") if name in moved]
    return moved.assign(**{name: (moved[name] - above).clip(lower=1.0) for name in columns})


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
