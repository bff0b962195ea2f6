"""A wave about to be run: its settings, its inputs, and the fingerprint of both."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gapmap import __version__
from gapmap.codebook.files import read_codebook
from gapmap.codebook.model import EMPTY, Codebook
from gapmap.errors import DataError, Fault, SettingsError
from gapmap.models import Model, find_model
from gapmap.readers import companions
from gapmap.settings import ProjectSettings, WaveSettings
from gapmap.settings_file import read_project, read_wave
from gapmap.store import SETTINGS, WAVE_SETTINGS, RunFolder, Store, sha256
from gapmap.text.vocabulary import Vocabulary
from gapmap.text.vocabulary_changes import change_vocabulary
from gapmap.text.vocabulary_files import load_vocabulary
from gapmap.tick_themes import themes_of_options


@dataclass(frozen=True, slots=True)
class Run:
    """A wave about to be run, or under way.

    Attributes:
        store: The project folder.
        project: gapmap.toml.
        settings: The wave's wave.toml.
        wave: The wave's name.
        previous: The newest older wave that has been run -> its run id; empty for none.
        export: The survey export.
        catalogue: The catalogue of offers: the wave's copy, before its first run the project's.
        vocabulary: The one that ships, with the changes of vocabulary.yaml.
        codebook: What people have decided; without anything where there is no codebook.yaml.
        model: The model of the encoder; None for an encoder that needs none.
        inputs: File or model, from the project folder -> SHA-256 when the run was opened.
        run_id: Fingerprint of inputs, settings, encoder, secret, version and the previous
            wave's run.
    """

    store: Store
    project: ProjectSettings
    settings: WaveSettings
    wave: str
    previous: dict[str, str]
    export: Path
    catalogue: Path
    vocabulary: Vocabulary
    codebook: Codebook
    model: Model | None
    inputs: dict[str, str]
    run_id: str

    @property
    def previous_wave(self) -> str:
        """The wave it is compared with; empty for none."""
        return next(iter(self.previous), "")

    @property
    def settings_as_read(self) -> dict[str, dict[str, Any]]:
        """Settings file -> its content, defaults filled in."""
        return {
            SETTINGS: self.project.of_a_report(),
            WAVE_SETTINGS: self.settings.model_dump(mode="json"),
        }

    @property
    def folder(self) -> RunFolder:
        """Where the run keeps its tables and outputs until it is published."""
        return self.store.open_run(self.wave, self.run_id)


def open_run(project: Path, wave: str) -> Run:
    """Project folder, wave -> Run.

    Raises:
        SettingsError: The settings, vocabulary.yaml or codebook.yaml cannot be used, there is no
            such wave, or the model is not on this machine.
        DataError: The export or the catalogue is not there, or the export is no longer kept.
    """
    store = Store(project)
    project_settings = read_project(store.settings_path)
    settings = read_wave(store.wave_settings_path(wave), project_settings)
    vocabulary = project_vocabulary(store)
    codebook = project_codebook(store)
    themes_of_options(settings, codebook, wave=wave)  # told before anything is read
    export = store.export_path(wave, settings.wave.file)
    deleted = store.raw_deleted(wave)
    if deleted is not None and not export.is_file():
        raise DataError.of(
            f"data/raw/{wave}",
            f"the export was deleted on {deleted.isoformat()}, as the settings ask",
            "the last report stays; to run the wave again, deliver the export anew",
        )
    catalogue = store.catalogue_path(wave, project_settings.catalogue.file)
    model = find_model(project_settings.themes, project)
    inputs = _checksums(store, wave, export, catalogue)
    if model is not None:
        inputs[model.name] = model.sha256
    older = [record for name in store.waves() if name < wave and (record := store.record(name))]
    previous = {record.wave: record.run_id for record in older[-1:]}
    fingerprint = {
        "version": __version__,
        "wave": wave,
        "project": project_settings.of_a_report(),
        "settings": settings.model_dump(mode="json"),
        "inputs": inputs,
        "encoder": model.fingerprint if model else "",
        "previous": next(iter(previous.values()), ""),
        "secret": hmac.new(store.secret(), b"run id", hashlib.sha256).hexdigest(),
    }
    text = json.dumps(fingerprint, sort_keys=True)
    return Run(
        store=store,
        project=project_settings,
        settings=settings,
        wave=wave,
        previous=previous,
        export=export,
        catalogue=catalogue,
        vocabulary=vocabulary,
        codebook=codebook,
        model=model,
        inputs=inputs,
        run_id=hashlib.sha256(text.encode()).hexdigest()[:16],
    )


def is_current(run: Run) -> bool:
    """Run -> whether its results are published, whole and unchanged.

    A copy that an interrupted run left behind is mended first.

    Raises:
        MachineError: Another process is working on the wave.
    """
    if run.store.record(run.wave) is None:
        return False
    with run.store.lock(run.wave):
        run.store.complete(run.wave)
        return run.store.is_current(run.wave, run.run_id)


def newest_wave(project: Path) -> str:
    """Project folder -> the wave with the greatest name.

    Raises:
        SettingsError: There is no project, or no wave has been delivered.
    """
    store = Store(project)
    read_project(store.settings_path)
    waves = store.waves()
    if not waves:
        raise SettingsError.of(
            "data/raw",
            "no wave has been delivered",
            "add the survey export: gapmap add-wave WAVE FILE",
        )
    return waves[-1]


def project_vocabulary(store: Store) -> Vocabulary:
    """Project -> the vocabulary that ships, with the changes of vocabulary.yaml if there is one.

    Raises:
        SettingsError: vocabulary.yaml cannot be used; all that is wrong with it is told.
    """
    path = store.vocabulary_path
    if not path.is_file():
        return load_vocabulary()
    return change_vocabulary(path.read_bytes(), file=path.name)


def project_codebook(store: Store) -> Codebook:
    """Project -> its codebook; one without anything where there is no codebook.yaml.

    Raises:
        SettingsError: codebook.yaml cannot be used, or lacks a theme that a report cites; all that
            is wrong with it is told.
    """
    path = store.codebook_path
    codebook = read_codebook(path.read_bytes(), path.name) if path.is_file() else EMPTY
    gone = {one: at for one, at in store.cited_themes().items() if one not in codebook.by_id}
    if gone:
        advice = "put it back from codebook-history: a theme is merged or retired, never taken out"
        raise SettingsError(
            Fault(path.name, f"the theme {theme} is gone, and {where} cites it", advice)
            for theme, where in gone.items()
        )
    return codebook


def _checksums(store: Store, wave: str, export: Path, catalogue: Path) -> dict[str, str]:
    project = store.project
    advice = {
        export: "copy the export there, or correct wave.file in wave.toml",
        catalogue: "copy the catalogue there, or correct catalogue.file in gapmap.toml",
    }
    absent = [
        Fault(path_shown(project, path), "no such file", advice[path])
        for path in (export, catalogue)
        if not path.is_file()
    ]
    if absent:
        raise DataError(absent)
    own = [path for path in (store.vocabulary_path, store.codebook_path) if path.is_file()]
    files = {path: path for path in (export, *companions(export), *own)}
    # Named by the copy that the first run makes of it, so that copying changes no fingerprint.
    files[store.place_of_copy(wave, catalogue)] = catalogue
    return {path_shown(project, place): sha256(path) for place, path in files.items()}


def path_shown(project: Path, path: Path) -> str:
    """The path as seen from the project folder; a file elsewhere by its name alone."""
    return path.relative_to(project).as_posix() if path.is_relative_to(project) else path.name
