"""Every table that passes between stages: its columns, their types, units and ranges.

A cell that is not known is empty: "" in text, <NA> in integers and flags, NaN in numbers,
NaT in dates, [] in lists. Sets are stored as sorted lists.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

NOT_STATED = "ikke oplyst"
"""The category of a respondent who left a background question blank."""

EVERYWHERE = "Hele landet"
"""In the regions of an offer: every region of the project."""

SEGMENT_JOIN = " | "
"""Between the two parts of a segment of kind respondent_type_region."""

SEGMENT_KINDS = ("all", "respondent_type", "region", "size", "respondent_type_region")
OUTCOMES = ("assigned", "no_theme", "non_answer", "blank")
KINDS_OF_GAP = (
    "no_suitable_offer_for_most",
    "offers_not_felt_to_be_enough",
    "possibly_met_outside_the_catalogue",
    "met",
    "more_places_than_needs",
    "undecided",
)

Kind = Literal["text", "integer", "number", "flag", "date", "list"]


def _as_list(cell: object) -> list[str]:
    return [str(part) for part in cell] if isinstance(cell, (list, tuple)) else []


_CASTS: dict[Kind, Callable[[pd.Series], pd.Series]] = {
    "text": lambda column: column.astype("str").fillna(""),
    "integer": lambda column: column.astype("Int64"),
    "number": lambda column: column.astype("float64"),
    "flag": lambda column: column.astype("boolean"),
    "date": lambda column: pd.to_datetime(column).astype("datetime64[s]"),
    "list": lambda column: column.map(_as_list).astype("object"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it holds, in which unit, and what it may not hold.

    Attributes:
        name: The heading.
        kind: How a cell is stored.
        meaning: One sentence for the reader of the table.
        low: The least value allowed, for integers and numbers.
        high: The greatest value allowed, for integers and numbers.
        categories: The values allowed, for text; empty for any.
    """

    name: str
    kind: Kind
    meaning: str
    low: float | None = None
    high: float | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what one row is, which columns name it, and its columns in order."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def shape(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Frame -> the table's columns, in order and typed; the input is unchanged.

        Args:
            frame: Holds at least the table's columns; others are dropped.

        Returns:
            A new frame with a fresh index 0 ... n-1, in the row order of the input.

        Raises:
            BrokenTableError: A column is missing, a key repeats or is empty, or a value is
                outside its range. That is a fault in the stage that made the table.
        """
        absent = [column.name for column in self.columns if column.name not in frame.columns]
        if absent:
            raise BrokenTableError(f"{self.name}: no column {', '.join(absent)}")
        typed = {column.name: _CASTS[column.kind](frame[column.name]) for column in self.columns}
        table = pd.DataFrame(typed).reset_index(drop=True)
        self._check(table)
        return table

    def empty(self) -> pd.DataFrame:
        """Nothing -> the table without rows."""
        return self.shape(pd.DataFrame({c.name: pd.Series(dtype="object") for c in self.columns}))

    def _check(self, table: pd.DataFrame) -> None:
        repeated = int(table.duplicated(list(self.key)).sum())
        if repeated:
            raise BrokenTableError(f"{self.name}: {repeated} rows repeat the key {self.key}")
        for column in self.columns:
            bad = _outside(table[column.name], column)
            if bad:
                raise BrokenTableError(f"{self.name}.{column.name}: {bad} values out of range")


class BrokenTableError(Exception):
    """A stage handed on a table that breaks its own description: a fault in gapmap."""


def _outside(cells: pd.Series, column: Column) -> int:
    bad = pd.Series(False, index=cells.index)
    if column.low is not None:
        bad |= (cells < column.low - 1e-9).fillna(False).astype(bool)
    if column.high is not None:
        bad |= (cells > column.high + 1e-9).fillna(False).astype(bool)
    if column.categories:
        bad |= ~cells.isin(("", *column.categories))
    return int(bad.sum())


def _text(name: str, meaning: str, *categories: str) -> Column:
    return Column(name, "text", meaning, categories=categories)


def _count(name: str, meaning: str) -> Column:
    return Column(name, "integer", meaning, low=0)


def _share(name: str, meaning: str) -> Column:
    return Column(name, "number", meaning, low=0, high=1)


def _with_interval(column: Column) -> tuple[Column, Column, Column]:
    """A column -> itself with the ends of its 95% interval."""
    ends = (
        Column(
            f"{column.name}_{end}",
            column.kind,
            f"{which} end of the 95% interval of {column.name}",
            low=column.low,
            high=column.high,
        )
        for end, which in (("low", "Lower"), ("high", "Upper"))
    )
    return (column, *ends)  # type: ignore[return-value]


_RATING = "as a whole number from 1 (not at all) to 5 (very)"

RESPONDENTS = Table(
    "respondents",
    "one respondent, pseudonymous",
    ("respondent_id",),
    (
        _text("respondent_id", "Keyed hash of the delivered id"),
        _text("wave", "The wave the answer belongs to"),
        Column(
            "source_row",
            "integer",
            "Row of the export, 1 = first data row; the way back to the raw file",
            low=1,
        ),
        _text("respondent_type", "Type of organisation, or not stated"),
        _text("region", "Part of the country, or not stated"),
        _text("size", "Number of employees in classes, or not stated"),
        _text("field", "Line of work, or not stated"),
        Column(
            "importance", "number", f"Mean rated importance of the need, {_RATING}", low=1, high=5
        ),
        Column(
            "satisfaction",
            "number",
            f"Mean rated satisfaction with offers, {_RATING}",
            low=1,
            high=5,
        ),
        Column("weight", "number", "Weight as delivered, 1 when none was", low=0),
        Column("answered", "flag", "Gave at least one real answer"),
    ),
)

STATEMENTS = Table(
    "statements",
    "one need, redacted",
    ("statement_id",),
    (
        _text("statement_id", "Keyed hash of respondent, question and number"),
        _text("respondent_id", "Who said it"),
        _text("question", "Which free-text question: need_1, need_2 ..., missing_1 ..."),
        _text(
            "role", "Asked as a need, or as what is missing in today's offers", "need", "missing"
        ),
        _text("text", "The statement, redacted"),
        _text("language", "Language found, as a two-letter code; empty for blanks"),
        Column(
            "start", "integer", "First character of the statement in the redacted answer", low=0
        ),
        Column("end", "integer", "Character after the last one in the redacted answer", low=0),
        _count("n_redactions", "Marks that replaced personal data in the statement"),
        _text("outcome", "In a theme, or why not", *OUTCOMES),
        Column(
            "importance", "number", "Rated importance where asked per need, 1 to 5", low=1, high=5
        ),
        Column(
            "satisfaction",
            "number",
            "Rated satisfaction where asked per need, 1 to 5",
            low=1,
            high=5,
        ),
    ),
)

PROMPTED = Table(
    "prompted",
    "a theme that a respondent ticked in a list",
    ("respondent_id", "theme_id", "question"),
    (
        _text("respondent_id", "Who ticked it"),
        _text("theme_id", "The theme of the codebook that the option stands for"),
        _text("question", "Which tick-list: ticks_1, ticks_2 ..."),
    ),
)

ASKED = Table(
    "asked",
    "a tick-list that a respondent answered",
    ("respondent_id", "question"),
    (
        _text("respondent_id", "Who answered it"),
        _text("question", "Which tick-list: ticks_1, ticks_2 ..."),
        _count("n_ticks", "Options ticked, also those without a theme"),
    ),
)

REJECTS = Table(
    "rejects",
    "one row or cell that was left out",
    ("source", "row", "column", "rule"),
    (
        _text("source", "The file: survey or offers", "survey", "offers"),
        Column("row", "integer", "Row of the file, 1 = first data row", low=1),
        _text("column", "Canonical column; empty when the whole row was left out"),
        _text("rule", "The rule it broke"),
        _text("advice", "What to do about it"),
    ),
)

REJECT_RULES = {
    "ragged_row": "The row has more cells than there are headings: put texts that hold the "
    "delimiter or quotation marks in quotation marks",
    "blank_row": "The row is empty: nothing to do, or delete it",
    "test_answer": "The row is a test or a preview of the questionnaire: nothing to do, or set "
    "rules.tests in wave.toml to keep",
    "unfinished": "The questionnaire was not finished: nothing to do, or set rules.unfinished in "
    "wave.toml to keep",
    "unknown_status": "The row counts as complete: say in [categories.status] of wave.toml whether "
    "the value means complete, unfinished or test",
    "duplicate_id": "The respondent answered again and the last complete answer counts: if "
    "these are different people, give each an id of their own, or set rules.duplicates in "
    "wave.toml to keep",
    "no_id": "The row has no respondent id and got one from its row number: add the id",
    "unknown_category": "Add the value to [categories] in wave.toml, or to gapmap.toml",
    "not_a_rating": "Write a number from 1 to 5, alone or before its label (5 - Very important)",
    "not_a_date": "Write the date as 2019-11-18, 18-11-2019 or 18.11.2019",
    "not_a_weight": "Write a number of 0 or more; the row counts with weight 1",
    "unmapped_option": "Say in [ticks] of wave.toml which theme of the codebook the option stands "
    'for, or "" if it stands for none',
    "no_title": "Give the offer a title",
    "duplicate_offer": "Give the offer an id of its own, or delete the repeated row",
    "unknown_audience": "Use the respondent types of gapmap.toml, separated by semicolons",
    "unknown_region": "Use the regions of gapmap.toml, separated by semicolons, or Hele landet",
    "no_known_audience": "No audience of the offer is a respondent type of gapmap.toml: correct "
    "them, or leave the cell empty if the offer is open to all",
    "no_known_region": "No region of the offer is a region of gapmap.toml: correct them, or write "
    "Hele landet if the offer is open everywhere",
    "not_a_number": "Write the places a year as a whole number, or leave the cell empty",
    "dates_reversed": "The offer closes before it opens: correct open_from or open_until",
}
"""Rule of a reject -> what to do about it."""

THEMES = Table(
    "themes",
    "one group of statements",
    ("theme_id",),
    (
        _text("theme_id", "Permanent id from the codebook, or <wave>-P<number> for a proposal"),
        _text("label_da", "Name in Danish"),
        _text("label_en", "Name in English"),
        Column("terms", "list", "Words that set the theme apart, most telling first"),
        _count("n_statements", "Statements in the theme"),
        _count("n_respondents", "Respondents in the theme, each counted once"),
        _share("stability", "Mean Jaccard similarity of the theme with itself under resampling"),
        _text("source", "Named in the codebook, or found in this wave", "codebook", "found"),
        Column("exemplars", "list", "Ids of statements near the centre of the theme"),
        Column("concepts", "list", "Concepts of the vocabulary it is about, most telling first"),
        _text(
            "definition",
            "Fingerprint of what the codebook says belongs to the theme; empty for found ones",
        ),
    ),
)

ASSIGNMENTS = Table(
    "assignments",
    "a statement in a theme",
    ("statement_id", "theme_id"),
    (
        _text("statement_id", "The statement"),
        _text("theme_id", "The theme; never empty"),
        Column(
            "membership",
            "number",
            "How much of the statement belongs to the theme",
            low=0.3,
            high=1,
        ),
        _text("source", "Who put it there", "codebook", "model", "analyst"),
    ),
)

OFFERS = Table(
    "offers",
    "one offer in the catalogue",
    ("offer_id",),
    (
        _text("offer_id", "Id in the catalogue"),
        _text("title", "Name of the offer"),
        _text("provider", "Who offers it"),
        _text("offer_type", "Kind of offer"),
        Column("audience", "list", "Respondent types it is open to; none = all"),
        Column("regions", "list", "Regions it is open to; none = all"),
        Column("languages", "list", "Languages it is given in"),
        _text("description", "What it is"),
        _count("capacity_per_year", "Places a year; empty = not known, taken as unlimited"),
        _text("price", "Price as written"),
        Column("open_from", "date", "First day it can be had; empty = always"),
        Column("open_until", "date", "Last day it can be had; empty = still open"),
        Column("last_checked", "date", "When the provider last confirmed the row"),
        _text("url", "Where to read more"),
    ),
)

MATCHES = Table(
    "matches",
    "a theme and an offer",
    ("theme_id", "offer_id"),
    (
        _text("theme_id", "The theme"),
        _text("offer_id", "The offer"),
        _share("fit", "Calibrated probability that the offer serves the theme at least partly"),
        _share("fit_full", "Calibrated probability that the offer serves the theme fully"),
        _text(
            "grade",
            "Suitable, partly suitable or neither, by threshold or by an analyst",
            "full",
            "partly",
            "none",
        ),
        Column("rank", "integer", "Place of the offer within the theme, 1 = best fit", low=1),
        Column(
            "evidence",
            "list",
            "What both share, most telling first: ids of concepts of the vocabulary, "
            "then words in double quotes as the offer writes them",
        ),
        _text("status", "Who stands behind the grade", "proposed", "confirmed", "rejected"),
    ),
)

_GAP_NUMBERS = (
    *_with_interval(_share("demand", "Weighted share of respondents who mention the need")),
    *_with_interval(_share("coverage", "Dækningsgrad: met / demand; empty where demand is 0")),
    *_with_interval(
        _share("met", "Weighted share whose need an offer open to them meets, partly = half")
    ),
    *_with_interval(_share("gap", "Unmet need: demand - met")),
    *_with_interval(_share("gap_capacity", "Unmet need when the places are used up")),
    *_with_interval(
        Column("rank", "number", "Place by gap among the themes shown in the segment", low=1)
    ),
)

GAPS = Table(
    "gaps",
    "one theme in one segment",
    ("theme_id", "segment_kind", "segment"),
    (
        _text("theme_id", "The theme"),
        _text("segment_kind", "How the respondents are divided", *SEGMENT_KINDS),
        _text("segment", "Which part; empty for all"),
        _count("n", "Respondents with a real answer in the segment, unweighted"),
        _count("n_need", "Of them, those who mention the need"),
        _count("n_unmet", "Of those, without any suitable offer open to them"),
        _count("n_partly", "Of those, with a partly suitable offer only"),
        _count("n_missing", "Of those, who say that something is missing in today's offers"),
        _count("n_asked", "Respondents in the segment who answered a tick-list, unweighted"),
        _count("n_prompted", "Of them, those who ticked the theme; never part of n_need"),
        _count(
            "n_suitable_offers", "Offers, fully or partly suitable, open to someone in the segment"
        ),
        *_GAP_NUMBERS,
        _share("gap_total_low", "Lower end of gap with the uncertainty of themes and matches"),
        _share("gap_total_high", "Upper end of gap with the uncertainty of themes and matches"),
        _share(
            "p_top5", "Share of bootstrap replicates in which the gap is among the five largest"
        ),
        Column(
            "importance",
            "number",
            "Mean rated importance, 1 to 5; empty when not rated",
            low=1,
            high=5,
        ),
        Column(
            "satisfaction",
            "number",
            "Mean rated satisfaction, 1 to 5; empty when not rated",
            low=1,
            high=5,
        ),
        _text("kind", "Kind of gap; empty where suppressed", *KINDS_OF_GAP),
    ),
)

CONTRASTS = Table(
    "contrasts",
    "a theme in one segment against the rest of its kind",
    ("theme_id", "segment_kind", "segment"),
    (
        _text("theme_id", "The theme"),
        _text("segment_kind", "How the respondents are divided", *SEGMENT_KINDS[1:]),
        _text("segment", "Which part"),
        *_with_interval(
            Column("difference", "number", "Demand here less demand in the rest", low=-1, high=1)
        ),
        _share("p", "Two-sided p-value of no difference"),
        _share("q", "p after control of the false discovery rate (Benjamini-Hochberg)"),
    ),
)

SENSITIVITY = Table(
    "sensitivity",
    "a theme under another assumption",
    ("theme_id", "variant"),
    (
        _text("theme_id", "The theme"),
        _text("variant", "What was assumed instead"),
        _share("gap", "Unmet need under that assumption"),
        Column("rank", "number", "Place under that assumption among the themes shown", low=1),
        Column("tau", "number", "Kendall's tau of that ranking with ours", low=-1, high=1),
    ),
)

TRENDS = Table(
    "trends",
    "a theme in two waves",
    ("theme_id", "previous_wave"),
    (
        _text("theme_id", "The theme"),
        _text("previous_wave", "The wave it is compared with"),
        _text("label_da", "Name in Danish; as it was then for a theme that is gone"),
        _text("label_en", "Name in English, likewise"),
        Column("previous_theme_ids", "list", "What the theme was then; none when it is new"),
        *_with_interval(
            Column("demand_change", "number", "Demand now less demand then", low=-1, high=1)
        ),
        *_with_interval(
            Column(
                "demand_change_mix",
                "number",
                "The same if this wave had been answered by the mix of types and regions of then",
                low=-1,
                high=1,
            )
        ),
        *_with_interval(Column("gap_change", "number", "Gap now less gap then", low=-1, high=1)),
        _share("q", "p-value of no change in demand after Benjamini-Hochberg"),
        _text("event", "What became of the theme", "kept", "new", "gone", "split", "merged"),
        Column("codebook_changed", "flag", "The theme's definition was edited between the waves"),
    ),
)

AGREEMENT = Table(
    "agreement",
    "whether those who coded the random sample agree, over all themes or on one",
    ("kind", "theme_id"),
    (
        _text(
            "kind",
            "People with one another, or every person with the program",
            "human_human",
            "human_machine",
        ),
        _text("theme_id", "The theme; empty for all themes together"),
        _count("n_statements", "Coded statements that were compared"),
        _count("n_coders", "People who coded them"),
        *_with_interval(
            Column(
                "alpha",
                "number",
                "Krippendorff's alpha: 1 = always agree, 0 = as by chance; empty if nothing varies",
                high=1,
            )
        ),
    ),
)

CORRECTED = Table(
    "corrected",
    "a theme's share of the statements, corrected by those that people coded",
    ("theme_id",),
    (
        _text("theme_id", "The theme"),
        _count("n_coded", "Statements of the random sample that people coded"),
        _share("share_machine", "Share of the statements that the run put in the theme"),
        *_with_interval(
            _share("share", "Share of the statements that people would put in the theme")
        ),
    ),
)

TABLES = {
    table.name: table
    for table in (
        RESPONDENTS,
        STATEMENTS,
        ASKED,
        PROMPTED,
        THEMES,
        ASSIGNMENTS,
        OFFERS,
        MATCHES,
        GAPS,
        CONTRASTS,
        SENSITIVITY,
        TRENDS,
        AGREEMENT,
        CORRECTED,
        REJECTS,
    )
}
