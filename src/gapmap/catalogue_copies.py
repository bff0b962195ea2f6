"""The copy of the catalogue that each wave keeps, so that editing today's changes no older wave.

The first run of a wave copies the catalogue beside the export once it has used it; from then on
the wave goes by its copy, until somebody replaces it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gapmap.catalogue_changes import CatalogueChanges, compare_offers
from gapmap.errors import DataError, MachineError
from gapmap.readers import read_export
from gapmap.settings import Format, ProjectSettings
from gapmap.settings_file import read_project
from gapmap.stages.catalogue import read_offers
from gapmap.store import Store, sha256
from gapmap.tables import OFFERS


def told_copy(store: Store, wave: str) -> str:
    """Wave -> which catalogue counts for it, in words."""
    kept = store.catalogue_kept(wave)
    return f"the wave's copy of {kept}" if kept else "to be copied beside the export by a run"


def outdated_copy(store: Store, settings: ProjectSettings, wave: str) -> list[str]:
    """Wave -> a note where today's catalogue is another one than the wave's copy; else none."""
    copy, today = store.catalogue_copy(wave), store.todays_catalogue(settings.catalogue.file)
    if copy is None or not today.is_file() or sha256(copy) == sha256(today):
        return []
    return [
        f"{settings.catalogue.file} has changed since the wave's copy of "
        f"{store.catalogue_kept(wave)}, and the copy counts; to use the catalogue as it is now: "
        f"gapmap catalogue refresh {wave}"
    ]


def refresh_copy(
    project: Path, wave: str, *, agree: Callable[[CatalogueChanges], bool]
) -> Path | None:
    """Project folder, wave -> its copy, replaced by today's catalogue; None: nothing was changed.

    Args:
        project: The project folder.
        wave: A wave that has a copy.
        agree: Asked before the copy is replaced.

    Raises:
        SettingsError: The settings cannot be used, or there is no such wave.
        DataError: Today's catalogue is not there or cannot be used.
        MachineError: The wave is being run, or the disk refused.
    """
    store = Store(project)
    settings = read_project(store.settings_path)
    store.wave_settings_path(wave)
    copy, today = store.catalogue_copy(wave), store.todays_catalogue(settings.catalogue.file)
    after = read_offers(read_export(today, Format()), settings).offers
    if copy is None or sha256(copy) == sha256(today):
        return None
    try:
        before = read_offers(read_export(copy, Format()), settings).offers
    except (DataError, MachineError):
        before = OFFERS.empty()
    if not agree(compare_offers(before, after)):
        return None
    return store.replace_catalogue_copy(wave, today)
