"""The words of the workbook of a review, in Danish and English."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from gapmap.settings import Language


@cache
def review_words() -> dict[str, Any]:
    """Nothing -> table -> key -> language -> words."""
    text = files("gapmap.review").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def said(table: str, key: str, language: Language) -> Any:
    """Table, key -> the words in a language."""
    return review_words()[table][key][language]
