"""The tables of a report, read: rows as values, names in the report's language.

A hidden cell is read as None. Nothing here works out a number that is not in a table.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import count
from typing import Any, cast

import pandas as pd

from gapmap.report.inputs import ReportInputs
from gapmap.report.words import Words, sentence_case
from gapmap.tables import NOT_STATED

ALL = ("all", "")
TOP = 5
"""How many gaps count as the largest."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 95% interval; None where hidden or not known."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class GapRow:
    """One row of the table gaps."""

    theme_id: str
    segment_kind: str
    segment: str
    n: int | None
    n_need: int | None
    n_unmet: int | None
    n_partly: int | None
    n_missing: int | None
    n_suitable_offers: int | None
    demand: Estimate
    coverage: Estimate
    gap: Estimate
    gap_capacity: Estimate
    rank: Estimate
    gap_total: Estimate
    p_top5: float | None
    importance: float | None
    satisfaction: float | None
    kind: str

    @property
    def is_ranked(self) -> bool:
        """Whether both the need and the gap may be shown, and someone mentions the need."""
        return bool(self.n_need) and self.gap.value is not None

    @property
    def is_hidden(self) -> bool:
        """Whether the need or the gap may not be shown."""
        return self.n_need is None or self.gap.value is None


class Lookup:
    """Finds rows, names and numbers for those who write the story."""

    def __init__(self, inputs: ReportInputs, words: Words) -> None:
        self.inputs = inputs
        self.words = words
        self._figures = count(1)
        self._tables = count(1)
        self._themes = {row["theme_id"]: row for row in _records(inputs.themes)}
        self._gaps = {
            (row.theme_id, row.segment_kind, row.segment): row
            for row in map(_gap_row, _records(inputs.gaps))
        }

    def next_figure(self) -> int:
        """Nothing -> the number of the next figure, in the order of the report."""
        return next(self._figures)

    def next_table(self) -> int:
        """Nothing -> the number of the next table, in the order of the report."""
        return next(self._tables)

    @property
    def theme_ids(self) -> tuple[str, ...]:
        """Every theme, sorted."""
        return tuple(sorted(self._themes))

    def theme(self, theme_id: str) -> dict[str, Any]:
        """Theme -> its row; empty cells are None."""
        return self._themes[theme_id]

    def label(self, theme_id: str) -> str:
        """Theme -> its name, or its id where it has none."""
        row = self._themes.get(theme_id, {})
        return str(row.get(f"label_{self.words.language}") or theme_id)

    def gap(self, theme_id: str, segment: tuple[str, str]) -> GapRow | None:
        """Theme, (segment kind, segment) -> its row; None when there is none."""
        return self._gaps.get((theme_id, *segment))

    def gaps(self, segment: tuple[str, str]) -> list[GapRow]:
        """(segment kind, segment) -> its rows, by theme id."""
        rows = [row for key, row in self._gaps.items() if key[1:] == segment]
        return sorted(rows, key=lambda row: row.theme_id)

    def ranked(self, segment: tuple[str, str]) -> list[GapRow]:
        """(segment kind, segment) -> the rows that may be ranked, largest gap first."""
        rows = [row for row in self.gaps(segment) if row.is_ranked]
        return sorted(rows, key=lambda row: (-(row.gap.value or 0.0), row.theme_id))

    def n(self, segment: tuple[str, str]) -> int | None:
        """(segment kind, segment) -> respondents with a real answer; None where hidden."""
        return next((row.n for row in self.gaps(segment) if row.n is not None), None)

    def turnout(self, segment_kind: str) -> list[dict[str, Any]]:
        """Segment kind -> its rows of turnout; hidden and unknown numbers are None."""
        return [row for row in _records(self.inputs.turnout) if row["segment_kind"] == segment_kind]

    def n_invited(self) -> int | None:
        """Nothing -> how many were invited; None unless it is known of every type."""
        invited = {row["segment"]: row["invited"] for row in self.turnout("respondent_type")}
        types = self.inputs.project.respondent_types
        known = [int(invited[name]) for name in types if invited.get(name)]
        return sum(known) if known and len(known) == len(types) else None

    def people(self, segment: tuple[str, str], number: int | None = None) -> str:
        """(segment kind, segment) -> "virksomheder", or "virksomhed" for exactly one."""
        kind, name = segment
        named = self.inputs.project.respondent_types.get(name)
        if kind != "respondent_type" or named is None:
            noun = self.words.counted("person", 1 if number == 1 else 2)
            return noun.partition(" ")[2]
        if self.words.language == "da":
            return name.lower() if number == 1 else named.da_plural
        return named.en if number == 1 else named.en_plural

    def segment_name(self, segment: tuple[str, str]) -> str:
        """(segment kind, segment) -> its name at the head of a row."""
        kind, name = segment
        if name == NOT_STATED:
            return sentence_case(self.words.say("term.not_stated"))
        if kind == "respondent_type":
            return sentence_case(self.people(segment))
        project = self.inputs.project
        english = {"region": project.regions, "size": project.sizes, "field": project.fields}
        return name if self.words.language == "da" else english.get(kind, {}).get(name, name)

    def segments(self, segment_kind: str) -> list[tuple[str, str]]:
        """Segment kind -> its segments in the order of the settings."""
        project = self.inputs.project
        names: dict[str, tuple[str, ...]] = {
            "respondent_type": tuple(project.respondent_types),
            "region": tuple(project.regions),
            "size": tuple(project.sizes),
            "field": tuple(project.fields),
        }
        return [(segment_kind, name) for name in names[segment_kind]]

    def interval(self, estimate: Estimate) -> str:
        """An estimate -> "8 % (5–11 %)", or the word for hidden."""
        if estimate.value is None:
            return self.words.say("term.suppressed_short")
        text = self.words.percent(estimate.value)
        if estimate.low is None or estimate.high is None:
            return text
        return f"{text} ({self.words.percent_range(estimate.low, estimate.high)})"

    def ends(self, estimate: Estimate) -> str:
        """An estimate -> "5–11 %", or a dash where its interval is not known."""
        if estimate.low is None or estimate.high is None:
            return "–"
        return self.words.percent_range(estimate.low, estimate.high)

    def counted(self, number: int | None) -> str:
        """A count -> itself as text, or the word for hidden."""
        if number is None:
            return self.words.say("term.suppressed_short")
        return self.words.count(number)

    def place(self, rank: Estimate) -> str:
        """A rank with its interval -> "1–4", or "2" where it is certain."""
        if rank.low is None or rank.high is None:
            return "–"
        low, high = round(rank.low), round(rank.high)
        return str(low) if low == high else f"{low}–{high}"


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame -> its rows, with None for every empty cell."""
    records = cast("list[dict[str, Any]]", frame.to_dict("records"))
    return [
        {name: None if _is_empty(cell) else cell for name, cell in row.items()} for row in records
    ]


def _is_empty(cell: object) -> bool:
    return cell is None or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell))


def _gap_row(row: dict[str, Any]) -> GapRow:
    def whole(name: str) -> int | None:
        return None if row[name] is None else int(row[name])

    def estimate(name: str) -> Estimate:
        return Estimate(row.get(name), row[f"{name}_low"], row[f"{name}_high"])

    return GapRow(
        theme_id=row["theme_id"],
        segment_kind=row["segment_kind"],
        segment=row["segment"] or "",
        n=whole("n"),
        n_need=whole("n_need"),
        n_unmet=whole("n_unmet"),
        n_partly=whole("n_partly"),
        n_missing=whole("n_missing"),
        n_suitable_offers=whole("n_suitable_offers"),
        demand=estimate("demand"),
        coverage=estimate("coverage"),
        gap=estimate("gap"),
        gap_capacity=estimate("gap_capacity"),
        rank=estimate("rank"),
        gap_total=estimate("gap_total"),
        p_top5=row["p_top5"],
        importance=row["importance"],
        satisfaction=row["satisfaction"],
        kind=row["kind"] or "",
    )
