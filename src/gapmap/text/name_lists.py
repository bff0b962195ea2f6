"""The lists of names, places and organisations that names of people are told by.

They are read at the first answer, not at import. All words are in lower case.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FOLDER = "names"
_BAR = "|"


@dataclass(frozen=True, slots=True)
class NameLists:
    """What is known of words that may be names.

    Attributes:
        given: Given names that are nothing else.
        given_words: Given names that are also words, places or products.
        family: Family names that are nothing else.
        family_words: Family names that are also words or places.
        not_persons: Words that are no part of a name on their own.
        not_person_phrases: The same of several words, each split into its words.
    """

    given: frozenset[str]
    given_words: frozenset[str]
    family: frozenset[str]
    family_words: frozenset[str]
    not_persons: frozenset[str]
    not_person_phrases: frozenset[tuple[str, ...]]


@cache
def name_lists() -> NameLists:
    """Nothing -> the lists that ship."""
    lines = _lines("not-persons")
    phrases = (
        tuple(phrase.split()) for line in lines if _BAR in line for phrase in line.split(_BAR)
    )
    return NameLists(
        given=_words("given"),
        given_words=_words("given-words"),
        family=_words("family"),
        family_words=_words("family-words"),
        not_persons=frozenset(w for line in lines if _BAR not in line for w in line.split()),
        not_person_phrases=frozenset(phrases),
    )


def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in _lines(name) for word in line.split())


def _lines(name: str) -> list[str]:
    source = files("gapmap.resources").joinpath(_FOLDER, f"{name}.txt")
    lines = source.read_text("utf-8").lower().splitlines()
    return [line for line in lines if not line.startswith("#")]
