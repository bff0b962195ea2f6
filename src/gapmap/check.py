"""What a run would use, and everything that would stop it, without writing anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pandas as pd

from gapmap.catalogue_copies import outdated_copy, told_copy
from gapmap.drafting.told import shown
from gapmap.errors import DataError, Fault, GapmapError, SettingsError
from gapmap.models import find_model
from gapmap.readers import read_export
from gapmap.run import project_codebook, project_vocabulary
from gapmap.settings import Format, ProjectSettings, WaveSettings
from gapmap.settings_file import read_project, read_wave
from gapmap.stages.catalogue import Catalogue, Period, read_offers
from gapmap.stages.ingest import Ingested, read_responses, wave_period
from gapmap.stages.questions import questions_in, role_of
from gapmap.stages.ticks import Ticks, find_ticks
from gapmap.store import Store
from gapmap.text.non_answers import is_non_answer
from gapmap.tick_themes import themes_of_options

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class _Themes:
    """The themes of the codebook by id with their Danish names, and by option of a tick-list."""

    labels: Mapping[str, str]
    by_option: Mapping[str, str]


def check_wave(project: Path, wave: str) -> list[str]:
    """Project folder, wave -> a summary of what a run would use, in lines.

    Raises:
        SettingsError: The settings or vocabulary.yaml cannot be used, or there is no such
            wave. What is wrong with the export or the catalogue is listed as well, as far as it
            can be told.
        DataError: The export or the catalogue cannot be used; the faults of both are listed.
    """
    store = Store(project)
    settings = read_project(store.settings_path)
    errors: list[GapmapError] = []
    _try(lambda: project_vocabulary(store), errors)
    wave_settings = _try(lambda: read_wave(store.wave_settings_path(wave), settings), errors)
    _try(lambda: find_model(settings.themes, project), errors)
    themes = _try(lambda: _themes(store, wave_settings, wave), errors)
    survey: Ingested | None = None
    period: Period = (None, None)
    if wave_settings is not None:
        found = wave_settings
        survey = _try(lambda: _survey(store, settings, found, wave), errors)
    if wave_settings is not None and survey is not None:
        period = wave_period(wave_settings, survey.responses["submitted_at"])
    catalogue = _try(lambda: _offers(store, settings, wave, period), errors)
    if errors or wave_settings is None or survey is None or catalogue is None or themes is None:
        raise _all_at_once(errors)
    ticks = find_ticks(survey.responses, themes.by_option, min_cell=settings.privacy.min_cell)
    return [
        *_answers(survey, settings, wave_settings),
        *_days(period),
        *_questions(survey, wave_settings),
        *_ticked(ticks, themes, wave_settings),
        *_rules(wave_settings),
        *_rejected("export", survey.rejects),
        *_rejected("export", ticks.rejects),
        f"catalogue: {len(catalogue.offers)} offers, {told_copy(store, wave)}",
        *_rejected("catalogue", catalogue.rejects),
        *(f"note: {notice}" for notice in (*survey.notices, *ticks.notices, *catalogue.notices)),
        *(f"note: {note}" for note in outdated_copy(store, settings, wave)),
    ]


def _survey(
    store: Store, settings: ProjectSettings, wave_settings: WaveSettings, wave: str
) -> Ingested:
    export = read_export(store.export_path(wave, wave_settings.wave.file), wave_settings.format)
    return read_responses(export, wave_settings, settings, wave=wave)


def _offers(store: Store, settings: ProjectSettings, wave: str, period: Period) -> Catalogue:
    path = store.catalogue_path(wave, settings.catalogue.file)
    return read_offers(read_export(path, Format()), settings, period=period)


def _themes(store: Store, wave_settings: WaveSettings | None, wave: str) -> _Themes:
    codebook = project_codebook(store)
    labels = {theme.id: theme.label_da for theme in codebook.themes}
    if wave_settings is None:
        return _Themes(labels, {})
    return _Themes(labels, themes_of_options(wave_settings, codebook, wave=wave))


def _try(read: Callable[[], Found], errors: list[GapmapError]) -> Found | None:
    """What was read, or None with its error added, so that all faults are told at once."""
    try:
        return read()
    except GapmapError as error:
        errors.append(error)
        return None


def _all_at_once(errors: list[GapmapError]) -> GapmapError:
    """Errors -> one with all their faults; wrong settings come before wrong data."""
    faults: list[Fault] = [fault for error in errors for fault in error.faults]
    kinds = (SettingsError, DataError)
    found = next((kind for kind in kinds if any(isinstance(e, kind) for e in errors)), None)
    return (found or type(errors[0]))(faults)


def _answers(survey: Ingested, settings: ProjectSettings, wave: WaveSettings) -> list[str]:
    given = survey.responses["respondent_type"].value_counts()
    lines = [f"{wave.wave.file}: {len(survey.responses)} respondents"]
    others = sorted(set(given.index) - set(settings.respondent_types))
    for name in [*settings.respondent_types, *others]:
        n, aims = int(given.get(name, 0)), []
        if name in settings.targets:
            aims.append(f"target {settings.targets[name]}")
        if name in wave.fielding.invited:
            invited = wave.fielding.invited[name]
            aims.append(f"invited {invited}, {n / invited:.0%} answered")
        told = f" ({'; '.join(aims)})" if aims else ""
        lines.append(f"  {name}: {n}{told}")
    return lines


def _days(period: Period) -> Iterator[str]:
    opens, closes = period
    if opens and closes:
        yield f"days of the wave: {opens} to {closes}"


def _questions(survey: Ingested, wave: WaveSettings) -> Iterator[str]:
    """Per free-text question: how many said something, of all respondents."""
    responses = survey.responses
    headings = {"need": wave.columns.needs, "missing": wave.columns.missing}
    for question in questions_in(responses):
        cells = responses[question]
        counts = cells[cells != ""].value_counts()
        says_nothing = [is_non_answer(text) for text in counts.index]
        n_nothing = int(counts[says_nothing].sum())
        n_real = int(counts.sum()) - n_nothing
        heading = headings[role_of(question)][int(question.rpartition("_")[2]) - 1]
        rest = f", {n_nothing} say nothing" if n_nothing else ""
        yield (
            f"{question}, {shown(heading)}: {n_real} of {len(cells)} answered "
            f"({n_real / len(cells):.0%}){rest}"
        )


def _ticked(ticks: Ticks, themes: _Themes, wave: WaveSettings) -> Iterator[str]:
    """Per tick-list: how many answered it, and how many of them ticked each theme."""
    for number, heading in enumerate(wave.columns.ticks, 1):
        question = f"ticks_{number}"
        asked = ticks.asked[ticks.asked["question"] == question]
        rows = ticks.prompted[ticks.prompted["question"] == question]
        yield (
            f"{question}, {shown(heading)}: {len(asked)} answered, "
            f"{asked['n_ticks'].sum()} ticks, {len(rows)} of them counted under a theme"
        )
        for theme, n in sorted(Counter(rows["theme_id"]).items()):
            named = f"{theme} {themes.labels.get(theme, '')}".strip()
            yield f"  {named}: {n}"


def _rules(wave: WaveSettings) -> Iterator[str]:
    rules = wave.rules.model_dump()
    yield "rules: " + ", ".join(f"{name} = {choice}" for name, choice in rules.items())


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
