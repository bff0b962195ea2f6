"""What people said of a random sample of statements, beside what the machine said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from gapmap.codebook.model import Codebook, Coding
from gapmap.stages.alpha import ThemeSet
from gapmap.text.tokens import text_key

_SAYS_SOMETHING = ("assigned", "no_theme")


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said of one statement of the sample.

    Attributes:
        statement: The drawn statement.
        coder: Who coded it.
        themes: Where they put it.
        machine: Where the run put it.
        is_decided: Whether a person decided that, rather than the machine.
        share: Probability with which the statement was drawn, above 0 up to 1.
    """

    statement: str
    coder: str
    themes: ThemeSet
    machine: ThemeSet
    is_decided: bool
    share: float


@dataclass(frozen=True)
class Sample:
    """The coded statements of a wave, and what they were drawn from.

    Attributes:
        said: By person and statement; only statements that the wave still holds.
        theme_ids: The active themes of the codebook that the coders could choose, by id.
        n_statements: Statements of the wave that say something.
        machine_counts: Theme -> how many of them the run put there.
    """

    said: tuple[Said, ...]
    theme_ids: tuple[str, ...]
    n_statements: int
    machine_counts: Mapping[str, int]

    @cached_property
    def by_statement(self) -> Mapping[str, tuple[Said, ...]]:
        """Drawn statement -> what was said of it."""
        found: dict[str, tuple[Said, ...]] = {}
        for one in self.said:
            found[one.statement] = (*found.get(one.statement, ()), one)
        return found


def take_codings(
    codebook: Codebook, statements: pd.DataFrame, assignments: pd.DataFrame, *, wave: str
) -> Sample:
    """Codebook, statements, assignments -> what was coded in the wave, themes as of today.

    A statement is known by its text: the same text is always in the same themes, and a text
    outlives a new key. A coding counts no longer when no statement says the same any more, or
    when all the themes it names are retired.
    """
    told = statements[statements["outcome"].isin(_SAYS_SOMETHING)]
    keys = dict(zip(told["statement_id"], told["text"].map(text_key), strict=True))
    machine: dict[str, set[str]] = {key: set() for key in keys.values()}
    of_told = assignments[assignments["statement_id"].isin(keys)]
    for statement_id, theme_id in zip(of_told["statement_id"], of_told["theme_id"], strict=True):
        machine[keys[statement_id]].add(theme_id)
    codings = [one for one in codebook.codings if one.wave == wave]
    said = tuple(
        Said(
            statement=one.id,
            coder=one.coder,
            themes=themes,
            machine=tuple(sorted(machine[key])),
            is_decided=key in codebook.decided,
            share=one.share,
        )
        for one in codings
        if (key := text_key(one.text)) in machine
        and ((themes := _resolved(codebook, one)) or not one.themes)
    )
    return Sample(
        said=said,
        theme_ids=_offered(codebook, codings, said),
        n_statements=len(keys),
        machine_counts={
            str(theme): int(n) for theme, n in of_told["theme_id"].value_counts().items()
        },
    )


def _resolved(codebook: Codebook, coding: Coding) -> ThemeSet:
    return tuple(sorted({found for theme in coding.themes if (found := codebook.resolve(theme))}))


def _offered(codebook: Codebook, codings: list[Coding], said: tuple[Said, ...]) -> tuple[str, ...]:
    """The active themes that coders could choose: a theme named later would seem to be nowhere."""
    last = max((one.when for one in codings), default=None)
    chosen = {theme for one in said for theme in one.themes}
    return tuple(
        sorted(
            theme.id
            for theme in codebook.active
            if theme.id in chosen
            or (last is not None and all(change.when <= last for change in theme.changes[:1]))
        )
    )
