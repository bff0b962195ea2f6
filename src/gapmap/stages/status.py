"""What an export says about an answer -> complete, unfinished or test."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Literal

import pandas as pd

from gapmap.stages.cells import by_distinct, fold

Status = Literal["complete", "unfinished", "test"]

_WORDS: dict[Status, str] = {
    "complete": "complete|completed|finished|submitted|true|yes|ja|sand|100|100%|ip address|komplet"
    "|afsluttet|gennemført|færdig|færdiggjort|besvaret|indsendt|fuldført",
    "unfinished": "incomplete|unfinished|partial|partially completed|partial answer|in progress"
    "|false|no|nej|falsk|started|ufuldstændig|ikke afsluttet|ikke gennemført|ikke færdig"
    "|ufærdig|påbegyndt|delvis|delvist|delvist besvaret|afgivet nogle svar|nogle svar|i gang"
    "|ikke fuldført|distribueret|distributed|ny|new",
    "test": "test|survey test|survey preview|preview|testsvar|testbesvarelse|test response"
    "|forhåndsvisning|prøvesvar|pilot|spam",
}
_BY_WORD = {word: status for status, words in _WORDS.items() for word in words.split("|")}


def read_status(cell: str, wordings: Mapping[str, str] | None = None) -> str:
    """Cell of a status column -> complete, unfinished or test; "" where it tells neither.

    Args:
        cell: As the survey tool writes it, in Danish or English; a share of the questions
            ("73", "73 %") below 100 is unfinished only where `wordings` says so.
        wordings: Folded wording -> status, before the words known here.
    """
    folded = fold(cell)
    mapped = (wordings or {}).get(folded, "")
    return mapped or _BY_WORD.get(folded, "")


def find_status(
    columns: pd.DataFrame, told: pd.Series[str], wordings: Mapping[str, str]
) -> pd.Series[str]:
    """Status columns, what the export itself tells -> one status per row.

    A row is a test where any of them says so, else unfinished where any says so, else
    complete: a row about which nothing is said counts as complete.

    Args:
        columns: One text column per mapped heading; may have none.
        told: The status of each row as the reader found it, "" where it did not.
        wordings: Folded wording -> status.
    """
    read = partial(read_status, wordings=wordings)
    each = [told, *(by_distinct(columns[name], read) for name in columns.columns)]
    status = pd.Series("complete", index=told.index, dtype="str")
    for worse in ("unfinished", "test"):
        for said in each:
            status = status.mask(said == worse, worse)
    return status
