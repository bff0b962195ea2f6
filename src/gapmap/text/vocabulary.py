"""The domain vocabulary: concepts of the field with their Danish and English word forms.

It makes themes explainable: a text is in a theme because it says these words, which stand for
these concepts.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from gapmap.text.form_index import FormIndex
from gapmap.text.negation import Span, denied_spans
from gapmap.text.tokens import Token

_SPACED_SIGN = re.compile(r" (/) | (?=,)")


@dataclass(frozen=True, slots=True)
class Concept:
    """One idea of the field.

    Attributes:
        id: Its name in the files, words joined by hyphens.
        label_da: Name in Danish.
        label_en: Name in English.
        broader: Id of the concept it is a part of; empty at the top.
        forms: Words and phrases that stand for it, Danish and English.
        vetoes: Words and phrases around a form that make it mean something else.
        likely: Words and phrases that often go with it and do not prove it: they are never
            found in a text, and teach what the concept's texts look like (`likeness`).
        area: Name of the file it comes from.
        is_context: It tells who, where or what stands in the way, not what is needed.
    """

    id: str
    label_da: str
    label_en: str
    broader: str
    forms: tuple[str, ...]
    vetoes: tuple[str, ...]
    area: str
    is_context: bool = False
    likely: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """All concepts, and a search for them.

    Attributes:
        concepts: In the order of their ids.
    """

    concepts: tuple[Concept, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Concept]:
        """Id -> concept."""
        return {concept.id: concept for concept in self.concepts}

    def above(self, concept_id: str) -> tuple[str, ...]:
        """Id -> the ids of all broader concepts, the nearest first."""
        found: list[str] = []
        while concept_id := self.by_id[concept_id].broader:
            found.append(concept_id)
        return tuple(found)

    @cached_property
    def top_of(self) -> Mapping[str, str]:
        """Id -> id of the broadest concept above it, or of itself where there is none."""
        return {one.id: (one.id, *self.above(one.id))[-1] for one in self.concepts}

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """The broadest concepts, in alphabetical order, that are not context only."""
        return tuple(sorted({self.top_of[one.id] for one in self.concepts if not one.is_context}))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all concepts and forms: changes whenever a result might."""
        return hashlib.sha256(repr(self.concepts).encode()).hexdigest()

    def find(self, tokens: Sequence[Token]) -> dict[str, tuple[str, ...]]:
        """Tokens -> the concepts they speak of, each with the words that say so.

        Args:
            tokens: A text as `tokenise` gives it.

        Returns:
            Concept id -> distinct words and phrases as written, in lower case and in the
            order of the text; a word inside a longer phrase of the same concept is left
            out, and so is what the text denies ("penge er ikke problemet"). Ids in
            alphabetical order. Broader concepts are not added.
        """
        spans: dict[int, set[Span]] = {}
        vetoes: dict[int, set[Span]] = {}
        denied = set(denied_spans(tokens))
        for hit in self._index.find(tokens):
            number, is_veto = divmod(hit.value, 2)
            places = vetoes if is_veto else spans
            places.setdefault(number, set()).add((hit.start, hit.end))
        found = {
            self.concepts[number].id: _terms(
                tokens, _kept(places, vetoes.get(number, set()) | denied)
            )
            for number, places in sorted(spans.items())
        }
        return {concept: terms for concept, terms in found.items() if terms}

    @cached_property
    def _index(self) -> FormIndex:
        """Forms stand for twice the concept's number, vetoes for one more."""
        index = FormIndex()
        for number, concept in enumerate(self.concepts):
            for form in concept.forms:
                index.add(form, 2 * number)
            for form in concept.vetoes:
                index.add(form, 2 * number + 1)
        return index


def _kept(places: set[Span], vetoes: set[Span]) -> list[Span]:
    """Places of forms -> those inside no veto and inside no longer form, in order."""
    free = {place for place in places if not any(_inside(place, veto) for veto in vetoes)}
    return sorted(
        place
        for place in free
        if not any(_inside(place, other) for other in free if other != place)
    )


def _inside(place: Span, other: Span) -> bool:
    return other[0] <= place[0] and place[1] <= other[1]


def _terms(tokens: Sequence[Token], places: Iterable[Span]) -> tuple[str, ...]:
    texts = (" ".join(token.text for token in tokens[start:end]) for start, end in places)
    return tuple(dict.fromkeys(_SPACED_SIGN.sub(r"\1", text) for text in texts))
