"""Who answered: respondents per segment, against targets and invitations."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from gapmap.stages.arrays import Flags
from gapmap.stages.segments import divide
from gapmap.stages.suppression import (
    CROSSED,
    Cells,
    Counts,
    Key,
    find_sums,
    hide_more,
    hide_sizes,
    is_small,
    mark_blank,
)
from gapmap.tables import NOT_STATED, SEGMENT_KINDS

_KINDS = (*SEGMENT_KINDS[:-1], "field")


def turnout(
    respondents: pd.DataFrame,
    *,
    min_cell: int,
    targets: Mapping[str, int],
    invited: Mapping[str, int],
) -> pd.DataFrame:
    """Respondents -> Turnout: how many there are of each kind, small groups hidden.

    A number of 1 to min_cell - 1 is hidden, and so is whatever it would follow from; the same
    sizes are hidden as in the gaps. How many left a question blank is shown.

    Args:
        respondents: Table respondents.
        min_cell: Least number above 0 that is shown.
        targets: Respondent type -> respondents the survey was to reach.
        invited: Respondent type -> invitations sent.

    Returns:
        One row per segment of kind all, respondent_type, region, size and field, values in
        alphabetical order and "ikke oplyst" last: segment_kind, segment, n_respondents,
        n_answered, target, invited; <NA> where hidden or not known. Types with a target or
        an invitation have a row even if nobody answered.
    """
    counts = _count(respondents, {*targets, *invited})
    keys = [(str(kind), str(name)) for kind, name in counts.index]
    everyone, answered = (
        counts[column].to_numpy(dtype=np.int64) for column in ("n_respondents", "n_answered")
    )
    hide_answered = _hide_answered(keys, answered, min_cell)
    blank = mark_blank(keys)
    hide_everyone = hide_more(
        Cells(everyone, np.ones_like(everyone), find_sums(keys), told=blank),
        hide_answered | (is_small(everyone, min_cell) & ~blank),
    )
    shown = counts.reset_index().assign(
        n_respondents=counts["n_respondents"].astype("Int64").mask(hide_everyone).array,
        n_answered=counts["n_answered"].astype("Int64").mask(hide_answered).array,
        target=_known(keys, targets),
        invited=_known(keys, invited),
    )
    return _in_order(shown.loc[shown["segment_kind"] != CROSSED])


def _count(respondents: pd.DataFrame, expected: set[str]) -> pd.DataFrame:
    """Respondents and answers per segment, sorted, with a row for every expected type."""
    answered = respondents["answered"].fillna(False).to_numpy(dtype=bool)
    segments = divide(respondents, respondent_types=(), regions=(), sizes=())
    rows = {
        (one.kind, one.name): (int(one.members.sum()), int((one.members & answered).sum()))
        for one in segments
    }
    fields = respondents["field"].to_numpy(dtype=object)
    for name in set(fields):
        of_field = fields == name
        rows["field", name] = int(of_field.sum()), int((of_field & answered).sum())
    for name in expected:
        rows.setdefault(("respondent_type", name), (0, 0))
    index = pd.MultiIndex.from_tuples(sorted(rows), names=["segment_kind", "segment"])
    return pd.DataFrame(
        [rows[key] for key in sorted(rows)], index=index, columns=["n_respondents", "n_answered"]
    )


def _hide_answered(keys: list[Key], answered: Counts, min_cell: int) -> Flags:
    """Where the gaps hide the size of a segment, and what the fields hide besides."""
    field = np.array([kind == "field" for kind, _ in keys], dtype=bool)
    hidden = np.zeros(len(keys), dtype=bool)
    hidden[~field] = hide_sizes(
        [key for key in keys if key[0] != "field"], answered[~field], min_cell=min_cell
    )
    blank = mark_blank(keys)
    # The gaps know no fields: what they show must not be hidden here, or it would be known.
    cells = Cells(
        answered, np.ones_like(answered), find_sums(keys), told=blank | (~field & ~hidden)
    )
    return hide_more(cells, hidden | (is_small(answered, min_cell) & field & ~blank))


def _known(keys: list[Key], numbers: Mapping[str, int]) -> pd.Series:
    return pd.Series(
        [numbers.get(name) if kind == "respondent_type" else None for kind, name in keys],
        dtype="Int64",
    )


def _in_order(shown: pd.DataFrame) -> pd.DataFrame:
    """By kind, then alphabetically with the blank answers last."""
    kind = shown["segment_kind"].map({name: place for place, name in enumerate(_KINDS)})
    last = shown["segment"] == NOT_STATED
    order = pd.DataFrame({"kind": kind, "last": last, "segment": shown["segment"]})
    return shown.loc[order.sort_values(["kind", "last", "segment"]).index].reset_index(drop=True)
