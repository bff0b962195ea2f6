"""What reviewers decided -> the codebook that holds it; the codebook before is unchanged."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from gapmap.codebook.model import (
    Change,
    Codebook,
    CodebookTheme,
    Coding,
    MatchDecision,
    QuoteDecision,
    StatementDecision,
)
from gapmap.codebook.words import called, name_of, say
from gapmap.settings import Language
from gapmap.text.tokens import text_key

_NEW = "+"
_PERMANENT = re.compile(r"K(\d+)")

Entry = TypeVar("Entry", StatementDecision, MatchDecision, QuoteDecision, Coding)


def new_theme(name: str) -> str:
    """Name of a theme that is not there yet -> how decisions refer to it; never an id."""
    return _NEW + " ".join(name.split()).casefold()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A theme that a run found, and that has no permanent id yet.

    Attributes:
        label_da: Its name in Danish.
        label_en: Its name in English.
        concepts: Ids of the concepts of the vocabulary it is about.
        examples: Typical statements, redacted.
    """

    label_da: str
    label_en: str
    concepts: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeEdit:
    """What a reviewer says of a theme; with nothing but who and why, that it is one.

    Attributes:
        theme: Id in the codebook, id of a proposal, or `new_theme` of its name.
        who: Who said it.
        why: In their words.
        label_da: New name in Danish; empty to keep it.
        label_en: New name in English; empty to keep it.
        definition: New definition; empty to keep it.
        merge_into: The theme it goes into; empty for none.
        split_from: The theme that a new one is taken out of; empty for none.
        retire: Whether nothing is to be put here any longer.
    """

    theme: str
    who: str
    why: str
    label_da: str = ""
    label_en: str = ""
    definition: str = ""
    merge_into: str = ""
    split_from: str = ""
    retire: bool = False


@dataclass(frozen=True, slots=True)
class Decisions:
    """What reviewers decided; themes are named as in `ThemeEdit.theme`.

    Attributes:
        themes: One edit per theme; merges run into no circle.
        statements: One per text.
        matches: One per theme and offer.
        quotes: One per statement.
        withdrawn: (wave, id) of quotes that are no longer approved.
        codings: One per statement and coder.
    """

    themes: Sequence[ThemeEdit] = ()
    statements: Sequence[StatementDecision] = ()
    matches: Sequence[MatchDecision] = ()
    quotes: Sequence[QuoteDecision] = ()
    withdrawn: Sequence[tuple[str, str]] = ()
    codings: Sequence[Coding] = ()


def revise(
    codebook: Codebook,
    decisions: Decisions,
    proposals: Mapping[str, Proposal],
    *,
    when: date,
    language: Language,
) -> Codebook:
    """Codebook, decisions -> the codebook that holds them, its version raised by one.

    A proposal gets a permanent id when anything is decided about it; one that is merged goes
    into the other theme and gets none. Ids count on from the greatest there ever was, proposals
    first. What is decided already as it is decided now changes nothing.

    Args:
        codebook: As it is; unchanged.
        decisions: Free of contradictions.
        proposals: Id -> the proposals that decisions may name.
        when: The day.
        language: In which it is noted what was done to a theme.

    Returns:
        The same codebook where nothing changes.
    """
    themes = _Themes(codebook, decisions, proposals, when, language)
    revised = replace(codebook, themes=themes.revised())
    home = themes.home
    revised = replace(
        revised,
        statements=_put(
            codebook.statements,
            [replace(d, themes=_homes(d.themes, home)) for d in decisions.statements],
            key=lambda one: text_key(one.text),
            says=lambda one: frozenset(map(revised.resolve, one.themes)),
        ),
        matches=_put(
            codebook.matches,
            [
                one
                for one in (replace(d, theme=home(d.theme)) for d in decisions.matches)
                if revised.grades.get((revised.resolve(one.theme), one.offer)) != one.grade
            ],
            key=lambda one: (one.theme, one.offer),
            says=lambda one: one.grade,
        ),
        quotes=_put(
            [one for one in codebook.quotes if (one.wave, one.id) not in decisions.withdrawn],
            decisions.quotes,
            key=lambda one: (one.wave, one.id),
            says=lambda one: one.text,
        ),
        codings=_put(
            codebook.codings,
            [replace(d, themes=_homes(d.themes, home)) for d in decisions.codings],
            key=lambda one: (one.wave, one.id, one.coder),
            says=lambda one: frozenset(one.themes),
        ),
    )
    return codebook if revised == codebook else replace(revised, version=codebook.version + 1)


def _homes(themes: Iterable[str], home: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(home, themes)))


def _put(
    before: Sequence[Entry],
    decided: Iterable[Entry],
    *,
    key: Callable[[Entry], Hashable],
    says: Callable[[Entry], object],
) -> tuple[Entry, ...]:
    """Entries, decided ones -> with those in the place of what was decided before, or at the end.

    An entry that says what was said before stays as it was: who decided first is kept.
    """
    entries = {key(one): one for one in before}
    for one in decided:
        old = entries.get(key(one))
        if old is None or says(old) != says(one):
            entries[key(one)] = one
    return tuple(entries.values())


