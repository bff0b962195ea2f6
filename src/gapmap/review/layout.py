"""How the workbook of a review is laid out: its sheets, their columns, and what may be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from gapmap.codebook.model import GRADES, Grade
from gapmap.codebook.words import say
from gapmap.review.words import said
from gapmap.settings import Language
from gapmap.stages.cells import fold

SheetKey = Literal["themes", "statements", "matches", "quotes", "sample"]
SHEETS: tuple[SheetKey, ...] = get_args(SheetKey)

Choice = Literal["", "yes", "yes_no", "theme", "theme_or_none", "offer", "grade"]

MEMORY = "gapmap"
"""The hidden sheet that holds from what the workbook was written."""

SIGN = "gapmap-review-1"
"""In its first cell: what wrote the workbook."""

SEPARATOR = " · "
"""Between the id of a theme and its name in lists to choose from."""

_YES = frozenset({"ja", "j", "yes", "y", "x", "true", "sand", "1"})
_NO = frozenset({"nej", "n", "no", "false", "falsk", "0"})


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a sheet.

    Attributes:
        key: Canonical name, as in words.toml.
        width: In characters.
        is_filled_in: Whether a person writes here; the rest is shown.
        choice: What the drop-down list offers; empty for none.
    """

    key: str
    width: int
    is_filled_in: bool = False
    choice: Choice = ""


_WHO = Field("who", 14, is_filled_in=True)
_WHY = Field("why", 30, is_filled_in=True)

FIELDS: dict[SheetKey, tuple[Field, ...]] = {
    "themes": (
        Field("theme_id", 12),
        Field("label_da", 28),
        Field("label_en", 28),
        Field("terms", 30),
        Field("n_respondents", 11),
        Field("n_unmet", 11),
        Field("stability", 11),
        Field("examples", 60),
        Field("definition", 30),
        Field("new_label_da", 26, is_filled_in=True),
        Field("new_label_en", 26, is_filled_in=True),
        Field("new_definition", 30, is_filled_in=True),
        Field("merge_into", 28, is_filled_in=True, choice="theme"),
        Field("split_da", 26, is_filled_in=True),
        Field("split_en", 26, is_filled_in=True),
        Field("retire", 9, is_filled_in=True, choice="yes"),
        Field("confirm", 9, is_filled_in=True, choice="yes"),
        _WHO,
        _WHY,
    ),
    "statements": (
        Field("statement_id", 19),
        Field("text", 70),
        Field("theme", 34),
        Field("membership", 11),
        Field("right", 10, is_filled_in=True, choice="yes_no"),
        Field("theme_1", 34, is_filled_in=True, choice="theme_or_none"),
        Field("theme_2", 34, is_filled_in=True, choice="theme"),
        _WHO,
        _WHY,
    ),
    "matches": (
        Field("theme_id", 12, choice="theme"),
        Field("theme", 28),
        Field("offer_id", 10, choice="offer"),
        Field("title", 32),
        Field("provider", 22),
        Field("description", 50),
        Field("evidence", 30),
        Field("fit", 10),
        Field("grade", 15),
        Field("decision", 16, is_filled_in=True, choice="grade"),
        _WHO,
        _WHY,
    ),
    "quotes": (
        Field("statement_id", 19),
        Field("theme", 34),
        Field("text", 70),
        Field("respondent_type", 22),
        Field("approve", 11, is_filled_in=True, choice="yes_no"),
        _WHO,
        _WHY,
    ),
    "sample": (
        Field("statement_id", 19),
        Field("text", 70),
        Field("theme_1", 34, is_filled_in=True, choice="theme_or_none"),
        Field("theme_2", 34, is_filled_in=True, choice="theme"),
        _WHO,
    ),
}

NEEDED: dict[SheetKey, tuple[str, ...]] = {
    sheet: (
        *(("theme_id", "offer_id") if sheet == "matches" else (fields[0].key,)),
        *(one.key for one in fields if one.is_filled_in),
    )
    for sheet, fields in FIELDS.items()
}
"""The columns without which a sheet cannot be read back: the ids and what is filled in."""


def heading(key: str, language: Language) -> str:
    """Column -> its heading."""
    return str(said("heading", key, language))


def as_flag(text: str) -> bool | None:
    """Cell -> whether it says yes or no; None where it says neither."""
    folded = fold(text)
    return True if folded in _YES else False if folded in _NO else None


def grade_word(grade: Grade, language: Language) -> str:
    """Grade -> its word."""
    return say(f"grade.{grade}", language)


def as_grade(text: str) -> Grade | None:
    """Cell -> the grade it names, in either language; None where it names none."""
    named = {
        fold(grade_word(grade, language)): grade
        for grade in GRADES
        for language in get_args(Language)
    }
    return named.get(fold(text))


def is_no_theme(text: str) -> bool:
    """Cell -> whether it says that no theme fits, in either language."""
    return fold(text) in {
        fold(said("choice", "no_theme", language)) for language in get_args(Language)
    }
