"""SurveyXact: a dataset of codes, the structure of the questionnaire, and the labels of codes.

The three come as sheets of one workbook, as three CSV files side by side, or as an archive of
them. How they hang together follows readSX (NIFU, MIT licence): the structure names every
column's question and, for questions with several ticks, its option; the labels name the codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import pandas as pd

from gapmap.errors import DataError, Fault
from gapmap.readers.build import build_export
from gapmap.readers.export import COMPLETE, UNFINISHED, Export, Row
from gapmap.readers.layout import code_names, tell_apart
from gapmap.readers.markup import as_heading
from gapmap.readers.ticks import join_ticks

PARTS = ("dataset", "structure", "labels")
"""What the three files have in their names."""

_COMPLETED = re.compile(r"^(?:stato|statoverall)_4$", re.IGNORECASE)
"""The overall status is five columns: new, distributed, some answers, completed, dropped out."""

_NEEDED = ("variablename", "questiontext")


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of the parts; a dataset of many columns is split over several sheets."""

    datasets: Sequence[Iterable[Row]]
    structure: Iterable[Row]
    labels: Iterable[Row]


@dataclass(frozen=True, slots=True)
class _Variable:
    """One column of the dataset: the question and option it stands for."""

    question: str
    text: str
    option: str
    several: bool


def read_tables(tables: Tables, *, name: str, where: str, cut_long_rows: bool) -> Export:
    """Dataset, structure and labels -> Export with question texts and answer labels.

    The ticks of a question become one column, joined with "; ".

    Args:
        tables: The rows of the three parts.
        name: The file's name.
        where: What to call the file in an error.
        cut_long_rows: As in build_export.

    Raises:
        DataError: A part is empty, or the structure lacks its headings.
    """
    export = build_export(
        _side_by_side(tables.datasets),
        name=name,
        where=where,
        header_rows=1,
        cut_long_rows=cut_long_rows,
    )
    variables = _variables(tables.structure, where)
    labels = _labels(tables.labels)
    status = _status(export.cells)
    named, codes = _named(export.cells, variables, labels)
    return replace(
        export,
        cells=named,
        dialect="SurveyXact, dataset with structure and labels",
        status=status,
        codes=codes,
    )


def _side_by_side(datasets: Sequence[Iterable[Row]]) -> Iterator[Row]:
    """Sheets of one dataset -> its whole rows."""
    if len(datasets) == 1:
        yield from datasets[0]
        return
    widths: list[int] = []
    for rows in zip_longest(*datasets, fillvalue=()):
        widths = widths or [len(row) for row in rows]
        padded = zip(rows, widths, strict=True)
        yield [cell for row, width in padded for cell in [*row, *[""] * (width - len(row))][:width]]


def _variables(structure: Iterable[Row], where: str) -> dict[str, _Variable]:
    rows = iter(structure)
    headings = [cell.strip().casefold() for cell in next(rows, ())]
    if not set(_NEEDED) <= set(headings):
        raise DataError(
            [
                Fault(
                    where,
                    "its structure lacks the columns variableName and questionText",
                    "export dataset, structure and labels from SurveyXact again",
                )
            ]
        )
    variables = {}
    for row in rows:
        cells = dict(zip(headings, row, strict=False))
        variable = cells.get("variablename", "").strip()
        option = as_heading(cells.get("choicetext", ""))
        variables[variable] = _Variable(
            question=cells.get("questionname", "").strip() or variable,
            text=as_heading(cells.get("questiontext", "")),
            option=option,
            several=cells.get("subtype", "").strip().casefold() == "multiple" and option != "",
        )
    return variables


def _labels(rows: Iterable[Row]) -> dict[str, dict[str, str]]:
    """Rows of variable, code and label -> variable to code to label."""
    labels: dict[str, dict[str, str]] = {}
    for row in rows:
        if len(row) >= len(PARTS):
            variable, code, label = (cell.strip() for cell in row[: len(PARTS)])
            labels.setdefault(variable, {})[code] = as_heading(label)
    return labels


def _status(cells: pd.DataFrame) -> tuple[str, ...]:
    found = [heading for heading in cells.columns if _COMPLETED.match(heading)]
    if not found:
        return ()
    done = cells[found[0]].str.strip() == "1"
    return tuple(pd.Series(UNFINISHED, index=cells.index).mask(done, COMPLETE))


def _named(
    cells: pd.DataFrame, variables: Mapping[str, _Variable], labels: Mapping[str, Mapping[str, str]]
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Codes under short names -> labels under question texts; the ticks of a question joined."""
    columns: dict[str, pd.Series[str]] = {}
    texts: dict[str, str] = {}
    ticks: dict[str, dict[str, pd.Series[bool]]] = {}
    for code in cells.columns:
        variable = variables.get(code)
        if variable is None or not variable.several:
            given = labels.get(code, {})
            columns[code] = cells[code].map(lambda cell, given=given: given.get(cell.strip(), cell))
            texts[code] = (variable.text if variable else "") or code
            continue
        options = ticks.setdefault(variable.question, {})
        option = variable.option
        options[f"{option} ({code})" if option in options else option] = (
            cells[code].str.strip() == "1"
        )
        columns.setdefault(variable.question, cells[code])  # keeps the question's place
        texts[variable.question] = variable.text or variable.question
    columns |= {question: join_ticks(options) for question, options in ticks.items()}
    codes = list(columns)
    headings = tell_apart([texts[code] for code in codes], codes)
    named = pd.DataFrame({h: columns[c] for c, h in zip(codes, headings, strict=True)}, dtype="str")
    return named, code_names(codes, headings)
