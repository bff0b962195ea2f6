"""The order of the gaps under other assumptions, and what would change it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from gapmap.report.lookup import ALL, TOP, GapRow, Lookup
from gapmap.report.parts import QualityBlock, Table

_SAME = 1e-9


def sensitivity(lookup: Lookup) -> QualityBlock:
    """Tables -> a sentence on what changes the order most, and a table of every variant."""
    words = lookup.words
    title = words.say("quality.sensitivity")
    ours = lookup.ranked(ALL)[:TOP]
    variants = [
        _variant(str(name), rows, ours)
        for name, rows in lookup.inputs.sensitivity.groupby("variant", sort=True)
    ]
    if not variants:
        return QualityBlock(title, (words.say("quality.sensitivity_none"),))
    header = ("sensitivity_column", "tau", "shared_top")
    table = Table(
        number=lookup.next_table(),
        caption=words.say("quality.sensitivity_caption"),
        header=tuple(words.say(f"quality.{name}") for name in header),
        align="lrr",
        rows=tuple(
            (
                words.name("variant", variant.name),
                "–" if math.isnan(variant.tau) else words.number(variant.tau, 2),
                words.say("largest.of", {"k": variant.n_kept, "n": len(ours)}),
            )
            for variant in variants
        ),
    )
    sentences = (_what_changes(lookup, variants, ours), words.say("quality.sensitivity_meaning"))
    return QualityBlock(title, sentences, (table,))


@dataclass(frozen=True, slots=True)
class _Variant:
    """The order under one assumption.

    Attributes:
        name: As in table sensitivity.
        tau: Kendall's tau with ours; NaN where it cannot be told.
        n_kept: Of our largest gaps, those that stay among the largest.
        leader: The theme with the largest gap; ours where it stays level with it.
    """

    name: str
    tau: float
    n_kept: int
    leader: str


def _variant(name: str, rows: pd.DataFrame, ours: list[GapRow]) -> _Variant:
    shown = rows[rows["gap"].notna()].sort_values(["gap", "theme_id"], ascending=[False, True])
    gaps = dict(zip(shown["theme_id"], shown["gap"], strict=True))
    largest = list(gaps)[:TOP]
    first = ours[0].theme_id if ours else ""
    stays = bool(gaps) and gaps.get(first, -1.0) >= max(gaps.values()) - _SAME
    return _Variant(
        name=name,
        tau=float(rows["tau"].mean()),
        n_kept=sum(row.theme_id in largest for row in ours),
        leader=first if stays or not largest else largest[0],
    )


def _what_changes(lookup: Lookup, variants: list[_Variant], ours: list[GapRow]) -> str:
    """Variants, our largest gaps -> one sentence on what would change the order most."""
    say = lookup.words.say
    compared = [variant for variant in variants if not math.isnan(variant.tau)]
    if not compared or not ours:
        return say("quality.changes_unknown")
    most = min(compared, key=lambda variant: (variant.tau, variant.n_kept, variant.name))
    if most.tau > 1 - _SAME:
        return say("quality.changes_nothing")
    values = {
        "variant": lookup.words.quoted(lookup.words.name("variant", most.name)),
        "k": most.n_kept,
        "n": len(ours),
    }
    leaders = {"new": most.leader, "old": ours[0].theme_id}
    if leaders["new"] == leaders["old"]:
        return say("quality.changes_most", values)
    named = {key: lookup.words.quoted(lookup.label(theme)) for key, theme in leaders.items()}
    return say("quality.changes_first", values | named)
