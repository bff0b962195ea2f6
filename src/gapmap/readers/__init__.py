"""Delivered files -> exports. One module per kind of file, and one table that picks it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gapmap.errors import DataError, Fault, MachineError
from gapmap.readers.delimited import read_delimited
from gapmap.readers.excel import read_workbook
from gapmap.readers.export import Export
from gapmap.readers.json_rows import read_json
from gapmap.settings import Format

__all__ = ["READERS", "Export", "read_export"]

READERS: dict[str, Callable[[Path, Format], Export]] = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".txt": read_delimited,
    ".xlsx": read_workbook,
    ".xlsm": read_workbook,
    ".json": read_json,
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
        DataError: The file is absent, of another kind than its ending says, damaged or empty.
        SettingsError: The settings name an encoding or a delimiter that cannot be.
        MachineError: The file is locked or may not be read.
    """
    where = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        raise DataError([Fault(where, "no such file", _files_beside(path))])
    reader = READERS.get(path.suffix.lower())
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
    try:
        return reader(path, form)
    except PermissionError:
        fault = Fault(where, "may not be opened", "close it in other programs")
    raise MachineError([fault])


def _files_beside(path: Path) -> str:
    """The advice for a file that is not there: what is there instead."""
    if not path.parent.is_dir():
        return "put the file there, or correct its name in the settings"
    beside = sorted(f.name for f in path.parent.iterdir() if f.suffix.lower() in READERS)
    if not beside:
        return "put the file there: its folder holds nothing that can be read"
    return f"correct its name in the settings; the folder holds {', '.join(beside)}"
