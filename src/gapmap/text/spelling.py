"""Misspelt word -> the word that is meant, where only one can be meant.

Words that a dictionary, the vocabulary or their parts explain are never touched, nor are
names, and words with other letters than the Danish ones. What is left is read, in this order,
as typed without the Danish letters (ae, oe, aa, or a and o alone), or as one slip of the
finger away from a word of the vocabulary (Damerau 1964). The first letter is hardly ever
wrong (Pollock and Zamora 1984) and is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations, islice, product
from typing import NamedTuple

from gapmap.text.compounds import parts_of
from gapmap.text.lemmas import dictionary_form, is_danish, is_english
from gapmap.text.name_lists import name_lists

_LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"
_PLAIN = re.compile(f"[{_LETTERS}]{{3,30}}")
_LONG = 6
"""Letters from which a word says enough to be corrected by likeness."""
_SHORTEST_BEGINNING = 4
_MOST_PAIRS = 4
_MOST_MISSING = 2
_PAIRS = {"ae": "æ", "oe": "ø", "aa": "å"}
_PAIR = re.compile("(ae|oe|aa)")
_SINGLE = {"a": "åæ", "o": "ø"}
_ENDINGS = frozenset({"", "e", "en", "ene", "ens", "er", "erne", "ernes", "et", "ets", "s"})
_SHORT = 8
"""Letters up to which a word must be near no other word of the dictionary, either."""


class _Forms(NamedTuple):
    """Words of the vocabulary: those that stand whole, and beginnings of words."""

    whole: frozenset[str]
    beginnings: frozenset[str]


@cache
def right_spelling(word: str) -> str:
    """Word in lower case -> the word that is meant; itself if it is known, or nothing fits."""
    if not _PLAIN.fullmatch(word) or _is_listed(word) or _is_inflected(word):
        return word
    meant = _meant_by(word)
    only_one = len(set(map(dictionary_form, meant))) == 1
    return meant[0] if only_one and not _is_name(word) else word


def _meant_by(word: str) -> list[str]:
    """Unknown word -> the words that it may be, by the first way of reading that finds any.

    Missing letters come before the parts: kobenhavn is no harbour (havn) of crowbars (koben).
    """
    meant = [way for way in _with_pairs_joined(word) if _is_known(way)]
    if not meant and len(word) >= _LONG:
        meant = [way for way in _with_missing_letters(word) if _is_listed(way)]
        if not meant and not _is_compound(word):
            meant = _of_the_field(word, list(_one_slip_away(word)))
    return meant


def _is_name(word: str) -> bool:
    return word in name_lists().given or word in name_lists().family


def _is_known(word: str) -> bool:
    return _is_listed(word) or _is_inflected(word) or _is_compound(word)


def _is_compound(word: str) -> bool:
    return len(parts_of(word)) > 1


def _is_listed(word: str) -> bool:
    in_vocabulary = word in _forms().whole or word in _forms().beginnings
    return in_vocabulary or is_danish(word) or (word.isascii() and is_english(word))


def _is_inflected(word: str) -> bool:
    """Whether the word is a known one with an ending that no dictionary lists with it."""
    lemma = dictionary_form(word)
    return word.startswith(lemma) and word[len(lemma) :] in _ENDINGS and _is_listed(lemma)


def _of_the_field(word: str, ways: list[str]) -> list[str]:
    """Word, what it may have been -> what the vocabulary finds and does not find as written."""
    already = _length_of_beginning(word)
    meant = [way for way in ways if _is_found(way, already)]
    if meant and len(word) <= _SHORT:
        form = dictionary_form(meant[0])
        others = (way for way in ways if is_danish(way) and dictionary_form(way) != form)
        meant += islice(others, 1)  # one is enough to doubt, and to look up all takes long
    return meant


def _is_found(word: str, already: int) -> bool:
    """Whether the vocabulary has the word, or more of its beginning than the letters given."""
    if word in _forms().whole:
        return True
    begun = _length_of_beginning(word)
    if begun <= already:
        return False
    return (begun >= _LONG and word[begun:] in _ENDINGS) or is_danish(word) or is_english(word)


def _length_of_beginning(word: str) -> int:
    cuts = range(len(word), _SHORTEST_BEGINNING - 1, -1)
    return next((cut for cut in cuts if word[:cut] in _forms().beginnings), 0)


def _with_pairs_joined(word: str) -> Iterator[str]:
    """Word -> all ways to read some of its ae, oe and aa as æ, ø and å, most of them first."""
    pieces = _PAIR.split(word)
    if len(pieces) // 2 > _MOST_PAIRS:
        return iter(())
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
    from gapmap.text.vocabulary_files import load_vocabulary  # its index asks for lemmas in turn

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
