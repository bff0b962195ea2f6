"""Which editions hold what a person wrote, so that they can be withdrawn when it has to go."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from gapmap.editions.folder import Editions, waves_with_editions
from gapmap.store import CODEBOOK


def editions_with(project: Path, statements: Collection[str]) -> list[tuple[str, int]]:
    """Project folder, ids of statements -> wave and number of every edition that has one of them.

    The editions of every wave are looked at, because a codebook holds decisions on statements
    of all. An edition of which a part is gone counts, because it cannot be told.
    """
    return [
        (wave, number)
        for wave in waves_with_editions(project)
        for number in Editions(project, wave).numbers_kept()
        if _has(Editions(project, wave), number, statements)
    ]


def _has(editions: Editions, number: int, statements: Collection[str]) -> bool:
    if editions.is_withdrawn(number):
        return False
    apart = editions.path_apart(number)
    table, codebook = apart / "statements.parquet", apart / CODEBOOK
    if not table.is_file():
        return True
    ids = pd.read_parquet(table, columns=["statement_id"])["statement_id"]
    decided = codebook.read_bytes() if codebook.is_file() else b""
    return bool(ids.isin(list(statements)).any()) or any(
        one.encode() in decided for one in statements
    )
