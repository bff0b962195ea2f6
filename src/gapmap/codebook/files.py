"""codebook.yaml -> Codebook and back, or every fault in the file at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from functools import cache, lru_cache
from typing import Any

from gapmap.codebook.faults import faults_within
from gapmap.codebook.model import (
    EMPTY,
    GRADES,
    Change,
    Codebook,
    CodebookTheme,
    Coding,
    MatchDecision,
    QuoteDecision,
    StatementDecision,
)
from gapmap.errors import Fault, SettingsError
from gapmap.plain_yaml import read_yaml

FILE = "codebook.yaml"
_ID = re.compile(r"[A-Za-z][A-Za-z0-9]{0,19}")
_HEADER = """\
# The codebook: themes with permanent ids, and what people decided on statements and matches.
# `gapmap review import` writes this file anew and keeps the one before; comments do not stay.
# After an edit by hand: gapmap codebook validate
"""

Entry = Mapping[str, Any]
_Read = Callable[[object], Any]


class _UnreadableError(ValueError):
    """A value of another kind than its key asks for; the message says what it should be."""


@lru_cache(maxsize=4)
def read_codebook(content: bytes, file: str = FILE) -> Codebook:
    """Content of codebook.yaml -> Codebook.

    Args:
        content: UTF-8; a file without anything is a codebook without anything.
        file: Its name, for the faults.

    Raises:
        SettingsError: The file cannot be read or contradicts itself; all faults are told, by
            list, number and id, never by what a statement says.
    """
    faults: list[Fault] = []
    written = read_yaml(content, file, faults)
    if written is None and not faults:
        return EMPTY
    if not isinstance(written, dict):
        raise SettingsError(faults or [Fault(file, "is no codebook", "begin with `version: 1`")])
    unknown = sorted(str(key) for key in written.keys() - {"version", *_LISTS})
    if unknown:
        known = f"known: version, {', '.join(_LISTS)}"
        faults.append(Fault(file, f"unknown key {', '.join(unknown)}", known))
    version = str(written.get("version", ""))
    if not version.isdecimal():
        faults.append(Fault(f"{file}, version", "is no whole number", "write version: 1"))
    lists = {name: tuple(_entries(written.get(name), name, file, faults)) for name in _LISTS}
    if not faults:
        codebook = Codebook(version=int(version), **lists)
        faults.extend(faults_within(codebook, file))
    if faults:
        raise SettingsError(faults)
    return codebook


def write_codebook(codebook: Codebook) -> bytes:
    """Codebook -> codebook.yaml; reading it gives the same codebook."""
    import yaml

    plain = {"version": codebook.version} | {
        name: [_plain(entry) for entry in getattr(codebook, name)] for name in _LISTS
    }
    text = yaml.dump(plain, Dumper=_dumper(), allow_unicode=True, sort_keys=False, width=100)
    return (_HEADER + text).encode()


@cache
def _dumper() -> Any:
    """Nothing -> a YAML dumper that writes out what is said twice, and no marks instead."""
    import yaml

    base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

    class Dumper(base):  # type: ignore[misc]
        def ignore_aliases(self, data: Any) -> bool:
            return True

    return Dumper


def _entries(listed: object, name: str, file: str, faults: list[Fault]) -> Iterator[Any]:
    if listed in (None, ""):
        return
    if not isinstance(listed, list):
        faults.append(Fault(f"{file}, {name}", "is no list", "begin each entry with a hyphen"))
        return
    for number, entry in enumerate(listed, start=1):
        where = f"{file}, {name}, entry {number}"
        if not isinstance(entry, dict):
            faults.append(Fault(where, "is no entry", "write its keys, as `id: K01`"))
            continue
        read = _entry(entry, _LISTS[name], where, faults)
        if read is not None:
            yield read


def _entry(entry: Entry, kind: type, where: str, faults: list[Fault]) -> Any:
    """Mapping of text -> the value of that kind; None after telling what is wrong with it."""
    known = {field.name: field for field in fields(kind)}
    found = [
        Fault(where, f"unknown key {key}", f"known: {', '.join(known)}")
        for key in sorted(map(str, entry.keys() - known.keys()))
    ]
    values = {}
    for name in known:
        readers = _READERS.get(kind, {}) | _SHARED
        try:
            if name in entry:
                values[name] = readers.get(name, _text)(entry[name])
            elif name in _REQUIRED[kind]:
                found.append(Fault(where, f"no {name}", f"add {name}: ..."))
        except _UnreadableError as problem:
            found.append(Fault(f"{where}, {name}", f"is not {problem}"))
        except SettingsError as error:
            found += [
                Fault(f"{where}, {name}, {f.where}", f.what, f.try_this) for f in error.faults
            ]
    faults.extend(found)
    return None if found else kind(**values)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _UnreadableError("a text")
    return value.strip()


def _some_text(value: object) -> str:
    if not _text(value):
        raise _UnreadableError("a text with something in it")
    return _text(value)


def _id(value: object) -> str:
    if not _ID.fullmatch(_text(value)):
        raise _UnreadableError("an id: a letter, then at most 19 letters and digits")
    return _text(value)


def _ids(value: object) -> tuple[str, ...]:
    return tuple(_id(one) for one in _texts(value))


def _texts(value: object) -> tuple[str, ...]:
    if value in (None, ""):
        return ()
    if not isinstance(value, list):
        raise _UnreadableError("a list: write [one, two]")
    return tuple(_some_text(one) for one in value)


def _day(value: object) -> date:
    try:
        return date.fromisoformat(_text(value))
    except ValueError:
        pass
    raise _UnreadableError("a day, as 2026-11-25")


def _flag(value: object) -> bool:
    if value not in ("true", "false"):
        raise _UnreadableError("true or false")
    return value == "true"


def _grade(value: object) -> str:
    if value not in GRADES:
        raise _UnreadableError(f"one of {', '.join(GRADES)}")
    return str(value)


def _share(value: object) -> float:
    try:
        share = float(_text(value))
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        raise _UnreadableError("a number above 0, at most 1")
    return share


def _changes(value: object) -> tuple[Change, ...]:
    faults: list[Fault] = []
    if not isinstance(value, list):
        raise _UnreadableError("a list")
    read = [
        _entry(entry, Change, f"change {number}", faults) if isinstance(entry, dict) else None
        for number, entry in enumerate(value, start=1)
    ]
    if faults:
        raise SettingsError(faults)
    changes = tuple(one for one in read if one is not None)
    if len(changes) < len(read):
        raise _UnreadableError("a list of changes, each with when, who, why and what")
    return changes


_LISTS: dict[str, type] = {
    "themes": CodebookTheme,
    "statements": StatementDecision,
    "matches": MatchDecision,
    "quotes": QuoteDecision,
    "codings": Coding,
}
_SHARED: dict[str, _Read] = {
    "who": _some_text,
    "why": _some_text,
    "when": _day,
    "wave": _some_text,
}
_READERS: dict[type, dict[str, _Read]] = {
    Change: {"what": _some_text},
    CodebookTheme: {
        "id": _id,
        "label_da": _some_text,
        "label_en": _some_text,
        "include": _texts,
        "exclude": _texts,
        "concepts": _texts,
        "examples": _texts,
        "found_as": _texts,
        "retired": _flag,
        "changes": _changes,
    },
    StatementDecision: {"id": _some_text, "text": _some_text, "themes": _ids},
    MatchDecision: {"theme": _id, "offer": _some_text, "grade": _grade},
    QuoteDecision: {"id": _some_text, "text": _some_text},
    Coding: {
        "id": _some_text,
        "text": _some_text,
        "coder": _some_text,
        "themes": _ids,
        "share": _share,
    },
}
_REQUIRED: dict[type, frozenset[str]] = {
    CodebookTheme: frozenset({"id", "label_da", "label_en"}),
    **{
        kind: frozenset(field.name for field in fields(kind))
        for kind in (Change, StatementDecision, MatchDecision, QuoteDecision, Coding)
    },
}


def _plain(entry: Any) -> dict[str, Any]:
    """A value -> what is written of it: nothing that is empty, but for a decision on no theme."""
    written: dict[str, Any] = {}
    for field in fields(entry):
        value = getattr(entry, field.name)
        if value in ("", (), False) and field.name != "themes":
            continue
        if isinstance(value, tuple):
            value = [_plain(one) if isinstance(one, Change) else one for one in value]
        written[field.name] = value
    return written
