"""Statements -> a stratified random sample that two people can code without seeing the themes."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping

import pandas as pd

from gapmap.text.tokens import text_key

_SAYS_SOMETHING = ("assigned", "no_theme")


def draw_sample(
    statements: pd.DataFrame, assignments: pd.DataFrame, *, size: int, seed: int
) -> pd.DataFrame:
    """Statements, assignments -> a random sample of statements, stratified by main theme.

    Strata are the themes that hold most of each statement, and those in none. Each gets its
    proportional part of the sample and at least one statement; within a stratum every
    statement has the same probability. Which are drawn follows from the seed and the texts
    alone. (Stratified sampling with proportional allocation: Cochran 1977, ch. 5.)

    Args:
        statements: The table of that name; blanks and non-answers are never drawn.
        assignments: The table of that name.
        size: How many to draw; more where there are more strata, fewer where there are fewer
            statements.
        seed: Of the draw.

    Returns:
        statement_id, text, and share, the probability with which it was drawn (above 0 up to
        1); in random order, so that the order tells nothing of the theme.
    """
    told = statements[statements["outcome"].isin(_SAYS_SOMETHING)]
    said = told[["statement_id", "text"]].merge(_main_themes(assignments), how="left")
    said = said.assign(stratum=said["theme_id"].fillna(""), key=said["text"].map(text_key))
    said = said.sort_values(["key", "statement_id"])
    times = said.groupby("key").cumcount()
    lots = [_lot(seed, key, int(n)) for key, n in zip(said["key"], times, strict=True)]
    drawn = said.assign(lot=lots).sort_values("lot")
    sizes = {str(name): int(n) for name, n in drawn["stratum"].value_counts().items()}
    wanted = _allocate(sizes, size)
    place = drawn.groupby("stratum").cumcount()
    drawn = drawn[place < drawn["stratum"].map(wanted)]
    share = drawn["stratum"].map({name: wanted[name] / n for name, n in sizes.items()})
    return drawn.assign(share=share.astype("float64"))[
        ["statement_id", "text", "share"]
    ].reset_index(drop=True)


def _main_themes(assignments: pd.DataFrame) -> pd.DataFrame:
    best_first = assignments.sort_values(["membership", "theme_id"], ascending=[False, True])
    return best_first.drop_duplicates("statement_id")[["statement_id", "theme_id"]]


def _lot(seed: int, key: str, time: int) -> str:
    return hashlib.sha256(f"{seed}|{time}|{key}".encode()).hexdigest()


def _allocate(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """Stratum -> its size, size of the sample -> how many to draw: one at least, by proportion."""
    total = sum(sizes.values())
    size = min(max(size, len(sizes)), total)
    quotas = {name: size * n / total for name, n in sizes.items()}
    drawn = {name: max(1, math.floor(quota)) for name, quota in quotas.items()}

    def is_short_of(name: str) -> tuple[float, str]:
        return quotas[name] - drawn[name], name

    while sum(drawn.values()) < size:
        drawn[max((n for n in sizes if drawn[n] < sizes[n]), key=is_short_of)] += 1
    while sum(drawn.values()) > size:
        drawn[min((n for n in sizes if drawn[n] > 1), key=is_short_of)] -= 1
    return drawn
