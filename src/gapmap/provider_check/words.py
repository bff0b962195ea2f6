"""The words of the sheets that providers check, in Danish and English."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from gapmap.report.sheets import column_words
from gapmap.settings import Language
from gapmap.tables import OFFERS

Mark = Literal["unchanged", "corrected", "discontinued"]
MARKS: tuple[Mark, ...] = get_args(Mark)

MARK = "mark"
"""The column in which the provider says what became of an offer."""

SHEET_COLUMNS = ("offer_id", MARK, *(c.name for c in OFFERS.columns if c.name != "offer_id"))
"""The columns of a sheet in order."""

NOT_ASKED = ("offer_id", "last_checked")
"""Columns that are shown, and that a provider does not fill in."""

LANGUAGES: tuple[Language, ...] = get_args(Language)


@cache
def sheet_words() -> dict[str, Any]:
    """Nothing -> table -> key -> language -> words."""
    text = files("gapmap.provider_check").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def heading(column: str, language: Language) -> str:
    """Column of a sheet -> its heading."""
    entry = sheet_words()["heading"].get(column) or column_words()["offers"][column]
    return str(entry[language])


def said(table: str, key: str, language: Language) -> Any:
    """Table, key -> the words in a language."""
    return sheet_words()[table][key][language]
