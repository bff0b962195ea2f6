"""Text files with one row per line and a delimiter between the cells: CSV and TSV."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from gapmap.errors import DataError, Fault, SettingsError
from gapmap.readers.export import Export, build_export
from gapmap.settings import Format

_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_OTHER_KINDS = {
    b"PK\x03\x04": "is a workbook or another packed file, not text",
    b"\xd0\xcf\x11\xe0": "is an old workbook or is protected by a password, not text",
    b"%PDF": "is a PDF, not text",
}
_DELIMITERS = ";,\t"
_ROWS_LOOKED_AT = 200
_BYTES_AT_ONCE = 1 << 20
_END = "\x1eend of file\x1e"
"""A line of our own after the last one: read as part of a cell, a quotation mark is open."""


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How a text file is written."""

    encoding: str
    delimiter: str


def read_delimited(path: Path, form: Format) -> Export:
    """CSV or TSV file -> Export.

    Encoding (UTF-8 with or without byte order mark, UTF-16, else Windows-1252) and delimiter
    (semicolon, comma or tab) are detected unless the settings name them. Cells may hold line
    breaks in quotation marks.

    Args:
        path: An existing file.
        form: encoding, delimiter and header_rows are used.

    Raises:
        DataError: The file is not text, is empty, cannot be decoded or leaves a quotation
            mark open.
        SettingsError: No such encoding, or a delimiter of more than one character.
    """
    where = f"{path.parent.name}/{path.name}"
    encoding = _named_encoding(form.encoding) or _detect_encoding(path, where)
    try:
        dialect = _Dialect(encoding, _delimiter(form) or _detect_delimiter(path, encoding))
        return build_export(
            _rows(path, dialect, where),
            name=path.name,
            where=where,
            header_rows=form.header_rows,
            cut_long_rows=True,
        )
    except UnicodeError:
        fault = Fault(
            where,
            f"holds bytes that are no {encoding} text",
            "save it again as 'CSV UTF-8', or name the right format.encoding",
        )
    except csv.Error:
        fault = Fault(
            where,
            "a cell is too long to be an answer: a quotation mark is not closed",
            "close or double the quotation mark, or export the file again",
        )
    raise DataError([fault])


def _named_encoding(name: str) -> str:
    if not name:
        return ""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        found = ""
    if not found:
        raise SettingsError(
            [
                Fault(
                    "wave.toml, format.encoding",
                    f"no such encoding: {name}",
                    "utf-8 or windows-1252",
                )
            ]
        )
    return "utf-8-sig" if found == "utf-8" else found


def _delimiter(form: Format) -> str:
    delimiter = {"tab": "\t", "\\t": "\t"}.get(form.delimiter, form.delimiter)
    if len(delimiter) > 1 or delimiter in {'"', "\n", "\r"}:
        raise SettingsError(
            [Fault("wave.toml, format.delimiter", "is not a single character", '";", "," or "tab"')]
        )
    return delimiter


def _detect_encoding(path: Path, where: str) -> str:
    with path.open("rb") as file:
        start = file.read(4096)
    for signature, kind in _OTHER_KINDS.items():
        if start.startswith(signature):
            raise DataError([Fault(where, kind, "save it as CSV, or correct its ending")])
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if start.startswith(mark):
            return encoding
    if b"\x00" in start:
        return _utf_16_without_mark(start, where)
    damaged, foreign = _count_non_ascii(path)
    if foreign > damaged > 0:
        raise DataError(
            [
                Fault(
                    where,
                    f"is UTF-8 but for {damaged} places, so it was cut or joined on its way",
                    "export it again; or name format.encoding to read it all the same",
                )
            ]
        )
    return "cp1252" if damaged else "utf-8"


def _utf_16_without_mark(start: bytes, where: str) -> str:
    """First bytes, some of them zero -> which UTF-16: Latin letters have one zero byte each."""
    in_even, in_odd = start[0::2].count(0), start[1::2].count(0)
    if in_odd > len(start) / 4 and not in_even:
        return "utf-16-le"
    if in_even > len(start) / 4 and not in_odd:
        return "utf-16-be"
    raise DataError([Fault(where, "is not a text file", "export it again as CSV or XLSX")])


def _count_non_ascii(path: Path) -> tuple[int, int]:
    """File -> places that are no UTF-8, and characters outside ASCII that are."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    damaged = foreign = 0
    with path.open("rb") as file:
        while block := file.read(_BYTES_AT_ONCE):
            text = decoder.decode(block)
            replaced = text.count("�")
            damaged += replaced
            foreign += len(text) - len(text.encode("ascii", "ignore")) - replaced
    damaged += len(decoder.decode(b"", final=True))
    return damaged, foreign


def _detect_delimiter(path: Path, encoding: str) -> str:
    """File -> the delimiter that gives most rows as many cells as there are headings."""
    scores = {}
    for delimiter in _DELIMITERS:
        with path.open(encoding=encoding, newline="") as file:
            first = file.readline()
            if first.lower().startswith("sep=") and len(first.strip("\r\n")) == len("sep=;"):
                return first[len("sep=")]
            reader = csv.reader(chain([first], file), delimiter=delimiter)
            rows = [row for row in islice(reader, _ROWS_LOOKED_AT) if any(row)]
        scores[delimiter] = _score(rows)
    return max(_DELIMITERS, key=lambda delimiter: scores[delimiter])


def _score(rows: list[list[str]]) -> tuple[float, int]:
    """Rows split by a delimiter -> how regular they are, then how many columns they have.

    A comma within a sentence is followed by a space, a delimiter is not.
    """
    width = len(rows[0]) if rows else 0
    if width < 2:
        return (0.0, width)
    regular = sum(len(row) == width for row in rows) / len(rows)
    later_cells = [cell for row in rows for cell in row[1:] if cell]
    spaced = sum(cell.startswith(" ") for cell in later_cells) / max(len(later_cells), 1)
    return (round(regular * (1 - spaced), 2), width)


def _rows(path: Path, dialect: _Dialect, where: str) -> Iterator[list[str]]:
    with path.open(encoding=dialect.encoding, newline="") as file:
        lines: Iterator[str] = chain(file, [_END])
        first = next(lines)
        if not first.lower().startswith("sep="):
            lines = chain([first], lines)
        for number, row in enumerate(csv.reader(lines, delimiter=dialect.delimiter)):
            if row == [_END]:
                return
            if row and row[-1].endswith(_END):
                raise DataError(
                    [
                        Fault(
                            where,
                            f"a quotation mark is opened near row {number} and never closed",
                            "close or double it, or export the file again",
                        )
                    ]
                )
            yield row
