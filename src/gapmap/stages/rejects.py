"""The list of rows and cells that a stage leaves out, with the rule each one broke."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from gapmap.tables import REJECT_RULES, REJECTS

WHOLE_ROW = ""


class RejectList:
    """Collects what is left out of one file."""

    def __init__(self, source: Literal["survey", "offers"]) -> None:
        self._source = source
        self._parts: list[pd.DataFrame] = []

    def add(self, rows: pd.Series[int], rule: str, *, column: str = WHOLE_ROW) -> None:
        """Note rows of the file, 1 = first data row, as broken by a rule."""
        if rows.empty:
            return
        self._parts.append(
            pd.DataFrame(
                {
                    "source": self._source,
                    "row": rows.to_numpy(),
                    "column": column,
                    "rule": rule,
                    "advice": REJECT_RULES[rule],
                }
            )
        )

    def table(self) -> pd.DataFrame:
        """What was noted -> rejects, in the order of the file."""
        if not self._parts:
            return REJECTS.empty()
        noted = pd.concat(self._parts, ignore_index=True)
        return REJECTS.shape(noted.sort_values(["row", "column", "rule"]))
