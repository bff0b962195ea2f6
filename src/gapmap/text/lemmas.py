"""Word -> its dictionary form, by simplemma and a list of corrections.

The dictionaries are unpacked at the first word, not at import, and what was looked up is
remembered.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

_HAS_LEMMA = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")


@lru_cache(maxsize=50_000)
def dictionary_form(word: str) -> str:
    """Word in lower case -> its dictionary form in lower case.

    Danish first. English where only the English dictionary knows the word, because the
    Danish rules would cut it short (procurement -> procuremene).
    """
    import simplemma

    if word in overrides():
        return overrides()[word]
    if not _HAS_LEMMA.fullmatch(word):
        return word
    english = not is_danish(word) and is_english(word)
    order = ("en", "da") if english else ("da", "en")
    return simplemma.lemmatize(word, order, low_memory=True).lower()


@lru_cache(maxsize=50_000)
def is_danish(word: str) -> bool:
    """Whether the Danish dictionary, or the list of corrections, holds the word."""
    import simplemma

    return word in overrides() or simplemma.is_known(word, "da", low_memory=True)


@lru_cache(maxsize=50_000)
def is_english(word: str) -> bool:
    """Whether the English dictionary holds the word."""
    import simplemma

    return simplemma.is_known(word, "en", low_memory=True)


@cache
def overrides() -> dict[str, str]:
    """Words that the dictionaries get wrong -> what they should be."""
    import yaml

    source = files("gapmap.resources").joinpath("lemma_overrides.yaml")
    return {
        str(word): str(lemma) for word, lemma in yaml.safe_load(source.read_text("utf-8")).items()
    }
