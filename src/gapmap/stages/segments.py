"""How the respondents are divided: all, by type, by region, by size, by type and region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gapmap.stages.arrays import Flags, Labels
from gapmap.tables import NOT_STATED, SEGMENT_JOIN


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the respondents.

    Attributes:
        kind: One of tables.SEGMENT_KINDS.
        name: Which part; empty for all.
        members: Array (n_respondents,): who is in it.
    """

    kind: str
    name: str
    members: Flags


def divide(
    respondents: pd.DataFrame,
    *,
    respondent_types: Sequence[str],
    regions: Sequence[str],
    sizes: Sequence[str],
) -> tuple[Segment, ...]:
    """Respondents -> the segments present among them, of every kind, in the given order.

    The segments of a kind share no respondent and together hold all of them. Who left a
    question blank forms the category "ikke oplyst", which comes last.

    Args:
        respondents: Table respondents.
        respondent_types: The values in the order wanted.
        regions: Likewise.
        sizes: Likewise.
    """
    columns = {
        name: respondents[name].to_numpy(dtype=object)
        for name in ("respondent_type", "region", "size")
    }
    orders = {"respondent_type": respondent_types, "region": regions, "size": sizes}
    present = {name: _in_order(cells, orders[name]) for name, cells in columns.items()}
    segments = [Segment("all", "", np.ones(len(respondents), dtype=bool))]
    for kind, cells in columns.items():
        segments += [Segment(kind, value, cells == value) for value in present[kind]]
    for respondent_type in present["respondent_type"]:
        of_type = columns["respondent_type"] == respondent_type
        for region in present["region"]:
            members = of_type & (columns["region"] == region)
            if members.any():
                name = f"{respondent_type}{SEGMENT_JOIN}{region}"
                segments.append(Segment("respondent_type_region", name, members))
    return tuple(segments)


def _in_order(cells: Labels, order: Sequence[str]) -> list[str]:
    found = set(cells)
    known = [value for value in order if value in found and value != NOT_STATED]
    others = sorted(found - set(known) - {NOT_STATED})
    return [*known, *others, *({NOT_STATED} & found)]
