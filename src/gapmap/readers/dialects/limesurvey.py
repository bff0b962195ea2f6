"""LimeSurvey: "code. question text" as headings, HTML in cells, submitdate tells the finished."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from gapmap.readers.export import COMPLETE, UNFINISHED, Export, Row
from gapmap.readers.layout import Layout, code_names, filled_up, tell_apart
from gapmap.readers.markup import as_heading, strip_markup

_FIXED = {
    "id",
    "submitdate",
    "lastpage",
    "startlanguage",
    "seed",
    "startdate",
    "datestamp",
    "token",
}
_TEXTS = {
    "response id": "id",
    "svar id": "id",
    "svar-id": "id",
    "date submitted": "submitdate",
    "last page": "lastpage",
    "start language": "startlanguage",
    "date started": "startdate",
    "date last action": "datestamp",
}
"""Headings of the fixed columns where only texts were exported."""

_ENOUGH = 3
_CODE = re.compile(r"^([A-Za-z][A-Za-z0-9_]*(?:\[[^\]]*\])*)\. ")


def recognise(head: Sequence[Row]) -> Layout | None:
    """Top of a table -> the layout of a LimeSurvey export, if it is one."""
    if not head:
        return None
    delivered = filled_up(head[:1])[0]
    codes = [_code(heading) for heading in delivered]
    if len(_FIXED & set(codes)) < _ENOUGH or "submitdate" not in codes:
        return None
    headings = tell_apart([as_heading(heading) for heading in delivered])
    return Layout(
        "LimeSurvey",
        skip=0,
        rows=1,
        headings=headings,
        codes=code_names(codes, headings),
        finish=partial(_finish, submitted=headings[codes.index("submitdate")]),
    )


def _code(heading: str) -> str:
    """Heading, be it code, text or "code. text" -> code, "" for none."""
    if heading in _FIXED:
        return heading
    known = _TEXTS.get(heading.casefold())
    found = _CODE.match(heading)
    return known or (found.group(1) if found else "")


def _finish(export: Export, submitted: str) -> Export:
    cells = export.cells.copy()
    for heading in cells.columns:
        marked = cells[heading].str.contains("[<&]", regex=True)
        if marked.any():
            cells.loc[marked, heading] = cells.loc[marked, heading].map(strip_markup)
    if submitted not in cells:
        return replace(export, cells=cells)
    # Dates of 1980 stand for "submitted" in surveys that keep no dates.
    unfinished = cells[submitted].str.strip().isin({"", "N/A"})
    told = pd.Series(COMPLETE, index=cells.index).mask(unfinished, UNFINISHED)
    return replace(export, cells=cells, status=tuple(told))
