"""Survey tools' own packing: SurveyXact's three files, or an archive around one file."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from gapmap.errors import DataError, Fault
from gapmap.readers.delimited import delimited_rows, read_delimited
from gapmap.readers.excel import read_workbook
from gapmap.readers.export import Export
from gapmap.readers.source import Source
from gapmap.readers.surveyxact import PARTS, Tables, read_tables
from gapmap.settings import Format

_READERS = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".txt": read_delimited,
    ".xlsx": read_workbook,
    ".xlsm": read_workbook,
    ".xls": read_workbook,
}


def companions(path: Path) -> tuple[Path, ...]:
    """SurveyXact's dataset.csv -> its structure and labels beside it; else nothing.

    They are part of the delivery: whoever copies or fingerprints an export takes them along.
    """
    dataset = PARTS[0]
    stem = path.stem
    place = stem.casefold().rfind(dataset)
    if place < 0 or not path.parent.is_dir():
        return ()
    names = {file.name.casefold(): file for file in path.parent.iterdir()}
    before, after = stem[:place].casefold(), stem[place + len(dataset) :].casefold()
    found = [names.get(f"{before}{part}{after}{path.suffix.casefold()}") for part in PARTS[1:]]
    return tuple(file for file in found if file) if all(found) else ()


def read_text(source: Source, form: Format) -> Export:
    """Text file -> Export; SurveyXact's three files are read as one when they stand together.

    Raises:
        DataError: As read_delimited and read_tables.
    """
    beside = () if source.member else companions(source.path)
    if not beside:
        return read_delimited(source, form)
    structure, labels = (Source(path) for path in beside)
    return _read_parts((source, structure, labels), form)


def read_archive(source: Source, form: Format) -> Export:
    """ZIP archive of SurveyXact's three files, or of a single table -> Export.

    Raises:
        DataError: The archive is damaged or holds something else.
    """
    members = _members(source)
    parts = [[m for m in members if part in PurePosixPath(m).stem.casefold()] for part in PARTS]
    if all(len(found) == 1 for found in parts):
        return _read_parts([Source(source.path, found[0]) for found in parts], form)
    tables = [m for m in members if PurePosixPath(m).suffix.casefold() in _READERS]
    if len(tables) != 1:
        raise DataError(
            [
                Fault(
                    source.where,
                    f"holds {len(tables)} tables, and one is needed",
                    "unpack it and deliver the file with the answers",
                )
            ]
        )
    reader = _READERS[PurePosixPath(tables[0]).suffix.casefold()]
    return reader(Source(source.path, tables[0]), form)


def _members(source: Source) -> list[str]:
    try:
        with zipfile.ZipFile(source.path) as archive:
            return [m.filename for m in archive.infolist() if not m.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        fault = Fault(source.where, "is no ZIP archive, or damaged", "deliver it again")
    raise DataError([fault])


def _read_parts(sources: Sequence[Source], form: Format) -> Export:
    dataset, structure, labels = (delimited_rows(source, form) for source in sources)
    return read_tables(
        Tables(datasets=[dataset], structure=structure, labels=labels),
        name=sources[0].name,
        where=sources[0].where,
        cut_long_rows=True,
    )
