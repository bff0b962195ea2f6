"""Text -> words with their lemmas, by a spaCy pipeline.

Everything is loaded at the first word, not at import, and every distinct word is looked up
once: surveys repeat themselves.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from gapmap.text.lemmas import dictionary_form
from gapmap.text.spelling import right_spelling

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_OUTER_SIGNS = " .,;:!?-\"'()"
_REDACTION = re.compile(r"\[[^\W\d_][\w-]{1,20}(?: \d+)?\]")
_STRAIGHT = {
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff")),
    **str.maketrans("’‘´`“”„‐‑‒–—\u00a0", "''''\"\"\"----- "),
}
_TO_STRAIGHTEN = re.compile(f"[{''.join(map(chr, _STRAIGHT))}]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign of a text.

    Attributes:
        text: As written, in lower case, with straight quotes and hyphens.
        lemma: The dictionary form in lower case; the text itself where none is known.
    """

    text: str
    lemma: str

    @property
    def is_word(self) -> bool:
        """Whether the token holds a letter or a digit."""
        return any(character.isalnum() for character in self.text)

    @property
    def is_stop_word(self) -> bool:
        """Whether the token is a function word of Danish or English, or no word at all."""
        stop = _stop_words()
        return not self.is_word or self.text in stop or self.lemma in stop


def normalise(text: str) -> str:
    """Text -> lower case, composed letters, straight quotes, single spaces.

    Redaction marks such as [telefon] become a dash: they say nothing about a need, and
    no phrase may reach across them.
    """
    plain = unicodedata.normalize("NFC", text)
    if _TO_STRAIGHTEN.search(plain):  # few texts need it, and it takes long
        plain = plain.translate(_STRAIGHT)
    plain = plain.lower()
    if "[" in plain:
        plain = _REDACTION.sub(" - ", plain)
    return " ".join(plain.split())


def text_key(text: str) -> str:
    """Text -> what it must share with another to be the same: not capitals, nor outer signs."""
    return normalise(text).strip(_OUTER_SIGNS)


@lru_cache(maxsize=250_000)  # every text is read half a dozen times
def tokenise(text: str) -> tuple[Token, ...]:
    """Text -> its tokens in order, signs included, redaction marks left out.

    The tokeniser is spaCy's for Danish. A misspelt word keeps its text and gets the lemma of
    the word that is meant.
    """
    return tuple(_token(word.text, word.lemma_) for word in _pipeline()(normalise(text)))


@cache
def _token(text: str, lemma: str) -> Token:
    return Token(text, lemma)


@cache
def _pipeline() -> Language:
    import spacy
    from spacy.language import Language

    if not Language.has_factory("gapmap_lemmas"):
        Language.component("gapmap_lemmas", func=_set_lemmas)
    pipeline = spacy.blank("da")
    pipeline.add_pipe("gapmap_lemmas")
    pipeline.max_length = sys.maxsize  # the limit protects parsers; there is none here
    return pipeline


def _set_lemmas(doc: Doc) -> Doc:
    for word in doc:
        word.lemma_ = lemma_of(word.text)
    return doc


@cache
def lemma_of(word: str) -> str:
    """Word in lower case -> the dictionary form in lower case of the word that is meant."""
    return dictionary_form(right_spelling(word))


@cache
def _stop_words() -> frozenset[str]:
    from spacy.lang.da.stop_words import STOP_WORDS as DANISH
    from spacy.lang.en.stop_words import STOP_WORDS as ENGLISH

    more = files("gapmap.resources").joinpath("stop_words.txt").read_text("utf-8").split()
    return frozenset(DANISH) | frozenset(ENGLISH) | frozenset(more)
