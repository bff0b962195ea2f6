"""Two versions of the codebook -> what differs, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from gapmap.codebook.model import Codebook, CodebookTheme, StatementDecision
from gapmap.codebook.words import called, listed, name_of, say
from gapmap.settings import Language
from gapmap.text.tokens import text_key


def describe_changes(old: Codebook, new: Codebook, language: Language) -> list[str]:
    """Codebook before, codebook after -> what differs, in lines; none where nothing does.

    Themes by name, matches by theme and offer, statements and quotes as counts: no line holds
    what somebody said.
    """
    return [
        *_themes(old, new, language),
        *_statements(old, new, language),
        *_matches(old, new, language),
        *_quotes(old, new, language),
        *_codings(old, new, language),
    ]


def _themes(old: Codebook, new: Codebook, language: Language) -> Iterator[str]:
    for theme in new.themes:
        before = old.by_id.get(theme.id)
        if before is None:
            origin = _origin(theme, new, language)
            values = {"theme": called(theme, language), "origin": origin}
            yield say("diff.new_theme", language, values)
            before = CodebookTheme(theme.id, theme.label_da, theme.label_en)
            before = _as_found(before, theme)
        yield from _theme(before, theme, new, language)
    for theme in old.themes:
        if theme.id not in new.by_id:
            yield say("diff.removed_theme", language, {"theme": called(theme, language)})


def _as_found(blank: CodebookTheme, theme: CodebookTheme) -> CodebookTheme:
    """What need not be told of a theme that is new: where it came from and what it is about."""
    return CodebookTheme(
        blank.id,
        blank.label_da,
        blank.label_en,
        definition=theme.definition,
        include=theme.include,
        exclude=theme.exclude,
        concepts=theme.concepts,
        examples=theme.examples,
        found_as=theme.found_as,
        split_from=theme.split_from,
    )


def _origin(theme: CodebookTheme, codebook: Codebook, language: Language) -> str:
    if theme.split_from:
        parent = called(codebook.by_id[theme.split_from], language)
        return say("diff.origin_split", language, {"theme": parent})
    if theme.found_as:
        found = {"proposals": listed(theme.found_as, language)}
        return say("diff.origin_found", language, found)
    return ""


def _theme(
    old: CodebookTheme, new: CodebookTheme, codebook: Codebook, language: Language
) -> Iterator[str]:
    values: dict[str, object] = {"theme": called(new, language)}
    for one in get_args(Language):
        was, now = name_of(old, one), name_of(new, one)
        if was != now:
            yield say("diff.renamed", language, {"id": new.id, "old": was, "new": now})
    if old.merged_into != new.merged_into:
        if new.merged_into:
            target = called(codebook.by_id[new.merged_into], language)
            yield say("diff.merged", language, values | {"target": target})
        else:
            yield say("diff.unmerged", language, values)
    if old.retired != new.retired:
        yield say("diff.retired" if new.retired else "diff.restored", language, values)
    more = [name for name in new.found_as if name not in old.found_as]
    if more:
        yield say("diff.took_in", language, values | {"proposals": listed(more, language)})
        return  # and with them concepts and examples
    said = {
        "definition": (old.definition, new.definition),
        "phrases": ((old.include, old.exclude), (new.include, new.exclude)),
        "concepts": (old.concepts, new.concepts),
        "examples": (old.examples, new.examples),
    }
    for key, (before, after) in said.items():
        if before != after:
            yield say(f"diff.{key}", language, values)


def _statements(old: Codebook, new: Codebook, language: Language) -> Iterator[str]:
    before, after = _by_text(old.statements), _by_text(new.statements)
    fresh = after.keys() - before.keys()
    changed = {key for key in after.keys() & before.keys() if after[key] != before[key]}
    gone = before.keys() - after.keys()
    if not (fresh or changed or gone):
        return
    counts = {"new": len(fresh), "changed": len(changed), "gone": len(gone)}
    yield say("diff.statements", language, counts)
    placed = Counter(theme for key in fresh | changed for theme in after[key] or ("",))
    for theme, n in sorted(placed.items(), key=lambda item: (-item[1], item[0])):
        name = called(new.by_id[theme], language) if theme else say("diff.no_theme", language)
        yield say("diff.placed", language, {"theme": name, "n": n})


def _by_text(decisions: Iterable[StatementDecision]) -> Mapping[str, tuple[str, ...]]:
    return {text_key(one.text): one.themes for one in decisions}


def _matches(old: Codebook, new: Codebook, language: Language) -> Iterator[str]:
    before = {(one.theme, one.offer): one.grade for one in old.matches}
    after = {(one.theme, one.offer): one.grade for one in new.matches}
    for theme, offer in sorted(before.keys() | after.keys()):
        was, now = before.get((theme, offer)), after.get((theme, offer))
        if was == now:
            continue
        codebook = new if theme in new.by_id else old
        values = {"theme": called(codebook.by_id[theme], language), "offer": offer}
        if now is None:
            yield say("diff.match_gone", language, values)
            continue
        values["grade"] = say(f"grade.{now}", language)
        if was is None:
            yield say("diff.match", language, values)
        else:
            values["before"] = say(f"grade.{was}", language)
            yield say("diff.match_changed", language, values)


def _quotes(old: Codebook, new: Codebook, language: Language) -> Iterator[str]:
    before, after = ({(one.wave, one.id, one.text) for one in book.quotes} for book in (old, new))
    counts = {"new": len(after - before), "gone": len(before - after)}
    if any(counts.values()):
        yield say("diff.quotes", language, counts)


def _codings(old: Codebook, new: Codebook, language: Language) -> Iterator[str]:
    before = {(one.wave, one.id, one.coder, one.themes) for one in old.codings}
    coders = Counter(
        one.coder for one in new.codings if (one.wave, one.id, one.coder, one.themes) not in before
    )
    for coder, n in sorted(coders.items()):
        yield say("diff.codings", language, {"n": n, "coder": coder})
