"""What a run was made from, and what of it differs between two runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal, get_args

from gapmap import __version__
from gapmap.run import Run
from gapmap.store import CODEBOOK, SETTINGS, VOCABULARY, WAVE_SETTINGS, RunRecord

Kind = Literal[
    "data", "catalogue", "codebook", "vocabulary", "model", "settings", "version", "previous"
]
KINDS: tuple[Kind, ...] = get_args(Kind)

_WORDINGS = "categories"
"""In wave.toml: values of the export as they were given, which are not to be repeated."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a run was made from.

    Attributes:
        version: Of gapmap.
        settings: Settings file -> its content, defaults filled in.
        inputs: Kind of input -> file or model -> SHA-256.
        previous: The wave before -> its run id.
    """

    version: str
    settings: Mapping[str, Mapping[str, Any]]
    inputs: Mapping[Kind, Mapping[str, str]]
    previous: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A key of the settings whose value differs; None where the key is not there."""

    file: str
    key: str
    before: Any
    after: Any


def of_record(record: RunRecord) -> Provenance:
    """A published run -> what it was made from."""
    inputs = _by_kind(record.inputs, record.wave, record.settings)
    return Provenance(record.version, record.settings, inputs, record.previous)


def of_run(run: Run) -> Provenance:
    """A run that could be made now -> what it would be made from."""
    inputs = _by_kind(run.inputs, run.wave, run.settings_as_read)
    return Provenance(__version__, run.settings_as_read, inputs, run.previous)


def changed_kinds(before: Provenance, after: Provenance) -> tuple[Kind, ...]:
    """Two provenances -> the kinds of things that differ."""
    differs: dict[Kind, bool] = {
        "settings": bool(changed_settings(before, after)),
        "version": before.version != after.version,
        "previous": before.previous != after.previous,
    }
    for kind in ("data", "catalogue", "codebook", "vocabulary", "model"):
        differs[kind] = before.inputs.get(kind, {}) != after.inputs.get(kind, {})
    return tuple(kind for kind in KINDS if differs[kind])


def changed_since(record: RunRecord, run: Run) -> tuple[str, ...]:
    """The published run, the one that could be made now -> what changed, in a word each.

    Empty when nothing did. The key of the pseudonyms is not kept with a run: it is named where
    nothing else explains that the run would be another.
    """
    kinds = changed_kinds(of_record(record), of_run(run))
    if kinds or record.run_id == run.run_id:
        return tuple("the wave before" if kind == "previous" else kind for kind in kinds)
    return ("key",)


def changed_settings(before: Provenance, after: Provenance) -> list[SettingChange]:
    """Two provenances -> the keys whose values differ.

    Wordings of the export are not among them: of [categories] in wave.toml only the table that
    changed is named, without values.
    """
    found = [
        SettingChange(file, key, old.get(key), new.get(key))
        for file in (SETTINGS, WAVE_SETTINGS)
        for old, new in [[dict(_flat(one.settings.get(file, {}))) for one in (before, after)]]
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]
    return list(dict.fromkeys(_without_wordings(one) for one in found))


def _without_wordings(change: SettingChange) -> SettingChange:
    parts = change.key.split(".")
    if change.file != WAVE_SETTINGS or parts[0] != _WORDINGS:
        return change
    return SettingChange(change.file, ".".join(parts[:2]), None, None)


def _flat(settings: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Nested settings -> "table.key", value; what is empty is as if it were not there."""
    for key, value in settings.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}.")
        elif value not in ([], "", None):
            yield f"{before}{key}", tuple(value) if isinstance(value, list) else value


def _by_kind(
    inputs: Mapping[str, str], wave: str, settings: Mapping[str, Mapping[str, Any]]
) -> dict[Kind, dict[str, str]]:
    catalogue = str(settings[SETTINGS]["catalogue"]["file"])
    found: dict[Kind, dict[str, str]] = {}
    for name, sha in inputs.items():
        found.setdefault(_kind(name, wave, catalogue), {})[name] = sha
    return found


def _kind(name: str, wave: str, catalogue: str) -> Kind:
    own: dict[str, Kind] = {VOCABULARY: "vocabulary", CODEBOOK: "codebook"}
    if name in own:
        return own[name]
    folder = f"data/raw/{wave}/"
    if name.startswith(f"{folder}offers.") or name in (catalogue, PurePath(catalogue).name):
        return "catalogue"
    return "data" if name.startswith(folder) else "model"
