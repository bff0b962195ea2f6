"""Is what was delivered all there, or is somebody still copying it?

Looked at from outside: names, sizes, times and the first and last bytes. Nothing can tell that
a text file stopped halfway once nobody writes it any more; its rows would then be few.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gapmap.errors import GapmapError
from gapmap.settings_file import read_project
from gapmap.store import Store

SECONDS_BETWEEN_LOOKS = 3.0
"""How long a file must keep its size to count as one that nobody writes."""

QUIET_SECONDS = 60.0
"""How long ago a file must have been written."""

LEFT_BEHIND_SECONDS = 24 * 3600.0
"""From this age on a sign of copying is one of a copy that broke off, and holds nothing up."""

_UNFINISHED_COPY = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp")
_LOCKS = (("~$", ""), (".~lock.", "#"))
_ZIP = b"PK\x03\x04"
_PARQUET = b"PAR1"


@dataclass(frozen=True, slots=True)
class Look:
    """A file as it was seen.

    Attributes:
        size: In bytes.
        written: When it was last written, in nanoseconds since 1970.
    """

    size: int
    written: int


def look(store: Store, wave: str) -> dict[Path, Look]:
    """Wave -> each file of its folder, and its catalogue, as it is now."""
    try:
        folder = store.wave_settings_path(wave).parent
        catalogue = store.catalogue_path(wave, read_project(store.settings_path).catalogue.file)
        own = {store.catalogue_copy(wave)} if store.record(wave) else set()  # a run made the copy
    except GapmapError:  # told when the wave is opened
        return {}
    return dict(_looks(*sorted({catalogue, *folder.iterdir()} - own)))


def still_arriving(before: dict[Path, Look], after: dict[Path, Look], *, now: float) -> str:
    """Two looks, some seconds apart -> why to wait, with the file's name; empty when all is there.

    Args:
        before: The first look.
        after: The second look.
        now: When the second look was taken, in seconds since 1970.
    """
    for path, seen in after.items():
        age = now - seen.written / 1e9
        if age < LEFT_BEHIND_SECONDS:
            if before.get(path) != seen:
                return f"the export is still being copied: {path.name} changes"
            reason = _sign_of_copying(path, seen, age)
            if reason:
                return f"the export is still being copied: {path.name} {reason}"
    return ""


def _looks(*paths: Path) -> Iterator[tuple[Path, Look]]:
    for path in paths:
        try:
            told = path.stat()
        except OSError:  # gone since the folder was listed, or not there at all
            continue
        if path.is_file():
            yield path, Look(told.st_size, told.st_mtime_ns)


def _sign_of_copying(path: Path, seen: Look, age: float) -> str:
    name = path.name.casefold()
    if name.endswith(_UNFINISHED_COPY):
        return "is a copy under way"
    if any(name.startswith(start) and name.endswith(end) for start, end in _LOCKS):
        return "says that the file is open in a spreadsheet"
    if 0 <= age < QUIET_SECONDS:
        return "was written less than a minute ago"
    if seen.size == 0 and not name.startswith("."):
        return "is empty"
    return _sign_in_content(path)


def _sign_in_content(path: Path) -> str:
    """A workbook is a ZIP file; what closes one is written last, and so it is with Parquet."""
    try:
        with path.open("rb") as file:
            first = file.read(4)
            file.seek(-min(4, path.stat().st_size), 2)
            last = file.read()
        cut = (first == _ZIP and not zipfile.is_zipfile(path)) or (
            first == _PARQUET and last != _PARQUET
        )
    except OSError:
        return "cannot be opened"
    return "ends too early" if cut else ""
