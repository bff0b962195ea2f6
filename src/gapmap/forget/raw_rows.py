"""A delivered file -> the same file with some rows emptied, everything else as it was.

A row is emptied and not cut out, so that the rows below keep their numbers: where no ids were
delivered, the numbers are the ids. What comes out is read again, and must be what went in but
for those rows.
"""

from __future__ import annotations

import gzip
import io
import json
import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from gapmap.errors import DataError, GapmapError
from gapmap.readers import companions, read_export
from gapmap.readers.build import header_rows, rows_before_data
from gapmap.readers.delimited import delimited_lines, delimited_rows
from gapmap.readers.export import Export
from gapmap.readers.source import Source
from gapmap.settings import Format

_ADVICE = (
    "empty the row in the program that made the file, or save the file as .xlsx or .csv, and "
    "hand it in: gapmap add-wave WAVE FILE; then forget the person by --id"
)

Rows = Collection[int]
"""Numbers of data rows, 1 = the first."""


def empty_rows(path: Path, form: Format, rows: Rows) -> bytes:
    """Delivered file, numbers of rows -> its content with those rows emptied.

    Args:
        path: The file; unchanged.
        form: How it is written, as far as the settings say.
        rows: 1 = the first data row.

    Raises:
        DataError: The kind of file cannot be written, what was written does not read the same
            in all other rows, or no answer would be left.
    """
    where = f"{path.parent.name}/{path.name}"
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise DataError.of(where, f"files that end in '{path.suffix}' cannot be written", _ADVICE)
    before = read_export(path, form)
    if len(set(range(1, len(before.cells) + 1)) - set(rows)) == 0:
        what = "no answer would be left"
        raise DataError.of(where, what, "delete the folder of the wave instead")
    failed = False
    try:
        content = write(path, form, rows)
    except GapmapError:
        raise
    except Exception:  # what libraries raise may hold what was in a cell
        failed = True
    if failed or not _reads_the_same(path, content, form, rows, before):
        raise DataError.of(where, "cannot be written without changing other rows", _ADVICE)
    return content


def _reads_the_same(path: Path, content: bytes, form: Format, rows: Rows, before: Export) -> bool:
    """Whether the content gives the same cells but for the rows, and the same rows emptied."""
    with tempfile.TemporaryDirectory(prefix=".forget-", dir=path.parent) as folder:
        for beside in companions(path):
            shutil.copyfile(beside, Path(folder) / beside.name)
        written = Path(folder) / path.name
        written.write_bytes(content)
        try:
            after = read_export(written, form).cells
        except GapmapError:
            return False
    wanted = before.cells.copy()
    wanted.iloc[[row - 1 for row in rows]] = ""
    after = after.reindex(range(len(wanted)), fill_value="")  # blank rows at the end are no rows
    return list(after.columns) == list(wanted.columns) and after.equals(wanted)


def _text(path: Path, form: Format, rows: Rows) -> bytes:
    return _text_member(Source(path), form, rows, alone=not companions(path))


def _packed_text(path: Path, form: Format, rows: Rows) -> bytes:
    return gzip.compress(_text(path, form, rows), mtime=0)


def _text_member(source: Source, form: Format, rows: Rows, *, alone: bool) -> bytes:
    written = delimited_lines(source, form)
    first = rows_before_data(delimited_rows(source, form), header_rows(form) if alone else 1)
    lines = list(written.lines)
    for row in rows:
        n_cells, start, stop = written.rows[first + row - 1]
        end = lines[stop - 1][len(lines[stop - 1].rstrip("\r\n")) :]
        lines[start:stop] = [
            written.delimiter * max(n_cells - 1, 0) + end,
            *[""] * (stop - start - 1),
        ]
    return "".join(lines).encode(written.encoding)


def _workbook(path: Path, form: Format, rows: Rows) -> bytes:
    return _workbook_content(path.read_bytes(), form, rows, macros=path.suffix.lower() == ".xlsm")