class _Themes:
    """The themes of a codebook under revision."""

    def __init__(
        self,
        codebook: Codebook,
        decisions: Decisions,
        proposals: Mapping[str, Proposal],
        when: date,
        language: Language,
    ) -> None:
        self._codebook, self._decisions, self._proposals = codebook, decisions, proposals
        self._when, self._language = when, language
        self._edits = {edit.theme: edit for edit in decisions.themes}
        self._folded = {
            edit.theme for edit in decisions.themes if edit.merge_into and edit.theme in proposals
        }
        self._causes = dict(_causes(decisions, say("what.coded", language)))
        numbers = [_PERMANENT.fullmatch(theme.id) for theme in codebook.themes]
        first = max((int(found[1]) for found in numbers if found), default=0) + 1
        fresh = sorted(self._causes.keys() - codebook.by_id.keys() - self._folded, key=_in_order)
        self._ids = {name: f"K{number:02d}" for number, name in enumerate(fresh, start=first)}

    def home(self, name: str) -> str:
        """Name of a theme in decisions -> its permanent id, or that of the theme it goes into."""
        while name in self._folded:
            name = self._edits[name].merge_into
        return self._ids.get(name, name)

    def revised(self) -> tuple[CodebookTheme, ...]:
        """All themes as they are after the decisions, by what was there and then the new ones."""
        names = [theme.id for theme in self._codebook.themes] + list(self._ids)
        themes = {self.home(name): self._start(name) for name in names}
        for name in sorted(self._folded, key=_in_order):
            home = self.home(name)
            themes[home] = self._with_proposal(themes[home], name)
        for name in names:
            if name in self._edits:
                home = self.home(name)
                themes[home] = self._edited(themes[home], self._edits[name], themes)
        return tuple(themes.values())

    def _start(self, name: str) -> CodebookTheme:
        """A theme as it is in the codebook, or as it enters it."""
        if name in self._codebook.by_id:
            return self._codebook.by_id[name]
        theme_id, cause = self._ids[name], self._causes[name]
        if name in self._proposals:
            found = self._proposals[name]
            what = self._what("created_from", {"proposal": name})
            return CodebookTheme(
                theme_id,
                found.label_da,
                found.label_en,
                concepts=found.concepts,
                examples=found.examples,
                found_as=(name,),
                changes=(self._change(cause, what),),
            )
        edit = self._edits[name]
        origin = self.home(edit.split_from) if edit.split_from else ""
        what = self._what("split_from", {"theme": origin}) if origin else self._what("created")
        return CodebookTheme(
            theme_id,
            edit.label_da,
            edit.label_en or edit.label_da,
            definition=edit.definition,
            split_from=origin,
            changes=(self._change(cause, what),),
        )

    def _with_proposal(self, theme: CodebookTheme, name: str) -> CodebookTheme:
        found = self._proposals[name]
        label = found.label_da if self._language == "da" else found.label_en
        what = self._what("took_in", {"theme": f"{name} {label}"})
        return replace(
            theme,
            found_as=_with(theme.found_as, [name]),
            concepts=_with(theme.concepts, found.concepts),
            examples=_with(theme.examples, found.examples),
            changes=(*theme.changes, self._change(self._causes[name], what)),
        )

    def _edited(
        self, theme: CodebookTheme, edit: ThemeEdit, themes: Mapping[str, CodebookTheme]
    ) -> CodebookTheme:
        target = self.home(edit.merge_into) if edit.merge_into else theme.merged_into
        edited = replace(
            theme,
            label_da=edit.label_da or theme.label_da,
            label_en=edit.label_en or theme.label_en,
            definition=edit.definition or theme.definition,
            merged_into=target,
            retired=theme.retired or edit.retire,
        )
        done = [*self._done(theme, edited, themes)]
        if not done:
            return theme
        change = self._change((edit.who, edit.why), "; ".join(done))
        return replace(edited, changes=(*theme.changes, change))

    def _done(
        self, before: CodebookTheme, after: CodebookTheme, themes: Mapping[str, CodebookTheme]
    ) -> Iterator[str]:
        if (before.label_da, before.label_en) != (after.label_da, after.label_en):
            language: Language = self._language
            if name_of(before, language) == name_of(after, language):
                language = "en" if language == "da" else "da"
            names = {"old": name_of(before, language), "new": name_of(after, language)}
            yield self._what("renamed", names)
        if before.definition != after.definition:
            yield self._what("defined")
        if before.merged_into != after.merged_into:
            target = called(themes[after.merged_into], self._language)
            yield self._what("merged", {"theme": target})
        if before.retired != after.retired:
            yield self._what("retired")

    def _what(self, key: str, values: Mapping[str, object] | None = None) -> str:
        return say(f"what.{key}", self._language, values)

    def _change(self, cause: tuple[str, str], what: str) -> Change:
        return Change(self._when, *cause, what)


def _causes(decisions: Decisions, coded: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Every theme that decisions name -> who named it first in earnest, and why; last one holds."""
    for coding in decisions.codings:
        yield from ((name, (coding.coder, coded)) for name in coding.themes)
    for match in decisions.matches:
        yield match.theme, (match.who, match.why)
    for statement in decisions.statements:
        yield from ((name, (statement.who, statement.why)) for name in statement.themes)
    for edit in decisions.themes:
        others = filter(None, (edit.merge_into, edit.split_from))
        yield from ((name, (edit.who, edit.why)) for name in others)
    for edit in decisions.themes:
        yield edit.theme, (edit.who, edit.why)


def _with(before: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*before, *more]))


def _in_order(name: str) -> tuple[bool, list[str | int], str]:
    """Proposals before new themes, P2 before P10."""
    parts = [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]
    return name.startswith(_NEW), parts, name
