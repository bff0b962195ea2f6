"""Taking a person out of a project: planned and shown first, then done in one go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gapmap.codebook.files import read_codebook, write_codebook
from gapmap.codebook.forgetting import without_person
from gapmap.editions.folder import Editions
from gapmap.editions.persons import editions_with
from gapmap.errors import DataError, Fault
from gapmap.forget.person import Person, find_person
from gapmap.forget.raw_rows import empty_rows
from gapmap.forget.workbooks import empty_rows_of
from gapmap.readers import read_export
from gapmap.run import Run, open_run
from gapmap.store import Store

_REASON = "a person asked to be forgotten; a new edition takes its place"


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What is to be done.

    Attributes:
        person: Who.
        export: The delivered file.
        files: File -> its content without the person, the delivered file last.
        n_codebook: Entries of the codebook and its history that go or get another's id.
        n_workbook_rows: Rows of review workbooks.
        editions: Wave and number of the approved editions that hold a statement of the person.
        other_waves: Waves in which the same id answered, too.
    """

    person: Person
    export: Path
    files: tuple[tuple[Path, bytes], ...]
    n_codebook: int
    n_workbook_rows: int
    editions: tuple[tuple[str, int], ...]
    other_waves: tuple[str, ...]


def plan_forgetting(
    project: Path, wave: str, *, row: int | None = None, respondent_id: str = ""
) -> Forgetting:
    """Project folder, wave, a row or an id -> Forgetting; nothing is written.

    Raises:
        SettingsError: There is no such wave, row or id, or the settings cannot be used.
        DataError: The export cannot be read, or not be written without the person.
    """
    run = open_run(project, wave)
    store = run.store
    export = read_export(run.export, run.settings.format)
    person = find_person(run, export, row=row, respondent_id=respondent_id)
    codebooks = [*_codebooks(store, person)]
    workbooks = [*_workbooks(store, person)]
    changed = [(path, content) for path, content, n in (*codebooks, *workbooks) if n]
    if person.rows:
        changed.append((run.export, empty_rows(run.export, run.settings.format, person.rows)))
    return Forgetting(
        person=person,
        export=run.export,
        files=tuple(changed),
        n_codebook=sum(n for _, _, n in codebooks),
        n_workbook_rows=sum(n for _, _, n in workbooks),
        editions=tuple(editions_with(project, person.statements)),
        other_waves=tuple(_other_waves(run, person)),
    )


def forget(project: Path, planned: Forgetting, *, on: date, withdrawn_by: str = "") -> None:
    """Project folder, what is planned -> the person is in none of its files.

    The export comes last, so that what was interrupted can be done again. What a run made of
    the wave is deleted, since every file of it may hold a statement.

    Args:
        project: The project folder.
        planned: As `plan_forgetting` made it.
        on: The day, for the record.
        withdrawn_by: Who withdraws the editions that hold a statement; empty to let them stay.

    Raises:
        MachineError: The wave is being run.
        DiskError: The disk refused; do it again.
    """
    person = planned.person
    Store(project).forget(
        person.wave,
        planned.files,
        record={
            "on": on.isoformat(),
            "wave": person.wave,
            "rows": len(person.rows),
            "statements": len(person.statements),
            "codebook": planned.n_codebook,
            "workbook_rows": planned.n_workbook_rows,
            "editions": [f"{wave}/{number}" for wave, number in planned.editions],
            "withdrawn": bool(withdrawn_by),
        },
    )
    for wave, number in planned.editions if withdrawn_by else ():
        Editions(project, wave).withdraw(number, by=withdrawn_by, day=on, reason=_REASON)


def _codebooks(store: Store, person: Person) -> Iterator[tuple[Path, bytes, int]]:
    for path in store.codebook_paths():
        before = read_codebook(path.read_bytes(), path.name)
        after = without_person(
            before,
            wave=person.wave,
            statements=person.statements,
            is_theirs=person.said,
            others=person.others,
        )
        n_changed = sum(
            len(set(old) - set(new))
            for old, new in (
                (before.themes, after.themes),
                (before.statements, after.statements),
                (before.quotes, after.quotes),
                (before.codings, after.codings),
            )
        )
        yield path, write_codebook(after), n_changed


def _workbooks(store: Store, person: Person) -> Iterator[tuple[Path, bytes, int]]:
    faults: list[Fault] = []
    for path in store.review_paths(person.wave):
        where = path.relative_to(store.project).as_posix()
        try:
            content, n = empty_rows_of(path.read_bytes(), where, person.statements, person.said)
            yield path, content, n
        except DataError as error:
            faults += error.faults
    if faults:
        raise DataError(faults)


def _other_waves(run: Run, person: Person) -> Iterator[str]:
    for wave in run.store.waves():
        if wave != person.wave and run.store.has_table(wave, "respondents"):
            ids = run.store.load_table(wave, "respondents")["respondent_id"]
            if ids.isin(person.pseudonyms).any():
                yield wave
