"""Tries to work out what was hidden, from everything that is shown.

The attacker has the tables after hiding (gaps, contrasts, turnout) and knows the rules. All
counts of a theme in all segments become one integer programme: types, regions and sizes add
up to all, crossed segments to their types and regions; who lacks an offer is among those who
mention the need, and they among the respondents; a contrast tells the total of its theme.
A hidden count is recovered when its least and its greatest possible value are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array
from scipy.stats import rankdata

from gapmap.stages.suppression import find_sums

KEY = ["segment_kind", "segment"]
COUNTS = ("n", "n_need", "n_unmet", "n_partly", "n_missing")
WITHIN = (("n_need", "n"), ("n_missing", "n_need"))
_TRIES = 6


@dataclass(frozen=True)
class Recovered:
    """A hidden count that is no longer one.

    Attributes:
        theme: Its theme; empty for a number of respondents.
        segment: Its kind and name.
        column: Which count.
        value: The only value it can have.
    """

    theme: str
    segment: tuple[str, str]
    column: str
    value: int


class Programme:
    """Counts as integer variables, and what is known about them."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.place: dict[tuple[object, ...], int] = {}
        self.low: list[float] = []
        self.high: list[float] = []
        self.rows: list[tuple[dict[int, float], float, float]] = []

    def add(self, name: tuple[object, ...], known: float | None, least: int = 0) -> None:
        """Name a count that is known, or not."""
        self.place[name] = len(self.low)
        self.low.append(least if known is None else known)
        self.high.append(self.most if known is None else known)

    def relate(self, terms: dict[tuple[object, ...], float], low: float, high: float) -> None:
        """Bound a weighted sum of counts."""
        self.rows.append(({self.place[name]: c for name, c in terms.items()}, low, high))

    def solve(self, aim: np.ndarray, *, whole: bool = True) -> np.ndarray | None:
        """The counts that make the aim least; None where nothing fits what is known."""
        matrix = lil_array((len(self.rows), len(self.low)))
        for number, (terms, _, _) in enumerate(self.rows):
            for place, coefficient in terms.items():
                matrix[number, place] = coefficient
        lows, highs = ([row[side] for row in self.rows] for side in (1, 2))
        found = milp(
            aim,
            integrality=np.full(len(self.low), int(whole)),
            bounds=Bounds(self.low, self.high),
            constraints=LinearConstraint(matrix.tocsr(), lows, highs),
        )
        return found.x

    def single(self, names: Sequence[tuple[object, ...]]) -> Iterator[tuple[int, int]]:
        """Names -> those (by position) with one possible value, and that value."""
        chance = np.random.default_rng(0)
        aims = (chance.normal(size=len(self.low)) for _ in range(_TRIES))
        tries = (self.solve(aim, whole=False) for aim in aims)
        seen = [one for one in tries if one is not None]
        for number, name in enumerate(names):
            place = self.place[name]
            if not seen or np.ptp([one[place] for one in seen]) >= 1:
                continue
            aim = np.zeros(len(self.low))
            aim[place] = 1
            least, greatest = self.solve(aim), self.solve(-aim)
            if least is None or greatest is None:
                continue
            if round(least[place]) == round(greatest[place]):
                yield number, round(least[place])


def attack_gaps(
    shown: pd.DataFrame,
    contrasts: pd.DataFrame,
    turnout: pd.DataFrame,
    *,
    zero_is_shown: bool,
) -> list[Recovered]:
    """Disclosed tables -> the hidden counts of n_need that can be worked out.

    Args:
        shown: Table gaps after hiding.
        contrasts: Table contrasts after hiding.
        turnout: As the turnout stage shows it.
        zero_is_shown: Whether the attacker takes it that a hidden count is no zero.
    """
    sizes = _known_sizes(shown, turnout)
    most = int(max(sizes.values()))
    found = []
    for theme, rows in shown.groupby("theme_id"):
        of_theme = contrasts[contrasts["theme_id"] == theme]
        programme = _programme(rows, sizes, most, zero_is_shown=zero_is_shown)
        total = _told_by_contrasts(rows, of_theme, sizes)
        if total is not None:
            programme.relate({("n_need", "all", ""): 1.0}, total, total)
        hidden = [
            ("n_need", *key) for key in rows.loc[rows["n_need"].isna(), KEY].itertuples(index=False)
        ]
        found += [
            Recovered(str(theme), (str(hidden[number][1]), str(hidden[number][2])), "n_need", value)
            for number, value in programme.single(hidden)
        ]
    return found


