"""A project's folder: where things stand in it, its key, and one writer at a time."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import filelock

from gapmap.errors import BusyError, DiskError, SettingsError

SETTINGS = "gapmap.toml"
WAVE_SETTINGS = "wave.toml"
VOCABULARY = "vocabulary.yaml"
CODEBOOK = "codebook.yaml"
KEY_FILE = ".gapmap-secret"
RECORD = "run.json"
LOCK = ".lock"


class ProjectFolder:
    """A project folder."""

    def __init__(self, project: Path) -> None:
        self.project = project

    @property
    def settings_path(self) -> Path:
        """Where gapmap.toml stands."""
        return self.project / SETTINGS

    @property
    def vocabulary_path(self) -> Path:
        """Where the project's own words stand, if it has any."""
        return self.project / VOCABULARY

    @property
    def codebook_path(self) -> Path:
        """Where the codebook stands, once there is one."""
        return self.project / CODEBOOK

    def secret(self) -> bytes:
        """The key of the pseudonyms, made at first use and readable by its owner alone."""
        path = self.project / KEY_FILE
        if not path.exists():
            _create_once(path, secrets.token_hex(32))
        key = path.read_text(encoding="ascii", errors="replace").strip()
        if len(key) < 32:
            raise SettingsError.of(
                KEY_FILE,
                "is not a key that gapmap made",
                "restore it from your backup; a new key gives every respondent a new pseudonym",
            )
        return key.encode()

    @contextlib.contextmanager
    def lock(self, wave: str) -> Iterator[None]:
        """Only one process at a time writes a wave.

        Raises:
            BusyError: Another process is writing it.
        """
        with self._locked(self._processed(wave), "this wave"):
            yield

    @contextlib.contextmanager
    def _locked(self, folder: Path, what: str) -> Iterator[None]:
        make_folder(folder)
        lock = filelock.FileLock(folder / LOCK, timeout=0)
        try:
            lock.acquire()
        except filelock.Timeout:
            lock = None  # type: ignore[assignment]
        if lock is None:
            raise BusyError.of(
                folder.relative_to(self.project).as_posix(),
                f"another gapmap is working on {what}",
                "wait until it is done; if none is running, delete the file .lock in that folder",
            )
        try:
            yield
        finally:
            lock.release()

    def drop_vectors(self, wave: str) -> None:
        """Delete the vectors kept of a wave's texts."""
        if self._vectors(wave).is_dir():
            shutil.rmtree(self._vectors(wave))

    def _raw(self, wave: str) -> Path:
        return self.project / "data" / "raw" / wave

    def _reports(self, wave: str) -> Path:
        return self.project / "reports" / wave

    def _runs(self, wave: str) -> Path:
        return self._reports(wave) / "runs"

    def _processed(self, wave: str) -> Path:
        return self.project / "data" / "processed" / wave

    def _vectors(self, wave: str) -> Path:
        return self._processed(wave) / ".vectors"

    def _table(self, wave: str, name: str) -> Path:
        return self._processed(wave) / f"{name}.parquet"


def project_folder() -> Path:
    """The project that GAPMAP_PROJECT names, else the current folder."""
    return Path(os.environ.get("GAPMAP_PROJECT") or ".")


def sha256(path: Path) -> str:
    """A file -> its SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make_folder(folder: Path) -> None:
    """A folder, made where it is not there.

    Raises:
        DiskError: The disk refused, or a file stands in its place.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return
    except OSError as error:
        why = error.strerror
    raise DiskError.of(
        "/".join(folder.parts[-3:]),
        f"the folder cannot be made: {why}",
        "move away what stands in its place, and see that there is room",
    )


def as_json(value: dict[str, Any]) -> bytes:
    """Values -> JSON, the same bytes every time."""
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=str)
    return (text + "\n").encode()


def _create_once(path: Path, content: str) -> None:
    """Write a file for its owner alone, whole; of two processes at once the first one wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(content)
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
