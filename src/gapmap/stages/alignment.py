"""Which themes of two waves are the same: by the codebook, and where it says nothing, by likeness.

A theme that the codebook knows in both waves is the same for certain, and so is a proposal that
a person has given an id. What is left is paired by how alike the statements are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gapmap.codebook.model import Codebook
from gapmap.text.encoders import Encoder, Vectors, unit_rows
from gapmap.text.one_thread import one_thread
from gapmap.text.tokens import text_key

ALIKE = 0.5
"""Least likeness of a pair. Of the themes of random halves of one wave, each grouped by itself, 99
in 100 pairs above it were of one need, and 98 in 100 needs that both halves had were paired
(`benchmarks/alignment.py`)."""

_STILL = 9
"""Digits of a likeness that are looked at: the last ones differ between machines."""


@dataclass(frozen=True, slots=True)
class Wave:
    """The tables of a wave that are compared with another's.

    Attributes:
        name: The wave.
        gaps: Table gaps, small groups hidden; so are those that follow, but not hidden.
        themes: Which themes there are.
        respondents: Who answered.
        statements: What they said.
        assignments: Where it belongs.
        design_effect: Of the weights, 1 or more.
    """

    name: str
    gaps: pd.DataFrame
    themes: pd.DataFrame
    respondents: pd.DataFrame
    statements: pd.DataFrame
    assignments: pd.DataFrame
    design_effect: float = 1.0


@dataclass(frozen=True, slots=True)
class Link:
    """A theme of the wave before, the theme it is now, and how alike they are.

    Attributes:
        then: Id in the wave before.
        now: Id in this wave.
        likeness: -1 to 1; None where the codebook says so.
    """

    then: str
    now: str
    likeness: float | None = None


def certain_links(then: Iterable[str], now: Iterable[str], codebook: Codebook) -> list[Link]:
    """Theme ids of the wave before, of this wave -> the pairs of which the codebook is sure.

    The same id; a theme and the one it was merged into; a proposal and the theme it became;
    and a theme and what was split from it since, as long as that has no other origin.
    """
    known, present = set(then), set(now)
    heirs = {one: codebook.resolve(one) for one in known}
    for theme in codebook.themes:
        for proposal in theme.found_as:
            heirs[proposal] = codebook.resolve(theme.id)
    pairs = {(one, home) for one in known for home in (one, heirs.get(one, "")) if home in present}
    explained = {home for _, home in pairs}
    for theme in codebook.active:
        if theme.id in present - explained and theme.split_from:
            whole = codebook.resolve(theme.split_from) or theme.split_from
            pairs |= {(one, theme.id) for one, home in pairs if home == whole}
            if theme.split_from in known:
                pairs.add((theme.split_from, theme.id))
    return [Link(*pair) for pair in sorted(pairs)]


def likely_links(likeness: pd.DataFrame) -> list[Link]:
    """Likeness of themes then (rows) and now (columns) -> the pairs that are alike enough.

    First the pairs that together are most alike, each theme once (the assignment problem,
    Kuhn 1955); then, for those that are left without one, any theme that is alike enough: then
    the old theme was split, or old ones were merged.
    """
    if likeness.empty:
        return []
    from scipy.optimize import linear_sum_assignment

    ordered = likeness.sort_index(axis=0).sort_index(axis=1).round(_STILL)
    cells = ordered.to_numpy(dtype=float)
    # Below the threshold a pair is worth nothing, so that it cannot push out a better one.
    rows, columns = linear_sum_assignment(np.where(cells >= ALIKE, cells, 0.0), maximize=True)
    pairs = [
        (int(row), int(column))
        for row, column in zip(rows, columns, strict=True)
        if cells[row, column] >= ALIKE
    ]
    alone_then = set(range(cells.shape[0])) - {row for row, _ in pairs}
    alone_now = set(range(cells.shape[1])) - {column for _, column in pairs}
    pairs += [(row, int(cells[row].argmax())) for row in alone_then if cells[row].max() >= ALIKE]
    pairs += [
        (int(cells[:, column].argmax()), column)
        for column in alone_now
        if cells[:, column].max() >= ALIKE
    ]
    return [
        Link(str(ordered.index[row]), str(ordered.columns[column]), float(cells[row, column]))
        for row, column in sorted(set(pairs))
    ]


def compare_themes(
    then: Wave, now: Wave, themes: tuple[Sequence[str], Sequence[str]], encoder: Encoder
) -> pd.DataFrame:
    """What is said in two waves, themes of each -> how alike the themes are.

    Likeness is the cosine of the middles of their statements, seen from the middle of all. The
    texts of both waves are encoded in one call, because an encoder learns from what it is given.

    Args:
        then: The wave before.
        now: This wave.
        themes: Ids in the wave before, ids in this wave.
        encoder: Turns texts into vectors.

    Returns:
        Rows are the themes then, columns those now, cells from -1 to 1; sorted by id. A theme
        without a statement is in neither.
    """
    said = [_said(wave) for wave in (then, now)]
    together = pd.concat(said)
    if together.empty:
        return pd.DataFrame()
    texts = sorted(set(together["text"]))
    with one_thread():
        vectors = unit_rows(encoder.encode(texts))
        place = {text: row for row, text in enumerate(texts)}
        space = vectors - _middle(together, vectors, place), place
        (old, before), (new, after) = (
            _directions(rows, wanted, space) for rows, wanted in zip(said, themes, strict=True)
        )
        if not old or not new:
            return pd.DataFrame()
        return pd.DataFrame(before @ after.T, index=old, columns=new)


def _said(wave: Wave) -> pd.DataFrame:
    """Wave -> theme_id, text, membership; sorted by content, as sums depend on the order."""
    texts = wave.statements.set_index("statement_id")["text"].map(text_key)
    rows = wave.assignments.assign(text=wave.assignments["statement_id"].map(texts))
    columns = ["theme_id", "text", "membership"]
    return rows[columns].sort_values(columns, ignore_index=True)


def _middle(rows: pd.DataFrame, vectors: Vectors, place: Mapping[str, int]) -> Vectors:
    """Rows of what is said -> the weighted mean of their vectors, shape (1, d)."""
    weights = rows["membership"].to_numpy(dtype=float)
    positions = rows["text"].map(place).to_numpy(dtype=np.intp)
    return np.asarray(weights[None, :] @ vectors[positions] / weights.sum())


def _directions(
    rows: pd.DataFrame, themes: Sequence[str], space: tuple[Vectors, Mapping[str, int]]
) -> tuple[list[str], Vectors]:
    wanted = rows[rows["theme_id"].isin(themes)].groupby("theme_id", sort=True)
    groups = {str(theme): of_theme for theme, of_theme in wanted}
    middles = [_middle(of_theme, *space) for of_theme in groups.values()]
    return list(groups), unit_rows(np.vstack(middles)) if middles else np.zeros((0, 1))
