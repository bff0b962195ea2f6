"""What a column of an export looks like: counts and shares, and the values many people share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from gapmap.readers.export import Export
from gapmap.stages.cells import clean_text, read_dates, read_ratings
from gapmap.stages.redact import redact_text

_PARTS = re.compile(r"\s*[;,|\n]\s*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LOOKS_LIKE_A_DATE = re.compile(
    r"(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}\.? [^\W\d]{3,9}\.? \d{4})\b.*", re.DOTALL
)
_LONGEST_CATEGORY = 80
_MOST = 0.6
_SOME = 0.2


@dataclass(frozen=True, slots=True)
class Profile:
    """A column, told without what any one respondent wrote.

    Attributes:
        heading: As the file has it, with single spaces.
        place: 0 for the first column.
        n_rows: Rows of the export.
        n_filled: Cells that hold something.
        n_distinct: Different values among them.
        values: Value -> how many cells hold it, most first: only short values without
            personal data that at least `min_cell` cells hold.
        repeated: Share of the filled cells whose value stands in more than one cell.
        words: Mean number of words of two letters or more in a filled cell.
        longest: Characters of the longest cell.
        dates: Share of the filled cells that are read as dates.
        date_like: Share that look like a date, whether they can be read or not.
        ratings: Share that are read as ratings from 1 to 5.
        numbers: Share that are numbers of 0 or more.
        is_tick_list: Whether a cell lists several answers that others list, too.
        is_personal: Whether the heading itself holds personal data: then the file has none.
    """

    heading: str
    place: int
    n_rows: int
    n_filled: int
    n_distinct: int
    values: Mapping[str, int]
    repeated: float
    words: float
    longest: int
    dates: float
    date_like: float
    ratings: float
    numbers: float
    is_tick_list: bool
    is_personal: bool

    @property
    def is_free_text(self) -> bool:
        """Whether people wrote in their own words: several words, rarely the same twice."""
        return (
            self.words >= 3
            and self.n_distinct >= 0.5 * self.n_filled
            and self.repeated <= 0.6
            and max(self.date_like, self.numbers, self.ratings) < 0.5
            and not self.is_tick_list
        )

    @property
    def is_category(self) -> bool:
        """Whether people chose one of a few answers."""
        return 1 < self.n_distinct <= 60 and self.repeated >= 0.5 and self.words <= 12


def profile_columns(export: Export, *, min_cell: int) -> list[Profile]:
    """Export -> a profile per column, in the order of the file.

    Args:
        export: The survey as delivered.
        min_cell: How many cells must hold a value before it is told.
    """
    usable = export.cells.drop(index=[number - 1 for number in export.ragged])
    return [
        _profile(str(heading), place, clean_text(usable[heading]), min_cell)
        for place, heading in enumerate(usable.columns)
    ]


def _profile(heading: str, place: int, cells: pd.Series[str], min_cell: int) -> Profile:
    filled = cells[cells != ""]
    counts = filled.value_counts()
    n = max(len(filled), 1)
    by_cell = pd.Series(counts.index, dtype="str")

    def share(fits: pd.Series[bool]) -> float:
        return float((counts.to_numpy() * fits.to_numpy(dtype=bool)).sum() / n)

    plain = " ".join(heading.split())
    return Profile(
        heading=plain,
        place=place,
        n_rows=len(cells),
        n_filled=len(filled),
        n_distinct=len(counts),
        values=_shared_values(counts, min_cell),
        repeated=share(pd.Series(counts.to_numpy() > 1)),
        words=float((by_cell.str.count(r"(?:^|\s)\S*?[^\W\d_]{2}") * counts.to_numpy()).sum() / n),
        longest=int(by_cell.str.len().max()) if len(by_cell) else 0,
        dates=share(read_dates(by_cell).notna()),
        date_like=share(by_cell.str.fullmatch(_LOOKS_LIKE_A_DATE.pattern, flags=re.DOTALL)),
        ratings=share(read_ratings(by_cell).notna()),
        numbers=share(by_cell.str.fullmatch(_NUMBER.pattern)),
        is_tick_list=_is_tick_list(counts),
        is_personal=redact_text(plain)[1] > 0,
    )


def _shared_values(counts: pd.Series[int], min_cell: int) -> dict[str, int]:
    """Values by count -> those that name a group of people and nobody in it."""
    shared = counts[counts >= min_cell].head(_LONGEST_CATEGORY)
    ordered = sorted(((-int(n), str(value)) for value, n in shared.items()))
    return {
        value: -n
        for n, value in ordered
        if len(value) <= _LONGEST_CATEGORY and "\n" not in value and redact_text(value)[1] == 0
    }


def _is_tick_list(counts: pd.Series[int]) -> bool:
    """Whether cells are lists of answers to choose from: their parts recur, whole texts do not."""
    listed = [(_PARTS.split(str(value)), int(n)) for value, n in counts.items()]
    several = sum(n for parts, n in listed if len(parts) > 1)
    if several < _SOME * sum(n for _, n in listed):
        return False
    places: Counter[str] = Counter()  # in how many different cells a part stands
    said: Counter[str] = Counter()
    for parts, n in listed:
        places.update(set(parts))
        for part in parts:
            said[part] += n
    return sum(n for part, n in said.items() if places[part] > 1) >= _MOST * said.total()
