"""What gapmap codebook validate says: everything that is wrong, or what is in the codebook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gapmap.codebook.faults import faults_against
from gapmap.codebook.files import FILE
from gapmap.errors import Fault, GapmapError, SettingsError
from gapmap.readers import read_export
from gapmap.run import project_codebook, project_vocabulary
from gapmap.settings import Format, ProjectSettings
from gapmap.settings_file import read_project
from gapmap.stages.catalogue import read_offers
from gapmap.store import Store


def check_codebook(project: Path) -> list[str]:
    """Project folder -> what is in its codebook, in lines.

    Raises:
        SettingsError: The codebook cannot be used, lacks a theme that a report cites, or names
            concepts or offers that are not there; all of it is told.
    """
    store = Store(project)
    settings = read_project(store.settings_path)
    codebook = project_codebook(store)
    faults: list[Fault] = []
    offers = {
        one for path in _catalogues(store, settings) for one in _offers(path, settings, faults)
    }
    faults += faults_against(codebook, project_vocabulary(store), offers, FILE)
    if faults:
        raise SettingsError(faults)
    merged = sum(bool(theme.merged_into) for theme in codebook.themes)
    retired = sum(theme.retired for theme in codebook.themes)
    return [
        f"{FILE}: version {codebook.version}",
        f"themes: {len(codebook.active)}, and {merged} merged, {retired} retired",
        f"statements decided: {len(codebook.statements)}",
        f"matches decided: {len(codebook.matches)}",
        f"quotes approved: {len(codebook.quotes)}",
        f"statements coded: {len(codebook.codings)}",
    ]


def _catalogues(store: Store, settings: ProjectSettings) -> set[Path]:
    copies = {store.catalogue_copy(wave) for wave in store.waves()}
    return {path for path in copies if path} | {store.todays_catalogue(settings.catalogue.file)}


def _offers(path: Path, settings: ProjectSettings, faults: list[Fault]) -> Iterator[str]:
    try:
        yield from read_offers(read_export(path, Format()), settings).offers["offer_id"]
    except GapmapError as error:
        faults += error.faults
