"""YAML files -> the vocabulary that ships, or every fault in the files at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain
from typing import Any

from gapmap.errors import Fault, SettingsError
from gapmap.plain_yaml import read_yaml
from gapmap.text.form_index import is_pattern
from gapmap.text.vocabulary import Concept, Vocabulary

Entry = dict[str, Any]
"""A concept as written: lists of text under da, en, not and likely, text under all others."""

LISTS = ("da", "en", "not", "likely")
_LABELS = ("label_da", "label_en")
KEYS = frozenset({"id", *_LABELS, "broader", "context", *LISTS})

_FORM_ADVICE = "write it in lower case, with a star only at one end of a word"


@cache
def load_vocabulary(folder: Traversable | None = None) -> Vocabulary:
    """Folder of YAML files -> the vocabulary in them.

    Args:
        folder: Holds one list of concepts per area; by default the one that ships.

    Raises:
        SettingsError: A file is no list of concepts, an id repeats, a broader concept is
            not there or goes round in a circle, a label is missing, or a form cannot be read.
    """
    faults: list[Fault] = []
    entries = []
    for area, entry in read_areas(folder, faults):
        found = [*faults_of_entry(entry, _where(area, entry))]
        faults.extend(found)
        if not found:
            entries.append((area, entry))
    return build_vocabulary(
        [concept_of(entry, area) for area, entry in entries],
        faults,
        where=lambda concept: f"{concept.area}.yaml, concept {concept.id}",
    )


def read_areas(folder: Traversable | None, faults: list[Fault]) -> Iterator[tuple[str, Entry]]:
    """Folder, by default the one that ships -> (area, entry) of every concept in its files.

    What cannot be read as an entry with an id and known keys is added to the faults.
    """
    folder = folder or files("gapmap.resources").joinpath("vocabulary")
    for source in sorted(folder.iterdir(), key=lambda source: source.name):
        if source.name.endswith(".yaml"):
            for entry in read_entries(source.read_bytes(), source.name, KEYS, faults):
                yield source.name.removesuffix(".yaml"), entry


def read_entries(
    content: bytes, file: str, keys: frozenset[str], faults: list[Fault]
) -> Iterator[Entry]:
    """Content of a file -> its entries with an id and known keys only.

    A file of nothing but comments has no entries.

    Args:
        content: UTF-8.
        file: Its name, for the faults.
        keys: Those an entry may have.
        faults: What cannot be read is added here.
    """
    listed = read_yaml(content, file, faults) or []
    if not isinstance(listed, list):
        faults.append(Fault(file, "is no list of concepts", "begin each with `- id: ...`"))
        return
    for number, entry in enumerate(listed, start=1):
        if not isinstance(entry, dict) or not _is_text(entry.get("id")):
            faults.append(Fault(f"{file}, concept {number}", "is no concept with an id"))
            continue
        unknown = sorted(str(key) for key in entry.keys() - keys)
        if unknown:
            what = f"unknown key {', '.join(unknown)}"
            known = f"known: {', '.join(sorted(keys))}"
            faults.append(Fault(f"{file}, concept {entry['id']}", what, known))
        else:
            yield entry


def faults_of_entry(entry: Entry, where: str) -> Iterator[Fault]:
    """Entry with an id and known keys -> what else is wrong with it."""
    missing = [key for key in _LABELS if not _is_text(entry.get(key))]
    if missing:
        yield Fault(where, f"no {', '.join(missing)}", "name the concept in both languages")
    if not isinstance(entry.get("broader", ""), str):
        yield Fault(where, "broader is no id of a concept")
    if entry.get("context", "false") not in ("true", "false"):
        yield Fault(where, "context is neither true nor false")
    yield from faults_of_forms(entry, LISTS, where)
    if not entry.get("da") and not entry.get("en"):
        yield Fault(where, "no forms under da or en", "give it a word that stands for it")


def faults_of_forms(entry: Entry, keys: Sequence[str], where: str) -> Iterator[Fault]:
    """Entry, keys that hold lists -> those that hold something else than readable forms."""
    for key in keys:
        forms = entry.get(key) or []
        if not isinstance(forms, list):
            yield Fault(where, f"{key} is no list", f"write {key}: [one, two]")
            continue
        bad = [form for form in forms if not _is_form(form)]
        if bad:
            told = ", ".join(map(repr, bad))
            yield Fault(where, f"{len(bad)} forms under {key} cannot be read: {told}", _FORM_ADVICE)


def concept_of(entry: Entry, area: str) -> Concept:
    """Entry without faults, name of its file -> the concept."""
    return Concept(
        id=entry["id"],
        label_da=entry["label_da"],
        label_en=entry["label_en"],
        broader=entry.get("broader") or "",
        forms=tuple(chain(entry.get("da") or (), entry.get("en") or ())),
        vetoes=tuple(entry.get("not") or ()),
        area=area,
        is_context=entry.get("context") == "true",
        likely=tuple(entry.get("likely") or ()),
    )


def build_vocabulary(
    concepts: Sequence[Concept], faults: Sequence[Fault], *, where: Callable[[Concept], str]
) -> Vocabulary:
    """Concepts, faults found so far -> the vocabulary.

    Args:
        concepts: Context is handed down to all that is below it.
        faults: Told together with those between concepts.
        where: Says of a concept where its faults are to be mended.

    Raises:
        SettingsError: There are faults, an id repeats, or a broader concept is not there or
            goes round in a circle.
    """
    told = [*faults, *_faults_between(concepts, where)]
    if told:
        raise SettingsError(told)
    return Vocabulary(tuple(sorted(_with_context(concepts), key=lambda concept: concept.id)))


def _where(area: str, entry: Entry) -> str:
    return f"{area}.yaml, concept {entry['id']}"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _is_form(form: object) -> bool:
    return (
        isinstance(form, str)
        and form == form.lower()
        and all(is_pattern(word) for word in form.split())
        and form.strip() != ""
    )


def _faults_between(
    concepts: Sequence[Concept], where: Callable[[Concept], str]
) -> Iterator[Fault]:
    """Concepts -> ids that repeat, and broader concepts that are not there or go in circles."""
    for concept_id, times in Counter(concept.id for concept in concepts).items():
        if times > 1:
            yield Fault("vocabulary", f"{times} concepts have the id {concept_id}", "rename one")
    broader = {concept.id: concept.broader for concept in concepts}
    for concept in concepts:
        above = concept.broader
        if above and above not in broader:
            what = f"its broader concept {above} is not there"
            yield Fault(where(concept), what, "name one that is, or drop this one, too")
        climbed = {concept.id}
        while above and above not in climbed:
            climbed.add(above)
            above = broader.get(above, "")
        if above == concept.id:
            yield Fault(where(concept), "is broader than itself")


def _with_context(concepts: Sequence[Concept]) -> Iterator[Concept]:
    """Concepts -> the same, with all that is below context marked as context, too."""
    by_id = {concept.id: concept for concept in concepts}
    for concept in concepts:
        line = [concept]
        while line[-1].broader:
            line.append(by_id[line[-1].broader])
        yield replace(concept, is_context=any(above.is_context for above in line))
