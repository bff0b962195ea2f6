"""A project's vocabulary.yaml -> the vocabulary that ships, with the project's own changes.

An entry with a new id is a new concept. An entry with the id of a concept that ships replaces
the keys it gives, or adds and removes single forms. A change that changes nothing is a fault:
it was written for a concept or a form that is no longer there.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from gapmap.errors import Fault
from gapmap.text.vocabulary import Vocabulary
from gapmap.text.vocabulary_files import (
    KEYS,
    LISTS,
    Entry,
    build_vocabulary,
    concept_of,
    faults_of_entry,
    faults_of_forms,
    read_areas,
    read_entries,
)

_ADDED = {f"add_{key}": key for key in LISTS}
_CHANGES = (*_ADDED, "remove", "drop")


@lru_cache(maxsize=4)
def change_vocabulary(content: bytes, *, file: str) -> Vocabulary:
    """Content of a project's file -> the vocabulary that ships, changed as it says.

    Args:
        content: YAML in UTF-8: a list of concepts.
        file: Its name, for the faults and as the area of new concepts.

    Raises:
        SettingsError: The file cannot be read, or would change what is not there; all faults
            are told.
    """
    faults: list[Fault] = []
    entries = {entry["id"]: (area, entry) for area, entry in read_areas(None, faults)}
    shipped = frozenset(entries)
    written = [*read_entries(content, file, KEYS | {*_CHANGES}, faults)]
    faults.extend(_repeated(written, file))
    for entry in written:
        name, where = entry["id"], f"{file}, concept {entry['id']}"
        area, before = entries.get(name, (file.removesuffix(".yaml"), None))
        found = [*_faults_of_change(entry, before, where, shipped)]
        if not found and "drop" in entry:
            del entries[name]
        elif not found:
            changed = _changed(before or {}, entry)
            found = [*faults_of_entry(changed, where)]
            if not found:
                entries[name] = (area, changed)
        faults.extend(found)
    return build_vocabulary(
        [concept_of(entry, area) for area, entry in entries.values()],
        faults,
        where=lambda concept: f"{file}, concept {concept.id}",
    )


def _repeated(written: Iterable[Entry], file: str) -> Iterator[Fault]:
    for name, times in Counter(entry["id"] for entry in written).items():
        if times > 1:
            yield Fault(f"{file}, concept {name}", f"stands {times} times", "make one of them")


def _faults_of_change(
    entry: Entry, before: Entry | None, where: str, shipped: frozenset[str]
) -> Iterator[Fault]:
    """Entry as written, the one it changes -> what is wrong with the change itself."""
    changes = [key for key in _CHANGES if key in entry]
    if before is None:
        yield from _faults_of_new(entry, changes, where, shipped)
        return
    if "drop" in entry and (entry["drop"] != "true" or len(entry) > 2):
        yield Fault(
            where, "drop stands with other keys, or is not true", "write id and drop: true alone"
        )
    bad = [*faults_of_forms(entry, (*LISTS, *_ADDED, "remove"), where)]
    yield from bad
    if not bad:
        there = {form for key in LISTS for form in {**before, **entry}.get(key) or ()}
        for form in entry.get("remove") or ():
            if form not in there:
                yield Fault(where, f"remove: it has no form {form!r}", _near(form, there))


def _faults_of_new(
    entry: Entry, changes: list[str], where: str, shipped: frozenset[str]
) -> Iterator[Fault]:
    near = _near(entry["id"], shipped)
    if changes:
        told = ", ".join(changes)
        yield Fault(
            where, f"{told}: no concept with this id ships, so there is nothing to change", near
        )
    else:
        for fault in faults_of_entry(entry, where):
            yield Fault(fault.where, f"new concept: {fault.what}", near or fault.try_this)


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), n=2, cutoff=0.6)
    return f"did you mean {' or '.join(near)}?" if near else ""


def _changed(before: Entry, entry: Entry) -> Entry:
    """Entry before, the change without faults -> the entry after."""
    after = {**before, **{key: value for key, value in entry.items() if key in KEYS}}
    removed = frozenset(entry.get("remove") or ())
    for added, key in _ADDED.items():
        kept = [form for form in after.get(key) or () if form not in removed]
        after[key] = [*kept, *(entry.get(added) or ())]
    return after
