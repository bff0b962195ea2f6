"""What in a codebook contradicts the rest of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator

from gapmap.codebook.model import Codebook, CodebookTheme
from gapmap.errors import Fault
from gapmap.text.tokens import text_key
from gapmap.text.vocabulary import Vocabulary
from gapmap.text.vocabulary_files import faults_of_forms


def faults_within(codebook: Codebook, file: str) -> Iterator[Fault]:
    """Codebook -> what is said twice, or of a theme that is not there.

    A text is never told, only its number in the list.
    """
    for theme_id in _repeated(theme.id for theme in codebook.themes):
        yield Fault(f"{file}, themes", f"several have the id {theme_id}", "give one a free id")
    for theme in codebook.themes:
        yield from _faults_of_theme(theme, codebook, f"{file}, theme {theme.id}")
    for label in ("label_da", "label_en"):
        for name in _repeated(getattr(theme, label).casefold() for theme in codebook.active):
            ids = [t.id for t in codebook.active if getattr(t, label).casefold() == name]
            where = f"{file}, {label}"
            yield Fault(where, f"{' and '.join(ids)} are called the same", "merge or rename one")
    yield from _faults_of_decisions(codebook, file)


def faults_against(
    codebook: Codebook, vocabulary: Vocabulary, offer_ids: Collection[str], file: str
) -> Iterator[Fault]:
    """Codebook, vocabulary, ids of offers -> concepts and offers that are not there (any longer).

    Args:
        codebook: Whose own faults have been found.
        vocabulary: The project's.
        offer_ids: Of every catalogue of the project.
        file: Name of the codebook's file.
    """
    for theme in codebook.themes:
        unknown = [one for one in theme.concepts if one not in vocabulary.by_id]
        if unknown:
            what = f"unknown concept {', '.join(unknown)}"
            yield Fault(f"{file}, theme {theme.id}", what, "name concepts of the vocabulary")
    for number, match in enumerate(codebook.matches, start=1):
        if match.offer not in offer_ids:
            where = f"{file}, matches, entry {number}"
            yield Fault(where, f"no catalogue has the offer {match.offer}", "take the entry out")


def _faults_of_theme(theme: CodebookTheme, codebook: Codebook, where: str) -> Iterator[Fault]:
    for key in ("merged_into", "split_from"):
        other = getattr(theme, key)
        if other == theme.id:
            yield Fault(where, f"{key} names the theme itself")
        elif other and other not in codebook.by_id:
            yield Fault(where, f"{key} names {other}, which is not there")
    if theme.merged_into and theme.retired:
        yield Fault(where, "is both merged and retired", "keep one of the two")
    passed, at = [theme.id], theme
    while at.merged_into in codebook.by_id and at.merged_into != at.id:
        at = codebook.by_id[at.merged_into]
        if at.id in passed:
            if at.id == theme.id:
                yield Fault(where, "is merged round in a circle", "keep one of them")
            break
        passed.append(at.id)
    forms = {"include": list(theme.include), "exclude": list(theme.exclude)}
    yield from faults_of_forms(forms, tuple(forms), where)


def _faults_of_decisions(codebook: Codebook, file: str) -> Iterator[Fault]:
    keys: dict[str, list[Hashable]] = {
        "statements": [text_key(one.text) for one in codebook.statements],
        "matches": [(one.theme, one.offer) for one in codebook.matches],
        "quotes": [(one.wave, one.id) for one in codebook.quotes],
        "codings": [(one.wave, one.id, one.coder) for one in codebook.codings],
    }
    for name, listed in keys.items():
        again = set(_repeated(listed))
        numbers = [str(n) for n, key in enumerate(listed, start=1) if key in again]
        if numbers:
            what = f"entries {', '.join(numbers)} decide the same thing more than once"
            yield Fault(f"{file}, {name}", what, "keep the one that holds")
    named: dict[str, list[tuple[str, ...]]] = {
        "statements": [one.themes for one in codebook.statements],
        "matches": [(one.theme,) for one in codebook.matches],
        "codings": [one.themes for one in codebook.codings],
    }
    for name, themes_of in named.items():
        for number, themes in enumerate(themes_of, start=1):
            absent = [theme for theme in themes if theme not in codebook.by_id]
            if absent:
                where = f"{file}, {name}, entry {number}"
                what = f"names {', '.join(absent)}, which is no theme here"
                yield Fault(where, what, "a theme is never taken out: retire or merge it")


def _repeated(keys: Iterable[Hashable]) -> list[Hashable]:
    return [key for key, times in Counter(keys).items() if times > 1]
