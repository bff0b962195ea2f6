"""The workbooks that came back -> the catalogue, all of it or nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from gapmap.catalogue_changes import CatalogueChanges, compare_offers
from gapmap.errors import DataError, Fault, MachineError
from gapmap.provider_check.edits import Edits, plan_edits
from gapmap.provider_check.read import Returned, read_sheet
from gapmap.provider_check.rewrite import Changes, can_rewrite, rewrite
from gapmap.provider_check.values import plain_rows
from gapmap.readers import Export, read_export
from gapmap.settings import Format, ProjectSettings
from gapmap.settings_file import read_project
from gapmap.stages.catalogue import catalogue_headings, offer_rows, read_offers
from gapmap.store import Store, sha256
from gapmap.tables import OFFERS


@dataclass(frozen=True, slots=True)
class Import:
    """An import that can be written.

    Attributes:
        catalogue: The file.
        state: SHA-256 of the file that the import was made for.
        content: The new content of the file; empty where nothing changes.
        changes: Offers added, removed and changed, but for the day of the check.
        edits: What is written, and what was left out.
        on: The day from which the offers count as checked.
    """

    catalogue: Path
    state: str
    content: bytes
    changes: CatalogueChanges
    edits: Edits
    on: date


def prepare_import(project: Path, files: Sequence[Path], *, on: date) -> Import:
    """Workbooks that came back -> Import; nothing is written.

    Args:
        project: The project folder.
        files: The workbooks, in any order.
        on: The day from which the offers count as checked.

    Raises:
        SettingsError: The settings cannot be used.
        DataError: The catalogue or a workbook cannot be used; everything that is wrong with any
            of the workbooks is told.
        MachineError: The disk refused.
    """
    store = Store(project)
    settings = read_project(store.settings_path)
    path = store.todays_catalogue(settings.catalogue.file)
    if path.is_file() and not can_rewrite(path):
        raise DataError.of(
            settings.catalogue.file,
            "is of a kind that cannot be written",
            "save it as CSV or XLSX and name that as catalogue.file in gapmap.toml",
        )
    catalogue = read_export(path, Format())
    state = sha256(path)
    returned, faults = _read_all(files)
    edits, found = plan_edits(offer_rows(catalogue, settings), returned, settings, on=on)
    faults += found
    if faults:
        raise DataError(faults)
    if not edits:
        return Import(path, state, b"", CatalogueChanges((), (), {}), edits, on)
    content, changes = _changed(path, catalogue, settings, edits)
    return Import(path, state, content, changes, edits, on)


def write_import(project: Path, prepared: Import) -> tuple[Path, ...]:
    """Import -> the catalogue, and a dated copy of it as it was; none where nothing changes.

    Raises:
        MachineError: The catalogue is open elsewhere or was changed meanwhile, or the disk
            refused; it is whole.
    """
    path = prepared.catalogue
    if not prepared.content:
        return ()
    if path.with_name(f"~${path.name}").exists():
        raise MachineError.of(path.name, "is open in Excel", "close it there, then import again")
    if sha256(path) != prepared.state:
        raise MachineError.of(path.name, "was changed meanwhile", "import again")
    return path, Store(project).replace_catalogue(path, prepared.content, on=prepared.on)


def _read_all(files: Sequence[Path]) -> tuple[list[Returned], list[Fault]]:
    returned: list[Returned] = []
    faults: list[Fault] = []
    for path in dict.fromkeys(files):
        try:
            returned.append(read_sheet(path))
        except DataError as error:
            faults += error.faults
    return returned, faults


def _changed(
    path: Path, catalogue: Export, settings: ProjectSettings, edits: Edits
) -> tuple[bytes, CatalogueChanges]:
    """Catalogue, edits -> its new bytes and what they change, read back from them.

    Raises:
        DataError: The file is laid out so that what is read back is not what was to be written.
    """
    content = rewrite(path, _by_heading(catalogue, settings, edits))
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / path.name
        draft.write_bytes(content)
        after = read_export(draft, Format())
    rows = offer_rows(catalogue, settings)
    if not _holds(edits, rows, offer_rows(after, settings)):
        raise DataError.of(
            path.name,
            "is laid out so that it cannot be changed safely; nothing was written",
            "let headings and offers stand in one plain table",
        )
    old, new = (
        read_offers(export, settings).offers.assign(last_checked=None)
        for export in (catalogue, after)
    )
    return content, compare_offers(old, new)


def _by_heading(catalogue: Export, settings: ProjectSettings, edits: Edits) -> Changes:
    """Edits by column -> by heading and row of the file; columns that it lacks are added."""
    headings = catalogue_headings(catalogue, settings)
    rows = offer_rows(catalogue, settings).set_index("offer_id")["row"]
    cells = [*edits.updates.values(), *edits.added]
    wanted = {name for row in cells for name, text in row.items() if text} - {"offer_id"}
    absent = [c.name for c in OFFERS.columns if c.name in wanted and c.name not in headings]
    named = headings | {name: name for name in absent}

    def translated(row: dict[str, str]) -> dict[str, str]:
        return {named[name]: text for name, text in row.items() if name in named}

    kinds = {named[c.name]: c.kind for c in OFFERS.columns if c.name in named}
    return Changes(
        headings=tuple(headings.values()),
        new_headings=[named[name] for name in absent],
        cells={int(rows[offer]): translated(row) for offer, row in edits.updates.items()},
        added=[translated(row) for row in edits.added],
        dates=frozenset(heading for heading, kind in kinds.items() if kind == "date"),
        counts=frozenset(heading for heading, kind in kinds.items() if kind == "integer"),
    )


def _holds(edits: Edits, before: pd.DataFrame, after: pd.DataFrame) -> bool:
    """Whether the rows read back are those before with the edits, and nothing else."""
    names = [column.name for column in OFFERS.columns if column.name != "offer_id"]
    old: list[dict[str, str]] = before[["offer_id", *names]].to_dict("records")  # type: ignore[assignment]
    rows = [row | edits.updates.get(row["offer_id"], {}) for row in old] + edits.added
    wanted, found = (
        plain_rows(table[names]).to_dict("records")
        for table in (pd.DataFrame(rows, dtype="str"), after)
    )
    return wanted == found
