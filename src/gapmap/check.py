"""What a run would use, and everything that would stop it, without writing anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pandas as pd

from gapmap.errors import DataError, Fault, GapmapError, SettingsError
from gapmap.readers import read_export
from gapmap.settings import Format, ProjectSettings, WaveSettings
from gapmap.settings_file import read_project, read_wave
from gapmap.stages.catalogue import Catalogue, read_offers
from gapmap.stages.ingest import Ingested, read_responses
from gapmap.store import Store

Found = TypeVar("Found")


def check_wave(project: Path, wave: str) -> list[str]:
    """Project folder, wave -> a summary of what a run would use, in lines.

    Raises:
        SettingsError: The settings cannot be used, or there is no such wave.
        DataError: The export or the catalogue cannot be used; the faults of both are listed.
    """
    store = Store(project)
    settings = read_project(store.settings_path)
    wave_settings = read_wave(store.wave_settings_path(wave), settings)
    faults: list[Fault] = []
    survey = _try(lambda: _survey(store, settings, wave_settings, wave), faults)
    catalogue = _try(lambda: _offers(store, settings, wave), faults)
    if survey is None or catalogue is None:
        raise DataError(faults)
    return [
        *_answers(survey, settings, wave_settings),
        f"catalogue: {len(catalogue.offers)} offers",
        *_rejected("export", survey.rejects),
        *_rejected("catalogue", catalogue.rejects),
        *(f"note: {notice}" for notice in (*survey.notices, *catalogue.notices)),
    ]


def _survey(
    store: Store, settings: ProjectSettings, wave_settings: WaveSettings, wave: str
) -> Ingested:
    export = read_export(store.export_path(wave, wave_settings.wave.file), wave_settings.format)
    return read_responses(export, wave_settings, settings, wave=wave)


def _offers(store: Store, settings: ProjectSettings, wave: str) -> Catalogue:
    path = store.catalogue_path(wave, settings.catalogue.file)
    return read_offers(read_export(path, Format()), settings)


def _try(read: Callable[[], Found], faults: list[Fault]) -> Found | None:
    """What was read, or None with its faults added, so that all are told at once."""
    try:
        return read()
    except SettingsError:
        raise
    except GapmapError as error:
        faults.extend(error.faults)
        return None


def _answers(survey: Ingested, settings: ProjectSettings, wave: WaveSettings) -> list[str]:
    given = survey.responses["respondent_type"].value_counts()
    lines = [f"{wave.wave.file}: {len(survey.responses)} respondents"]
    others = sorted(set(given.index) - set(settings.respondent_types))
    for name in [*settings.respondent_types, *others]:
        aims = [f"target {settings.targets[name]}"] if name in settings.targets else []
        if name in wave.fielding.invited:
            aims.append(f"invited {wave.fielding.invited[name]}")
        told = f" ({', '.join(aims)})" if aims else ""
        lines.append(f"  {name}: {int(given.get(name, 0))}{told}")
    return lines


def _rejected(source: str, rejects: pd.DataFrame) -> list[str]:
    """The number of rows and cells left out, by rule, with the first few row numbers."""
    lines = []
    for (rule, column), group in rejects.groupby(["rule", "column"], sort=True):
        rows = sorted(group["row"].tolist())
        named = ", ".join(str(row) for row in rows[:5]) + (" ..." if len(rows) > 5 else "")
        what = f"cells of {column}" if column else "rows"
        lines.append(f"{source}: {len(rows)} {what} left out, {rule} (row {named})")
        lines.append(f"  try: {group['advice'].iloc[0]}")
    return lines
