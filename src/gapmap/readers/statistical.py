"""SPSS (.sav, .zsav) and Stata (.dta) files, with value labels in place of codes."""

from __future__ import annotations

import math
import re
import warnings
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from gapmap.errors import DataError, Fault, GapmapError
from gapmap.readers.export import Export
from gapmap.readers.frames import check_shape, frame_export
from gapmap.readers.markup import as_heading
from gapmap.readers.source import Source
from gapmap.readers.values import as_text
from gapmap.settings import Format

_SPSS_ZERO = datetime(1582, 10, 14)
_STATA_ZERO = datetime(1960, 1, 1)
_SPSS_DATE = re.compile(r"^(?:[AEJS]?DATE|DATETIME|YMDHMS|QYR|MOYR|WKYR)\d", re.IGNORECASE)
_SPSS_TIME = re.compile(r"^D?TIME\d", re.IGNORECASE)
_STATA_DAYS = re.compile(r"^%-?t?d", re.IGNORECASE)
_STATA_MILLISECONDS = re.compile(r"^%-?tc", re.IGNORECASE)

_KINDS = {".dta": "Stata", ".sav": "SPSS", ".zsav": "SPSS"}


def read_statistical(source: Source, form: Format) -> Export:
    """SPSS or Stata file -> Export.

    Headings are the variable labels (the questions), else the variable names. Values that the
    file itself declares missing are empty. Dates are ISO text.

    Args:
        source: An existing file.
        form: encoding is used where it is set.

    Raises:
        DataError: The file is of another kind, is damaged or empty.
    """
    kind = _KINDS[source.path.suffix.casefold()]
    try:
        return _read(source, form, kind)
    except GapmapError:
        raise
    except Exception:  # pyreadstat lets whatever a damaged file provokes pass through
        fault = Fault(source.where, f"cannot be read as a file of {kind}", "save it again")
    raise DataError([fault])


def _read(source: Source, form: Format, kind: str) -> Export:
    import pyreadstat

    read = partial(
        pyreadstat.read_dta if kind == "Stata" else pyreadstat.read_sav,
        str(source.path),
        disable_datetime_conversion=True,
        encoding=form.encoding or None,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about repeated names, which are told apart
        _, header = read(metadataonly=True)
        check_shape(header.number_rows or 1, header.number_columns or 0, source.where)
        frame, header = read()
    check_shape(len(frame), len(frame.columns), source.where)

    labels: dict[str, dict[Any, str]] = header.variable_value_labels
    formats = header.original_variable_types
    questions = header.column_names_to_labels

    def write(column: str, value: Any) -> str:
        label = labels.get(column, {}).get(value)
        if label is not None:
            return label.strip()
        if isinstance(value, float):
            return _number(value, formats.get(column) or "", kind)
        return as_text(value).rstrip(" ")

    texts = [as_heading(questions.get(column) or "") for column in frame.columns]
    export = frame_export(frame, texts, write, name=source.name, where=source.where)
    return Export(export.name, export.cells, dialect=kind, codes=export.codes)


def _number(value: float, written: str, kind: str) -> str:
    """Number, format of its variable -> text; a date that cannot be stays a number."""
    if math.isnan(value):
        return ""
    try:
        if kind == "Stata":
            if _STATA_MILLISECONDS.match(written):
                return as_text(_STATA_ZERO + timedelta(milliseconds=value))
            if _STATA_DAYS.match(written):
                return as_text(_STATA_ZERO + timedelta(days=value))
        elif _SPSS_DATE.match(written):
            return as_text(_SPSS_ZERO + timedelta(seconds=value))
        elif _SPSS_TIME.match(written):
            return as_text(timedelta(seconds=value))
    except OverflowError:
        pass
    return as_text(value)
