"""Dictionary forms -> the words that have them: the dictionaries read backwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from gapmap.text.tokens import lemma_of

_LANGUAGES = ("da", "en")


def inflections_of(lemmas: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Lemmas -> for each the words of the Danish and English dictionaries that have it.

    Words that no dictionary holds, and whose lemma is made by rule, are not among them.
    """
    from simplemma.strategies import DefaultDictionaryFactory

    wanted = frozenset(lemmas)
    found: dict[str, set[str]] = defaultdict(set)
    for language in _LANGUAGES:
        for word, lemma in DefaultDictionaryFactory().get_dictionary(language).items():
            if lemma.lower() in wanted and lemma_of(word.lower()) == lemma.lower():
                found[lemma.lower()].add(word.lower())
    return {lemma: frozenset(found[lemma]) for lemma in wanted}
