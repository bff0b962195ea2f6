"""Vocabulary -> forms and vetoes that do nothing, or that mean several things."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gapmap.text.form_index import split_form
from gapmap.text.vocabulary import Concept, Vocabulary
from gapmap.vocabulary_check.patterns import (
    Inflections,
    Patterns,
    covers_within,
    may_lie_within,
)

KINDS = {
    "twice": "stands in the concept twice",
    "covered": "another form of the concept finds it anyway",
    "contained": "holds a shorter form of the concept, which finds it anyway",
    "vetoed": "a veto of the concept always takes it",
    "shared": "stands in an unrelated concept, too",
    "idle": "a veto that no form of the concept can lie inside",
}
"""Kind of finding -> what it says of a form."""

Own = Mapping[str, frozenset[str]]
"""Concept id -> the forms and vetoes that the project has added to it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a form or a veto that an analyst may want to change.

    Attributes:
        kind: A key of KINDS.
        area: Name of the file that the concept comes from.
        concept_id: The concept.
        form: The form or veto.
        because_of: The other form, or the other concepts; empty for none.
        is_own: Whether the project wrote the form, not gapmap.
    """

    kind: str
    area: str
    concept_id: str
    form: str
    because_of: str
    is_own: bool


def own_forms(vocabulary: Vocabulary, shipped: Vocabulary) -> Own:
    """A project's vocabulary, the one that ships -> what the project has added."""
    return {
        concept.id: frozenset(_written(concept) - _written(shipped.by_id.get(concept.id)))
        for concept in vocabulary.concepts
    }


def whole_words(vocabulary: Vocabulary) -> frozenset[str]:
    """Vocabulary -> the words in its forms and vetoes that also stand for their inflections."""
    return frozenset(
        word
        for concept in vocabulary.concepts
        for form in _written(concept)
        for word in split_form(form)
        if "*" not in word
    )


def check_forms(vocabulary: Vocabulary, own: Own, inflections: Inflections) -> list[Finding]:
    """Vocabulary, what is the project's own in it, inflections of its words -> findings.

    `covered` and `vetoed` forms and `idle` vetoes can go without any change to what is
    found, as far as the dictionaries know all inflections. A `contained` phrase makes the
    words told in a report longer, and is found where a veto takes the shorter form.

    Returns:
        By area, concept, kind and form.
    """
    holders: dict[Patterns, set[str]] = defaultdict(set)
    for concept in vocabulary.concepts:
        for form in concept.forms:
            holders[split_form(form)].add(concept.id)
    return [
        Finding(kind, concept.area, concept.id, form, because_of, form in own[concept.id])
        for concept in sorted(vocabulary.concepts, key=lambda one: (one.area, one.id))
        for kind, form, because_of in sorted(
            [
                *_repeated(concept),
                *_redundant(concept, inflections),
                *_shared(concept, vocabulary, holders),
                *_idle(concept, inflections),
            ]
        )
    ]


def _written(concept: Concept | None) -> Counter[str]:
    return Counter((*concept.forms, *concept.vetoes) if concept else ())


def _repeated(concept: Concept) -> Iterator[tuple[str, str, str]]:
    for forms in (concept.forms, concept.vetoes):
        yield from (("twice", form, "") for form, times in Counter(forms).items() if times > 1)


def _redundant(concept: Concept, inflections: Inflections) -> Iterator[tuple[str, str, str]]:
    """Concept -> forms that another form, or a veto, makes superfluous; one reason each."""
    forms = {form: split_form(form) for form in concept.forms}
    vetoes = {veto: split_form(veto) for veto in concept.vetoes}
    for form, patterns in forms.items():
        taken = [v for v, of_v in vetoes.items() if _same_length(of_v, patterns, inflections)]
        others = {other: of_other for other, of_other in forms.items() if other != form}
        same = [o for o, of_o in others.items() if _same_length(of_o, patterns, inflections)]
        shorter = [
            other
            for other, of_other in others.items()
            if len(of_other) < len(patterns) and covers_within(of_other, patterns, inflections)
        ]
        for kind, reasons in (("vetoed", taken), ("covered", same), ("contained", shorter)):
            if reasons:
                yield kind, form, min(reasons, key=lambda reason: (len(reason), reason))
                break


def _same_length(patterns: Patterns, others: Patterns, inflections: Inflections) -> bool:
    return len(patterns) == len(others) and covers_within(patterns, others, inflections)


def _shared(
    concept: Concept, vocabulary: Vocabulary, holders: Mapping[Patterns, set[str]]
) -> Iterator[tuple[str, str, str]]:
    for form in dict.fromkeys(concept.forms):
        unrelated = [
            other
            for other in sorted(holders[split_form(form)] - {concept.id})
            if other not in vocabulary.above(concept.id)
            and concept.id not in vocabulary.above(other)
        ]
        if unrelated:
            yield "shared", form, ", ".join(unrelated)


def _idle(concept: Concept, inflections: Inflections) -> Iterator[tuple[str, str, str]]:
    forms = [split_form(form) for form in concept.forms]
    for veto in dict.fromkeys(concept.vetoes):
        patterns = split_form(veto)
        if not any(may_lie_within(form, patterns, inflections) for form in forms):
            yield "idle", veto, ""
