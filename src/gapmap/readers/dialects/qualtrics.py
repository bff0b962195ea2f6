"""Qualtrics: codes, question texts, and since 2017 a third row for machines (ImportId)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from gapmap.readers.export import COMPLETE, TEST, UNFINISHED, Export, Row
from gapmap.readers.layout import Layout, code_names, filled_up, tell_apart
from gapmap.readers.markup import as_heading

_CODES = {
    "startdate", "enddate", "status", "ipaddress", "progress", "duration (in seconds)",
    "finished", "recordeddate", "responseid", "distributionchannel", "userlanguage",
}  # fmt: skip
_ENOUGH_CODES = 4
_IMPORT_ID = re.compile(r'^\{\s*"ImportId"')
_LEGACY = ("v1", "responseid")

_YES = {"1", "true", "sand", "sandt", "ja", "yes", "wahr", "vrai", "sant", "tosi"}
_TEST_STATUS = {"1", "2", "9", "17", "survey preview", "survey test", "offline preview"}
"""Codes and English labels of Status that mark a preview or a generated answer."""


def recognise(head: Sequence[Row]) -> Layout | None:
    """Top of a table -> the layout of a Qualtrics export, if it is one.

    Headings are the question texts; the codes of the first row can be used as well.
    """
    rows = filled_up(head[:3])
    if not rows:
        return None
    codes = rows[0]
    legacy = len(rows) > 1 and (codes[0].casefold(), rows[1][0].casefold()) == _LEGACY
    if legacy:
        count, names = 2, rows[1]
    elif len(_CODES & {code.casefold() for code in codes}) >= _ENOUGH_CODES:
        count, names = _heading_rows(rows), codes
    else:
        return None
    texts = (
        codes if count == 1 else [as_heading(t) or c for t, c in zip(rows[1], codes, strict=True)]
    )
    headings = tell_apart(texts, codes)
    by_name = {name.casefold(): heading for name, heading in zip(names, headings, strict=True)}
    told = {1: "one heading row", 2: "two heading rows", 3: "three heading rows"}[count]
    return Layout(
        f"Qualtrics, {told}",
        skip=0,
        rows=count,
        headings=headings,
        codes=code_names(codes, headings),
        finish=partial(_with_status, columns=by_name),
    )


def _heading_rows(rows: Sequence[Sequence[str]]) -> int:
    """How many of the first three rows are headings: answers have digits under StartDate."""
    for number, row in enumerate(rows[1:], 2):
        if _IMPORT_ID.match(next((cell for cell in row if cell), "")):
            return number
    place = next(
        n for n, code in enumerate(rows[0]) if code.casefold() in _CODES - {"status", "progress"}
    )
    texts = len(rows) > 1 and not re.search(r"\d", rows[1][place]) and rows[1][place] != ""
    return 2 if texts else 1


def _with_status(export: Export, columns: dict[str, str]) -> Export:
    """Previews and generated answers are tests; Finished, else Progress, tells the others."""
    cells = export.cells

    def column(name: str) -> pd.Series[str] | None:
        heading = columns.get(name)
        return cells[heading].str.strip().str.casefold() if heading in cells else None

    test = pd.Series(False, index=cells.index)
    status, channel = column("status"), column("distributionchannel")
    if status is not None:
        test |= status.isin(_TEST_STATUS)
    if channel is not None:
        test |= channel.isin({"preview", "test"})

    finished, progress = column("finished"), column("progress")
    if finished is None and progress is None and not test.any():
        return export
    done = pd.Series(finished is None and progress is None, index=cells.index)
    if finished is not None:
        done |= finished.isin(_YES)
    if progress is not None:
        done |= progress == "100"
    told = pd.Series(UNFINISHED, index=cells.index).mask(done, COMPLETE).mask(test, TEST)
    return replace(export, status=tuple(told))
