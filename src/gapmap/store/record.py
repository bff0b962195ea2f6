"""What a run was made from and what it made, and where it keeps it until it is published."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from gapmap.errors import MachineError
from gapmap.store.folder import as_json, make_folder, sha256
from gapmap.tables import TABLES


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
        make_folder(self.tables)
        TABLES[name].shape(table).to_parquet(self.tables / f"{name}.parquet", index=False)
        return len(table)

    def load_table(self, name: str) -> pd.DataFrame:
        """The table that an earlier step saved.

        Raises:
            MachineError: No step has saved it, as when inputs change while a run is under way.
        """
        return read_table(self.tables / f"{name}.parquet", name)

    def save_note(self, name: str, note: dict[str, Any]) -> None:
        """Counts and other small facts of a step."""
        make_folder(self.tables)
        (self.tables / f"{name}.json").write_bytes(as_json(note))

    def load_notes(self) -> dict[str, dict[str, Any]]:
        """All notes of the run, by the name they were saved under."""
        return {path.stem: json.loads(path.read_bytes()) for path in self.tables.glob("*.json")}

    def save_output(self, name: str, content: bytes) -> None:
        """A finished file for people."""
        make_folder(self.outputs)
        (self.outputs / name).write_bytes(content)

    def checksums(self) -> tuple[dict[str, str], dict[str, str]]:
        """SHA-256 of the outputs by file, and of the tables by name."""
        outputs = {path.name: sha256(path) for path in sorted(self.outputs.iterdir())}
        tables = {path.stem: sha256(path) for path in sorted(self.tables.glob("*.parquet"))}
        return outputs, tables


def read_table(path: Path, name: str) -> pd.DataFrame:
    """Parquet file -> the table of that name."""
    if not path.is_file():
        raise MachineError.of(f"{name}.parquet", "the table is not there", "run the wave again")
    table = pd.read_parquet(path)
    for column in TABLES[name].columns:
        if column.kind == "list":
            table[column.name] = table[column.name].map(list)
    return TABLES[name].shape(table)
