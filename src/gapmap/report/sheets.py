"""What the workbook holds, as values: sheets of typed columns, in one language.

Every number is rounded as it is printed, and every table is the one after hiding.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from gapmap.report.rounding import Unit
from gapmap.report.words import Words
from gapmap.tables import TABLES, Column


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with a unit of its own, in a column of several units."""

    value: float
    unit: Unit


Cell = str | float | date | Amount | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a sheet.

    Attributes:
        name: Canonical name, as in columns.toml.
        title: At the head of the column.
        note: What it holds, for the reader.
        unit: Of its numbers; None for text and days.
        width: In characters.
    """

    name: str
    title: str
    note: str
    unit: Unit | None = None
    width: int = 14

    def filled(self, values: Mapping[str, str]) -> Heading:
        """Values -> the column with {names} in its note filled in."""
        return replace(self, note=self.note.format_map(values))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its columns, and its rows with a cell for each column."""

    key: str
    name: str
    headings: tuple[Heading, ...]
    rows: Iterable[tuple[Cell, ...]]


def sheet(
    words: Words, key: str, headings: tuple[Heading, ...], rows: Iterable[tuple[Cell, ...]]
) -> Sheet:
    """Key in [sheet] of the words, columns, rows -> Sheet."""
    return Sheet(key, words.say(f"sheet.{key}"), headings, rows)


def heading(
    words: Words, sheet_key: str, name: str, unit: Unit | None = None, width: int = 14
) -> Heading:
    """Sheet, column -> the column with its title and note in the language of the words."""
    entry = column_words()[sheet_key][name]
    return Heading(name, entry[words.language], _note(words, sheet_key, name), unit, width)


def with_interval(words: Words, name: str, unit: Unit) -> tuple[Heading, Heading, Heading]:
    """A column of gaps -> itself and the ends of its interval."""
    first = heading(words, "gaps", name, unit)
    language = words.language
    ends = (
        Heading(
            f"{name}_{end}",
            entry[language].format(of=first.title),
            entry[f"note_{language}"],
            unit,
        )
        for end, entry in column_words()["interval"].items()
    )
    return (first, *ends)  # type: ignore[return-value]


@cache
def column_words() -> dict[str, Any]:
    """Nothing -> sheet -> column -> titles and notes."""
    text = files("gapmap.report").joinpath("columns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _note(words: Words, sheet_key: str, name: str) -> str:
    entry = column_words()[sheet_key][name]
    written = entry.get(f"note_{words.language}")
    return str(written) if written else _described(sheet_key, name).meaning


def _described(table: str, name: str) -> Column:
    return next(column for column in TABLES[table].columns if column.name == name)
