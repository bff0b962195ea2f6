"""One kind of personal data: where it stands in a text, and what stands there instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Match = re.Match[str]
Place = tuple[int, int]

_CONTEXT = 40
"""Characters looked at on either side of a place."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of personal data in free text.

    Attributes:
        name: What is counted.
        mark: What stands there instead; must not be found by any kind itself.
        find: Text -> start and end of every place, in order and apart.
        trigger: A text without this cannot hold the kind; looked for first, to save time.
    """

    name: str
    mark: str
    find: Callable[[str], Iterator[Place]]
    trigger: re.Pattern[str]

    def put_marks(self, text: str) -> tuple[str, int]:
        """Text -> text with the mark in every place, and how many there are."""
        if not self.trigger.search(text):
            return text, 0
        pieces: list[str] = []
        kept_to = 0
        for start, end in self.find(text):
            pieces += [text[kept_to:start], self.mark]
            kept_to = end
        return "".join(pieces) + text[kept_to:], len(pieces) // 2


def finder(
    expression: re.Pattern[str], accept: Callable[[Match], bool] = lambda match: True
) -> Callable[[str], Iterator[Place]]:
    """Expression, what is meant by it -> a function that finds the places in a text.

    Args:
        expression: Where the kind may stand.
        accept: Whether a place that the expression found is meant after all.
    """

    def find(text: str) -> Iterator[Place]:
        place = 0
        while match := expression.search(text, place):
            if accept(match):
                yield match.span()
                place = match.end()
            else:  # what is meant may start within what is not
                place = match.start() + 1

    return find


def before(match: Match) -> str:
    """Match -> the text just before it."""
    return match.string[max(0, match.start() - _CONTEXT) : match.start()]


def after(match: Match) -> str:
    """Match -> the text just after it."""
    return match.string[match.end() : match.end() + _CONTEXT]
