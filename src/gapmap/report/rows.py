"""The rows of the tables of a report, as values; a hidden cell is None."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, cast

import pandas as pd


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
    n_asked: int | None
    n_prompted: int | None
    n_suitable_offers: int | None
    demand: Estimate
    coverage: Estimate
    met: Estimate
    gap: Estimate
    gap_capacity: Estimate
    rank: Estimate
    gap_total: Estimate
    p_top5: float | None
    importance: float | None
    satisfaction: float | None
    kind: str

    @property
    def segment_key(self) -> tuple[str, str]:
        """(segment kind, segment)."""
        return self.segment_kind, self.segment

    @property
    def is_ranked(self) -> bool:
        """Whether both the need and the gap may be shown, and someone mentions the need."""
        return bool(self.n_need) and self.gap.value is not None

    @property
    def is_hidden(self) -> bool:
        """Whether the need or the gap may not be shown."""
        return self.n_need is None or self.gap.value is None


@dataclass(frozen=True, slots=True)
class Contrast:
    """One row of the table contrasts."""

    theme_id: str
    segment_kind: str
    segment: str
    difference: Estimate
    q: float | None


@dataclass(frozen=True, slots=True)
class Trend:
    """One row of the table trends."""

    theme_id: str
    previous_wave: str
    event: str
    labels: tuple[str, str]
    demand_change: Estimate
    gap_change: Estimate
    in_same_mix: Estimate
    q: float | None
    is_redefined: bool


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame -> its rows, with None for every empty cell."""
    records = cast("list[dict[str, Any]]", frame.to_dict("records"))
    return [
        {name: None if _is_empty(cell) else cell for name, cell in row.items()} for row in records
    ]


def _is_empty(cell: object) -> bool:
    return cell is None or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell))


def gap_row(row: dict[str, Any]) -> GapRow:
    """A record of gaps -> GapRow."""

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
        n_asked=whole("n_asked"),
        n_prompted=whole("n_prompted"),
        n_suitable_offers=whole("n_suitable_offers"),
        demand=estimate("demand"),
        coverage=estimate("coverage"),
        met=estimate("met"),
        gap=estimate("gap"),
        gap_capacity=estimate("gap_capacity"),
        rank=estimate("rank"),
        gap_total=estimate("gap_total"),
        p_top5=row["p_top5"],
        importance=row["importance"],
        satisfaction=row["satisfaction"],
        kind=row["kind"] or "",
    )


def contrast_row(row: dict[str, Any]) -> Contrast:
    """A record of contrasts -> Contrast."""
    difference = Estimate(*(row[f"difference{end}"] for end in ("", "_low", "_high")))
    return Contrast(row["theme_id"], row["segment_kind"], row["segment"], difference, row["q"])


def trend_row(row: dict[str, Any]) -> Trend:
    """A record of trends -> Trend."""
    demand, gap, mix = (
        Estimate(*(row[f"{name}{end}"] for end in ("", "_low", "_high")))
        for name in ("demand_change", "gap_change", "demand_change_mix")
    )
    return Trend(
        theme_id=row["theme_id"],
        previous_wave=row["previous_wave"],
        event=row["event"],
        labels=(row["label_da"], row["label_en"]),
        demand_change=demand,
        gap_change=gap,
        in_same_mix=mix,
        q=row["q"],
        is_redefined=bool(row["codebook_changed"]),
    )
