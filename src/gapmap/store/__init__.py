"""The only place that knows paths: what is read, where a run is kept, how it is published."""

from gapmap.store.folder import (
    CODEBOOK,
    KEY_FILE,
    SETTINGS,
    VOCABULARY,
    WAVE_SETTINGS,
    project_folder,
    sha256,
)
from gapmap.store.record import RunFolder, RunRecord
from gapmap.store.runs import PublishedRun, Store

__all__ = [
    "CODEBOOK",
    "KEY_FILE",
    "SETTINGS",
    "VOCABULARY",
    "WAVE_SETTINGS",
    "PublishedRun",
    "RunFolder",
    "RunRecord",
    "Store",
    "project_folder",
    "sha256",
]
