"""Many word forms -> one index that finds all of them in a text at once.

A pattern is a word, a beginning (`forsøg*`) or an ending (`*fond`). A form is one pattern or a
phrase of consecutive ones. Each distinct token is looked up once, by its beginnings and
endings; phrases are then followed over the results.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from gapmap.text.tokens import Token, tokenise

_PATTERN = re.compile(r"\*?[^*\s]+|[^*\s]+\*")
_UNCUT = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
"""Words the tokeniser leaves whole, which saves asking it ten thousand times."""
_OPENS_CLAUSE = frozenset({"at", "der", "hvis", "hvor", "når", "om", "som", "that", "who"})


class Hit(NamedTuple):
    """A form found in a text: what it stands for, and its first and last-but-one token."""

    value: int
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    """A place in the tree of phrases: what ends here, and what may follow."""

    values: list[int] = field(default_factory=list)
    following: dict[int, _Node] = field(default_factory=dict)


class FormIndex:
    """Finds every added form in a sequence of tokens."""

    def __init__(self) -> None:
        self._root = _Node()
        self._patterns: dict[str, int] = {}
        self._whole: dict[str, int] = {}
        self._beginnings: dict[str, int] = {}
        self._endings: dict[str, int] = {}
        self._resolved: dict[Token, tuple[int, ...]] = {}

    def add(self, form: str, value: int) -> None:
        """Form, what it stands for -> the form is found from now on.

        Raises:
            ValueError: The form is empty, or has a star elsewhere than at an end of a word.
        """
        node = self._root
        for pattern in split_form(form):
            node = node.following.setdefault(self._pattern_id(pattern), _Node())
        node.values.append(value)
        self._resolved.clear()

    def find(self, tokens: Sequence[Token]) -> list[Hit]:
        """Tokens -> every form in them, by place; forms may overlap.

        A phrase goes on over the comma that Danish sets before a clause: the form
        "læge der" is found in "en læge, der vil", too.
        """
        resolved = [self._resolve(token) for token in tokens]
        hits: list[Hit] = []
        for start in range(len(tokens)):
            nodes = [self._root]
            for end in range(start, len(tokens)):
                if end > start and _is_comma_of_clause(tokens, end):
                    continue
                nodes = [
                    node.following[pattern]
                    for node in nodes
                    for pattern in resolved[end]
                    if pattern in node.following
                ]
                if not nodes:
                    break
                hits.extend(Hit(value, start, end + 1) for node in nodes for value in node.values)
        return hits

    def _pattern_id(self, pattern: str) -> int:
        known = self._patterns.get(pattern)
        if known is not None:
            return known
        number = self._patterns[pattern] = len(self._patterns)
        kind, stem = self._whole, pattern
        if pattern.startswith("*"):
            kind, stem = self._endings, pattern[1:]
        elif pattern.endswith("*"):
            kind, stem = self._beginnings, pattern[:-1]
        kind[stem] = number
        return number

    def _resolve(self, token: Token) -> tuple[int, ...]:
        """Token -> the patterns it fits; a beginning must begin the word as written."""
        known = self._resolved.get(token)
        if known is not None:
            return known
        found: set[int] = set()
        for word in {token.text, token.lemma}:
            found.update(_looked_up(self._whole, [word]))
            found.update(_looked_up(self._endings, [word[cut:] for cut in range(len(word))]))
        text = token.text
        beginnings = [text[:cut] for cut in range(1, len(text) + 1)]
        found.update(_looked_up(self._beginnings, beginnings))
        self._resolved[token] = tuple(sorted(found))
        return self._resolved[token]


def is_pattern(word: str) -> bool:
    """Whether a word of a form can be read: a star at one end at most, and not alone."""
    return _PATTERN.fullmatch(word) is not None


def split_form(form: str) -> tuple[str, ...]:
    """Form -> its patterns, cut where the tokeniser would cut the text ("qa/ra" in three).

    Raises:
        ValueError: The form is empty, or has a star elsewhere than at one end of a word.
    """
    if not form.split() or not all(is_pattern(word) for word in form.split()):
        raise ValueError("the form is empty or has a star that stands alone or inside a word")
    return tuple(pattern for word in form.split() for pattern in _split_word(word))


def _split_word(word: str) -> list[str]:
    stem = word.strip("*")
    parts = [stem] if _UNCUT.fullmatch(stem) else [token.text for token in tokenise(stem)]
    if word.startswith("*"):
        parts[0] = "*" + parts[0]
    if word.endswith("*"):
        parts[-1] += "*"
    return parts


def _is_comma_of_clause(tokens: Sequence[Token], place: int) -> bool:
    following = tokens[place + 1 : place + 2]
    return tokens[place].text == "," and any(token.text in _OPENS_CLAUSE for token in following)


def _looked_up(index: dict[str, int], keys: Sequence[str]) -> list[int]:
    return [index[key] for key in keys if key in index]