def _workbook_content(content: bytes, form: Format, rows: Rows, *, macros: bool) -> bytes:
    """A workbook's bytes -> the same; what the rows say is taken out of its other sheets, too."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles that are not kept
        workbook = load_workbook(io.BytesIO(content), keep_vba=macros)
    sheets = {sheet.title.strip().casefold(): sheet for sheet in workbook.worksheets}
    datasets = [sheet for name, sheet in sheets.items() if name.startswith("dataset")]
    in_parts = not form.sheet and datasets and {"structure", "labels"} <= sheets.keys()
    if not in_parts:
        filled = (sheet for sheet in workbook.worksheets if any(any(r) for r in sheet.values))
        datasets = [sheets[form.sheet.strip().casefold()] if form.sheet else next(filled)]
    said: set[str] = set()
    for sheet in datasets:
        table = ([_shown(value) for value in row] for row in sheet.values)
        first = rows_before_data(table, 1 if in_parts else header_rows(form))
        for row in rows:
            for cell in sheet[first + row]:
                said.add(_shown(cell.value))
                cell.value = cell.comment = cell.hyperlink = None
    _empty_repeats(workbook, {text for text in said if len(text) >= _LEAST_TELLING})
    into = io.BytesIO()
    workbook.save(into)
    return into.getvalue()


_LEAST_TELLING = 30
"""Characters from which a cell that repeats one of a person's is that person's, too."""


def _empty_repeats(workbook: Any, said: set[str]) -> None:
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if _shown(cell.value) in said:
                    cell.value = None


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _json(path: Path, _: Format, rows: Rows) -> bytes:
    found = json.loads(path.read_bytes().decode("utf-8-sig"))
    lists = found.values() if isinstance(found, dict) else [found]
    (table,) = [listed for listed in lists if isinstance(listed, list) and listed]
    for row in rows:
        table[row - 1] = dict.fromkeys(table[row - 1])
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def _parquet(path: Path, _: Format, rows: Rows) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(path, use_threads=False)
    kept = pa.array([number not in rows for number in range(1, table.num_rows + 1)])
    indices = pa.array([n if keep.as_py() else None for n, keep in enumerate(kept)], pa.int64())
    into = io.BytesIO()
    pq.write_table(table.take(indices), into)
    return into.getvalue()


def _archive(path: Path, form: Format, rows: Rows) -> bytes:
    """A ZIP archive around one table, or around SurveyXact's three."""
    with zipfile.ZipFile(path) as archive:
        names = [member.filename for member in archive.infolist() if not member.is_dir()]
        in_parts = len(names) > 1
        tables = [name for name in names if not in_parts or "dataset" in name.casefold()]
        (name,) = [one for one in tables if one.casefold().endswith((*_TEXTS, ".xlsx", ".xlsm"))]
        if name.casefold().endswith(_TEXTS):
            content = _text_member(Source(path, name), form, rows, alone=not in_parts)
        else:
            macros = name.casefold().endswith(".xlsm")
            content = _workbook_content(archive.read(name), form, rows, macros=macros)
        into = io.BytesIO()
        with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as written:
            for member in archive.infolist():
                same = member.filename != name
                written.writestr(member, archive.read(member) if same else content)
    return into.getvalue()


def _statistical(path: Path, form: Format, rows: Rows) -> bytes:
    import pyreadstat

    is_stata = path.suffix.lower() == ".dta"
    read: Callable[..., Any] = pyreadstat.read_dta if is_stata else pyreadstat.read_sav
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about repeated names
        frame, header = read(
            str(path),
            disable_datetime_conversion=True,
            user_missing=True,
            encoding=form.encoding or None,
        )
    at = [row - 1 for row in rows]
    for column in frame.columns:
        frame[column] = (
            frame[column].astype(object) if frame[column].dtype == "str" else frame[column]
        )
        frame.loc[frame.index[at], column] = None
    with tempfile.TemporaryDirectory(prefix=".forget-", dir=path.parent) as folder:
        written = Path(folder) / path.name
        same = {
            "file_label": header.file_label or "",
            "column_labels": header.column_names_to_labels,
            "variable_value_labels": header.variable_value_labels,
            "variable_format": header.original_variable_types,
        }
        if is_stata:
            pyreadstat.write_dta(frame, str(written), **same)
        else:
            measures = {"missing_ranges": header.missing_ranges, "row_compress": True}
            pyreadstat.write_sav(frame, str(written), **same, **measures)
        return written.read_bytes()


_TEXTS = (".csv", ".tsv", ".txt")
_WRITERS: dict[str, Callable[[Path, Format, Rows], bytes]] = {
    **dict.fromkeys(_TEXTS, _text),
    ".gz": _packed_text,
    ".xlsx": _workbook,
    ".xlsm": _workbook,
    ".json": _json,
    ".parquet": _parquet,
    ".zip": _archive,
    **dict.fromkeys((".sav", ".zsav", ".dta"), _statistical),
}
