"""A delivered export -> a wave of the project, or the newer export of a wave that exists."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from gapmap.drafting.columns import Earlier
from gapmap.drafting.draft import Drafted, draft_wave
from gapmap.errors import GapmapError, SettingsError
from gapmap.readers import Export, companions, read_export
from gapmap.settings import Categories, Format, ProjectSettings, WaveSettings
from gapmap.settings_file import read_project, read_wave
from gapmap.stages.ingest import Ingested, read_responses
from gapmap.store import Store

_WAVE_NAME = re.compile(r"[^\W_][\w.-]{0,39}")
_TAKEN_NAMES = re.compile(r"offers\..*|wave\.toml|\..*", re.IGNORECASE)
"""Files of these names mean something else in the folder of a wave."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a newer export would change.

    Attributes:
        n_before: Answers that would be used from the export in place; 0 where it cannot be read.
        n_after: Answers that would be used from the new one.
        n_new: Answers of respondents who were not there.
        n_changed: Respondents whose answer differs; always 0 without respondent ids.
        n_gone: Answers of respondents who are no longer there.
        has_ids: Whether respondents were told apart by id, or answers by their content.
    """

    n_before: int
    n_after: int
    n_new: int
    n_changed: int
    n_gone: int
    has_ids: bool


@dataclass(frozen=True, slots=True)
class Added:
    """What became of it.

    Attributes:
        wave: The wave.
        written: The files written, from the project folder; none where nothing changed.
        survey: The answers as a run would use them.
        drafted: The draft of wave.toml, for a new wave.
        comparison: For a wave that existed.
    """

    wave: str
    written: tuple[str, ...]
    survey: Ingested
    drafted: Drafted | None = None
    comparison: Comparison | None = None


def add_wave(project: Path, wave: str, file: Path, *, agree: Callable[[Comparison], bool]) -> Added:
    """Project folder, name of a wave, delivered file -> Added.

    A new wave gets a copy of the file and the draft of a wave.toml. Of a wave that exists the
    export is replaced and wave.toml stays as it is. Either everything is written or nothing.

    Args:
        project: The project folder.
        wave: The name of its folder below data/raw.
        file: The export; unchanged.
        agree: Asked before an export is replaced.

    Raises:
        SettingsError: The settings cannot be used, or the name cannot be one of a wave.
        DataError: The file is no export of a survey, or lacks what wave.toml maps.
        DiskError: The disk refused.
    """
    store = Store(project)
    settings = read_project(store.settings_path)
    if not _WAVE_NAME.fullmatch(wave):
        raise SettingsError.of(
            "WAVE",
            "the name of a wave is made of letters, digits, points and hyphens, 40 at most",
            "often it is the year: gapmap add-wave 2027 FILE",
        )
    if wave in store.waves():
        return _replace(store, settings, wave, file, agree)
    return _create(store, settings, wave, file)


def _create(store: Store, settings: ProjectSettings, wave: str, file: Path) -> Added:
    export = read_export(file, Format())
    name = file.name if not _TAKEN_NAMES.fullmatch(file.name) else f"responses{file.suffix}"
    drafted = draft_wave(
        export, settings, wave=wave, file=name, earlier=_earlier(store, settings, wave, export)
    )
    wave_settings = WaveSettings.model_validate(tomllib.loads(drafted.text))
    survey = read_responses(export, wave_settings, settings, wave=wave)
    files = {name: file} | {beside.name: beside for beside in companions(file)}
    written = store.add_wave(wave, files, drafted.text)
    return Added(wave, written, survey, drafted=drafted)


def _earlier(
    store: Store, settings: ProjectSettings, wave: str, new: Export
) -> tuple[Earlier, Categories] | None:
    """The mapping of the newest wave before this one that can be read."""
    for older in reversed([name for name in store.waves() if name < wave]):
        try:
            found = read_wave(store.wave_settings_path(older), settings)
            export = read_export(store.export_path(older, found.wave.file), found.format)
        except GapmapError:
            continue
        headings = frozenset(" ".join(str(heading).split()) for heading in export.cells.columns)
        earlier = Earlier(older, found.columns, headings, new.codes, found.ticks)
        return earlier, found.categories
    return None


def _replace(
    store: Store,
    settings: ProjectSettings,
    wave: str,
    file: Path,
    agree: Callable[[Comparison], bool],
) -> Added:
    wave_settings = read_wave(store.wave_settings_path(wave), settings)
    place = store.export_path(wave, wave_settings.wave.file)
    if file.suffix.lower() != place.suffix.lower():
        raise SettingsError.of(
            file.name,
            f"is not the kind of file that wave.file names ({place.name})",
            f"export it as {place.suffix}, or change wave.file in data/raw/{wave}/wave.toml",
        )
    survey = _survey(read_export(file, wave_settings.format), wave_settings, settings, wave)
    try:
        in_place = read_export(place, wave_settings.format)
        before = _survey(in_place, wave_settings, settings, wave)
    except GapmapError:
        before = None
    comparison = compare_answers(before, survey)
    beside = zip(companions(place) or companions(file), companions(file), strict=False)
    files = {wave_settings.wave.file: file} | {old.name: new for old, new in beside}
    if store.has_files(wave, files) or not agree(comparison):
        return Added(wave, (), survey, comparison=comparison)
    written = store.replace_export(wave, files)
    return Added(wave, written, survey, comparison=comparison)


def _survey(
    export: Export, wave_settings: WaveSettings, settings: ProjectSettings, wave: str
) -> Ingested:
    return read_responses(export, wave_settings, settings, wave=wave)


def compare_answers(before: Ingested | None, after: Ingested) -> Comparison:
    """Two readings of a wave -> how many answers are new, changed and gone.

    Respondents are told apart by id where both have ids, else answers by their content.
    """
    has_ids = all(_has_ids(survey) for survey in (before, after) if survey is not None)
    old, new = (_contents(s.responses if s else None) for s in (before, after))
    compared = partial(Comparison, n_before=len(old), n_after=len(new), has_ids=has_ids)
    if has_ids:
        shared = old.index.intersection(new.index)
        changed = int((old[shared] != new[shared]).sum())
        n_shared = len(shared)
        return compared(n_new=len(new) - n_shared, n_changed=changed, n_gone=len(old) - n_shared)
    was, now = Counter(old.tolist()), Counter(new.tolist())
    return compared(n_new=(now - was).total(), n_changed=0, n_gone=(was - now).total())


def _has_ids(survey: Ingested) -> bool:
    return all(notice.code != "no_ids" for notice in survey.notices)


def _contents(responses: pd.DataFrame | None) -> pd.Series[int]:
    """Responses -> a fingerprint of what each respondent answered, by id."""
    if responses is None:
        return pd.Series(dtype="uint64")
    answers = responses.drop(columns=["respondent_id", "source_row", "wave"])
    prints = pd.util.hash_pandas_object(answers, index=False)
    return pd.Series(prints.to_numpy(), index=responses["respondent_id"])
