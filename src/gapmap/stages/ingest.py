"""The survey export -> responses: the columns that are mapped, with values that can be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd

from gapmap.errors import DataError, Fault
from gapmap.notices import Notice
from gapmap.readers.export import Export
from gapmap.settings import Columns, ProjectSettings, WaveSettings
from gapmap.stages.cells import (
    by_distinct,
    clean_text,
    fold,
    read_dates,
    read_ratings,
    read_weights,
)
from gapmap.stages.headings import find_headings
from gapmap.stages.questions import BACKGROUND
from gapmap.stages.rejects import RejectList
from gapmap.stages.status import find_status, read_status
from gapmap.stages.tick_lists import read_tick_list, tick_columns
from gapmap.tables import NOT_STATED

RATINGS = ("importance", "satisfaction")


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of an export.

    Attributes:
        responses: One row per respondent as delivered, **personal**: respondent_id,
            source_row, wave, submitted_at, respondent_type, region, size, field, importance,
            satisfaction, weight, one text column per free-text question (need_1 ...,
            missing_1 ...), one per tick-list (ticks_1 ..., the options ticked one a line) and,
            where it was rated per need, importance_1 ..., satisfaction_1 ... Rows
            are in canonical order: by content, never by row or id.
        rejects: The table of that name.
        notices: What the reader should know.
    """

    responses: pd.DataFrame
    rejects: pd.DataFrame
    notices: tuple[Notice, ...]


def read_responses(
    export: Export, wave_settings: WaveSettings, project: ProjectSettings, *, wave: str
) -> Ingested:
    """Export -> Responses, rejects.

    A row is left out when it has too many cells, is blank, is a test, was not finished, or its
    respondent answered again: the last complete answer counts. The last three are rules that
    the settings can turn off. A cell that cannot be used is left out and its row kept: an
    unknown category counts as not stated, a weight as 1, a status as complete.

    Args:
        export: The survey as delivered.
        wave_settings: Which column is what, and how the export words the categories.
        project: The categories; where it lists none, any value is taken.
        wave: The name of the wave.

    Returns:
        Rows of the export = rows of the responses + distinct rows rejected as a whole.

    Raises:
        DataError: Mapped headings are absent, no row is left, or every weight is 0.
    """
    columns = wave_settings.columns
    wanted = _wanted(columns) | tick_columns(export, columns.ticks)
    headings = find_headings(
        export,
        wanted,
        settings="wave.toml, columns",
        advice="check [columns] in wave.toml, and format.header_rows",
    )
    rejects = RejectList("survey")
    given = _usable_rows(export, headings, rejects)
    rules = wave_settings.rules
    finished = _finished(given, export, wave_settings, rejects)
    kept = _named(finished, rejects, last_only=rules.duplicates == "last")
    _raise_if_none(
        kept,
        export,
        "no row can be used: every one is blank, repeated, ragged, unfinished or a test",
    )

    responses = (
        kept.assign(wave=wave, submitted_at=kept["submitted"])
        .assign(**_categories(kept, wave_settings, project, rejects))
        .assign(**_ratings(kept, wanted, rejects))
        .assign(**_ticks(kept, headings, wave_settings))
        .assign(weight=_weights(kept, wave_settings.format.decimal, rejects))
    )
    _note_cells(kept, "submitted_at", kept["submitted"].isna(), "not_a_date", rejects)
    _raise_if_none(responses[responses["weight"] > 0], export, "every weight is 0")
    return Ingested(
        responses=_in_canonical_order(responses, _columns(wanted, columns)),
        rejects=rejects.table(),
        notices=(
            *_notices(export, headings, has_ids=bool((finished["respondent_id"] != "").any())),
            *_kept_by_rule(kept),
        ),
    )


def wave_period(
    wave_settings: WaveSettings, submitted: pd.Series[pd.Timestamp]
) -> tuple[date | None, date | None]:
    """Settings, times of the answers -> first and last day of the wave.

    As the settings say, else from the first answer to the last; None where neither tells.
    """
    days = submitted.dropna()
    first, last = (days.min().date(), days.max().date()) if len(days) else (None, None)
    return wave_settings.wave.opens or first, wave_settings.wave.closes or last


def _wanted(columns: Columns) -> dict[str, str]:
    """[columns] -> canonical column to heading, for those that are mapped."""
    single = {
        name: getattr(columns, name)
        for name in ("respondent_id", "submitted_at", *BACKGROUND, "weight")
    }
    for name in ("status", *RATINGS):
        mapped = getattr(columns, name)
        if isinstance(mapped, str):
            single[name] = mapped
        else:
            single |= {f"{name}_{n}": heading for n, heading in enumerate(mapped, 1)}
    single |= {f"need_{n}": heading for n, heading in enumerate(columns.needs, 1)}
    single |= {f"missing_{n}": heading for n, heading in enumerate(columns.missing, 1)}
    return {name: heading for name, heading in single.items() if heading}


