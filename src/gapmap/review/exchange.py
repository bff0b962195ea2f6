"""The review as a round trip: a workbook goes out, filled-in ones come back into the codebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gapmap.codebook.changes import describe_changes
from gapmap.codebook.faults import faults_within
from gapmap.codebook.files import FILE, write_codebook
from gapmap.codebook.model import Codebook
from gapmap.codebook.revise import revise
from gapmap.errors import DataError, Fault, GapmapError
from gapmap.review.combine import combine
from gapmap.review.content import review_content
from gapmap.review.interpret import interpret
from gapmap.review.published import Published, load_published
from gapmap.review.read import Filled, read_review
from gapmap.review.words import said
from gapmap.review.write import write_review
from gapmap.run import project_codebook, project_vocabulary
from gapmap.settings_file import read_project
from gapmap.store import Store


@dataclass(frozen=True, slots=True)
class Imported:
    """What filled-in workbooks would change.

    Attributes:
        content: The file of the codebook as it is; None where there is none.
        before: The codebook in it.
        after: The codebook with what was decided; the same where nothing is new.
        changes: What differs, in words, in the project's first language.
        notes: What the reader should know.
    """

    content: bytes | None
    before: Codebook
    after: Codebook
    changes: tuple[str, ...]
    notes: tuple[str, ...]


def export_review(project: Path, wave: str, *, to: Path | None = None) -> Path:
    """Project folder, wave -> the workbook in which its last run is reviewed.

    Args:
        project: The project folder.
        wave: A wave that has been run.
        to: The folder to write to; by default review/<wave>. A file is never overwritten: the
            next one gets a number.

    Raises:
        SettingsError: The settings cannot be used, there is no such wave, or it was not run.
        MachineError: A table of the run is gone, or the disk refused.
    """
    store = Store(project)
    published = _published(store, wave)
    content = write_review(review_content(published), wave=wave, language=published.language)
    name = str(said("file", "name", published.language)).format(wave=wave)
    return store.save_review(to or store.review_folder(wave), name, content)


def plan_import(project: Path, wave: str, files: Sequence[Path], *, when: date) -> Imported:
    """Project folder, wave, filled-in workbooks -> Imported; nothing is written.

    Args:
        project: The project folder.
        wave: The wave that was reviewed.
        files: One workbook or more, of one reviewer or more.
        when: The day of the decisions.

    Raises:
        SettingsError: The settings or the codebook cannot be used, there is no such wave, or it
            was not run.
        DataError: Workbooks cannot be read, or what they decide cannot be or contradicts itself:
            all of it is listed, with file, sheet and cell.
    """
    store = Store(project)
    content = store.codebook_content()
    published = _published(store, wave)
    filled, faults = _read(files, wave)
    found = interpret(filled, published, when=when)
    decisions, wrong = combine(found, published.codebook)
    if faults or wrong:
        raise DataError([*faults, *wrong])
    after = revise(
        published.codebook,
        decisions,
        published.proposals,
        when=when,
        language=published.language,
    )
    contradictions = [*faults_within(after, f"{FILE}, as it would be")]
    if contradictions:
        raise DataError(contradictions)
    return Imported(
        content=content,
        before=published.codebook,
        after=after,
        changes=tuple(describe_changes(published.codebook, after, published.language)),
        notes=tuple(
            f"{one.file}: written from an earlier run of {wave}; what it names is there still"
            for one in filled
            if one.run_id != published.run_id
        ),
    )


def apply_import(project: Path, imported: Imported) -> tuple[str, ...]:
    """Project folder, what is to change -> the files written: the codebook, and the one before.

    Raises:
        MachineError: The codebook was changed since it was looked at, or the disk refused.
    """
    return Store(project).save_codebook(
        write_codebook(imported.after), before=imported.content, version=imported.before.version
    )


def _published(store: Store, wave: str) -> Published:
    return load_published(
        store,
        wave,
        read_project(store.settings_path),
        codebook=project_codebook(store),
        vocabulary=project_vocabulary(store),
    )


def _read(files: Sequence[Path], wave: str) -> tuple[list[Filled], list[Fault]]:
    filled: list[Filled] = []
    faults: list[Fault] = []
    for path in files:
        try:
            one = read_review(path)
        except GapmapError as error:
            faults += error.faults
            continue
        if one.wave == wave:
            filled.append(one)
        else:
            advice = f"gapmap review import {one.wave} {path.name}"
            faults.append(Fault(one.file, f"is a review of wave {one.wave}", advice))
    return filled, faults
