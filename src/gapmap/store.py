"""The only place that knows paths: what is read, where a run is kept, how it is published.

A run is written to folders of its own and becomes visible in one step: run.json, which names
the run and the SHA-256 of every file, is replaced atomically; only then are the copies that
people open brought up to date. A machine that dies in between leaves either the old run or
the new one, and `Store.complete` finishes the copying.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import filelock
import pandas as pd

from gapmap import atomic
from gapmap.errors import BusyError, DataError, DiskError, MachineError, SettingsError
from gapmap.tables import TABLES, BrokenTableError
from gapmap.vector_files import VectorFiles

SETTINGS = "gapmap.toml"
WAVE_SETTINGS = "wave.toml"
VOCABULARY = "vocabulary.yaml"
CODEBOOK = "codebook.yaml"
FORGOTTEN = "data/forgotten.json"
KEY_FILE = ".gapmap-secret"
RECORD = "run.json"
_LOCK = ".lock"
DELETED = "deleted.json"
_HISTORY = "codebook-history"


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
        previous: The wave it was compared with -> its run id; empty for none.
        notes: What the steps found that no table holds, as they saved it.
        codebook_themes: Permanent ids that the report cites.
        catalogue_kept: Day on which the wave's copy of the catalogue was made; "" when an older
            version made the run.
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
    previous: dict[str, str] = field(default_factory=dict)
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)
    codebook_themes: list[str] = field(default_factory=list)
    catalogue_kept: str = ""


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

    @property
    def codebook_path(self) -> Path:
        """Where the codebook stands, once there is one."""
        return self.project / CODEBOOK

    def cited_themes(self) -> dict[str, str]:
        """Permanent id of a theme that a report or an edition cites -> where."""
        reports = self.project / "reports"
        notes = [*reports.glob(f"*/{RECORD}"), *reports.glob("*/editions/*/edition.json")]
        cited: dict[str, str] = {}
        for path in sorted(notes):
            with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
                note = json.loads(path.read_bytes())
                for theme in (note.get("run") or note).get("codebook_themes", ()):
                    cited.setdefault(theme, path.relative_to(self.project).as_posix())
        return cited

    def codebook_content(self) -> bytes | None:
        """The file of the codebook as it is; None where there is none."""
        return self.codebook_path.read_bytes() if self.codebook_path.is_file() else None

    def codebook_versions(self) -> dict[int, Path]:
        """The codebooks that imports have replaced, by version; the one that counts is not here."""
        found = (self.project / _HISTORY).glob("[0-9]*.yaml")
        return {int(path.stem): path for path in sorted(found) if path.stem.isdecimal()}

    def codebook_paths(self) -> list[Path]:
        """The codebook and those that it replaced, as far as there are any."""
        own = [self.codebook_path] if self.codebook_path.is_file() else []
        return [*own, *self.codebook_versions().values()]

    def review_paths(self, wave: str) -> list[Path]:
        """The workbooks of a wave's review that stand in the project."""
        return sorted(self.review_folder(wave).glob("*.xlsx"))

    def save_codebook(
        self, content: bytes, *, before: bytes | None, version: int
    ) -> tuple[str, ...]:
        """A new codebook in place of the old one, which is kept -> the files written.

        Args:
            content: Of the new file.
            before: Of the file that it was made from; None where there was none.
            version: Of that.

        Raises:
            MachineError: Another process is writing the codebook, or it was changed meanwhile.
            DiskError: The disk refused; the codebook is as it was.
        """
        kept = self.project / _HISTORY / f"{version:04d}.yaml"
        with self._locked(self.project / _HISTORY, "the codebook"):
            if self.codebook_content() != before:
                raise MachineError.of(
                    CODEBOOK, "was changed by somebody else meanwhile", "import again"
                )
            with atomic.undone_by_a_full_disk([]):
                if before is not None:
                    atomic.replace(kept, before)
                atomic.replace(self.codebook_path, content)
        return (CODEBOOK,) if before is None else (CODEBOOK, f"{_HISTORY}/{kept.name}")

    def review_folder(self, wave: str) -> Path:
        """Where the workbooks of a wave's review are written."""
        return self.project / "review" / wave

    def save_review(self, folder: Path, name: str, content: bytes) -> Path:
        """Folder, name without ending, workbook -> where it was written: no file is overwritten.

        Raises:
            DiskError: The disk refused.
        """
        numbered = (f"-{number}" if number > 1 else "" for number in itertools.count(1))
        paths = (folder / f"{name}{number}.xlsx" for number in numbered)
        path = next(path for path in paths if not path.exists())
        with atomic.undone_by_a_full_disk([]):
            atomic.replace(path, content)
        return path

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
        path = self._raw(wave) / DELETED
        return date.fromisoformat(json.loads(path.read_bytes())["on"]) if path.is_file() else None

    def is_closed(self, wave: str) -> bool:
        """Whether the wave's export was deleted for its age, and none was delivered since."""
        own = {WAVE_SETTINGS, DELETED}
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
            atomic.replace(self._raw(wave) / DELETED, _json({"on": on.isoformat()}))
            for path in paths:
                path.unlink(missing_ok=True)
            self.drop_vectors(wave)

    def old_runs(self, wave: str) -> list[Path]:
        """The folders of earlier runs of a wave, without the one that is published."""
        record = self.record(wave)
        kept = record.run_id if record else ""
        return sorted(
            path for path in self._runs(wave).glob("*") if path.is_dir() and path.name != kept
        )

    def drop_run(self, wave: str, path: Path) -> None:
        """Delete the folder of an earlier run.

        Raises:
            MachineError: The wave is being run.
        """
        with self.lock(wave):
            if path in self.old_runs(wave):
                shutil.rmtree(path)

    def forget(
        self, wave: str, files: Iterable[tuple[Path, bytes]], record: Mapping[str, Any]
    ) -> None:
        """Replace files, delete all that was made of a wave, and note that it was done.

        Args:
            wave: The wave; its approved editions stay.
            files: File -> new content, replaced in this order.
            record: What is noted; without personal data.

        Raises:
            MachineError: The wave is being run.
            DiskError: The disk refused; what was not reached is as it was.
        """
        with self.lock(wave), atomic.undone_by_a_full_disk([]):
            for left in self._raw(wave).glob(".forget-*"):
                shutil.rmtree(left)
            published = self.record(wave)
            for name in published.outputs if published else ():
                (self._reports(wave) / name).unlink(missing_ok=True)
            (self._reports(wave) / RECORD).unlink(missing_ok=True)
            shutil.rmtree(self._runs(wave), ignore_errors=True)
            for path in self._processed(wave).iterdir():
                if path.is_dir():
                    shutil.rmtree(path)
                elif path.name != _LOCK:
                    path.unlink()
            shutil.rmtree(self.project / ".prefect" / "storage", ignore_errors=True)
            for path, content in files:
                atomic.replace(path, content)
            atomic.replace(
                self.project / FORGOTTEN, _json({"forgotten": [*self.forgotten(), record]})
            )

    def forgotten(self) -> list[dict[str, Any]]:
        """What was noted when people were forgotten, oldest first."""
        path = self.project / FORGOTTEN
        return list(json.loads(path.read_bytes())["forgotten"]) if path.is_file() else []

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
        """A published table.

        Raises:
            MachineError: It is not there, or another version of gapmap made it otherwise.
        """
        try:
            return _read_table(self._table(wave, name), name)
        except BrokenTableError:
            problem = MachineError.of(
                f"data/processed/{wave}/{name}.parquet",
                "another version of gapmap made it",
                f"run the wave again: gapmap run {wave} --force",
            )
        raise problem

    def published(self, record: RunRecord) -> PublishedRun:
        """A published run -> its tables and notes, to report on it again."""
        return PublishedRun(self, record)

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
        _make(folder)
        lock = filelock.FileLock(folder / _LOCK, timeout=0)
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
        atomic.replace(self._reports(record.wave) / RECORD, _json(asdict(record)))
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
                atomic.replace(copy, source.read_bytes())
        for name in record.tables:
            source = staged / f"{name}.parquet"
            if source.is_file():
                source.replace(self._table(wave, name))
        if staged.is_dir():
            shutil.rmtree(staged)

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


@dataclass(frozen=True, slots=True)
class PublishedRun:
    """Tables and notes of a published run, as its RunFolder had them."""

    store: Store
    record: RunRecord

    def load_table(self, name: str) -> pd.DataFrame:
        """A published table."""
        return self.store.load_table(self.record.wave, name)

    def load_notes(self) -> dict[str, dict[str, Any]]:
        """All notes of the run, by the name they were saved under."""
        counts = {f"counts-{step}": counted for step, counted in self.record.steps.items()}
        return counts | self.record.notes


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


def _json(value: dict[str, Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=str)
    return (text + "\n").encode()


def _is_same(path: Path, other: Path) -> bool:
    return path.is_file() and sha256(path) == sha256(other)


def _create_once(path: Path, content: str) -> None:
    """Write a file for its owner alone, whole; of two processes at once the first one wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(content)
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
