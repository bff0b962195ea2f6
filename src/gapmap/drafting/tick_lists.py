"""An export -> its tick-lists: which columns each has, and the options that many ticked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from gapmap.drafting.columns import Earlier
from gapmap.drafting.hints import asks_for_personal_data, says
from gapmap.drafting.profiles import Profile
from gapmap.readers.export import Export
from gapmap.stages.cells import clean_text
from gapmap.stages.tick_lists import (
    NOTHING_TICKED,
    is_tick,
    option_of,
    read_tick_list,
    tick_columns,
)
from gapmap.stages.ticks import can_be_named

_STEM = re.compile(
    r"(?:[A-Za-z]\w*(?:\[[^\]]*\])*\. )?(?P<stem>.+?)\s*(?:\[[^\]]+\]|\s[-–]\s(?:(?!\s[-–]\s).)+)"
)
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class TickList:
    """A question with options to tick.

    Attributes:
        question: As [columns] ticks names it.
        headings: Its columns.
        options: Option -> how many ticked it. In one column only those without personal data
            that at least min_cell respondents ticked, most first; in a column per option
            all that headings name, with 0 for fewer than min_cell.
        is_used: Whether the mapping is drafted; otherwise it stands in a comment.
    """

    question: str
    headings: tuple[str, ...]
    options: Mapping[str, int]
    is_used: bool


def find_tick_lists(
    export: Export, profiles: Sequence[Profile], *, min_cell: int, earlier: Earlier | None
) -> tuple[TickList, ...]:
    """Export, profiles of its columns -> its tick-lists, in the order of the columns.

    Those that ask for needs are used. Of the ones that an earlier wave knew, those are that it
    mapped.

    Args:
        export: The survey as delivered.
        profiles: Its columns.
        min_cell: How many must have ticked an option before it is told.
        earlier: The mapping of the wave before.
    """
    by_heading = {" ".join(str(h).split()): str(h) for h in export.cells.columns}
    columns = [p for p in profiles if p.n_filled and not p.is_personal]
    found: dict[str, tuple[Profile, ...]] = {}
    if earlier:
        for question in earlier.columns.ticks:
            there = set(tick_columns(export, [question]).values())
            mine = tuple(p for p in columns if by_heading[p.heading] in there)
            found |= {question: mine} if mine else {}
    taken = {p.place for mine in found.values() for p in mine}
    left = [p for p in columns if p.place not in taken and not asks_for_personal_data(p.heading)]
    found |= {stem: mine for stem, mine in _by_stem(left) if _is_tick_list(mine, stem)}
    found |= {p.heading: (p,) for p in left if p.is_tick_list and not _is_of_values(p)}
    lists = []
    for question, mine in sorted(found.items(), key=lambda item: item[1][0].place):
        cells = {p.heading: clean_text(export.cells[by_heading[p.heading]]) for p in mine}
        headings = tuple(p.heading for p in mine)
        is_used = _asks_for_needs(question, headings, earlier)
        options = _options(cells, question, min_cell)
        lists.append(TickList(question, headings, options, is_used))
    return tuple(lists)


def _asks_for_needs(question: str, headings: Sequence[str], earlier: Earlier | None) -> bool:
    if earlier and question in earlier.columns.ticks:
        return True
    was_left_out = earlier is not None and any(h in earlier.headings for h in headings)
    return not was_left_out and (says("needs", question) or says("missing", question))


def _is_of_values(profile: Profile) -> bool:
    """Whether what stands between signs are dates or numbers."""
    return max(profile.date_like, profile.numbers) >= _HALF


def _by_stem(profiles: Sequence[Profile]) -> Iterator[tuple[str, tuple[Profile, ...]]]:
    """Columns -> those of several columns with the same question before an option."""
    groups: dict[str, list[Profile]] = {}
    for one in profiles:
        stem = _STEM.fullmatch(one.heading)
        if stem and not one.is_tick_list:
            groups.setdefault(stem["stem"], []).append(one)
    yield from ((stem, tuple(mine)) for stem, mine in groups.items() if len(mine) > 1)


def _is_tick_list(columns: Sequence[Profile], question: str) -> bool:
    """Whether columns say yes or no, or the name of their option; one may be "other"."""
    fits = []
    for one in columns:
        option, shared = option_of(one.heading, question, {}), list(one.values)
        fits.append(one.n_distinct <= 2 and all(is_tick(value, option) for value in shared))
    is_told = any(one.repeated for one in columns)
    return is_told and sum(fits) >= max(2, len(columns) - 1)


def _options(cells: Mapping[str, pd.Series[str]], question: str, min_cell: int) -> dict[str, int]:
    ticked = read_tick_list(cells, question, ()).str.split("\n").explode()
    counts = Counter(ticked[~ticked.isin(("", NOTHING_TICKED))])
    many = {option: n for option, n in counts.items() if n >= min_cell}
    if len(cells) == 1:
        in_order = sorted(many, key=lambda option: (-many[option], option))
        return {option: many[option] for option in in_order if can_be_named(option)}
    named = [option_of(heading, question, {}) for heading in cells]
    return {option: many.get(option, 0) for option in named}
