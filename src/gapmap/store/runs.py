"""Runs: where they are kept, and how they are published.

A run is written to folders of its own and becomes visible in one step: run.json, which names
the run and the SHA-256 of every file, is replaced atomically; only then are the copies that
people open brought up to date. A machine that dies in between leaves either the old run or
the new one, and `Store.complete` finishes the copying.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from gapmap import atomic
from gapmap.errors import MachineError
from gapmap.store.codebook import CodebookFiles
from gapmap.store.folder import LOCK, RECORD, as_json, make_folder, sha256
from gapmap.store.raw import RawFiles
from gapmap.store.record import RunFolder, RunRecord, read_table
from gapmap.tables import BrokenTableError
from gapmap.vector_files import VectorFiles

_FORGOTTEN = "data/forgotten.json"


class Store(RawFiles, CodebookFiles):
    """All that a project keeps."""

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
                elif path.name != LOCK:
                    path.unlink()
            shutil.rmtree(self.project / ".prefect" / "storage", ignore_errors=True)
            for path, content in files:
                atomic.replace(path, content)
            atomic.replace(
                self.project / _FORGOTTEN, as_json({"forgotten": [*self.forgotten(), record]})
            )

    def forgotten(self) -> list[dict[str, Any]]:
        """What was noted when people were forgotten, oldest first."""
        path = self.project / _FORGOTTEN
        return list(json.loads(path.read_bytes())["forgotten"]) if path.is_file() else []

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
            return read_table(self._table(wave, name), name)
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

    def start_run(self, wave: str, run_id: str) -> RunFolder:
        """An empty folder for a run; what an interrupted run left behind is removed."""
        for left in (*self._processed(wave).glob(".run-*"), *self._runs(wave).glob("*.partial")):
            shutil.rmtree(left, ignore_errors=True)
        folder = self.open_run(wave, run_id)
        make_folder(folder.tables)
        make_folder(folder.outputs)
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

    def publish(self, record: RunRecord) -> None:
        """Make a finished run the one that people see: all of it, or nothing."""
        folder = self.open_run(record.wave, record.run_id)
        kept = self._runs(record.wave) / record.run_id
        before = self.record(record.wave)
        if folder.outputs.exists():
            if kept.exists():
                shutil.rmtree(kept)
            folder.outputs.rename(kept)
        atomic.replace(self._reports(record.wave) / RECORD, as_json(asdict(record)))
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
