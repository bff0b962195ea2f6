"""The only place that knows paths: what is read, where a run is kept, how it is published.

A run is written to folders of its own and becomes visible in one step: run.json, which names
the run and the SHA-256 of every file, is replaced atomically; only then are the copies that
people open brought up to date. A machine that dies in between leaves either the old run or
the new one, and `Store.complete` finishes the copying.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import filelock
import pandas as pd

from gapmap.errors import BusyError, DataError, DiskError, MachineError, SettingsError
from gapmap.tables import TABLES
from gapmap.vector_files import VectorFiles

SETTINGS = "gapmap.toml"
WAVE_SETTINGS = "wave.toml"
VOCABULARY = "vocabulary.yaml"
KEY_FILE = ".gapmap-secret"
RECORD = "run.json"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """run.json: what a run was made from and what it made.

    Attributes:
        run_id: Fingerprint of inputs, settings, encoder, secret and version.
        wave: The wave.
        version: Of gapmap.
        seed: Of everything random.
        settings: gapmap.toml and wave.toml as read, defaults filled in.
        inputs: File, or model of the encoder -> SHA-256.
        steps: Step -> counts of rows in and out.
        notices: What was noticed, in English.
        headline: The key messages, in the project's first language.
        outputs: File below reports/<wave>/ -> SHA-256.
        tables: Table -> SHA-256 of its Parquet file.
    """

    run_id: str
    wave: str
    version: str
    seed: int
    settings: dict[str, Any]
    inputs: dict[str, str]
    steps: dict[str, dict[str, int]]
    notices: list[str]
    headline: list[str]
    outputs: dict[str, str]
    tables: dict[str, str]


class Store:
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
        return self.project / "data" / "raw" / wave / WAVE_SETTINGS

    def export_path(self, wave: str, file: str) -> Path:
        """Where the wave's export stands."""
        return self.project / "data" / "raw" / wave / file

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
        folder = self.project / "data" / "raw" / wave
        taken = [name for name in files if (folder / name).exists()]
        other = [name for name in taken if not _is_same(folder / name, files[name])]
        if other:
            raise SettingsError.of(
                f"data/raw/{wave}/{other[0]}",
                "another file of that name stands there",
                "take it away, or give the export another name",
            )
        missing = {folder / name: source for name, source in files.items() if name not in taken}
        with _undone_by_a_full_disk([*missing]):
            for path, source in missing.items():
                _replace_by_copy(path, source)
            _replace(folder / WAVE_SETTINGS, settings.encode())
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
        with self.lock(wave), _undone_by_a_full_disk([]):
            for name, source in files.items():
                _replace_by_copy(self.export_path(wave, name), source)
        return tuple(f"data/raw/{wave}/{name}" for name in files)

    def catalogue_path(self, wave: str, file: str) -> Path:
        """The wave's own catalogue where it has one, else the project's.

        Raises:
            DataError: The wave has several files called offers.
        """
        own = sorted((self.project / "data" / "raw" / wave).glob("offers.*"))
        if len(own) > 1:
            raise DataError.of(f"data/raw/{wave}", f"{len(own)} files called offers", "keep one")
        return own[0] if own else self.project / file

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

    def record(self, wave: str) -> RunRecord | None:
        """What was last published for the wave; None before the first run."""
        path = self._reports(wave) / RECORD
        try:
            return RunRecord(**json.loads(path.read_text(encoding="utf-8")))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (ValueError, TypeError):
            problem = MachineError.of(
                f"reports/{wave}/{RECORD}",
                "cannot be read",
                "delete it and run the wave again; the reports beside it stay",
            )
        raise problem

    def is_current(self, wave: str, run_id: str) -> bool:
        """Whether the published run has that id and every file of it is in its place, unchanged."""
        record = self.record(wave)
        if record is None or record.run_id != run_id:
            return False
        places = [(self._reports(wave) / name, sha) for name, sha in record.outputs.items()]
        places += [(self._table(wave, name), sha) for name, sha in record.tables.items()]
        return all(path.is_file() and sha256(path) == sha for path, sha in places)

    def output_paths(self, wave: str) -> list[Path]:
        """The published files that people open."""
        record = self.record(wave)
        return [self._reports(wave) / name for name in record.outputs] if record else []

    def kept_output(self, record: RunRecord, name: str) -> Path | None:
        """A published run, a file of it -> where it is kept as it was made; None when it is not."""
        path = self._runs(record.wave) / record.run_id / name
        return path if name in record.outputs and path.is_file() else None

    def has_table(self, wave: str, name: str) -> bool:
        """Whether the wave has been run and the table has not been deleted since."""
        return self.record(wave) is not None and self._table(wave, name).is_file()

    def load_table(self, wave: str, name: str) -> pd.DataFrame:
        """A published table."""
        return _read_table(self._table(wave, name), name)

    @contextlib.contextmanager
    def lock(self, wave: str) -> Iterator[None]:
        """Only one process at a time writes a wave.

        Raises:
            BusyError: Another process is writing it.
        """
        folder = self._processed(wave)
        _make(folder)
        lock = filelock.FileLock(folder / ".lock", timeout=0)
        try:
            lock.acquire()
        except filelock.Timeout:
            lock = None  # type: ignore[assignment]
        if lock is None:
            raise BusyError.of(
                f"data/processed/{wave}",
                "another gapmap is working on this wave",
                "wait until it is done; if none is running, delete the file .lock in that folder",
            )
        try:
            yield
        finally:
            lock.release()

    def start_run(self, wave: str, run_id: str) -> RunFolder:
        """An empty folder for a run; what an interrupted run left behind is removed."""
        for left in (*self._processed(wave).glob(".run-*"), *self._runs(wave).glob("*.partial")):
            shutil.rmtree(left, ignore_errors=True)
        folder = self.open_run(wave, run_id)
        _make(folder.tables)
        _make(folder.outputs)
        return folder

    def open_run(self, wave: str, run_id: str) -> RunFolder:
        """The folder of a run that has been started."""
        return RunFolder(
            tables=self._processed(wave) / f".run-{run_id}",
            outputs=self._runs(wave) / f"{run_id}.partial",
        )

    def vectors(self, wave: str, fingerprint: str) -> VectorFiles:
        """The vectors kept of a wave's texts, as the encoder of that fingerprint made them."""
        folder = self._vectors(wave) / fingerprint[:16]
        return VectorFiles(folder, self.secret())

    def drop_vectors(self, wave: str) -> None:
        """Delete the vectors kept of a wave's texts."""
        if self._vectors(wave).is_dir():
            shutil.rmtree(self._vectors(wave))

    def publish(self, record: RunRecord) -> None:
        """Make a finished run the one that people see: all of it, or nothing."""
        folder = self.open_run(record.wave, record.run_id)
        kept = self._runs(record.wave) / record.run_id
        before = self.record(record.wave)
        if folder.outputs.exists():
            if kept.exists():
                shutil.rmtree(kept)
            folder.outputs.rename(kept)
        _replace(self._reports(record.wave) / RECORD, _json(asdict(record)))
        for name in set(before.outputs if before else ()) - set(record.outputs):
            (self._reports(record.wave) / name).unlink(missing_ok=True)
        self.complete(record.wave)

    def complete(self, wave: str) -> None:
        """Bring the copies that people open in line with run.json."""
        record = self.record(wave)
        if record is None:
            return
        staged = self.open_run(wave, record.run_id).tables
        kept = self._runs(wave) / record.run_id
        for name, sha in record.outputs.items():
            copy, source = self._reports(wave) / name, kept / name
            if source.is_file() and not (copy.is_file() and sha256(copy) == sha):
                _replace(copy, source.read_bytes())
        for name in record.tables:
            source = staged / f"{name}.parquet"
            if source.is_file():
                source.replace(self._table(wave, name))
        if staged.is_dir():
            shutil.rmtree(staged)

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


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Where a run keeps its tables and outputs until it is published.

    Attributes:
        tables: Below data/processed/<wave>/, because tables have a row per respondent.
        outputs: Below reports/<wave>/runs/.
    """

    tables: Path
    outputs: Path

    def save_table(self, name: str, table: pd.DataFrame) -> int:
        """A table -> its Parquet file; returns the number of rows."""
        _make(self.tables)
        TABLES[name].shape(table).to_parquet(self.tables / f"{name}.parquet", index=False)
        return len(table)

    def load_table(self, name: str) -> pd.DataFrame:
        """The table that an earlier step saved.

        Raises:
            MachineError: No step has saved it, as when inputs change while a run is under way.
        """
        return _read_table(self.tables / f"{name}.parquet", name)

    def save_note(self, name: str, note: dict[str, Any]) -> None:
        """Counts and other small facts of a step."""
        _make(self.tables)
        (self.tables / f"{name}.json").write_bytes(_json(note))

    def load_notes(self) -> dict[str, dict[str, Any]]:
        """All notes of the run, by the name they were saved under."""
        return {path.stem: json.loads(path.read_bytes()) for path in self.tables.glob("*.json")}

    def save_output(self, name: str, content: bytes) -> None:
        """A finished file for people."""
        _make(self.outputs)
        (self.outputs / name).write_bytes(content)

    def checksums(self) -> tuple[dict[str, str], dict[str, str]]:
        """SHA-256 of the outputs by file, and of the tables by name."""
        outputs = {path.name: sha256(path) for path in sorted(self.outputs.iterdir())}
        tables = {path.stem: sha256(path) for path in sorted(self.tables.glob("*.parquet"))}
        return outputs, tables


def project_folder() -> Path:
    """The project that GAPMAP_PROJECT names, else the current folder."""
    return Path(os.environ.get("GAPMAP_PROJECT") or ".")


def sha256(path: Path) -> str:
    """A file -> its SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_table(path: Path, name: str) -> pd.DataFrame:
    if not path.is_file():
        raise MachineError.of(f"{name}.parquet", "the table is not there", "run the wave again")
    table = pd.read_parquet(path)
    for column in TABLES[name].columns:
        if column.kind == "list":
            table[column.name] = table[column.name].map(list)
    return TABLES[name].shape(table)


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def _json(value: dict[str, Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=str)
    return (text + "\n").encode()


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part."""
    _make(path.parent)
    draft = path.with_name(f".{path.name}.new")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _is_same(path: Path, other: Path) -> bool:
    return path.is_file() and sha256(path) == sha256(other)


def _replace_by_copy(path: Path, source: Path) -> None:
    """Copy a file so that a reader sees the old content or the new, never a part."""
    _make(path.parent)
    draft = path.with_name(f".{path.name}.new")
    try:
        shutil.copyfile(source, draft)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextlib.contextmanager
def _undone_by_a_full_disk(written: list[Path]) -> Iterator[None]:
    """When the disk refuses, take away what was written and tell it."""
    try:
        yield
        return
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                path.parent.rmdir()
        failure = DiskError.of(
            Path(error.filename or "data/raw").name,
            f"cannot be written: {error.strerror}",
            "see that the folder may be written to and that there is room",
        )
    raise failure


def _create_once(path: Path, content: str) -> None:
    """Write a file for its owner alone, whole; of two processes at once the first one wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(content)
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
