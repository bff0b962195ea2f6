"""Where the headings of a table stand, and what every column is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gapmap.readers.export import Export, Row
from gapmap.readers.first_row import is_value

HEAD_ROWS = 60
"""Rows at the top from which the layout is read."""


_CELLS_ABOVE = 2
"""A title, or a name and its value."""

_USUAL_WIDTH = 0.6
"""The quantile of the rows' widths that counts as the width of the table."""


def _unchanged(export: Export) -> Export:
    return export


@dataclass(frozen=True, slots=True)
class Layout:
    """How the top of a table is to be read.

    Attributes:
        dialect: The tool that wrote it; "" for a plain table.
        skip: Rows above the headings.
        rows: Heading rows, with rows for machines among them.
        headings: One per column; "" for none. No two are the same.
        codes: The tool's short name of a column -> its heading, where they differ.
        finish: What the dialect does to the export once it is read.
    """

    dialect: str
    skip: int
    rows: int
    headings: tuple[str, ...]
    codes: dict[str, str] = field(default_factory=dict)
    finish: Callable[[Export], Export] = _unchanged


def is_blank(row: Row) -> bool:
    """Whether no cell of the row holds anything but spaces."""
    return not any(cell.strip() for cell in row)


def count_filled(row: Row) -> int:
    """The number of cells that hold something."""
    return sum(bool(cell.strip()) for cell in row)


def filled_up(rows: Sequence[Row]) -> list[list[str]]:
    """Rows of several widths -> rows of one width, without outer spaces."""
    width = max((len(row) for row in rows), default=0)
    return [[cell.strip() for cell in row] + [""] * (width - len(row)) for row in rows]


def first_filled(rows: Sequence[Row]) -> list[str]:
    """Heading rows -> one heading per column: the first that is not blank, from the top."""
    return [
        next((cell for cell in column if cell), "") for column in zip(*filled_up(rows), strict=True)
    ]


def tell_apart(headings: Sequence[str], codes: Sequence[str] = ()) -> tuple[str, ...]:
    """Headings -> headings of which no two are the same.

    All that repeat get their code, or the number of their column, in brackets: a setting that
    names a repeated heading must not find the wrong one.
    """
    times = Counter(" ".join(heading.split()).casefold() for heading in headings)
    told = []
    for number, heading in enumerate(headings, 1):
        repeats = heading and times[" ".join(heading.split()).casefold()] > 1
        code = codes[number - 1] if number <= len(codes) else ""
        told.append(f"{heading} ({code or f'column {number}'})" if repeats else heading)
    if len({heading for heading in told if heading}) < sum(map(bool, told)):
        return tuple(h and f"{h} [{n}]" for n, h in enumerate(told, 1))
    return tuple(told)


def code_names(codes: Sequence[str], headings: Sequence[str]) -> dict[str, str]:
    """Codes and headings of the columns -> code to heading, for those that differ."""
    times = Counter(codes)
    taken = set(headings)
    return {
        code: heading
        for code, heading in zip(codes, headings, strict=True)
        if code and heading and times[code] == 1 and code not in taken
    }


def rows_above(head: Sequence[Row]) -> int:
    """Top of a table -> how many rows stand above its headings: titles, dates, blank rows.

    The headings are the first row about as wide as the table; what stands above holds two
    cells at most and no more than half of them. Answers never become headings: a row with a
    number or a date ends the search, and so does a table of less than three columns.
    """
    widths = [count_filled(row) for row in head]
    filled = sorted(width for width in widths if width)
    usual = filled[int(_USUAL_WIDTH * len(filled))] if filled else 0
    first = next((n for n, width in enumerate(widths) if width), 0)
    if usual <= _CELLS_ABOVE:
        return first
    for number, (row, width) in enumerate(zip(head, widths, strict=True)):
        if width > _CELLS_ABOVE or 2 * width > usual:
            above_answers = number > first and any(is_value(cell.strip()) for cell in row)
            return first if above_answers else number
    return first


def plain_layout(head: Sequence[Row], header_rows: int) -> Layout:
    """Top of a table, number of heading rows as the settings give it -> its layout."""
    return Layout("", 0, header_rows, tell_apart(first_filled(head[:header_rows])))


def found_layout(head: Sequence[Row]) -> Layout:
    """Top of a table of no known tool -> its layout: one heading row, maybe rows above it."""
    skip = rows_above(head)
    told = f"table, {above(skip)}" if skip else ""
    return Layout(told, skip, 1, tell_apart(first_filled(head[skip : skip + 1])))


def above(skip: int) -> str:
    """How a dialect says that rows above the headings are left out."""
    return f"{skip} row{'s' if skip > 1 else ''} above the headings left out"
