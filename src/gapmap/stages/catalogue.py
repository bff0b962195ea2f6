"""The catalogue of offers as delivered -> offers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from gapmap.errors import DataError, Fault
from gapmap.notices import Notice
from gapmap.readers.export import Export
from gapmap.settings import ProjectSettings
from gapmap.stages.cells import by_distinct, clean_text, fold, read_counts, read_dates
from gapmap.stages.headings import find_headings
from gapmap.stages.rejects import RejectList
from gapmap.tables import EVERYWHERE, OFFERS

_SEPARATORS = re.compile(r"[;\n|]")
_EVERYWHERE = ("hele danmark", "landsdækkende", "nationalt", "nationwide", "the whole country")
_EVERYONE = ("alle", "alle typer", "all", "everyone")
_DATES = ("open_from", "open_until", "last_checked")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What became of a catalogue.

    Attributes:
        offers: The table of that name, in the order of its ids.
        rejects: The table of that name.
        notices: What the reader should know.
    """

    offers: pd.DataFrame
    rejects: pd.DataFrame
    notices: tuple[Notice, ...]


Period = tuple[date | None, date | None]
"""First and last day of the wave, None where it is not known."""


def read_offers(
    export: Export, project: ProjectSettings, *, period: Period = (None, None)
) -> Catalogue:
    """Export of the catalogue -> Offers, rejects.

    Columns have the names of the table, or those that `[catalogue.columns]` gives; only the
    title is required. An offer without id gets one from its title and provider. An offer that
    names audiences or regions of which none is known is left out: it must not count as open
    to all.

    Args:
        export: The catalogue as delivered.
        project: The respondent types and regions, in Danish or English, and the mapping.
        period: The days of the wave. Offers that are closed on all of them, and offers last
            checked more than `stale_after_days` before its last day, are counted.

    Returns:
        Rows of the export = offers + distinct rows rejected as a whole.

    Raises:
        DataError: There is no title column, a mapped heading is absent, or no offer is left.
    """
    headings = catalogue_headings(export, project)
    offers, rejects = _read(export, project, headings)
    if offers.empty:
        raise DataError(
            [Fault(export.name, "no offer can be used", "check the titles and ids of its rows")]
        )
    found = (
        *_notices(export, headings, offers),
        Notice("offers_closed", count=int(_is_closed(offers, period).sum())),
        Notice("offers_stale", count=_count_stale(offers, period, project)),
    )
    return Catalogue(offers, rejects.table(), tuple(notice for notice in found if notice.count))


def check_offers(export: Export, project: ProjectSettings) -> pd.DataFrame:
    """Export with the headings of a catalogue -> rejects: what is wrong with its rows.

    Raises:
        DataError: There is no title column, or a mapped heading is absent.
    """
    return _read(export, project, catalogue_headings(export, project))[1].table()


def offer_rows(export: Export, project: ProjectSettings) -> pd.DataFrame:
    """Export of the catalogue -> the rows that can be offers, as text, with an id each.

    Returns:
        The columns of the table offers, all as text, and row, 1 = first data row; in file order,
        of rows that share an id the first one.

    Raises:
        DataError: There is no title column, or a mapped heading is absent.
    """
    headings = catalogue_headings(export, project)
    given = _with_ids(_rows(export, headings, RejectList("offers")))
    return given.drop_duplicates("offer_id", ignore_index=True)


def _read(
    export: Export, project: ProjectSettings, headings: Mapping[str, str]
) -> tuple[pd.DataFrame, RejectList]:
    """Export, its headings -> the table offers, in the order of its ids, and what was left out."""
    rejects = RejectList("offers")
    given = _with_ids(_rows(export, headings, rejects))
    for column, names in _names(project).items():
        given = _with_known(given, column, names, rejects)
    given = _with_values(given, rejects)
    return OFFERS.shape(_once_each(given, rejects).sort_values("offer_id")), rejects


def catalogue_headings(export: Export, project: ProjectSettings) -> dict[str, str]:
    """Canonical column -> heading of the file, for those that the file has.

    Raises:
        DataError: There is no title column, or a mapped heading is absent.
    """
    mapped = project.catalogue.columns
    wanted = {column.name: mapped.get(column.name, column.name) for column in OFFERS.columns}
    by_folded = {fold(str(heading)): str(heading) for heading in export.cells.columns}
    required = {
        name: by_folded.get(fold(heading), heading)
        for name, heading in wanted.items()
        if name == "title" or name in mapped or fold(heading) in by_folded
    }
    return find_headings(
        export,
        required,
        settings="gapmap.toml, catalogue.columns",
        advice="name the columns as in the template, or map them under [catalogue.columns]",
    )


def _rows(export: Export, headings: Mapping[str, str], rejects: RejectList) -> pd.DataFrame:
    """Export -> its known columns as text, without the rows that cannot be offers."""
    rows = pd.Series(range(1, len(export.cells) + 1), dtype="int64")
    blank = pd.Series("", index=rows.index, dtype="str")
    given = pd.DataFrame(
        {
            column.name: clean_text(export.cells[headings[column.name]])
            if column.name in headings
            else blank
            for column in OFFERS.columns
        }
    ).assign(row=rows)
    ragged = rows.isin(export.ragged)
    filled = pd.concat(
        [export.cells[heading].str.strip() != "" for heading in export.cells.columns], axis=1
    ).any(axis="columns")
    rejects.add(rows[ragged], "ragged_row")
    rejects.add(rows[~ragged & ~filled], "blank_row")
    untitled = ~ragged & filled & (given["title"] == "")
    rejects.add(rows[untitled], "no_title")
    return given[~ragged & filled & ~untitled]


