"""Which themes a person should look at first."""

from __future__ import annotations

import pandas as pd


def find_contradicted(gaps: pd.DataFrame, *, coverage: float, min_cell: int) -> list[str]:
    """Gaps -> themes that are scored covered although people say that something is missing.

    A theme is one of them when, among all respondents, its coverage is at or above the
    threshold and at least min_cell of those who mention it say so. Either the match is wrong,
    or the offer does not do what it promises: a person has to look.

    Args:
        gaps: Table gaps; a hidden cell contradicts nothing.
        coverage: Share of the need from which it counts as covered, 0 to 1.
        min_cell: Least number of respondents who say so.

    Returns:
        Ids of themes, most respondents first, then by id.
    """
    of_all = gaps[gaps["segment_kind"] == "all"]
    is_covered = of_all["coverage"] >= coverage
    is_missed = of_all["n_missing"].fillna(0) >= min_cell
    found = of_all[is_covered & is_missed].sort_values(
        ["n_missing", "theme_id"], ascending=[False, True]
    )
    return list(found["theme_id"])


def order_for_review(gaps: pd.DataFrame, *, coverage: float, min_cell: int) -> list[str]:
    """Gaps -> every theme, in the order in which a person should look at them.

    First those that find_contradicted finds, then by gap among all respondents, the largest
    first; themes without a shown gap come last. Ties by id.

    Args:
        gaps: Table gaps.
        coverage: As in find_contradicted.
        min_cell: As in find_contradicted.
    """
    first = find_contradicted(gaps, coverage=coverage, min_cell=min_cell)
    of_all = gaps[gaps["segment_kind"] == "all"].sort_values(
        ["gap", "theme_id"], ascending=[False, True], na_position="last"
    )
    return [*first, *(theme for theme in of_all["theme_id"] if theme not in first)]
