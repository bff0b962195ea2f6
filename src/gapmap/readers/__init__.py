"""Delivered files -> exports. One module per kind of file, and one table that picks it."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

from gapmap.errors import DataError, Fault, GapmapError, MachineError
from gapmap.readers.archive import companions, read_archive, read_text
from gapmap.readers.excel import read_workbook
from gapmap.readers.export import COMPLETE, TEST, UNFINISHED, Export
from gapmap.readers.json_rows import read_json
from gapmap.readers.parquet import read_parquet
from gapmap.readers.source import Source
from gapmap.readers.statistical import read_statistical
from gapmap.settings import Format

__all__ = ["COMPLETE", "READERS", "TEST", "UNFINISHED", "Export", "companions", "read_export"]

READERS: dict[str, Callable[[Source, Format], Export]] = {
    ".csv": read_text,
    ".tsv": read_text,
    ".txt": read_text,
    ".csv.gz": read_text,
    ".tsv.gz": read_text,
    ".txt.gz": read_text,
    ".xlsx": read_workbook,
    ".xlsm": read_workbook,
    ".json": read_json,
    ".xls": read_workbook,
    ".sav": read_statistical,
    ".zsav": read_statistical,
    ".dta": read_statistical,
    ".parquet": read_parquet,
    ".zip": read_archive,
}
"""Ending of the file name, in lower case -> the function that reads such a file."""


def read_export(path: Path, form: Format) -> Export:
    """Delivered file -> Export.

    Args:
        path: The file; its ending says which kind it is.
        form: What the settings say about how it is written; the rest is detected.

    Returns:
        The cells as text, with the file's own headings.

    Raises:
        DataError: The file is absent, of another kind than its ending says, damaged, empty,
            without headings or too large.
        SettingsError: The settings name an encoding or a delimiter that cannot be.
        MachineError: The file is locked, may not be read, or does not fit into memory.
    """
    where = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        what = "is a folder, not a file" if path.is_dir() else "no such file"
        raise DataError([Fault(where, what, _files_beside(path))])
    reader = READERS.get(_ending(path))
    if reader is None:
        known = ", ".join(READERS)
        raise DataError(
            [
                Fault(
                    where,
                    f"files that end in '{path.suffix}' cannot be read",
                    f"save it as one of {known}",
                )
            ]
        )
    failure: GapmapError
    try:
        return reader(Source(path), form)
    except GapmapError as error:
        # Anew: an error that was raised while another was handled carries that one's text.
        failure = type(error)(error.faults)
    except PermissionError:
        failure = MachineError.of(where, "may not be opened", "close it in other programs")
    except OSError as error:
        if error.errno == errno.EINVAL:  # an archive whose table of contents leads nowhere
            failure = DataError.of(where, "is damaged", "deliver it again")
        else:
            failure = MachineError.of(where, "cannot be read from the disk", "try again")
    except MemoryError:
        failure = MachineError.of(
            where, "does not fit into memory", "leave out columns that are not needed"
        )
    raise failure


def _ending(path: Path) -> str:
    """The ending of a file's name; a gzipped file has two."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    return "".join(suffixes[-2:]) if suffixes[-1:] == [".gz"] else "".join(suffixes[-1:])


def _files_beside(path: Path) -> str:
    """The advice for a file that is not there: what is there instead."""
    if not path.parent.is_dir():
        return "put the file there, or correct its name in the settings"
    beside = sorted(f.name for f in path.parent.iterdir() if f.is_file() and _ending(f) in READERS)
    if not beside:
        return "put the file there: its folder holds nothing that can be read"
    return f"correct its name in the settings; the folder holds {', '.join(beside)}"
