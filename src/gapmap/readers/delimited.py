"""Text files with one row per line and a delimiter between the cells: CSV and TSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import IO

from gapmap.errors import DataError, Fault, SettingsError
from gapmap.readers.build import build_export, header_rows
from gapmap.readers.encoding import detect_encoding, named_encoding
from gapmap.readers.export import Export
from gapmap.readers.source import Source
from gapmap.settings import Format

_DELIMITERS = ";,\t"
_ROWS_LOOKED_AT = 200
_CHARACTERS_LOOKED_AT = 1 << 21
_END = "\x1eend of file\x1e"
"""A line of our own after the last one: read as part of a cell, a quotation mark is open."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text file is written."""

    encoding: str
    delimiter: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A text file, line by line, and which lines are one row.

    Attributes:
        encoding: In which the lines give the file's bytes again.
        delimiter: Between the cells.
        lines: With their ends.
        rows: Per row its number of cells, its first line and the line after its last.
    """

    encoding: str
    delimiter: str
    lines: tuple[str, ...]
    rows: tuple[tuple[int, int, int], ...]


def read_delimited(source: Source, form: Format) -> Export:
    """CSV or TSV file, maybe gzipped -> Export.

    Encoding (UTF-8 with or without byte order mark, UTF-16, else Windows-1252 unless that gives
    no words) and delimiter (semicolon, comma or tab) are detected unless the settings name
    them. Cells may hold line breaks in quotation marks.

    Args:
        source: An existing file.
        form: encoding, delimiter and header_rows are used.

    Raises:
        DataError: The file is not text, is empty, cannot be decoded or leaves a quotation
            mark open.
        SettingsError: No such encoding, or a delimiter of more than one character.
    """
    encoding, told = _encoding(source, form)
    export = build_export(
        delimited_rows(source, form, encoding=encoding),
        name=source.name,
        where=source.where,
        header_rows=header_rows(form),
        cut_long_rows=True,
    )
    return replace(export, dialect=", ".join(filter(None, [export.dialect, told])))


def delimited_rows(source: Source, form: Format, *, encoding: str = "") -> Iterator[list[str]]:
    """Text file -> its rows, the headings among them.

    Raises:
        DataError: As in read_delimited.
    """
    encoding = encoding or _encoding(source, form)[0]
    try:
        dialect = _dialect(source, form, encoding)
        with _text(source, encoding) as lines:
            yield from (row for row, _ in _rows(lines, dialect, source.where))
            return
    except UnicodeError:
        fault = Fault(
            source.where,
            f"holds bytes that are no {encoding} text",
            "save it again as 'CSV UTF-8', or name the right format.encoding",
        )
    except csv.Error:
        fault = Fault(
            source.where,
            "a cell is too long to be an answer: a quotation mark is not closed",
            "close or double the quotation mark, or export the file again",
        )
    raise DataError([fault])


def delimited_lines(source: Source, form: Format) -> Lines:
    """Text file that can be read -> its lines, and which of them are one row."""
    dialect = _dialect(source, form, _encoding(source, form)[0])
    with _text(source, dialect.encoding) as file:
        lines = tuple(file)
    rows, start = [], int(_names_delimiter(lines[0]))
    for row, stop in _rows(iter(lines), dialect, source.where):
        rows.append((len(row), start, stop))
        start = stop
    return Lines(dialect.encoding, dialect.delimiter, lines, tuple(rows))


def _dialect(source: Source, form: Format, encoding: str) -> Dialect:
    return Dialect(encoding, _delimiter(form) or _detect_delimiter(source, encoding))


def find_dialect(source: Source) -> Dialect:
    """Text file -> how it is written, as read_delimited finds it.

    Raises:
        DataError: The file is not text.
    """
    encoding = detect_encoding(source)[0]
    return Dialect(encoding, _detect_delimiter(source, encoding))


def _encoding(source: Source, form: Format) -> tuple[str, str]:
    """The encoding, and what to say about it when it was guessed."""
    if form.encoding:
        return named_encoding(form.encoding), ""
    return detect_encoding(source)


@contextmanager
def _text(source: Source, encoding: str) -> Iterator[IO[str]]:
    with source.open() as file, io.TextIOWrapper(file, encoding, newline="") as lines:
        yield lines


def _delimiter(form: Format) -> str:
    delimiter = {"tab": "\t", "\\t": "\t"}.get(form.delimiter, form.delimiter)
    if len(delimiter) > 1 or delimiter in {'"', "\n", "\r"}:
        raise SettingsError(
            [Fault("wave.toml, format.delimiter", "is not a single character", '";", "," or "tab"')]
        )
    return delimiter


def _detect_delimiter(source: Source, encoding: str) -> str:
    """File -> the delimiter that gives most rows the same number of cells, more than one."""
    with _text(source, encoding) as file:
        start = file.read(_CHARACTERS_LOOKED_AT).replace("\0", "")
    first = start.split("\n", 1)[0]
    if _names_delimiter(first) and len(first.strip("\r\n")) == len("sep=;"):
        return first[len("sep=")]
    scores = {}
    for delimiter in _DELIMITERS:
        reader = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
        rows: list[list[str]] = []
        with suppress(csv.Error):  # a whole row is one cell to the wrong delimiter
            rows.extend(row for row in islice(reader, _ROWS_LOOKED_AT) if any(row))
        scores[delimiter] = _score(rows)
    return max(_DELIMITERS, key=lambda delimiter: scores[delimiter])


def _score(rows: list[list[str]]) -> tuple[float, int]:
    """Rows split by a delimiter -> how regular they are, then how many columns they have.

    The usual width counts, not that of the first row, which may be a title. A comma within a
    sentence is followed by a space, a delimiter is not.
    """
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return (0.0, 1)
    width, times = max(widths.items(), key=lambda item: (item[1], item[0]))
    later_cells = [cell for row in rows for cell in row[1:] if cell]
    spaced = sum(cell.startswith(" ") for cell in later_cells) / max(len(later_cells), 1)
    regular = round(times / len(rows) * (1 - spaced), 2)
    return (regular, width if regular else 1)


def _names_delimiter(first: str) -> bool:
    """Whether a first line tells Excel the delimiter and is no row."""
    return first.lower().startswith("sep=")


def _rows(
    file: Iterator[str] | IO[str], dialect: Dialect, where: str
) -> Iterator[tuple[list[str], int]]:
    """Lines -> rows, each with the number of lines up to its end."""
    lines: Iterator[str] = chain((line.replace("\0", "") for line in file), [_END])
    first = next(lines)
    skipped = int(_names_delimiter(first))
    if not skipped:
        lines = chain([first], lines)
    reader = csv.reader(lines, delimiter=dialect.delimiter)
    for number, row in enumerate(reader):
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
        yield row, skipped + reader.line_num
