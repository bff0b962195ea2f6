"""The two sides of a comparison: editions as they were approved, or the draft as published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from gapmap.codebook.files import read_codebook
from gapmap.codebook.model import EMPTY, Codebook
from gapmap.editions.compare import ReportTables
from gapmap.editions.folder import Editions
from gapmap.errors import SettingsError
from gapmap.stages.disclose import disclose_themes
from gapmap.store import CODEBOOK, RunRecord, Store, sha256


@dataclass(frozen=True, slots=True)
class Side:
    """One of two reports that are compared.

    Attributes:
        number: Of the edition; None for the draft.
        run: What it was made from.
        tables: What it says.
        codebook: As it was then; None where that is not known any more.
    """

    number: int | None
    run: RunRecord
    tables: ReportTables
    codebook: Codebook | None


def edition_side(project: Path, wave: str, number: int) -> Side:
    """Number of an edition -> a side.

    Raises:
        SettingsError: There is no such edition, or it was withdrawn.
        MachineError: It is not what was approved.
    """
    editions = Editions(project, wave)
    edition = editions.open(number)
    folder = editions.path(number)
    themes, gaps, offers = (
        pd.read_parquet(folder / "tables" / f"{name}.parquet")
        for name in ("themes", "gaps", "offers")
    )
    kept = editions.path_apart(number) / "assignments.parquet"
    assignments = pd.read_parquet(kept) if kept.is_file() else None
    path = folder / CODEBOOK
    codebook = read_codebook(path.read_bytes(), path.name) if path.is_file() else EMPTY
    return Side(number, edition.run, ReportTables(themes, gaps, offers, assignments), codebook)


def draft_side(project: Path, wave: str) -> Side:
    """The published run of a wave -> a side.

    Raises:
        SettingsError: The wave has not been run.
        MachineError: A table of the run is gone.
    """
    store = Store(project)
    run = store.record(wave)
    if run is None:
        raise SettingsError.of(f"wave {wave}", "has no report", f"gapmap run {wave}")
    gaps = store.load_table(wave, "gaps")
    tables = ReportTables(
        themes=disclose_themes(store.load_table(wave, "themes"), gaps),
        gaps=gaps,
        offers=store.load_table(wave, "offers"),
        assignments=store.load_table(wave, "assignments"),
    )
    return Side(None, run, tables, _codebook_of(store, run))


def _codebook_of(store: Store, run: RunRecord) -> Codebook | None:
    """The codebook that the run was made with, if it is still the one there is."""
    if CODEBOOK not in run.inputs:
        return EMPTY
    path = store.codebook_path
    if not path.is_file() or sha256(path) != run.inputs[CODEBOOK]:
        return None
    return read_codebook(path.read_bytes(), path.name)
