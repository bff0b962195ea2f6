"""Where a printed figure comes from: the code of a figure -> its row in the workbook.

What is told is what was published or approved: the workbook as it was made, not the copy that
people open and may have changed, and not the tables, which are not passed on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from openpyxl import load_workbook

from gapmap.editions.folder import Editions, waves_with_editions
from gapmap.errors import SettingsError
from gapmap.report.codes import FIGURES, wave_code
from gapmap.report.sheets import column_words
from gapmap.report.words import Words
from gapmap.settings import Language
from gapmap.settings_file import read_project
from gapmap.store import SETTINGS, RunRecord, Store

Row = dict[str, str]
_NAMES = tuple(column_words()["trace"])


@dataclass(frozen=True, slots=True)
class _Report:
    """A report that can be asked: a draft, or an edition.

    Attributes:
        name: How it is called in errors.
        run: What it was made from.
        find: File of it -> where it is kept as it was made; None when it is not.
    """

    name: str
    run: RunRecord
    find: Callable[[str], Path | None]


def trace(
    project: Path, code: str, *, language: Language | None = None, edition: int | None = None
) -> list[str]:
    """Project folder, code -> lines that say where the figure comes from.

    Args:
        project: The folder that holds gapmap.toml.
        code: Of a figure, or of a theme in a segment: then all figures of it are told. Small
            and capital letters are the same.
        language: Of the lines; None for the first of the project when the wave was run.
        edition: Number of an approved edition; None for the draft.

    Raises:
        SettingsError: No wave has such a code, and the error says which codes there are; or
            there is no such edition.
        MachineError: run.json cannot be read, or the edition is not what was approved.
    """
    store = Store(project)
    read_project(store.settings_path)
    report = _draft(store, code) if edition is None else _edition(project, code, edition)
    spoken: Language = language or report.run.settings[SETTINGS]["project"]["languages"][0]
    rows = _rows(report, spoken)
    wanted = code.strip().casefold()
    found = [row for row in rows if wanted in (row["code"].casefold(), row["row"].casefold())]
    found = found or [row for row in rows if _hides(row, wanted)]
    if not found:
        problem = f"no such code in {report.name}"
        raise SettingsError.of(code, problem, _advice(code, rows))
    return list(_told(found, Words(spoken)))


def _draft(store: Store, code: str) -> _Report:
    """The published run of the wave that the code begins with."""
    records = {wave: record for wave in store.waves() if (record := store.record(wave))}
    wave = _wave(code, list(records), has="a report", advice="run a wave first: gapmap run")
    run = records[wave]
    return _Report(f"the report of wave {wave}", run, partial(store.kept_output, run))


def _edition(project: Path, code: str, number: int) -> _Report:
    """The edition of the wave that the code begins with."""
    approved = waves_with_editions(project)
    wave = _wave(code, approved, has="editions", advice="approve one first: gapmap approve")
    editions = Editions(project, wave)
    run = editions.open(number).run
    folder = editions.path(number)
    return _Report(
        f"edition {number} of wave {wave}",
        run,
        lambda name: folder / name if name in run.outputs else None,
    )


def _wave(code: str, waves: list[str], *, has: str, advice: str) -> str:
    """The wave that the code begins with, of those that have a report or editions."""
    starts = {f"{wave_code(wave).casefold()}-": wave for wave in waves}
    fitting = [start for start in starts if code.strip().casefold().startswith(start)]
    if not fitting:
        raise SettingsError.of(
            code,
            "no such code: a code begins with a wave that has been run",
            f"waves with {has}: {', '.join(waves)}" if waves else advice,
        )
    return starts[max(fitting, key=len)]


def _rows(report: _Report, language: Language) -> list[Row]:
    """The sheet on where figures come from, one row per figure."""
    run = report.run
    name = f"gap-tables-{run.wave}-{language}.xlsx"
    path = report.find(name)
    if path is None:
        made = [file for file in run.outputs if file.startswith("gap-tables-")]
        raise SettingsError.of(
            f"reports/{run.wave}",
            f"the run has no {name}",
            f"there is: {', '.join(made)}" if made else f"gapmap run {run.wave} --force",
        )
    sheet = Words(language).say("sheet.trace")
    book = load_workbook(path, read_only=True)
    try:
        if sheet not in book.sheetnames:
            problem = f"gapmap {run.version} made it, without the sheet {sheet}"
            raise SettingsError.of(name, problem, f"ask gapmap {run.version}")
        cells = book[sheet].iter_rows(min_row=2, values_only=True)
        empty = dict.fromkeys(_NAMES, "")
        return [empty | dict(zip(_NAMES, map(_text, row), strict=False)) for row in cells]
    finally:
        book.close()


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _hides(row: Row, wanted: str) -> bool:
    """Whether all figures of the row are hidden, the wanted one among them."""
    is_hidden = row["code"] == row["row"] and not row["value"]
    return is_hidden and any(
        wanted.replace(f"-{figure}", "", 1) == row["row"].casefold() for figure in FIGURES
    )


def _told(rows: list[Row], words: Words) -> Iterator[str]:
    """Rows of one theme in one segment -> lines: what they share, once, then each figure."""
    titles = {name: entry[words.language] for name, entry in column_words()["trace"].items()}
    first = rows[0]
    for name in ("theme", "segment"):
        if first[name]:
            yield f"{titles[name]}: {first[name]}"
    for row in rows:
        yield f"{row['code']}  {row['figure']}: {row['printed']}"
        for name in ("numerator", "denominator", "formula"):
            if row[name]:
                yield f"    {titles[name]}: {row[name]}"
    behind = next((row for row in rows if row["statements"]), first)
    for name in ("n_statements", "statements"):
        if behind[name]:
            yield f"{titles[name]}: {behind[name]}"
    if behind["offers"]:
        yield f"{titles['offers']}:"
        yield from (f"    {offer}" for offer in behind["offers"].split("\n"))


def _advice(code: str, rows: list[Row]) -> str:
    """A code that is not there -> which ones are."""
    known = list(dict.fromkeys(one for row in rows for one in (row["row"], row["code"])))
    near = get_close_matches(code.strip(), known, n=3)
    themed = list(dict.fromkeys(row["row"] for row in rows if row["theme"]))
    themes = [one for one in themed if not any(one.startswith(f"{other}-") for other in themed)]
    segments = [
        one.removeprefix(first)
        for first in themes[:1]
        for one in themed
        if one.startswith(f"{first}-")
    ]
    parts = [f"did you mean {' or '.join(near)}?"] if near else []
    parts.append(f"themes: {', '.join(themes)}")
    parts.append(f"with a segment: {', '.join(segments)}")
    parts.append(f"and a figure before it: {', '.join(f'-{figure}' for figure in FIGURES)}")
    return "; ".join(parts)