def attack_turnout(turnout: pd.DataFrame) -> list[Recovered]:
    """Disclosed turnout -> the hidden numbers of respondents that can be worked out."""
    everyone = turnout.loc[turnout["segment_kind"] == "all", "n_respondents"].dropna()
    programme = Programme(int(everyone.max()) if len(everyone) else 10_000)
    keys = [tuple(key) for key in turnout[KEY].itertuples(index=False)]
    hidden = []
    for row in turnout.to_dict("records"):
        for column in ("n_respondents", "n_answered"):
            known = None if pd.isna(row[column]) else float(row[column])
            name = (column, row["segment_kind"], row["segment"])
            programme.add(name, known)
            hidden += [name] if known is None else []
        programme.relate(
            {("n_respondents", *name[1:]): 1.0, ("n_answered", *name[1:]): -1.0}, 0, np.inf
        )
    for one in find_sums(keys):
        for column in ("n_respondents", "n_answered"):
            parts = {(column, *keys[part]): -1.0 for part in one.parts}
            programme.relate({(column, *keys[one.total]): 1.0} | parts, 0, 0)
    return [
        Recovered("", (str(hidden[n][1]), str(hidden[n][2])), str(hidden[n][0]), value)
        for n, value in programme.single(hidden)
    ]


def attack_ranks(shown: pd.DataFrame) -> list[tuple[str, str]]:
    """Disclosed gaps -> segments in which the places leave a hole for a hidden theme."""
    told = []
    for key, rows in shown.dropna(subset=["rank", "gap"]).groupby(KEY):
        places = rankdata(-rows["gap"].round(12), method="min")
        if (places != rows["rank"].to_numpy()).any():
            told.append((str(key[0]), str(key[1])))
    return told


def _known_sizes(shown: pd.DataFrame, turnout: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Segments -> how many answered, where the gaps or the turnout tell."""
    by_gaps = shown.dropna(subset=["n"]).groupby(KEY)["n"].first()
    by_turnout = turnout.dropna(subset=["n_answered"]).set_index(KEY)["n_answered"]
    joined = {**by_turnout.to_dict(), **by_gaps.to_dict()}
    return {(str(kind), str(name)): float(n) for (kind, name), n in joined.items()}


def _programme(
    rows: pd.DataFrame, sizes: dict[tuple[str, str], float], most: int, *, zero_is_shown: bool
) -> Programme:
    programme = Programme(most)
    keys = [(str(kind), str(name)) for kind, name in rows[KEY].itertuples(index=False)]
    for key, row in zip(keys, rows.to_dict("records"), strict=True):
        is_open = sizes.get(key, 0) >= 10
        for column in COUNTS:
            known = sizes.get(key) if column == "n" else row[column]
            least = int(zero_is_shown and is_open and column == "n_need")
            programme.add((column, *key), None if pd.isna(known) else float(known), least)
        if zero_is_shown and is_open and pd.isna(row["n_need"]):
            programme.relate({("n", *key): 1.0, ("n_need", *key): -1.0}, 1, np.inf)
        for part, whole in WITHIN:
            programme.relate({(whole, *key): 1.0, (part, *key): -1.0}, 0, np.inf)
        lacking = {("n_unmet", *key): -1.0, ("n_partly", *key): -1.0}
        programme.relate({("n_need", *key): 1.0} | lacking, 0, np.inf)
    for one in find_sums(keys):
        for column in COUNTS:
            parts = {(column, *keys[part]): -1.0 for part in one.parts}
            programme.relate({(column, *keys[one.total]): 1.0} | parts, 0, 0)
    return programme


def _told_by_contrasts(
    rows: pd.DataFrame, contrasts: pd.DataFrame, sizes: dict[tuple[str, str], float]
) -> float | None:
    """Demand here less demand in the rest -> how many mention the need in all."""
    everyone = sizes.get(("all", ""))
    counts = rows.dropna(subset=["n_need"]).set_index(KEY)["n_need"].to_dict()
    for row in contrasts.dropna(subset=["difference"]).to_dict("records"):
        key = (row["segment_kind"], row["segment"])
        n = sizes.get(key)
        if key in counts and n and everyone and n < everyone:
            rest = (float(counts[key]) / n - row["difference"]) * (everyone - n)
            return float(round(rest + float(counts[key])))
    return None
