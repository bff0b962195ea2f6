"""The catalogue -> workbooks for the providers."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pandas as pd

from gapmap import atomic
from gapmap.errors import DataError, Fault, SettingsError
from gapmap.provider_check.words import said
from gapmap.provider_check.write import Choices, write_sheet
from gapmap.readers import read_export
from gapmap.settings import Format, Language, ProjectSettings
from gapmap.settings_file import read_project
from gapmap.stages.catalogue import offer_rows
from gapmap.stages.cells import fold
from gapmap.store import Store
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
    catalogue = read_export(store.todays_catalogue(settings.catalogue.file), Format())
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
