"""What a project keeps longer than its settings allow, and taking it away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from gapmap.errors import GapmapError
from gapmap.readers import companions
from gapmap.settings import ProjectSettings
from gapmap.settings_file import read_project, read_wave
from gapmap.store import Store


@dataclass(frozen=True, slots=True)
class Overdue:
    """Something that is kept longer than the settings allow.

    Attributes:
        wave: Whose it is.
        kind: A run that is no longer published, or the export as delivered.
        paths: What would be deleted.
        since: The last day on which it was to be kept.
    """

    wave: str
    kind: Literal["run", "raw"]
    paths: tuple[Path, ...]
    since: date


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is overdue, and what cannot be told.

    Attributes:
        overdue: By wave; runs first.
        untold: Waves whose export has no day to count from.
    """

    overdue: tuple[Overdue, ...]
    untold: tuple[str, ...]


def find_overdue(project: Path, today: date) -> Kept:
    """Project folder, day -> what is kept longer than gapmap.toml and wave.toml allow.

    The published run is never overdue, nor is an approved edition. A run counts from the day
    its folder was written, an export from the day the wave closed.

    Raises:
        SettingsError: The settings cannot be used.
    """
    store = Store(project)
    settings = read_project(store.settings_path)
    overdue: list[Overdue] = []
    untold: list[str] = []
    for wave in store.waves():
        overdue += _runs(store, settings, wave, today)
        files = _export(store, settings, wave)
        last = _last_day(store, settings, wave)
        if files and last is None and settings.retention.raw_days is not None:
            untold.append(wave)
        elif files and last is not None and last < today:
            overdue.append(Overdue(wave, "raw", files, last))
    return Kept(tuple(overdue), tuple(untold))


def prune(project: Path, overdue: Iterable[Overdue], today: date) -> None:
    """Project folder, what is overdue -> nothing of it any longer.

    Raises:
        MachineError: A wave is being run.
        DiskError: The disk refused.
    """
    store = Store(project)
    for one in overdue:
        if one.kind == "raw":
            store.delete_raw(one.wave, one.paths, on=today)
        else:
            for path in one.paths:
                store.drop_run(one.wave, path)


def _runs(store: Store, settings: ProjectSettings, wave: str, today: date) -> Iterator[Overdue]:
    days = settings.retention.runs_days
    if days is None:
        return
    for path in store.old_runs(wave):
        last = date.fromtimestamp(path.stat().st_mtime) + timedelta(days=days)
        if last < today:
            yield Overdue(wave, "run", (path,), last)


def _export(store: Store, settings: ProjectSettings, wave: str) -> tuple[Path, ...]:
    try:
        file = read_wave(store.wave_settings_path(wave), settings).wave.file
    except GapmapError:
        return ()
    path = store.export_path(wave, file)
    return (path, *companions(path)) if path.is_file() else ()


def _last_day(store: Store, settings: ProjectSettings, wave: str) -> date | None:
    try:
        found = read_wave(store.wave_settings_path(wave), settings).wave
    except GapmapError:
        return None
    if found.delete_raw_after is not None or found.closes is None:
        return found.delete_raw_after
    days = settings.retention.raw_days
    return None if days is None else found.closes + timedelta(days=days)