def _columns(wanted: Mapping[str, str], columns: Columns) -> list[str]:
    """The columns of the responses, in order."""
    fixed = ["respondent_id", "source_row", "wave", "submitted_at", *BACKGROUND, *RATINGS, "weight"]
    texts = [name for name in wanted if name.startswith(("need_", "missing_"))]
    per_need = [name for name in wanted if name.startswith(tuple(f"{r}_" for r in RATINGS))]
    ticks = [f"ticks_{number}" for number, _ in enumerate(columns.ticks, 1)]
    return fixed + texts + ticks + per_need


def _usable_rows(export: Export, headings: Mapping[str, str], rejects: RejectList) -> pd.DataFrame:
    """Export -> its mapped columns under canonical names, without ragged and blank rows."""
    rows = pd.Series(range(1, len(export.cells) + 1), dtype="int64")
    ragged = rows.isin(export.ragged)
    filled = pd.Series(False, index=rows.index)
    for heading in export.cells.columns:
        filled |= export.cells[heading].str.strip() != ""
    rejects.add(rows[ragged], "ragged_row")
    rejects.add(rows[~ragged & ~filled], "blank_row")

    usable = ~ragged & filled
    given = {name: clean_text(export.cells.loc[usable, h]) for name, h in headings.items()}
    blank = pd.Series("", index=rows.index[usable], dtype="str")
    for name in ("respondent_id", "submitted_at", *BACKGROUND, "weight"):
        given.setdefault(name, blank)
    return pd.DataFrame(given).assign(source_row=rows[usable])


def _finished(
    given: pd.DataFrame, export: Export, wave_settings: WaveSettings, rejects: RejectList
) -> pd.DataFrame:
    """Rows -> with their status, without tests and unfinished ones unless those are kept."""
    told = pd.Series(list(export.status) or "", index=export.cells.index, dtype="str")
    columns = given[[name for name in given.columns if name.startswith("status")]]
    wordings = {fold(word): said for word, said in wave_settings.categories.status.items()}
    for name in map(str, columns.columns):
        unread = by_distinct(columns[name], partial(read_status, wordings=wordings)) == ""
        _note_cells(given, name, unread, "unknown_status", rejects)
    status = find_status(columns, told[given.index], wordings)
    rules = wave_settings.rules
    left_out = pd.Series(False, index=given.index)
    for state, rule, choice in (
        ("test", "test_answer", rules.tests),
        ("unfinished", "unfinished", rules.unfinished),
    ):
        if choice == "reject":
            rejects.add(given.loc[status == state, "source_row"], rule)
            left_out |= status == state
    return given.assign(status=status)[~left_out]


def _named(given: pd.DataFrame, rejects: RejectList, *, last_only: bool) -> pd.DataFrame:
    """Rows -> one per respondent, each with an id.

    Of rows with the same id the last complete one counts: the one submitted last, else the
    last in the file. Where all of them are kept, the later ones get a number after their id.
    Adds the columns submitted, the date that submitted_at tells, and is_repeat.
    """
    timed = given.assign(submitted=read_dates(given["submitted_at"]), is_repeat=False)
    nameless = timed["respondent_id"] == ""
    by_time = timed[~nameless].assign(is_complete=timed["status"] == "complete")
    if nameless.all():
        pass  # pandas sorts no rows by several columns into one row
    elif last_only:
        in_time = by_time.sort_values(
            ["is_complete", "submitted", "source_row"], na_position="first", kind="stable"
        )
        earlier = in_time[in_time.duplicated("respondent_id", keep="last")]
        rejects.add(earlier["source_row"], "duplicate_id")
        timed = timed.drop(index=earlier.index)
    else:
        timed = _numbered(timed, by_time)
    if not nameless.all():
        rejects.add(given.loc[nameless, "source_row"], "no_id", column="respondent_id")
    nameless = timed["respondent_id"] == ""
    row_as_id = timed["source_row"].astype("str")
    prefix = "" if nameless.all() else "row "  # no delivered id may be met by chance
    return timed.assign(respondent_id=timed["respondent_id"].where(~nameless, prefix + row_as_id))


