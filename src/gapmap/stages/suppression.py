"""Which further cells to hide so that no hidden count can be worked out from the shown ones.

A count that is hidden in one place stands elsewhere too: types, regions and sizes add up to
all respondents, and each type and each region is the sum of its parts. After Cox (1980) and
Gusfield (1988), cells are hidden until every sum holds none or several, and no combination of
sums leaves one of them alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gapmap.stages.arrays import Flags
from gapmap.tables import NOT_STATED, SEGMENT_JOIN, SEGMENT_KINDS

Counts = npt.NDArray[np.int64]
Positions = tuple[int, ...]
Key = tuple[str, str]

CROSSED = "respondent_type_region"


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and the parts that add up to it, as positions in a list of cells."""

    total: int
    parts: Positions


@dataclass(frozen=True, slots=True)
class Cells:
    """Counts that add up to each other.

    Attributes:
        counts: Array (n_cells,).
        least: Array (n_cells,), the least that a reader must assume of a hidden cell: 1
            where a zero would have been shown, else 0.
        sums: How the cells add up.
        rest: Array (n_cells,), the respondents who are not counted, which a reader knows as
            well as the counts; None where the counts are of all respondents.
        told: Array (n_cells,), counts that stand elsewhere and cannot be hidden; None = none.
    """

    counts: Counts
    least: Counts
    sums: tuple[Sum, ...]
    rest: Counts | None = None
    told: Flags | None = None


def is_small(counts: Counts, min_cell: int) -> Flags:
    """Counts -> whether each is too small to be shown: 1 to min_cell - 1."""
    return np.asarray((counts >= 1) & (counts < min_cell))


def hide_sizes(keys: Sequence[Key], n: Counts, *, min_cell: int) -> Flags:
    """Segments and their sizes -> which sizes to hide, array (n_segments,).

    How many left a question blank is no group that anyone can be placed in, and is told
    elsewhere: it is never hidden.

    Args:
        keys: (Segment kind, segment), each once.
        n: Array (n_segments,), respondents.
        min_cell: Least size above 0 that is shown.
    """
    blank = mark_blank(keys)
    cells = Cells(n, np.ones_like(n), find_sums(keys), told=blank)
    return hide_more(cells, is_small(n, min_cell) & ~blank)


def mark_blank(keys: Sequence[Key]) -> Flags:
    """Segments -> whether each is of respondents who left a question blank."""
    return np.array([NOT_STATED in name.split(SEGMENT_JOIN) for _, name in keys], dtype=bool)


def find_sums(keys: Sequence[Key]) -> tuple[Sum, ...]:
    """(Segment kind, segment) of every cell -> how the cells add up.

    Args:
        keys: Each pair once; the kinds are those of tables.SEGMENT_KINDS and "field".
    """
    place = {key: position for position, key in enumerate(keys)}
    names = {kind: [name for k, name in keys if k == kind] for kind in {k for k, _ in keys}}
    types, regions = names.get("respondent_type", []), names.get("region", [])
    found = [
        (("all", ""), [(kind, name) for name in names[kind]])
        for kind in (*SEGMENT_KINDS[1:-1], "field")
        if kind in names
    ]
    if CROSSED in names:
        found += [
            (("respondent_type", t), [(CROSSED, f"{t}{SEGMENT_JOIN}{r}") for r in regions])
            for t in types
        ]
        found += [
            (("region", r), [(CROSSED, f"{t}{SEGMENT_JOIN}{r}") for t in types]) for r in regions
        ]
    return tuple(
        Sum(place[total], tuple(place[part] for part in parts if part in place))
        for total, parts in found
        if total in place
    )


def hide_more(cells: Cells, hidden: Flags) -> Flags:
    """Cells, those hidden already -> those to hide, the given ones among them.

    Where a hidden count could be worked out, the smallest shown count of the same sum falls
    too, one above zero before a zero, a part before the total. A total of 0 gives its parts
    away and harms nobody: such parts are left as they are.

    Args:
        cells: The counts.
        hidden: Array (n_cells,).
    """
    hidden = hidden.copy() if cells.told is None else hidden & ~cells.told
    while True:
        choices = (
            _next_to_hide(cells, groups, hidden)
            for groups in _weak_spots(cells, _secret(cells, hidden))
        )
        chosen = next((choice for choice in choices if choice is not None), None)
        if chosen is None:
            return hidden
        hidden[chosen] = True


