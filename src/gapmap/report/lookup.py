"""The tables of a report, read: rows as values, names in the report's language.

A hidden cell is read as None. Nothing here works out a number that is not in a table.
"""

from __future__ import annotations

from itertools import count
from typing import Any

from gapmap.report.codes import ALL, Codes
from gapmap.report.inputs import ReportInputs
from gapmap.report.rows import (
    Contrast,
    Estimate,
    GapRow,
    Trend,
    contrast_row,
    gap_row,
    records,
    trend_row,
)
from gapmap.report.words import Words, sentence_case
from gapmap.tables import NOT_STATED, SEGMENT_JOIN

__all__ = ["ALL", "TOP", "Contrast", "Estimate", "GapRow", "Lookup"]

TOP = 5
"""How many gaps count as the largest."""


class Lookup:
    """Finds rows, names and numbers for those who write the story."""

    def __init__(self, inputs: ReportInputs, words: Words) -> None:
        self.inputs = inputs
        self.words = words
        self._figures = count(1)
        self._tables = count(1)
        self._themes = {row["theme_id"]: row for row in records(inputs.themes)}
        self._gaps = {
            (row.theme_id, row.segment_kind, row.segment): row
            for row in map(gap_row, records(inputs.gaps))
        }
        self._contrasts = {
            (row.theme_id, row.segment_kind, row.segment): row
            for row in map(contrast_row, records(inputs.contrasts))
        }
        self._trends = {row["theme_id"]: trend_row(row) for row in records(inputs.trends)}
        segments = {row.segment_key for row in self._gaps.values()}
        segments |= {(row["segment_kind"], row["segment"]) for row in records(inputs.turnout)}
        self.codes = Codes(inputs.wave_name, self._themes, segments)

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

    def contrast(self, theme_id: str, segment: tuple[str, str]) -> Contrast | None:
        """Theme, (segment kind, segment) -> how it differs from the rest; None when unknown."""
        return self._contrasts.get((theme_id, *segment))

    @property
    def trends(self) -> list[Trend]:
        """What became of every theme since the wave before; none without one."""
        return list(self._trends.values())

    def trend(self, theme_id: str) -> Trend | None:
        """Theme -> what changed since the wave before; None where it cannot be compared."""
        return self._trends.get(theme_id)

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
        return [row for row in self.turnout_rows() if row["segment_kind"] == segment_kind]

    def turnout_rows(self) -> list[dict[str, Any]]:
        """Nothing -> every row of turnout; hidden and unknown numbers are None."""
        return records(self.inputs.turnout)

    @property
    def has_ticks(self) -> bool:
        """Whether the survey also asked by tick-list."""
        return bool(self.inputs.wave.columns.ticks)

    @property
    def is_weighted(self) -> bool:
        """Whether respondents may count differently."""
        return bool(self.inputs.project.weights.margins or self.inputs.wave.columns.weight)

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

    def type_name(self, respondent_type: str) -> str:
        """A respondent type -> "Virksomhed", or "Company"."""
        if respondent_type == NOT_STATED:
            return sentence_case(self.words.say("term.not_stated"))
        named = self.inputs.project.respondent_types.get(respondent_type)
        if named is None or self.words.language == "da":
            return respondent_type
        return sentence_case(named.en)

    def segment_name(self, segment: tuple[str, str]) -> str:
        """(segment kind, segment) -> its name at the head of a row."""
        kind, name = segment
        if kind == "all":
            return self.words.say("appendix.all")
        if kind == "respondent_type_region":
            respondent_type, _, region = name.partition(SEGMENT_JOIN)
            parts = ("respondent_type", respondent_type), ("region", region)
            return SEGMENT_JOIN.join(map(self.segment_name, parts))
        if name == NOT_STATED:
            return sentence_case(self.words.say("term.not_stated"))
        if kind == "respondent_type":
            return sentence_case(self.people(segment))
        project = self.inputs.project
        english = {"region": project.regions, "size": project.sizes, "field": project.fields}
        return name if self.words.language == "da" else english.get(kind, {}).get(name, name)

    def all_segments(self) -> list[tuple[str, str]]:
        """Nothing -> every segment of the gaps, in the order of the table."""
        return list(dict.fromkeys(key[1:] for key in self._gaps))

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

    def range(self, estimate: Estimate) -> str:
        """An estimate -> its interval alone, "5–11 %", or a dash."""
        if estimate.low is None or estimate.high is None:
            return "–"
        return self.words.percent_range(estimate.low, estimate.high)

    def points(self, estimate: Estimate) -> str:
        """A difference with its interval -> "+5 procentpoint (1 til 9)"."""
        shown = [
            ("+" if (share or 0) > 0 else "") + self.words.number(100 * (share or 0), digits=0)
            for share in (estimate.value, estimate.low, estimate.high)
        ]
        points = self.words.say("by_type.points", {"points": shown[0]})
        return self.words.say(
            "by_type.points_interval", {"points": points, "low": shown[1], "high": shown[2]}
        )

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
