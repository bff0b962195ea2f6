"""The domain vocabulary: concepts of the field with their Danish and English word forms.

It makes themes explainable: a text is in a theme because it says these words, which stand for
these concepts.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain
from typing import Any

from gapmap.errors import Fault, SettingsError
from gapmap.text.form_index import FormIndex, is_pattern
from gapmap.text.tokens import Token

Span = tuple[int, int]
"""The first token of a form in a text, and the one after its last."""

_SPACED_SIGN = re.compile(r" (/) | (?=,)")
_KEYS = frozenset({"id", "label_da", "label_en", "broader", "context", "da", "en", "not"})


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
            out. Ids in alphabetical order. Broader concepts are not added.
        """
        spans: dict[int, set[Span]] = {}
        vetoes: dict[int, set[Span]] = {}
        for hit in self._index.find(tokens):
            number, is_veto = divmod(hit.value, 2)
            places = vetoes if is_veto else spans
            places.setdefault(number, set()).add((hit.start, hit.end))
        found = {
            self.concepts[number].id: _terms(tokens, _kept(places, vetoes.get(number, set())))
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


@cache
def load_vocabulary(folder: Traversable | None = None) -> Vocabulary:
    """Folder of YAML files -> the vocabulary in them.

    Args:
        folder: Holds one list of concepts per area; by default the one that ships.

    Raises:
        SettingsError: A file is no list of concepts, an id repeats, a broader concept is
            not there or goes round in a circle, a label is missing, or a form cannot be read.
    """
    folder = folder or files("gapmap.resources").joinpath("vocabulary")
    faults: list[Fault] = []
    concepts: list[Concept] = []
    for source in sorted(folder.iterdir(), key=lambda source: source.name):
        if source.name.endswith(".yaml"):
            concepts.extend(_read_area(source, faults))
    faults.extend(_faults_between(concepts))
    if faults:
        raise SettingsError(faults)
    return Vocabulary(tuple(sorted(_with_context(concepts), key=lambda concept: concept.id)))


def _read_area(source: Traversable, faults: list[Fault]) -> Iterator[Concept]:
    """File -> its concepts; what cannot be read is added to the faults instead."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times as fast
    try:
        entries = yaml.load(source.read_text("utf-8"), Loader=loader)  # noqa: S506 (both are safe)
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        faults.append(Fault(source.name, f"line {line} is not YAML", "check quotes and brackets"))
        return
    if not isinstance(entries, list):
        faults.append(Fault(source.name, "is no list of concepts", "begin each with `- id: ...`"))
        return
    for number, entry in enumerate(entries, start=1):
        what = _fault_of_entry(entry)
        if what:
            name = entry.get("id", number) if isinstance(entry, dict) else number
            faults.append(Fault(f"{source.name}, concept {name}", what))
        else:
            yield _concept(entry, source.name.removesuffix(".yaml"))


def _fault_of_entry(entry: object) -> str:
    """Concept as written -> what is wrong with it; empty for nothing."""
    if not isinstance(entry, dict):
        return "is no concept with an id"
    unknown = sorted(str(key) for key in entry.keys() - _KEYS)
    if unknown:
        return f"unknown key {', '.join(unknown)}"
    missing = [key for key in ("id", "label_da", "label_en") if not _is_text(entry.get(key))]
    if missing:
        return f"no {', '.join(missing)}"
    forms = [form for key in ("da", "en", "not") for form in entry.get(key) or ()]
    if not forms:
        return "no forms under da or en"
    bad = sum(not _is_form(form) for form in forms)
    return f"{bad} forms that are no lower-case text with a star at an end of a word" * bool(bad)


def _with_context(concepts: Sequence[Concept]) -> Iterator[Concept]:
    """Concepts -> the same, with all that is below context marked as context, too."""
    by_id = {concept.id: concept for concept in concepts}
    for concept in concepts:
        line = [concept]
        while line[-1].broader:
            line.append(by_id[line[-1].broader])
        yield replace(concept, is_context=any(above.is_context for above in line))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _is_form(form: object) -> bool:
    return (
        isinstance(form, str)
        and form == form.lower()
        and all(is_pattern(word) for word in form.split())
        and form.strip() != ""
    )


def _concept(entry: Mapping[str, Any], area: str) -> Concept:
    return Concept(
        id=entry["id"],
        label_da=entry["label_da"],
        label_en=entry["label_en"],
        broader=entry.get("broader") or "",
        forms=tuple(chain(entry.get("da") or (), entry.get("en") or ())),
        vetoes=tuple(entry.get("not") or ()),
        area=area,
        is_context=entry.get("context", False) is True,
    )


def _faults_between(concepts: Sequence[Concept]) -> Iterator[Fault]:
    """Concepts -> ids that repeat, and broader concepts that are not there or go in circles."""
    for concept_id, times in Counter(concept.id for concept in concepts).items():
        if times > 1:
            yield Fault("vocabulary", f"{times} concepts have the id {concept_id}", "rename one")
    broader = {concept.id: concept.broader for concept in concepts}
    for concept in concepts:
        above = concept.broader
        if above and above not in broader:
            yield Fault(
                f"{concept.area}.yaml, concept {concept.id}",
                f"its broader concept {above} is not there",
            )
        climbed = {concept.id}
        while above and above not in climbed:
            climbed.add(above)
            above = broader.get(above, "")
        if above == concept.id:
            yield Fault(f"{concept.area}.yaml, concept {concept.id}", "is broader than itself")


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
