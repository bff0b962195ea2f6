"""What every reader hands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

Row = Sequence[str]

COMPLETE = "complete"
UNFINISHED = "unfinished"
TEST = "test"


@dataclass(frozen=True, slots=True)
class Export:
    """A delivered table as it stands in its file.

    Attributes:
        name: The file's name without its folder.
        cells: One row per data row in file order, index 0 ... n-1; every cell is text, ""
            where it is empty. Columns are the headings, without outer spaces, no two the same.
        ragged: Rows, 1 = first data row, with more cells than there are headings. What is in
            `cells` for them cannot be trusted.
        dialect: The tool that wrote the file and how ("Qualtrics, three heading rows"), or
            what was left out or guessed; "" where nothing but a plain table was found.
        status: One of COMPLETE, UNFINISHED, TEST per data row, as the export itself tells it;
            empty where it does not.
        codes: The tool's short name of a column ("Q2", "s_1") -> its heading, where the heading
            is the question's text.
    """

    name: str
    cells: pd.DataFrame
    ragged: tuple[int, ...] = ()
    dialect: str = ""
    status: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
