"""What differs between two reports of a wave: their themes, gaps and places, as values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

_SAME = 0.5
"""From which Jaccard similarity of their statements two themes count as the same."""


@dataclass(frozen=True, slots=True)
class ReportTables:
    """The tables of one report that are compared.

    Attributes:
        themes: Table themes.
        gaps: Table gaps, small groups hidden.
        offers: Table offers.
        assignments: Table assignments; None where it was not kept.
    """

    themes: pd.DataFrame
    gaps: pd.DataFrame
    offers: pd.DataFrame
    assignments: pd.DataFrame | None


@dataclass(frozen=True, slots=True)
class Pair:
    """The same theme in two reports; an id is empty where the theme is not there."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class GapChange:
    """The gap of a theme among all, before and after; None where it is hidden."""

    pair: Pair
    gap: tuple[float | None, float | None]
    n_need: tuple[int | None, int | None]

    @property
    def size(self) -> float:
        """By how much the gap differs; 0 where it is hidden before or after."""
        before, after = self.gap
        return 0.0 if before is None or after is None else abs(after - before)


@dataclass(frozen=True, slots=True)
class Move:
    """A theme that has another place in a ranking."""

    pair: Pair
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class OfferChange:
    """An offer that is in both catalogues, and the columns in which it differs."""

    offer_id: str
    columns: tuple[str, ...]


def pair_themes(before: ReportTables, after: ReportTables) -> list[Pair]:
    """Two reports -> their themes, each with itself.

    A theme of the codebook is known by its id. What a run found has a number that another run
    may give to another theme: it is known by its statements, of which two themes must share
    half, or else by its name.

    Returns:
        In the order of the later report, then those that are gone.
    """
    left, right = list(before.themes["theme_id"]), list(after.themes["theme_id"])
    permanent = _permanent(before) & _permanent(after)
    partner = {one: one for one in right if one in permanent}
    for first, second in (*_alike(before, after), *_of_one_name(before, after)):
        if first not in partner.values() and second not in partner:
            partner[second] = first
    gone = [one for one in left if one not in partner.values()]
    return [Pair(partner.get(one, ""), one) for one in right] + [Pair(one, "") for one in gone]


def gap_changes(pairs: list[Pair], before: ReportTables, after: ReportTables) -> list[GapChange]:
    """Themes that are in both reports -> their gaps among all, the largest change first."""
    left, right = _rows(before, "all", ""), _rows(after, "all", "")
    found = [
        GapChange(
            pair,
            gap=(_number(left, pair.before, "gap"), _number(right, pair.after, "gap")),
            n_need=(
                _whole(_number(left, pair.before, "n_need")),
                _whole(_number(right, pair.after, "n_need")),
            ),
        )
        for pair in pairs
        if pair.before and pair.after
    ]
    return sorted(found, key=lambda one: (-one.size, one.pair.after))


def moves(
    pairs: list[Pair],
    before: ReportTables,
    after: ReportTables,
    *,
    segment: tuple[str, str],
    first: int,
) -> list[Move]:
    """Themes -> those with another place by gap in the segment, if among the first ones."""
    left, right = _rows(before, *segment), _rows(after, *segment)
    found = []
    for pair in pairs:
        places = (_number(left, pair.before, "rank"), _number(right, pair.after, "rank"))
        if None not in places:
            move = Move(pair, *(round(place or 0) for place in places))
            if move.before != move.after and min(move.before, move.after) <= first:
                found.append(move)
    return sorted(found, key=lambda one: (one.after, one.pair.after))


def offer_changes(before: ReportTables, after: ReportTables) -> list[OfferChange]:
    """Two catalogues -> the offers in both that are not described alike."""
    left, right = (one.offers.set_index("offer_id").sort_index() for one in (before, after))
    columns = [name for name in right.columns if name in left.columns]
    both = left.index.intersection(right.index)
    found = []
    for offer_id in both:
        rows = [side.loc[offer_id, columns].map(_comparable) for side in (left, right)]
        differ = tuple(name for name in columns if rows[0][name] != rows[1][name])
        if differ:
            found.append(OfferChange(str(offer_id), differ))
    return found


def _permanent(side: ReportTables) -> set[str]:
    themes = side.themes
    return set(themes.loc[themes["source"] == "codebook", "theme_id"])


def _alike(before: ReportTables, after: ReportTables) -> Iterator[tuple[str, str]]:
    """Pairs of themes that share enough statements, most alike first."""
    if before.assignments is None or after.assignments is None:
        return
    left, right = (
        one.groupby("theme_id")["statement_id"].agg(frozenset)
        for one in (before.assignments, after.assignments)
    )
    shared = [
        (len(ours & theirs) / len(ours | theirs), first, second)
        for first, ours in left.items()
        for second, theirs in right.items()
    ]
    for similarity, first, second in sorted(shared, key=lambda one: (-one[0], one[1], one[2])):
        if similarity >= _SAME:
            yield str(first), str(second)


def _of_one_name(before: ReportTables, after: ReportTables) -> Iterator[tuple[str, str]]:
    named = dict(zip(before.themes["label_da"], before.themes["theme_id"], strict=True))
    for label, theme_id in zip(after.themes["label_da"], after.themes["theme_id"], strict=True):
        if label in named:
            yield named[label], theme_id


def _rows(side: ReportTables, kind: str, segment: str) -> pd.DataFrame:
    gaps = side.gaps
    inside = (gaps["segment_kind"] == kind) & (gaps["segment"] == segment)
    return gaps[inside].set_index("theme_id")


def _number(rows: pd.DataFrame, theme_id: str, column: str) -> float | None:
    cells = rows[column].dropna().to_dict()
    return float(cells[theme_id]) if theme_id in cells else None


def _whole(number: float | None) -> int | None:
    return None if number is None else round(number)


def _comparable(cell: Any) -> Any:
    """A cell -> what is equal where the cells are; Parquet gives a list back as an array."""
    if isinstance(cell, list | np.ndarray):
        return tuple(cell)
    return None if pd.isna(cell) else cell
