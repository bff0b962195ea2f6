"""What every workbook of ours needs: text in cells, the same bytes every time, places in faults."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

MOST_CHARACTERS = 32_767
"""As many as a cell of a workbook holds."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""Text that begins so must be marked as text, or a program may compute it."""

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that a workbook cannot hold."""

UNDATED = datetime(2000, 1, 1)
"""A workbook has a date, and the clock would change the bytes."""

_ZIPPED = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(?=<)")

NO_VALUES = {"f": "holds a formula", "e": "holds an error of Excel"}
"""Kinds of cells that hold no value of their own, and what a fault says of them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row of a workbook stands: its file, sheet and row, and the letter of each column."""

    file: str
    sheet: str
    row: int
    letters: Mapping[str, str]

    def of(self, column: str) -> str:
        """Column -> its cell, as a fault names it."""
        return f"{self.file}, sheet '{self.sheet}', cell {self.letters[column]}{self.row}"


def same_every_time(written: io.BytesIO, dated: datetime) -> bytes:
    """A workbook as written now -> the same with every time in it fixed."""
    stamp = f"{dated:%Y-%m-%dT%H:%M:%SZ}".encode()
    fixed = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(fixed, "w") as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp, content)
            entry = zipfile.ZipInfo(name, _ZIPPED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return fixed.getvalue()
