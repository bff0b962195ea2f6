"""Danish compounds -> their parts ("sundhedsdata" -> sundhed, data)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from gapmap.text.lemmas import dictionary_form, is_danish, is_english

_SHORTEST = 9
_SHORTEST_FIRST = 4
_SHORTEST_LINKED = 3
_SHORTEST_LAST = 4


class _Exceptions(NamedTuple):
    """Words of the dictionary that are no parts of a compound."""

    never_first: frozenset[str]
    never_last: frozenset[str]


@lru_cache(maxsize=50_000)
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
    places = sorted(
        range(_SHORTEST_LINKED + 1, len(lemma) - _SHORTEST_LAST + 1),
        key=lambda place: (-min(place, len(lemma) - place), place),
    )
    best = next((p for p in places if _may_be_last(lemma[p:]) and _first(lemma[:p])), None)
    if best is None:
        return (lemma,)
    return (*parts_of(_first(lemma[:best])), *parts_of(lemma[best:]))


def _may_be_last(part: str) -> bool:
    return (
        part not in _exceptions().never_last and is_danish(part) and dictionary_form(part) == part
    )


def _first(part: str) -> str:
    """Beginning of a word -> the word it is, without what links it; empty for none."""
    return next((_in_full(stem) for stem in _stems(part) if _may_be_first(stem)), "")


def _stems(part: str) -> Iterator[str]:
    if len(part) >= _SHORTEST_FIRST and dictionary_form(part) == part:
        yield part
    if part.endswith(("s", "e")) and len(part) > _SHORTEST_LINKED:
        yield part[:-1]
    if len(part) >= _SHORTEST_FIRST:
        yield part


def _may_be_first(stem: str) -> bool:
    return stem not in _exceptions().never_first and is_danish(stem)


def _in_full(stem: str) -> str:
    """Stem -> its lemma if that begins like it (arbejd -> arbejde, but not vare -> være)."""
    lemma = dictionary_form(stem)
    return lemma if lemma[:_SHORTEST_LINKED] == stem[:_SHORTEST_LINKED] else stem


@cache
def _exceptions() -> _Exceptions:
    import yaml

    source = files("gapmap.resources").joinpath("compounds.yaml")
    lists = yaml.safe_load(source.read_text("utf-8"))
    return _Exceptions(frozenset(lists["never_first"]), frozenset(lists["never_last"]))
