"""Options that are a column each -> one column per question."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def join_ticks(ticked: Mapping[str, pd.Series[bool]]) -> pd.Series[str]:
    """Option -> which rows ticked it, to the options of each row joined with "; ".

    A semicolon inside an option becomes a comma, so that the options can be told apart again.
    """
    joined: pd.Series[str] | None = None
    for option, chosen in ticked.items():
        text = option.replace("; ", ", ").replace(";", ",")
        mine = pd.Series("", index=chosen.index, dtype="str").mask(chosen, text)
        if joined is None:
            joined = mine
            continue
        glue = pd.Series("", index=chosen.index, dtype="str").mask(chosen & (joined != ""), "; ")
        joined = joined + glue + mine
    return pd.Series(dtype="str") if joined is None else joined
