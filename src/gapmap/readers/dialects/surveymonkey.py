"""SurveyMonkey: a row of questions and a row of options, one column per option."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise

import pandas as pd

from gapmap.readers.export import Export, Row
from gapmap.readers.layout import Layout, above, filled_up, tell_apart
from gapmap.readers.markup import as_heading
from gapmap.readers.ticks import join_ticks

_RESPONDENT = re.compile(r"^respondent[ _-]?id$", re.IGNORECASE)
_ROWS_ABOVE = 4
_NO_OPTION = {"response", "open-ended response", "svar", "åbent svar", "besvarelse"}
"""What the second row says where a question has no options."""

_DATES = re.compile(r"\bdate|\bdato", re.IGNORECASE)
_SERIAL = re.compile(r"^\d{5}(?:[.,]\d+)?$")
_SERIAL_ZERO = datetime(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class _Group:
    """The columns of one question, with their headings and options."""

    question: str
    headings: tuple[str, ...]
    options: tuple[str, ...]


def recognise(head: Sequence[Row]) -> Layout | None:
    """Top of a table -> the layout of a SurveyMonkey export, if it is one.

    A question's options that are ticked become one column, joined with "; "; what is written
    or rated stays a column "question [option]".
    """
    rows = filled_up(head[: _ROWS_ABOVE + 2])
    skip = next((n for n, pair in enumerate(pairwise(rows)) if _is_pair(*pair)), None)
    if skip is None:
        return None
    questions, options = rows[skip : skip + 2]
    groups = _groups(questions, options)
    told = f", {above(skip)}" if skip else ""
    return Layout(
        f"SurveyMonkey, two heading rows{told}",
        skip=skip,
        rows=2,
        headings=tuple(heading for group in groups for heading in group.headings),
        finish=partial(_finish, groups=groups),
    )


def _is_pair(questions: Sequence[str], options: Sequence[str]) -> bool:
    """Whether two rows are questions and options: each column is named by one of them."""
    if not _RESPONDENT.match(questions[0]) or options[0] not in {"", questions[0]}:
        return False
    return any(not q and o for q, o in zip(questions, options, strict=True)) or any(
        o.casefold() in _NO_OPTION for o in options
    )


def _groups(questions: Sequence[str], options: Sequence[str]) -> list[_Group]:
    starts = [n for n, question in enumerate(questions) if question]
    names, members = [], []
    for start, end in zip(starts, [*starts[1:], len(questions)], strict=True):
        question = as_heading(questions[start])
        given = tuple(as_heading(option) for option in options[start:end])
        names += [_name(question, option) for option in given]
        members.append((question, given))
    apart = iter(tell_apart(names))
    return [_Group(q, tuple(next(apart) for _ in given), given) for q, given in members]


def _name(question: str, option: str) -> str:
    named = option and option != question and option.casefold() not in _NO_OPTION
    return f"{question} [{option}]" if named else question


def _finish(export: Export, groups: Sequence[_Group]) -> Export:
    parts: dict[str, pd.Series[str]] = {}
    for group in groups:
        present = {
            h: o for h, o in zip(group.headings, group.options, strict=True) if h in export.cells
        }
        ticked = {h: o for h, o in present.items() if o and _is_tick(export.cells[h], o)}
        if len(ticked) > 1:
            free = group.question not in export.cells and group.question not in parts
            name = group.question if free else f"{group.question} (options)"
            parts[name] = join_ticks({o: export.cells[h] != "" for h, o in ticked.items()})
        parts |= {h: export.cells[h] for h in present if len(ticked) < 2 or h not in ticked}
    named = {h for group in groups for h in group.headings}
    parts |= {h: export.cells[h] for h in export.cells.columns if h not in named}
    cells = pd.DataFrame({h: _dates(c) if _DATES.search(h) else c for h, c in parts.items()})
    return replace(export, cells=cells)


def _is_tick(column: pd.Series[str], option: str) -> bool:
    """Whether a column holds nothing but its option's name."""
    given = column[column != ""].unique()
    return all(as_heading(cell) == option for cell in given)


def _dates(column: pd.Series[str]) -> pd.Series[str]:
    """Days since 1900 as spreadsheets count them -> ISO text, if the column holds only these."""
    given = column[column != ""]
    if given.empty or not given.str.match(_SERIAL.pattern).all():
        return column
    return column.map(_date, na_action=None).astype("str")


def _date(cell: str) -> str:
    if not cell:
        return ""
    day = _SERIAL_ZERO + timedelta(days=float(cell.replace(",", ".")))
    return (day + timedelta(milliseconds=500)).isoformat(sep=" ", timespec="seconds")
