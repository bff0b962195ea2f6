"""Danish compounds -> their parts ("sundhedsdata" -> sundhed, data)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from gapmap.text.lemmas import dictionary_form, is_danish, is_english

_SHORTEST = 9
_SHORTEST_FIRST = 4
_SHORTEST_LINKED = 3
_SHORTEST_LAST = 4
_NEVER_FIRST = frozenset(
    """and bag bagved bed ben bort den der des det efter ens fer for forbi frem fri fra først
    gen god gods han hen her hin hos igen ikke ind inden inter kon kun lig med mel mellem mere
    mest mis mod mor når ned non nær nær om omkring over par per pro prim pre sam samt selv som
    sub tele til tra trans tro uden ude under ved vel vice videre viderefør vis""".split()
)
"""Prefixes and particles: what follows them is a word derived, not composed."""
_NEVER_LAST = frozenset(
    """agtig agtighed bare domme dygtig dygtighed else elser ende ener ering erne esse fuld gørelse inger isme
    iser lere lige ling ment mæssig ning rede rent rige ring skab somme tens tere tering ting tion
    tive""".split()
)
"""Endings that are also words: what they end is a word derived, not composed."""


@cache
def parts_of(word: str) -> tuple[str, ...]:
    """Word in lower case -> the lemmas of its parts; its own lemma alone if it is no compound.

    A word is split where the Danish dictionary knows what stands before the place, with or
    without a linking -s- or -e-, and what stands behind it as a dictionary form. Of several
    such places the one whose shorter part is longest counts, then the one with the longer
    last part. Parts are split again. Words of the English dictionary are never split.
    """
    lemma = dictionary_form(word)
    if len(lemma) < _SHORTEST or is_english(lemma) or not lemma.isalpha():
        return (lemma,)
    places = (
        place
        for place in range(_SHORTEST_LINKED + 1, len(lemma) - _SHORTEST_LAST + 1)
        if _may_be_last(lemma[place:]) and _first(lemma[:place])
    )
    best = max(places, key=lambda place: (min(place, len(lemma) - place), -place), default=None)
    if best is None:
        return (lemma,)
    return (*parts_of(_first(lemma[:best])), *parts_of(lemma[best:]))


def _may_be_last(part: str) -> bool:
    return part not in _NEVER_LAST and is_danish(part) and dictionary_form(part) == part


def _first(part: str) -> str:
    """Beginning of a word -> the word it is, without what links it; empty for none."""
    return next((stem for stem in _stems(part) if _may_be_first(stem)), "")


def _stems(part: str) -> Iterator[str]:
    if part.endswith(("s", "e")) and len(part) > _SHORTEST_LINKED:
        yield part[:-1]
    if len(part) >= _SHORTEST_FIRST:
        yield part


def _may_be_first(stem: str) -> bool:
    return stem not in _NEVER_FIRST and is_danish(stem)
