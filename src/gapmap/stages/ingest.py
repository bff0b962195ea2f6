"""The survey export -> responses: the columns that are mapped, with values that can be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
from gapmap.tables import NOT_STATED

RATINGS = ("importance", "satisfaction")


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of an export.

    Attributes:
        responses: One row per respondent as delivered, **personal**: respondent_id,
            source_row, wave, submitted_at, respondent_type, region, size, field, importance,
            satisfaction, weight, one text column per free-text question (need_1 ...,
            missing_1 ...) and, where it was rated per need, importance_1 ..., satisfaction_1
            ... Rows are in canonical order: by content, never by row or id.
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

    A row is left out when it has too many cells, is blank, or its respondent answered again
    later. A cell that cannot be used is left out and its row kept: an unknown category counts
    as not stated, a weight as 1.

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
    wanted = _wanted(wave_settings.columns)
    headings = find_headings(
        export,
        wanted,
        settings="wave.toml, columns",
        advice="check [columns] in wave.toml, and format.header_rows",
    )
    rejects = RejectList("survey")
    given = _usable_rows(export, headings, rejects)
    kept = _latest_answers(given, rejects)
    _raise_if_none(kept, export, "no row can be used: every one is blank, repeated or ragged")

    responses = (
        kept.assign(wave=wave, submitted_at=kept["submitted"])
        .assign(**_categories(kept, wave_settings, project, rejects))
        .assign(**_ratings(kept, wanted, rejects))
        .assign(weight=_weights(kept, wave_settings.format.decimal, rejects))
    )
    _note_cells(kept, "submitted_at", kept["submitted"].isna(), "not_a_date", rejects)
    _raise_if_none(responses[responses["weight"] > 0], export, "every weight is 0")
    return Ingested(
        responses=_in_canonical_order(responses, _columns(wanted)),
        rejects=rejects.table(),
        notices=_notices(export, headings, has_ids=bool((given["respondent_id"] != "").any())),
    )


def _wanted(columns: Columns) -> dict[str, str]:
    """[columns] -> canonical column to heading, for those that are mapped."""
    single = {
        name: getattr(columns, name)
        for name in ("respondent_id", "submitted_at", *BACKGROUND, "weight")
    }
    for rating in RATINGS:
        mapped = getattr(columns, rating)
        if isinstance(mapped, str):
            single[rating] = mapped
        else:
            single |= {f"{rating}_{n}": heading for n, heading in enumerate(mapped, 1)}
    single |= {f"need_{n}": heading for n, heading in enumerate(columns.needs, 1)}
    single |= {f"missing_{n}": heading for n, heading in enumerate(columns.missing, 1)}
    return {name: heading for name, heading in single.items() if heading}


def _columns(wanted: Mapping[str, str]) -> list[str]:
    """The columns of the responses, in order."""
    fixed = ["respondent_id", "source_row", "wave", "submitted_at", *BACKGROUND, *RATINGS, "weight"]
    texts = [name for name in wanted if name.startswith(("need_", "missing_"))]
    return fixed + texts + [name for name in wanted if name not in {*fixed, *texts}]


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


def _latest_answers(given: pd.DataFrame, rejects: RejectList) -> pd.DataFrame:
    """Rows -> one per respondent, the one submitted last, else the last in the file.

    Adds the column submitted: the date that submitted_at tells.
    """
    timed = given.assign(submitted=read_dates(given["submitted_at"]))
    nameless = timed["respondent_id"] == ""
    in_time = timed[~nameless].sort_values(
        ["submitted", "source_row"], na_position="first", kind="stable"
    )
    earlier = in_time[in_time.duplicated("respondent_id", keep="last")]
    rejects.add(earlier["source_row"], "duplicate_id")
    if not nameless.all():
        rejects.add(timed.loc[nameless, "source_row"], "no_id", column="respondent_id")
    row_as_id = timed["source_row"].astype("str")
    prefix = "" if nameless.all() else "row "  # no delivered id may be met by chance
    named = timed.assign(respondent_id=timed["respondent_id"].where(~nameless, prefix + row_as_id))
    return named.drop(index=earlier.index)


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