def _numbered(timed: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Rows -> the later ones of an id with a number after it, whatever the order of the file."""
    by_content = [name for name in named.columns if name != "source_row"]
    ordered = named.sort_values(["submitted", *by_content, "source_row"], na_position="first")
    number = ordered.groupby("respondent_id").cumcount().reindex(timed.index, fill_value=0)
    ids = timed["respondent_id"]
    return timed.assign(
        respondent_id=ids.where(number == 0, ids + " answer " + (number + 1).astype("str")),
        is_repeat=number > 0,
    )


def _raise_if_none(rows: pd.DataFrame, export: Export, what: str) -> None:
    if rows.empty:
        raise DataError([Fault(export.name, what, "check the export and [columns] in wave.toml")])


def _note_cells(
    kept: pd.DataFrame, column: str, unread: pd.Series[bool], rule: str, rejects: RejectList
) -> None:
    """Reject the cells of a column that hold something, but nothing that could be read."""
    rejects.add(kept.loc[unread & (kept[column] != ""), "source_row"], rule, column=column)


def _categories(
    kept: pd.DataFrame, wave_settings: WaveSettings, project: ProjectSettings, rejects: RejectList
) -> dict[str, pd.Series[str]]:
    listed: dict[str, Mapping[str, object]] = {
        "respondent_type": project.respondent_types,
        "region": project.regions,
        "size": project.sizes,
        "field": project.fields,
    }
    categories = {}
    for name in BACKGROUND:
        canonical = listed[name]
        wordings = {fold(value): value for value in (NOT_STATED, *canonical)}
        mapped: dict[str, str] = getattr(wave_settings.categories, name)
        wordings |= {fold(wording): value for wording, value in mapped.items()}
        read = partial(_category, wordings=wordings, any_value=not canonical)
        found = by_distinct(kept[name], read)
        _note_cells(kept, name, found == "", "unknown_category", rejects)
        categories[name] = found.where(found != "", NOT_STATED)
    return categories


def _category(cell: str, *, wordings: Mapping[str, str], any_value: bool) -> str:
    return wordings.get(fold(cell), " ".join(cell.split()) if any_value else "")


def _ratings(
    kept: pd.DataFrame, wanted: Mapping[str, str], rejects: RejectList
) -> dict[str, pd.Series[float]]:
    """Ratings as numbers; one per need where they were asked so, and their mean."""
    ratings: dict[str, pd.Series[float]] = {}
    for rating in RATINGS:
        asked = [name for name in wanted if name == rating or name.startswith(f"{rating}_")]
        for name in asked:
            ratings[name] = read_ratings(kept[name])
            _note_cells(kept, name, ratings[name].isna(), "not_a_rating", rejects)
        if rating not in wanted:
            per_need = pd.DataFrame({name: ratings[name] for name in asked}, index=kept.index)
            ratings[rating] = per_need.mean(axis="columns").astype("float64")
    return ratings


def _ticks(
    kept: pd.DataFrame, headings: Mapping[str, str], wave_settings: WaveSettings
) -> dict[str, pd.Series[str]]:
    """The options ticked in each tick-list, one a line."""
    ticks = {}
    for number, question in enumerate(wave_settings.columns.ticks, 1):
        name = f"ticks_{number}"
        mine = {
            heading: kept[column]
            for column, heading in headings.items()
            if column == name or column.startswith(f"{name}_")
        }
        ticks[name] = read_tick_list(mine, question, wave_settings.ticks)
    return ticks


def _weights(kept: pd.DataFrame, decimal: str, rejects: RejectList) -> pd.Series[float]:
    weights = read_weights(kept["weight"], decimal)
    _note_cells(kept, "weight", weights.isna(), "not_a_weight", rejects)
    return weights.fillna(1.0)


def _in_canonical_order(responses: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Responses -> sorted by content, so that results do not depend on rows or ids.

    The id comes last: it orders only rows that are the same in everything else, where the
    order changes no result, and makes a shuffled export give the identical table.
    """
    by_content = [c for c in columns if c not in {"respondent_id", "source_row", "wave"}]
    ordered = responses.sort_values([*by_content, "respondent_id"], na_position="last")
    return ordered[columns].reset_index(drop=True)


def _notices(export: Export, headings: Mapping[str, str], *, has_ids: bool) -> tuple[Notice, ...]:
    notices = []
    unused = tuple(str(h) for h in export.cells.columns if h not in set(headings.values()))
    if unused:
        notices.append(Notice("columns_not_used", count=len(unused), names=unused))
    if not has_ids:
        notices.append(Notice("no_ids", count=len(export.cells)))
    return tuple(notices)


def _kept_by_rule(kept: pd.DataFrame) -> tuple[Notice, ...]:
    """What the rules let pass that they would leave out by default."""
    counts = {
        "unfinished_kept": int((kept["status"] == "unfinished").sum()),
        "tests_kept": int((kept["status"] == "test").sum()),
        "duplicates_kept": int(kept["is_repeat"].sum()),
    }
    return tuple(Notice(code, count=count) for code, count in counts.items() if count)
