"""From a published run to an edition: printed anew without the stamp of a draft, and frozen."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pandas as pd

from gapmap.codebook.files import write_codebook
from gapmap.codebook.model import Codebook
from gapmap.editions.folder import Editions
from gapmap.editions.model import Edition
from gapmap.errors import MachineError, SettingsError
from gapmap.handover import report_inputs
from gapmap.pipeline import notices_in
from gapmap.provenance import changed_since
from gapmap.report.inputs import Approval, ReportInputs
from gapmap.report.outputs import write_outputs
from gapmap.report.story import tell
from gapmap.run import Run, open_run, path_shown
from gapmap.store import CODEBOOK, SETTINGS, WAVE_SETTINGS, RunRecord, Store
from gapmap.tables import TABLES

_LONGEST_NAME = 80


def approve(project: Path, wave: str, *, by: str, day: date) -> Edition:
    """Project folder, wave -> its next edition, made from the published run.

    The same run, name, day and number give the same bytes.

    Args:
        project: The folder that holds gapmap.toml.
        wave: Name of a folder below data/raw.
        by: The person who stands behind it, as printed.
        day: Of the approval, as printed.

    Raises:
        SettingsError: There is no report, it is not of what there is now, or it was approved
            before; or the name or the day cannot be.
        DataError: The export or the catalogue is not there.
        MachineError: A file of the run is gone or was changed, another process is working on
            the wave, or the disk refused. Whatever is raised, there is no new edition.
    """
    name = _printable(by)
    store, editions = Store(project), Editions(project, wave)
    run = open_run(project, wave)
    with store.lock(wave):
        record = _current(run)
        _must_be_new(editions, record, day)
        number = editions.next_number()
        notices = notices_in(store.published(record).load_notes())
        inputs = replace(
            report_inputs(run, store.published(record), notices),
            approval=Approval(number, name, day),
        )
        edition = Edition(number, wave, name, day, run=record, files={}, respondent_files={})
        contents = dict(_passed_on(run, inputs))
        return editions.add(edition, contents, dict(_kept_apart(run, record)))


def _printable(by: str) -> str:
    name = " ".join(by.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise SettingsError.of(
            "--by", f"is no name of 1 to {_LONGEST_NAME} characters", 'as in --by "Ane Holm"'
        )
    return name


def _current(run: Run) -> RunRecord:
    """Run -> the published run of the same id, whole and unchanged."""
    store, wave = run.store, run.wave
    store.complete(wave)
    record = store.record(wave)
    again = f"run it again first, and look at the report: gapmap run {wave}"
    if record is None:
        raise SettingsError.of(f"wave {wave}", "has no report", again)
    changed = changed_since(record, run)
    if changed:
        what = f"changed since its report was made: {', '.join(changed)}"
        raise SettingsError.of(f"wave {wave}", what, again)
    if not store.is_current(wave, run.run_id) or not record.notes:
        what = "files of its run are not there any more, or were changed"
        raise MachineError.of(f"wave {wave}", what, f"{again} --force")
    return record


def _must_be_new(editions: Editions, record: RunRecord, day: date) -> None:
    latest = editions.latest()
    if latest is None:
        return
    where = f"wave {record.wave}"
    if latest.run.run_id == record.run_id:
        what = f"nothing changed since edition {latest.number}, approved on {latest.day}"
        raise SettingsError.of(where, what, "pass that edition on")
    if day < latest.day:
        what = f"edition {latest.number} was approved later, on {latest.day}"
        raise SettingsError.of(where, what, "correct --date")


def _passed_on(run: Run, inputs: ReportInputs) -> Iterator[tuple[str, bytes]]:
    """What may leave the house: small groups are hidden, and no row is a respondent's."""
    yield from write_outputs(inputs, [tell(inputs, one) for one in run.project.project.languages])
    for field in fields(inputs):
        if field.name in TABLES:
            yield f"tables/{field.name}.parquet", _parquet(getattr(inputs, field.name))
    yield SETTINGS, run.store.settings_path.read_bytes()
    yield WAVE_SETTINGS, run.store.wave_settings_path(run.wave).read_bytes()
    for path in (run.catalogue, run.store.vocabulary_path):
        if path.is_file():
            yield path.name, _as_run(run, path)
    if run.store.codebook_path.is_file():
        yield CODEBOOK, write_codebook(_without_statements(run.codebook))


def _kept_apart(run: Run, record: RunRecord) -> Iterator[tuple[str, bytes]]:
    """What stays in the house: all tables as they were, and the codebook with its statements."""
    for name in record.tables:
        yield f"{name}.parquet", _parquet(run.store.load_table(run.wave, name))
    path = run.store.codebook_path
    if path.is_file():
        yield CODEBOOK, _as_run(run, path)


def _without_statements(codebook: Codebook) -> Codebook:
    """A codebook -> what it says of themes and offers, and the quotes approved for print."""
    themes = tuple(replace(theme, examples=()) for theme in codebook.themes)
    return replace(codebook, themes=themes, statements=(), codings=())


def _as_run(run: Run, path: Path) -> bytes:
    """A file of the run -> its content, which must be what the run was made from."""
    content = path.read_bytes()
    name = path_shown(run.store.project, path)
    if hashlib.sha256(content).hexdigest() != run.inputs[name]:
        raise MachineError.of(name, "changed while it was being approved", "look at it, then again")
    return content


def _parquet(table: pd.DataFrame) -> bytes:
    written = io.BytesIO()
    table.to_parquet(written, index=False)
    return written.getvalue()
