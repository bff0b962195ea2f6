"""What was delivered: the waves with their exports, and the catalogue with its copies."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from gapmap import atomic
from gapmap.errors import DataError, SettingsError
from gapmap.store.folder import WAVE_SETTINGS, ProjectFolder, as_json, sha256

_DELETED = "deleted.json"


class RawFiles(ProjectFolder):
    """The files below data/raw."""

    def waves(self) -> list[str]:
        """The waves delivered, oldest first: the folders below data/raw with a wave.toml."""
        found = (self.project / "data" / "raw").glob(f"*/{WAVE_SETTINGS}")
        return sorted(path.parent.name for path in found)

    def wave_settings_path(self, wave: str) -> Path:
        """Where the wave's wave.toml stands.

        Raises:
            SettingsError: There is no such wave.
        """
        known = self.waves()
        if wave not in known:
            raise SettingsError.of(
                f"data/raw/{wave}/{WAVE_SETTINGS}",
                "no such wave",
                f"waves delivered: {', '.join(known) or 'none'}",
            )
        return self._raw(wave) / WAVE_SETTINGS

    def export_path(self, wave: str, file: str) -> Path:
        """Where the wave's export stands."""
        return self._raw(wave) / file

    def add_wave(self, wave: str, files: Mapping[str, Path], settings: str) -> tuple[str, ...]:
        """A new wave -> its files, from the project folder: copies of the export, and wave.toml.

        wave.toml comes last: until it stands there is no such wave. A file that stands there
        already is taken as it is when it is the same.

        Args:
            wave: The wave.
            files: Name in the wave's folder -> the file that is copied there.
            settings: The text of wave.toml.

        Raises:
            SettingsError: Another file of one of the names stands there.
            DiskError: The disk refused; what was written until then is taken away again.
        """
        folder = self._raw(wave)
        taken = [name for name in files if (folder / name).exists()]
        other = [name for name in taken if not _is_same(folder / name, files[name])]
        if other:
            raise SettingsError.of(
                f"data/raw/{wave}/{other[0]}",
                "another file of that name stands there",
                "take it away, or give the export another name",
            )
        missing = {folder / name: source for name, source in files.items() if name not in taken}
        with atomic.undone_by_a_full_disk([*missing]):
            for path, source in missing.items():
                atomic.replace_by_copy(path, source)
            atomic.replace(folder / WAVE_SETTINGS, settings.encode())
        return tuple(f"data/raw/{wave}/{name}" for name in (*files, WAVE_SETTINGS))

    def has_files(self, wave: str, files: Mapping[str, Path]) -> bool:
        """Whether the wave holds these very files already, under these names."""
        return all(_is_same(self.export_path(wave, n), source) for n, source in files.items())

    def replace_export(self, wave: str, files: Mapping[str, Path]) -> tuple[str, ...]:
        """A newer export of a wave -> the files written, from the project folder.

        Args:
            wave: The wave.
            files: Name in the wave's folder -> the file that takes its place.

        Raises:
            MachineError: The wave is being run.
            DiskError: The disk refused; no file is half written.
        """
        with self.lock(wave), atomic.undone_by_a_full_disk([]):
            for name, source in files.items():
                atomic.replace_by_copy(self.export_path(wave, name), source)
        return tuple(f"data/raw/{wave}/{name}" for name in files)

    def raw_deleted(self, wave: str) -> date | None:
        """The day on which the wave's export was deleted for its age; None while it is kept."""
        path = self._raw(wave) / _DELETED
        return date.fromisoformat(json.loads(path.read_bytes())["on"]) if path.is_file() else None

    def is_closed(self, wave: str) -> bool:
        """Whether the wave's export was deleted for its age, and none was delivered since."""
        own = {WAVE_SETTINGS, _DELETED}
        return self.raw_deleted(wave) is not None and not any(
            path.is_file() and path.name not in own and not path.name.startswith(("offers.", "."))
            for path in self._raw(wave).iterdir()
        )

    def delete_raw(self, wave: str, paths: Iterable[Path], *, on: date) -> None:
        """Delete a wave's export for its age, and leave a note of the day.

        Raises:
            MachineError: The wave is being run.
            DiskError: The disk refused.
        """
        with self.lock(wave), atomic.undone_by_a_full_disk([]):
            atomic.replace(self._raw(wave) / _DELETED, as_json({"on": on.isoformat()}))
            for path in paths:
                path.unlink(missing_ok=True)
            self.drop_vectors(wave)

    def catalogue_path(self, wave: str, file: str) -> Path:
        """The copy of the catalogue that the wave keeps, else the project's catalogue.

        Raises:
            DataError: The wave has several files called offers.
        """
        return self.catalogue_copy(wave) or self.todays_catalogue(file)

    def todays_catalogue(self, file: str) -> Path:
        """Where the project's catalogue stands."""
        return self.project / file

    def catalogue_copy(self, wave: str) -> Path | None:
        """The copy of the catalogue that the wave keeps; None before its first run.

        Raises:
            DataError: The wave has several files called offers.
        """
        own = sorted(self._raw(wave).glob("offers.*"))
        if len(own) > 1:
            raise DataError.of(f"data/raw/{wave}", f"{len(own)} files called offers", "keep one")
        return own[0] if own else None

    def place_of_copy(self, wave: str, catalogue: Path) -> Path:
        """Where the wave's copy of a catalogue stands, or will: beside the export."""
        endings = catalogue.suffixes[-2:] if catalogue.suffix == ".gz" else [catalogue.suffix]
        return self._raw(wave) / f"offers{''.join(endings)}"

    def catalogue_kept(self, wave: str) -> str:
        """Day on which the wave's copy of the catalogue was made, in ISO; "" without a copy."""
        copy = self.catalogue_copy(wave)
        return date.fromtimestamp(copy.stat().st_mtime).isoformat() if copy else ""

    def keep_catalogue(self, wave: str, catalogue: Path) -> None:
        """Copy the catalogue beside the wave's export, unless the wave has its copy already."""
        if self.catalogue_copy(wave) is None:
            atomic.replace_by_copy(self.place_of_copy(wave, catalogue), catalogue)

    def replace_catalogue_copy(self, wave: str, catalogue: Path) -> Path:
        """A newer catalogue -> the wave's copy of it, in place of the one before.

        Raises:
            MachineError: The wave is being run.
            DiskError: The disk refused; the copy before is whole.
        """
        before, place = self.catalogue_copy(wave), self.place_of_copy(wave, catalogue)
        with self.lock(wave), atomic.undone_by_a_full_disk([]):
            atomic.replace_by_copy(place, catalogue)
            if before is not None and before != place:
                before.unlink()
        return place

    def replace_catalogue(self, path: Path, content: bytes, *, on: date) -> Path:
        """Catalogue, its new content, today -> the dated copy of the old one, beside it.

        Raises:
            DiskError: The disk refused; the catalogue is whole.
        """
        numbered = (f"-{number}" if number > 1 else "" for number in itertools.count(1))
        copies = (path.with_stem(f"{path.stem}-before-{on}{number}") for number in numbered)
        copy = next(copy for copy in copies if not copy.exists())
        with atomic.undone_by_a_full_disk([]):
            atomic.replace_by_copy(copy, path)
            atomic.replace(path, content)
        return copy


def _is_same(path: Path, other: Path) -> bool:
    return path.is_file() and sha256(path) == sha256(other)
