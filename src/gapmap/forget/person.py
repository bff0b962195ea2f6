"""Who is meant: the rows of a person in the export, and what they said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from gapmap.errors import SettingsError
from gapmap.readers.export import Export
from gapmap.run import Run
from gapmap.stages.headings import find_headings
from gapmap.stages.ingest import read_responses
from gapmap.stages.questions import questions_in
from gapmap.stages.redact import pseudonymise, redact
from gapmap.stages.statements import split_answers
from gapmap.text.tokens import text_key

_FEWEST_WORDS = 4
"""From this many words on, a text that stands in a person's answer is taken for theirs."""


@dataclass(frozen=True, slots=True)
class Person:
    """A respondent of a wave.

    Attributes:
        wave: The wave.
        pseudonyms: Their keyed hashes in the tables.
        rows: Their rows in the export, 1 = first data row; several where they answered again.
        statements: Ids of what they said.
        texts: Keys (`text_key`) of what they said and nobody else did.
        answers: Keys of their whole answers.
        others: Key of what others said as well -> id of one statement of another person.
    """

    wave: str
    pseudonyms: frozenset[str]
    rows: tuple[int, ...]
    statements: frozenset[str]
    texts: frozenset[str]
    answers: tuple[str, ...]
    others: Mapping[str, str]

    def said(self, text: str) -> bool:
        """Whether a redacted text is theirs and nobody else's."""
        key = text_key(text)
        if key in self.others:
            return False
        long = key.count(" ") >= _FEWEST_WORDS - 1
        return key in self.texts or (long and any(key in answer for answer in self.answers))


def find_person(
    run: Run, export: Export, *, row: int | None = None, respondent_id: str = ""
) -> Person:
    """Wave as it is set up, its export, a row or an id -> Person.

    Args:
        run: The wave; nothing of it need have been run.
        export: As read.
        row: 1 = first data row; every row with the same id is theirs.
        respondent_id: As delivered; instead of row. It may be gone from the export already,
            as long as the wave's tables still know it.

    Raises:
        SettingsError: There is no such row or id, or the wave has no ids at all.
        DataError: The export cannot be used.
    """
    ids = _ids(run, export)
    rows = _rows_like(row, ids, export) if row is not None else _rows_of(respondent_id, ids, run)
    secret = run.store.secret()
    responses = read_responses(export, run.settings, run.project, wave=run.wave).responses
    redacted, _ = redact(responses, secret)
    theirs = set(redacted.loc[redacted["source_row"].isin(rows), "respondent_id"])
    if respondent_id:
        theirs |= set(pseudonymise(pd.Series([respondent_id.strip()]), secret))
    now = split_answers(redacted, secret=secret, vocabulary=run.vocabulary).statements
    statements = pd.concat([now, *_published(run)], ignore_index=True)
    own = statements["respondent_id"].isin(theirs)
    if not rows and not own.any():
        raise SettingsError.of(
            "--id", f"no row of wave {run.wave} has that id", "look it up in the export"
        )
    keys = statements["text"].map(text_key)
    others = dict(zip(keys[~own], statements.loc[~own, "statement_id"], strict=True))
    answers = redacted.loc[redacted["respondent_id"].isin(theirs), questions_in(redacted)]
    return Person(
        wave=run.wave,
        pseudonyms=frozenset(theirs),
        rows=rows,
        statements=frozenset(statements.loc[own, "statement_id"]),
        texts=frozenset(keys[own]) - others.keys() - {""},
        answers=tuple(text_key(text) for answer in answers.itertuples(False) for text in answer),
        others=others,
    )


def _published(run: Run) -> list[pd.DataFrame]:
    """The wave's statements as they were last published: they may be older than the export."""
    if not run.store.has_table(run.wave, "statements"):
        return []
    return [run.store.load_table(run.wave, "statements")]


def _ids(run: Run, export: Export) -> pd.Series[str] | None:
    named = run.settings.columns.respondent_id
    if not named:
        return None
    settings = f"data/raw/{run.wave}/wave.toml, columns"
    found = find_headings(export, {"respondent_id": named}, settings=settings, advice="")
    return export.cells[found["respondent_id"]].str.strip()


def _rows_like(row: int, ids: pd.Series[str] | None, export: Export) -> tuple[int, ...]:
    if not 1 <= row <= len(export.cells):
        raise SettingsError.of("--row", f"the export has the rows 1 to {len(export.cells)}")
    if (export.cells.iloc[row - 1] == "").all():
        raise SettingsError.of("--row", f"row {row} of the export is empty")
    same = ids.iloc[row - 1] if ids is not None else ""
    if not same or ids is None:
        return (row,)
    return tuple(int(at) + 1 for at in range(len(ids)) if ids.iloc[at] == same)


def _rows_of(respondent_id: str, ids: pd.Series[str] | None, run: Run) -> tuple[int, ...]:
    if ids is None:
        what = f"data/raw/{run.wave}/wave.toml maps no column of ids"
        raise SettingsError.of("--id", what, "name the person by --row, 1 = first answer")
    wanted = respondent_id.strip()
    return tuple(at + 1 for at in range(len(ids)) if ids.iloc[at] == wanted)
