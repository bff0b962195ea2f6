"""Text -> its language, by lingua's n-gram models and what is likely in a Danish survey."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from gapmap.text.tokens import normalise

if TYPE_CHECKING:
    from lingua import LanguageDetector

_PRIOR = {"da": 1.0, "en": 0.6, "sv": 0.3, "nb": 0.3}
"""How likely each language is before a word is read, against Danish: the survey is Danish."""

LANGUAGES = tuple(_PRIOR)
"""In this order the first wins a tie."""

_DIGITS = 6  # the last ones depend on the order in which lingua adds up
_SHORT = 4
_FEW_LETTERS = 4
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=20_000)
def detect_language(text: str, within: str = "") -> str:
    """Text -> da, en, sv or nb; da where nothing tells, "" where there are no letters.

    Lingua's confidence times the prior of each language decides, so that short Danish texts
    do not count as Norwegian: Danish wins unless lingua thinks English 1.7 times, or Swedish
    or Norwegian 3.3 times, as likely; and it has what holds fewer than four letters (MDR).

    Args:
        text: What to tell the language of.
        within: The whole answer it comes from; tells the language of fewer than four words.
    """
    plain = normalise(text)
    words = _WORD.findall(plain)
    if not words:
        return ""
    if within and len(words) < _SHORT:
        return detect_language(within)
    if sum(map(len, words)) < _FEW_LETTERS:
        return LANGUAGES[0]
    confidence = {
        value.language.iso_code_639_1.name.lower(): round(value.value, _DIGITS)
        for value in _detector().compute_language_confidence_values(plain)
    }
    return max(LANGUAGES, key=lambda language: confidence[language] * _PRIOR[language])


@cache
def _detector() -> LanguageDetector:
    """Loaded at the first text: it takes a second and 150 MB."""
    from lingua import Language, LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_languages(
        Language.DANISH, Language.ENGLISH, Language.SWEDISH, Language.BOKMAL
    ).build()
