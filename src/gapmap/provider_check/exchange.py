"""The catalogue -> workbooks for the providers, and what comes back -> the catalogue."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from gapmap import atomic
from gapmap.catalogue_changes import CatalogueChanges, compare_offers
from gapmap.errors import DataError, Fault, MachineError, SettingsError
from gapmap.provider_check.edits import Edits, plan_edits
from gapmap.provider_check.read import Returned, read_sheet
from gapmap.provider_check.rewrite import Changes, can_rewrite, rewrite
from gapmap.provider_check.values import plain_rows
from gapmap.provider_check.words import said
from gapmap.provider_check.write import Choices, write_sheet
from gapmap.readers import Export, read_export
from gapmap.settings import Format, Language, ProjectSettings
from gapmap.settings_file import read_project
from gapmap.stages.catalogue import catalogue_headings, offer_rows, read_offers
from gapmap.stages.cells import fold
from gapmap.store import Store, sha256
from gapmap.tables import EVERYWHERE, OFFERS
from gapmap.xlsx import MOST_CHARACTERS

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "ð": "d", "þ": "th"})
_LONGEST_NAME = 60


def export_offers(project: Path, folder: Path, *, by_provider: bool) -> list[Path]:
    """Project folder, folder -> workbooks in it, one per provider or one for all.

    Args:
        project: The project folder.
        folder: Made when it does not exist.
        by_provider: Whether each provider gets a workbook of its own.

    Raises:
        SettingsError: The settings cannot be used, or a file of that name stands there.
        DataError: The catalogue cannot be used, or a cell is longer than a workbook holds.
        DiskError: The disk refused; what was written until then is taken away again.
    """
    store = Store(project)
    settings = read_project(store.settings_path)
    catalogue = read_export(project / settings.catalogue.file, Format())
    rows = offer_rows(catalogue, settings)
    _must_fit(rows, catalogue.name)
    language = settings.project.languages[0]
    books = {
        folder / f"{name}.xlsx": write_sheet(
            part,
            _choices(rows, settings, language),
            provider=provider,
            language=language,
            contact=settings.project.contact,
        )
        for name, provider, part in _parts(rows, language, by_provider=by_provider)
    }
    taken = [path for path in books if path.exists()]
    if taken:
        raise SettingsError(
            Fault(path.name, "stands there already and may hold answers", "name an empty folder")
            for path in taken
        )
    with atomic.undone_by_a_full_disk([*books]):
        for path, content in books.items():
            atomic.replace(path, content)
    return list(books)


def _must_fit(rows: pd.DataFrame, name: str) -> None:
    faults = [
        Fault(f"{name}, row {row}, {column.name}", "is longer than a workbook holds", "shorten it")
        for column in OFFERS.columns
        for row in rows.loc[rows[column.name].str.len() > MOST_CHARACTERS, "row"]
    ]
    if faults:
        raise DataError(faults)


def _choices(rows: pd.DataFrame, settings: ProjectSettings, language: Language) -> Choices:
    danish = language == "da"
    types = settings.respondent_types.items()
    parts = rows["languages"].str.lower().str.split(r"[;\n|]", regex=True).explode().str.strip()
    return Choices(
        offer_types=sorted(set(rows["offer_type"]) - {""}),
        audiences=[name if danish else named.en for name, named in types],
        regions=[EVERYWHERE, *(settings.regions if danish else settings.regions.values())],
        languages=sorted({"da", "en", *parts} - {""}),
    )


def _parts(
    rows: pd.DataFrame, language: Language, *, by_provider: bool
) -> list[tuple[str, str, pd.DataFrame]]:
    """Offers -> name of a file, provider, its offers; one part unless it is by provider."""
    if not by_provider:
        return [(said("file", "all", language), "", rows)]
    found: list[tuple[str, str, pd.DataFrame]] = []
    names: set[str] = set()
    for _, part in rows.groupby(rows["provider"].map(fold), sort=True):
        provider = sorted(part["provider"])[0]
        stem = name = file_name(provider) or said("file", "nameless", language)
        number = 1
        while name in names:
            number += 1
            name = f"{stem}-{number}"
        names.add(name)
        found.append((f"{said('file', 'all', language)}-{name}", provider, part))
    return found


def file_name(provider: str) -> str:
    """Provider -> a name that every file system takes: small letters a-z, digits, hyphens."""
    plain = unicodedata.normalize("NFKD", provider.casefold().translate(_LETTERS))
    ascii_only = plain.encode("ascii", "ignore").decode()
    parts = "".join(sign if sign.isalnum() else " " for sign in ascii_only).split()
    return "-".join(parts)[:_LONGEST_NAME].strip("-")


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
    settings = read_project(Store(project).settings_path)
    path = project / settings.catalogue.file
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
