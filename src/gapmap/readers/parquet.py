"""Parquet files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gapmap.errors import DataError, Fault, GapmapError
from gapmap.readers.export import Export
from gapmap.readers.frames import check_shape, frame_export
from gapmap.readers.layout import tell_apart
from gapmap.readers.source import Source
from gapmap.readers.values import as_text
from gapmap.settings import Format

if TYPE_CHECKING:
    import pyarrow as pa


def read_parquet(source: Source, form: Format) -> Export:
    """Parquet file -> Export.

    Args:
        source: An existing file.
        form: Nothing of it is used.

    Raises:
        DataError: The file is no Parquet file, is damaged, or holds columns of bytes or of
            records.
    """
    try:
        return _read(source)
    except GapmapError:
        raise
    except Exception:  # pyarrow lets whatever a damaged file provokes pass through
        fault = Fault(source.where, "cannot be read as Parquet", "export it again")
    raise DataError([fault])


def _read(source: Source) -> Export:
    import pyarrow.parquet as pq
    from pyarrow import types

    with pq.ParquetFile(source.path) as file:
        check_shape(file.metadata.num_rows, file.metadata.num_columns, source.where)
        table = file.read(use_threads=False)
    foreign = [
        column.name
        for column in table.schema
        if types.is_struct(column.type) or types.is_binary(column.type) or types.is_map(column.type)
    ]
    if foreign:
        raise DataError(
            [
                Fault(
                    source.where,
                    f"{len(foreign)} columns hold bytes or records, not answers",
                    f"leave out {', '.join(foreign[:5])}",
                )
            ]
        )
    names = tell_apart(
        [name.strip() or f"(column {n})" for n, name in enumerate(table.column_names, 1)]
    )
    frame = _as_objects(table.rename_columns(list(names)))
    return frame_export(
        frame,
        [""] * len(names),
        lambda _, value: as_text(value),
        name=source.name,
        where=source.where,
    )


def _as_objects(table: pa.Table) -> pd.DataFrame:
    columns = {name: table[name].to_pylist() for name in table.column_names}
    return pd.DataFrame(columns, dtype="object")
