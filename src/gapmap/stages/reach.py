"""Which offers are open to whom."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from gapmap.stages.arrays import Flags
from gapmap.tables import EVERYWHERE, NOT_STATED


def find_reach(
    respondents: pd.DataFrame, offers: pd.DataFrame, *, opens: date | None, closes: date | None
) -> Flags:
    """Respondents, offers -> array (n_respondents, n_offers): the offer is open to them.

    An offer is open when it can be had on any day of the wave (a blank date is no limit, and
    neither is an unknown end of the wave) and when its audience and its regions hold the
    respondent's. An empty set holds all; a respondent who left the question blank is held
    by all.
    """
    is_open = np.ones(len(offers), dtype=bool)
    if closes is not None:
        is_open &= ~(offers["open_from"] > pd.Timestamp(closes)).to_numpy(dtype=bool)
    if opens is not None:
        is_open &= ~(offers["open_until"] < pd.Timestamp(opens)).to_numpy(dtype=bool)
    return (
        _held(respondents["respondent_type"], offers["audience"])
        & _held(respondents["region"], offers["regions"])
        & is_open
    )


def _held(cells: pd.Series, sets: pd.Series) -> Flags:
    values = cells.to_numpy(dtype=object)
    held = np.ones((len(values), len(sets)), dtype=bool)
    for offer, admitted in enumerate(sets):
        names = set(admitted)
        if names and EVERYWHERE not in names:
            held[:, offer] = np.isin(values, [*names, NOT_STATED])
    return held
