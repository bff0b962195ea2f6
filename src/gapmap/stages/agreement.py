"""Codings of a random sample -> how well people agree with one another and with the machine."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from gapmap.stages.alpha import ThemeSet, krippendorff, masi
from gapmap.stages.codings import Said, Sample
from gapmap.tables import AGREEMENT


def measure_agreement(sample: Sample, *, min_cell: int) -> pd.DataFrame:
    """Sample -> table agreement: Krippendorff's alpha overall and for every theme.

    Between people, a unit is a statement that two or more have coded. Between people and
    machine, a unit is a statement as one person and the machine see it, so that every person
    counts against the machine and none against another; statements whose themes a person has
    decided are left out, for there the machine has no word of its own. Overall, the sets of
    themes are compared by MASI; for a theme, whether the statement is in it.

    Args:
        sample: What was coded.
        min_cell: Least number of statements that someone put in a theme for it to have a row
            of its own: of fewer, alpha says next to nothing, and so small a theme is hidden.
    """
    twice = [one for said in sample.by_statement.values() if len(said) > 1 for one in said]
    undecided = [one for one in sample.said if not one.is_decided]
    rows = [
        *_rows("human_human", twice, sample.theme_ids, min_cell),
        *_rows("human_machine", undecided, sample.theme_ids, min_cell),
    ]
    return AGREEMENT.shape(pd.DataFrame(rows)) if rows else AGREEMENT.empty()


def _rows(
    kind: str, said: Sequence[Said], theme_ids: Sequence[str], min_cell: int
) -> list[dict[str, object]]:
    if not said:
        return []
    of_all = {
        "kind": kind,
        "n_statements": len({one.statement for one in said}),
        "n_coders": len({one.coder for one in said}),
    }
    often = [theme for theme in theme_ids if _n_mentions(theme, said) >= min_cell]
    return [of_all | _alpha(kind, said, theme) for theme in ("", *often)]


def _n_mentions(theme: str, said: Sequence[Said]) -> int:
    return len({one.statement for one in said if theme in one.themes})


def _alpha(kind: str, said: Sequence[Said], theme: str) -> dict[str, object]:
    """What was said -> alpha of a theme, or of all themes where it is empty."""

    def seen(themes: ThemeSet) -> ThemeSet:
        return themes if not theme else tuple(one for one in themes if one == theme)

    if kind == "human_machine":
        units = [[seen(one.themes), seen(one.machine)] for one in said]
        drawn_as = [one.statement for one in said]
    else:
        by_statement: dict[str, list[ThemeSet]] = {}
        for one in said:
            by_statement.setdefault(one.statement, []).append(seen(one.themes))
        units, drawn_as = list(by_statement.values()), list(by_statement)
    alpha = krippendorff(units, masi, drawn_as=drawn_as)
    ends = {"alpha_low": alpha.low, "alpha_high": alpha.high}
    return {"theme_id": theme, "alpha": alpha.value, **ends}
