"""The codebook as values: themes with permanent ids, and the decisions of people."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, get_args

from gapmap.text.tokens import text_key

Grade = Literal["full", "partly", "none"]
GRADES: tuple[Grade, ...] = get_args(Grade)


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a theme, by whom and why."""

    when: date
    who: str
    why: str
    what: str


@dataclass(frozen=True, slots=True)
class CodebookTheme:
    """A theme that people have named.

    Attributes:
        id: Permanent; letters and digits.
        label_da: Name in Danish.
        label_en: Name in English.
        definition: What belongs to it and what does not, in words.
        include: Phrases that put a statement here, as forms of the vocabulary.
        exclude: Phrases that keep a statement out, likewise.
        concepts: Ids of the concepts of the vocabulary it is about.
        examples: Typical statements, redacted.
        found_as: The proposals it came from, as 2019-P04.
        merged_into: The theme it went into; empty for none.
        split_from: The theme it was taken out of; empty for none.
        retired: Whether nothing is put here any longer.
        changes: What was done to it, oldest first.
    """

    id: str
    label_da: str
    label_en: str
    definition: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    found_as: tuple[str, ...] = ()
    merged_into: str = ""
    split_from: str = ""
    retired: bool = False
    changes: tuple[Change, ...] = ()

    @property
    def is_active(self) -> bool:
        """Whether statements are put here."""
        return not self.merged_into and not self.retired


@dataclass(frozen=True, slots=True)
class StatementDecision:
    """A person's word on which themes a statement belongs to.

    Attributes:
        wave: Where the statement was read.
        id: Of the statement there.
        text: The statement, redacted. The decision holds for all that say the same.
        themes: Ids of themes; none when it fits no theme.
        who: Who decided.
        when: The day.
        why: In their words.
    """

    wave: str
    id: str
    text: str
    themes: tuple[str, ...]
    who: str
    when: date
    why: str


@dataclass(frozen=True, slots=True)
class MatchDecision:
    """A person's word on how well an offer serves a theme, in every wave."""

    theme: str
    offer: str
    grade: Grade
    who: str
    when: date
    why: str


@dataclass(frozen=True, slots=True)
class QuoteDecision:
    """A statement that a person has approved for print.

    Attributes:
        wave: Where it was read, and the only wave whose report prints it.
        id: Of the statement there.
        text: As it is printed: redacted, without names of organisations.
        who: Who approved it.
        when: The day.
        why: In their words.
    """

    wave: str
    id: str
    text: str
    who: str
    when: date
    why: str


@dataclass(frozen=True, slots=True)
class Coding:
    """A statement of a random sample, coded by a person who did not see the machine's themes.

    Attributes:
        wave: The wave of the sample.
        id: Of the statement there.
        text: The statement, redacted.
        coder: Who coded it.
        themes: Ids of themes; none when it fits no theme.
        when: The day.
        share: Probability with which the statement was drawn, above 0 up to 1.
    """

    wave: str
    id: str
    text: str
    coder: str
    themes: tuple[str, ...]
    when: date
    share: float


@dataclass(frozen=True)
class Codebook:
    """Themes and decisions, as people have left them.

    Attributes:
        version: Raised by one whenever something is imported; 0 for a codebook without anything.
        themes: Every theme there ever was, by id.
        statements: One decision per text.
        matches: One decision per theme and offer.
        quotes: One per statement.
        codings: One per statement and coder.
    """

    version: int = 0
    themes: tuple[CodebookTheme, ...] = ()
    statements: tuple[StatementDecision, ...] = ()
    matches: tuple[MatchDecision, ...] = ()
    quotes: tuple[QuoteDecision, ...] = ()
    codings: tuple[Coding, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, CodebookTheme]:
        """Id -> theme."""
        return {theme.id: theme for theme in self.themes}

    @cached_property
    def active(self) -> tuple[CodebookTheme, ...]:
        """The themes into which statements are put."""
        return tuple(theme for theme in self.themes if theme.is_active)

    def resolve(self, theme_id: str) -> str:
        """Id -> the active theme it ended up in; empty where it is retired or was never there."""
        theme = self.by_id.get(theme_id)
        while theme is not None and theme.merged_into:
            theme = self.by_id.get(theme.merged_into)
        return theme.id if theme is not None and theme.is_active else ""

    @cached_property
    def decided(self) -> Mapping[str, tuple[str, ...]]:
        """Key of a text (`text_key`) -> the active themes a person put it in.

        None when it fits no theme. A text whose themes are all retired is not decided.
        """
        found = {}
        for decision in self.statements:
            themes = tuple(dict.fromkeys(filter(None, map(self.resolve, decision.themes))))
            if themes or not decision.themes:
                found[text_key(decision.text)] = themes
        return found

    @cached_property
    def grades(self) -> Mapping[tuple[str, str], Grade]:
        """(active theme, offer) -> the grade a person gave.

        A decision on a theme that was merged holds for the theme it went into, unless that one
        has a decision of its own; of several merged ones the last decided counts.
        """
        inherited = sorted(
            (one for one in self.matches if self.resolve(one.theme) != one.theme),
            key=lambda one: (one.when, one.theme),
        )
        own = [one for one in self.matches if self.resolve(one.theme) == one.theme]
        return {
            (self.resolve(one.theme), one.offer): one.grade
            for one in (*inherited, *own)
            if self.resolve(one.theme)
        }

    @cached_property
    def definitions(self) -> Mapping[str, str]:
        """Active theme -> a fingerprint of what belongs to it, to see whether that has changed.

        Of its own definition, phrases and concepts and those of the themes merged into it; not
        of its name, nor of single statements.
        """
        parts: dict[str, list[tuple[object, ...]]] = {theme.id: [] for theme in self.active}
        for theme in self.themes:
            home = self.resolve(theme.id)
            if home:
                says = (theme.definition, theme.include, theme.exclude, theme.concepts)
                parts[home].append((theme.id, *says))
        return {
            theme_id: hashlib.sha256(repr(sorted(said)).encode()).hexdigest()[:12]
            for theme_id, said in parts.items()
        }


EMPTY = Codebook()
