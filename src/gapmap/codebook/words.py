"""The words about the codebook, in Danish and English."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from gapmap.codebook.model import CodebookTheme
from gapmap.settings import Language


@cache
def codebook_words() -> dict[str, Any]:
    """Nothing -> table -> key -> language -> words."""
    text = files("gapmap.codebook").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def say(key: str, language: Language, values: Mapping[str, object] | None = None) -> str:
    """Key ("table.name"), language, values -> the words.

    Raises:
        KeyError: There is no such key, or a value is missing.
    """
    table, _, name = key.partition(".")
    return str(codebook_words()[table][name][language]).format_map(values or {})


def called(theme: CodebookTheme, language: Language) -> str:
    """Theme -> "K01 Finansiering"."""
    return f"{theme.id} {name_of(theme, language)}"


def name_of(theme: CodebookTheme, language: Language) -> str:
    """Theme -> its name in that language."""
    return theme.label_da if language == "da" else theme.label_en


def listed(names: Iterable[str], language: Language) -> str:
    """Names -> "a, b og c"."""
    *first, last = names
    return say("list.and", language).join([*([", ".join(first)] if first else []), last])