def next_around(counts: Counts, sums: Sequence[Sum], hidden: Flags, exposed: Flags) -> int | None:
    """Cells that are told although hidden -> the next one to hide beside them, if any is left.

    The smallest shown part of a sum that holds one of them, then the smallest shown total,
    the total of all last.
    """
    around = [one for one in sums if exposed[[*one.parts, one.total]].any()]
    groups = (
        {part for one in around for part in one.parts},
        {one.total for one in around},
        {part for one in sums for part in one.parts},
        {one.total for one in sums},
    )
    for group in groups if exposed.any() else ():
        left = [position for position in group if not hidden[position]]
        if left:
            return min(left, key=lambda p: (counts[p] == 0, int(counts[p]), p))
    return None


def find_exposed(sums: Iterable[Sum], secret: Flags) -> list[int]:
    """Sums, secret cells -> the secret cells that the sums determine exactly.

    A cell is determined when no solution of the sums, each set equal to zero over the secret
    cells, changes it: the null space of the system has no part in it.
    """
    positions = np.flatnonzero(secret)
    sums = tuple(sums)
    if not len(positions) or not sums:
        return []
    system = np.array(
        [
            [1.0 if p in one.parts else -1.0 if p == one.total else 0.0 for p in positions]
            for one in sums
        ]
    )
    _, values, rows = np.linalg.svd(system, full_matrices=True)
    free = rows[int((values > 1e-9).sum()) :]
    return [
        int(p) for p, part in zip(positions, free.T, strict=True) if not (abs(part) > 1e-9).any()
    ]


def find_pinned(cells: Cells, secret: Flags) -> list[int]:
    """Cells, those secret -> the secret cells whose bounds meet.

    The bounds of each cell (0 or its least, and all respondents of the segment) are narrowed
    by every sum in turn until nothing moves; once as a reader would who knows nothing, once
    as one who knows that a zero would have been shown.
    """
    found: set[int] = set()
    everyone = cells.counts + cells.rest if cells.rest is not None else cells.counts.max(initial=0)
    for least in (np.zeros_like(cells.least), cells.least):
        low = np.where(secret, least, cells.counts)
        high = np.where(secret, everyone - (least if cells.rest is not None else 0), cells.counts)
        if cells.sums and (low <= cells.counts).all():
            low, high = _narrow(cells.sums, low, high)
            found |= set(np.flatnonzero(secret & (low == high)).tolist())
    return sorted(found)


def _narrow(sums: tuple[Sum, ...], low: Counts, high: Counts) -> tuple[Counts, Counts]:
    totals = np.array([one.total for one in sums])
    member = np.zeros((len(sums), len(low)), dtype=bool)
    for row, one in enumerate(sums):
        member[row, list(one.parts)] = True
    while True:
        lows, highs = member @ low, member @ high
        most = np.where(member, (high[totals] - lows)[:, None] + low, high)
        fewest = np.where(member, (low[totals] - highs)[:, None] + high, low)
        new_low, new_high = np.maximum(low, fewest.max(axis=0)), np.minimum(high, most.min(axis=0))
        np.maximum.at(new_low, totals, lows)
        np.minimum.at(new_high, totals, highs)
        if (new_low == low).all() and (new_high == high).all():
            return low, high
        low, high = new_low, new_high


def _secret(cells: Cells, hidden: Flags) -> Flags:
    """The hidden cells without the parts of a known total of 0, which everyone knows."""
    secret = hidden.copy()
    for one in cells.sums:
        if cells.counts[one.total] == 0 and not secret[one.total]:
            secret[list(one.parts)] = False
    return secret


def _weak_spots(cells: Cells, secret: Flags) -> Iterator[tuple[Positions, ...]]:
    """Where one more cell has to be hidden: the cells to choose from, the best group first."""
    for one in cells.sums:
        inside = [p for p in (*one.parts, one.total) if secret[p]]
        if len(inside) == 1 or (inside and not secret[one.total] and _tight(cells, inside)):
            yield one.parts, (one.total,)
    for exposed in (*find_pinned(cells, secret), *find_exposed(cells.sums, secret)):
        around = [one for one in cells.sums if exposed in (*one.parts, one.total)]
        yield (
            tuple(part for one in around for part in one.parts),
            tuple(part for one in cells.sums for part in one.parts),
            tuple(one.total for one in around),
        )


def _tight(cells: Cells, inside: list[int]) -> bool:
    """Whether hidden parts add up to so little that each must be at its least."""
    least = (0, int(cells.least[inside].sum()))
    known = (cells.counts, cells.rest)
    return any(int(counts[inside].sum()) in least for counts in known if counts is not None)


def _next_to_hide(cells: Cells, groups: tuple[Positions, ...], hidden: Flags) -> int | None:
    def price(position: int) -> tuple[bool, int, int]:
        count = int(cells.counts[position])
        return count == 0, count, position

    for group in groups:
        open_to = [p for p in group if not hidden[p] and (cells.told is None or not cells.told[p])]
        if open_to:
            return min(open_to, key=price)
    return None