def _names(project: ProjectSettings) -> dict[str, dict[str, list[str]]]:
    """Set column -> how a value may be worded -> the canonical values it stands for."""
    audience = {
        fold(wording): [name]
        for name, respondent_type in project.respondent_types.items()
        for wording in (respondent_type.en, respondent_type.en_plural, respondent_type.da_plural)
    }
    regions = {fold(english): [name] for name, english in project.regions.items()}
    regions |= {fold(word): list(project.regions) for word in (EVERYWHERE, *_EVERYWHERE)}
    audience |= {word: list(project.respondent_types) for word in _EVERYONE}
    # The canonical values come last: no translation may take their place.
    audience |= {fold(name): [name] for name in project.respondent_types}
    regions |= {fold(name): [name] for name in project.regions}
    return {"audience": audience, "regions": regions}


def _with_known(
    given: pd.DataFrame, column: str, names: Mapping[str, Collection[str]], rejects: RejectList
) -> pd.DataFrame:
    """Sets as text -> sorted lists of canonical values; what is unknown is rejected."""
    singular = column.removesuffix("s")
    wanted = given[column].map(lambda cell: _known_parts(cell, names))
    known = wanted.map(
        lambda parts: sorted({name for part in parts for name in names.get(fold(part), ())})
    )
    unknown = wanted.map(lambda parts: any(fold(part) not in names for part in parts)).astype(bool)
    hopeless = unknown & (known.map(len) == 0)
    rejects.add(given.loc[unknown & ~hopeless, "row"], f"unknown_{singular}", column=column)
    rejects.add(given.loc[hopeless, "row"], f"no_known_{singular}")
    return given.assign(**{column: known})[~hopeless]


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in _SEPARATORS.split(cell) if part.strip()]


def _known_parts(cell: str, names: Collection[str]) -> list[str]:
    """Set as text -> its parts; a comma parts them where it is in no known name."""
    parts: list[str] = []
    for part in _parts(cell):
        smaller = [each.strip() for each in part.split(",") if each.strip()]
        is_list = fold(part) not in names and any(fold(each) in names for each in smaller)
        parts += smaller if is_list else [part]
    return parts


def _with_values(given: pd.DataFrame, rejects: RejectList) -> pd.DataFrame:
    """Text -> dates, places and languages; what cannot be read is rejected."""
    readers: dict[str, Callable[[pd.Series[str]], pd.Series]] = {
        **dict.fromkeys(_DATES, read_dates),
        "capacity_per_year": read_counts,
    }
    values: dict[str, pd.Series] = {}
    for column, read in readers.items():
        values[column] = read(given[column])
        unread = values[column].isna() & (given[column] != "")
        rule = "not_a_date" if column in _DATES else "not_a_number"
        rejects.add(given.loc[unread, "row"], rule, column=column)
    values["languages"] = given["languages"].map(lambda cell: sorted(set(_parts(cell.lower()))))
    reversed_dates = values["open_until"] < values["open_from"]
    rejects.add(given.loc[reversed_dates, "row"], "dates_reversed")
    return given.assign(**values)[~reversed_dates]


def _with_ids(given: pd.DataFrame) -> pd.DataFrame:
    content = given["title"] + "\n" + given["provider"]
    made = by_distinct(content, _id_of)
    return given.assign(offer_id=given["offer_id"].where(given["offer_id"] != "", made))


def _once_each(given: pd.DataFrame, rejects: RejectList) -> pd.DataFrame:
    """Offers -> of those that share an id, the first."""
    repeated = given.duplicated("offer_id", keep="first")
    rejects.add(given.loc[repeated, "row"], "duplicate_offer")
    return given[~repeated]


def _id_of(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _notices(
    export: Export, headings: Mapping[str, str], offers: pd.DataFrame
) -> tuple[Notice, ...]:
    unused = tuple(str(h) for h in export.cells.columns if h not in set(headings.values()))
    open_to_all = (offers["audience"].map(len) == 0) | (offers["regions"].map(len) == 0)
    content = offers["title"] + "\n" + offers["provider"]
    return (
        Notice("offer_columns_not_used", count=len(unused), names=unused),
        Notice("offers_open_to_all", count=int(open_to_all.sum())),
        Notice("capacity_unknown", count=int(offers["capacity_per_year"].isna().sum())),
        Notice("offers_alike", count=int(content.duplicated(keep=False).sum())),
        Notice("offer_ids_made", count=int((content.map(_id_of) == offers["offer_id"]).sum())),
    )


def _is_closed(offers: pd.DataFrame, period: Period) -> pd.Series[bool]:
    """Offers -> whether each is closed on every day of the wave."""
    opens, closes = period
    closed = pd.Series(False, index=offers.index)
    if closes:
        closed |= offers["open_from"] > pd.Timestamp(closes)
    if opens:
        closed |= offers["open_until"] < pd.Timestamp(opens)
    return closed


def _count_stale(offers: pd.DataFrame, period: Period, project: ProjectSettings) -> int:
    """Offers whose provider confirmed them long before the wave closed, by its last day."""
    closes = period[1]
    if closes is None:
        return 0
    oldest = pd.Timestamp(closes) - pd.Timedelta(days=project.catalogue.stale_after_days)
    return int((offers["last_checked"] < oldest).sum())
