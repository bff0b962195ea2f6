"""JSON files with a list of rows, as catalogues are often kept by other programs."""

from __future__ import annotations

import json
from collections.abc import Mapping

from gapmap.errors import DataError, Fault
from gapmap.readers.build import build_export
from gapmap.readers.export import Export
from gapmap.readers.source import Source
from gapmap.settings import Format

_SEPARATOR = ";"


def read_json(source: Source, form: Format) -> Export:
    """JSON file -> Export.

    The file holds a list of objects, or an object in which one value is such a list. A list
    of values in a cell is joined by semicolons; null is an empty cell; a whole number has no
    decimals. Columns come in the order in which the rows first name them.

    Args:
        source: An existing file, in UTF-8.
        form: Nothing of it is used.

    Raises:
        DataError: The file is not JSON, holds no list of objects, or a cell holds an object.
    """
    del form
    where = source.where
    rows = _list_of_rows(_load(source), where)
    headings = list(dict.fromkeys(str(key) for row in rows for key in row))
    table = [[_as_text(row.get(name)) for name in headings] for row in rows]
    nested = [str(n) for n, row in enumerate(table, 1) if None in row]
    if nested:
        named = ", ".join(nested[:5]) + (" ..." if len(nested) > 5 else "")
        raise DataError.of(
            where,
            f"rows {named} hold objects in cells",
            "give every value a key of its own",
        )
    cells = [[cell or "" for cell in row] for row in table]
    return build_export(
        [headings, *cells], name=source.name, where=where, header_rows=1, cut_long_rows=False
    )


def _load(source: Source) -> object:
    where = source.where
    try:
        with source.open() as file:
            return json.loads(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        fault = Fault(where, "is not saved as UTF-8", "save it again as UTF-8 text")
    except json.JSONDecodeError as error:
        fault = Fault(where, f"is not valid JSON: line {error.lineno}, column {error.colno}")
    except RecursionError:
        fault = Fault(where, "is nested too deep to be a list of rows")
    raise DataError([fault])


def _list_of_rows(found: object, where: str) -> list[Mapping[str, object]]:
    lists = found.values() if isinstance(found, dict) else [found]
    tables = [rows for rows in lists if isinstance(rows, list) and rows]
    rows = tables[0] if len(tables) == 1 else []
    if rows and all(isinstance(row, dict) for row in rows):
        return rows
    raise DataError.of(
        where,
        "holds no list of rows",
        'write it as [{"title": "...", "provider": "..."}, ...]',
    )


def _as_text(value: object) -> str | None:
    """Value -> text; None for what cannot stand in a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, list):
        parts = [_as_text(part) for part in value]
        if any(
            part is None or isinstance(raw, list) for part, raw in zip(parts, value, strict=True)
        ):
            return None
        return _SEPARATOR.join(part for part in parts if part)
    return None if isinstance(value, dict) else str(value)
