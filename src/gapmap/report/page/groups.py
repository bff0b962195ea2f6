"""The groups a reader can choose: every respondent type by every region, and which offers reach it.

Figures come from the table of gaps alone, in which small groups are hidden. Which offers are
open to a group follows from the catalogue and the settings, not from who answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from gapmap.report.lookup import ALL, Lookup
from gapmap.stages.arrays import Flags
from gapmap.stages.reach import find_reach
from gapmap.tables import NOT_STATED, SEGMENT_JOIN

Segment = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen, in the order of the settings; "" is everyone."""

    types: tuple[str, ...]
    regions: tuple[str, ...]

    def pairs(self) -> list[tuple[str, str]]:
        """Nothing -> (type, region) of every group: the first type with each region, and so on."""
        return list(product(self.types, self.regions))


def find_choices(lookup: Lookup) -> Choices:
    """Settings and gaps -> the choices; "ikke oplyst" only where a figure of it is shown."""
    shown = lookup.inputs.gaps.loc[lookup.inputs.gaps["n_need"].notna()]
    parts = {
        name
        for kind, segment in zip(shown["segment_kind"], shown["segment"], strict=True)
        for name in _parts(kind, segment)
    }

    def choices(kind: str) -> tuple[str, ...]:
        named = [segment[1] for segment in lookup.segments(kind)]
        blank = [NOT_STATED] if (kind, NOT_STATED) in parts else []
        return ("", *named, *blank)

    return Choices(choices("respondent_type"), choices("region"))


def segment_of(respondent_type: str, region: str) -> Segment:
    """(type, region), "" for everyone -> its (segment kind, segment) in the table of gaps."""
    if respondent_type and region:
        return "respondent_type_region", f"{respondent_type}{SEGMENT_JOIN}{region}"
    if respondent_type:
        return "respondent_type", respondent_type
    return ("region", region) if region else ALL


def reach_of(lookup: Lookup, choices: Choices) -> list[Flags]:
    """Choices -> for each group, offer by offer in the order of ids: open to some of it."""
    facts = lookup.inputs.facts
    offers = lookup.inputs.offers.sort_values("offer_id")
    types, regions = (tuple(filter(None, names)) for names in (choices.types, choices.regions))
    people = pd.DataFrame(
        product(types or (NOT_STATED,), regions or (NOT_STATED,)),
        columns=["respondent_type", "region"],
    )
    reach = find_reach(people, offers, opens=facts.opens, closes=facts.closes)
    reached = []
    for respondent_type, region in choices.pairs():
        of_type = (people["respondent_type"] == respondent_type) | (respondent_type == "")
        in_region = (people["region"] == region) | (region == "")
        reached.append(np.asarray(reach[(of_type & in_region).to_numpy()].any(axis=0)))
    return reached


def _parts(kind: str, segment: str) -> list[Segment]:
    if kind == "respondent_type_region":
        respondent_type, _, region = segment.partition(SEGMENT_JOIN)
        return [("respondent_type", respondent_type), ("region", region)]
    return [(kind, segment)]
