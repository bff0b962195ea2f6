"""Misspelt word -> the word that is meant, where only one can be meant.

Words that a dictionary, the vocabulary or their parts explain are never touched, nor are
words with other letters than the Danish ones. What is left is read, in this order, as typed
without the Danish letters (ae, oe, aa, or a and o alone), or as one slip of the finger away
from a word of the vocabulary (Damerau 1964); the first letter is hardly ever wrong (Pollock
and Zamora 1984) and is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import combinations, product
from typing import NamedTuple

from gapmap.text.compounds import parts_of
from gapmap.text.lemmas import dictionary_form, is_danish, is_english

_LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"
_PLAIN = re.compile(f"[{_LETTERS}]{{3,30}}")
_LONG = 6
"""Letters from which a word says enough to be corrected by likeness."""
_FIRST_LETTERS = 4
_MOST_MISSING = 2
_PAIRS = {"ae": "æ", "oe": "ø", "aa": "å"}
_PAIR = re.compile("(ae|oe|aa)")
_SINGLE = {"a": "åæ", "o": "ø"}
_ENDINGS = frozenset("e en ene ens er erne ernes es et ets n ne nes r s t".split()) | {""}


class _Forms(NamedTuple):
    """Words of the vocabulary: those that stand whole, and beginnings of words."""

    whole: frozenset[str]
    beginnings: frozenset[str]


@cache
def right_spelling(word: str) -> str:
    """Word in lower case -> the word that is meant; itself if it is known, or nothing fits."""
    if not _PLAIN.fullmatch(word) or _is_known(word):
        return word
    ways: tuple[tuple[Callable[[str], Iterable[str]], Callable[[str], bool], int], ...] = (
        (_with_pairs_joined, _is_known, 0),
        (_with_missing_letters, _is_listed, _LONG),
        (_one_slip_away, _is_of_the_field, _LONG),
    )
    for ways_to_write, fits, shortest in ways:
        if len(word) >= shortest:
            meant = [candidate for candidate in ways_to_write(word) if fits(candidate)]
            if meant:
                return meant[0] if len(set(map(dictionary_form, meant))) == 1 else word
    return word


def _is_known(word: str) -> bool:
    return _is_listed(word) or _is_inflected(word) or len(parts_of(word)) > 1


def _is_listed(word: str) -> bool:
    return is_danish(word) or is_english(word) or word in _forms().whole


def _is_inflected(word: str) -> bool:
    """Whether the word is a known one with an ending that no dictionary lists with it."""
    lemma = dictionary_form(word)
    return word.startswith(lemma) and word[len(lemma) :] in _ENDINGS and _is_listed(lemma)


def _is_of_the_field(word: str) -> bool:
    """Whether the vocabulary has the word, or its beginning and an ending or a known word."""
    if word in _forms().whole:
        return True
    longest = next(
        (cut for cut in range(len(word), _FIRST_LETTERS - 1, -1) if word[:cut] in _forms().beginnings),
        0,
    )
    if not longest:
        return False
    return (longest >= _LONG and word[longest:] in _ENDINGS) or is_danish(word) or is_english(word)


def _with_pairs_joined(word: str) -> Iterator[str]:
    """Word -> all ways to read its ae, oe and aa as the letters æ, ø and å, most first."""
    pieces = _PAIR.split(word)
    choices = [(_PAIRS[piece], piece) if piece in _PAIRS else (piece,) for piece in pieces]
    ways = sorted(("".join(way) for way in product(*choices)), key=len)
    return (way for way in ways if way != word)


def _with_missing_letters(word: str) -> Iterator[str]:
    """Word -> all ways to read one or two of its letters as æ, ø or å."""
    for start in dict.fromkeys((_PAIR.sub(lambda pair: _PAIRS[pair[0]], word), word)):
        places = [place for place, letter in enumerate(start) if letter in _SINGLE]
        for n_missing in range(1, _MOST_MISSING + 1):
            for chosen in combinations(places, n_missing):
                for letters in product(*(_SINGLE[start[place]] for place in chosen)):
                    changed = list(start)
                    for place, letter in zip(chosen, letters, strict=True):
                        changed[place] = letter
                    yield "".join(changed)


def _one_slip_away(word: str) -> Iterator[str]:
    """Word -> every word with two letters swapped, or one left out, put in or replaced."""
    for place in range(1, len(word) + 1):
        before, after = word[:place], word[place:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        if after:
            yield before + after[1:]
        for letter in _LETTERS:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]


@cache
def _forms() -> _Forms:
    from gapmap.text.vocabulary import load_vocabulary  # its index asks for lemmas in turn

    patterns = {
        pattern
        for concept in load_vocabulary().concepts
        for form in concept.forms
        for pattern in form.split()
    }
    return _Forms(
        frozenset(pattern for pattern in patterns if "*" not in pattern),
        frozenset(pattern[:-1] for pattern in patterns if pattern.endswith("*")),
    )
