"""Patterns of forms side by side: whether one finds all, or some, of what another finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gapmap.text.tokens import lemma_of

Patterns = Sequence[str]
Inflections = Mapping[str, frozenset[str]]
"""Word -> the words whose dictionary form it is (`inflections_of`)."""


def covers(pattern: str, other: str, inflections: Inflections) -> bool:
    """Whether every word that fits the other pattern fits this one as well.

    A beginning must begin the word as written, so `barn*` does not cover `barn`, which also
    finds "børn".
    """
    if pattern == other:
        return True
    if pattern.endswith("*"):
        stem = pattern[:-1]
        if other.startswith("*") or not other.startswith(stem):
            return False
        return all(word.startswith(stem) for word in inflections.get(other, ()))
    return (
        pattern.startswith("*") and not other.endswith("*") and other.endswith(pattern.lstrip("*"))
    )


def may_meet(pattern: str, other: str, inflections: Inflections) -> bool:
    """Whether some word may fit both; True where it cannot be ruled out."""
    if pattern.strip("*") == pattern:
        pattern, other = other, pattern
    stem = pattern.strip("*")
    if other.strip("*") == other:
        words = {other, *inflections.get(other, ())}
        if pattern == stem:
            return stem in words or lemma_of(other) == stem or lemma_of(stem) == other
        if pattern.endswith("*"):
            grown = stem.startswith(other) or lemma_of(stem) == other
            return grown or any(word.startswith(stem) for word in words)
        return any(word.endswith(stem) or lemma_of(word).endswith(stem) for word in words)
    rest = other.strip("*")
    if pattern.endswith("*") != other.endswith("*"):
        return True
    if pattern.endswith("*"):
        return stem.startswith(rest) or rest.startswith(stem)
    return stem.endswith(rest) or rest.endswith(stem)


def covers_within(patterns: Patterns, others: Patterns, inflections: Inflections) -> bool:
    """Whether this phrase is found wherever the other, as long or longer, is found."""
    return any(
        all(
            covers(pattern, other, inflections)
            for pattern, other in zip(patterns, others[start:], strict=False)
        )
        for start in range(len(others) - len(patterns) + 1)
    )


def may_lie_within(patterns: Patterns, others: Patterns, inflections: Inflections) -> bool:
    """Whether this phrase may be found inside the other, as long or longer."""
    return any(
        all(
            may_meet(pattern, other, inflections)
            for pattern, other in zip(patterns, others[start:], strict=False)
        )
        for start in range(len(others) - len(patterns) + 1)
    )
