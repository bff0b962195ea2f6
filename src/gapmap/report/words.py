"""The words of the report, workbook, page and review: one list, in Danish and English.

The strings stand in words.toml, sections.toml, workbook.toml and editions.toml. Numbers are
written as each language writes them.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from gapmap.settings import Language

LOCALES: dict[Language, str] = {"da": "da_DK", "en": "en_GB"}
_QUOTES: dict[Language, tuple[str, str]] = {"da": ("»", "«"), "en": ("“", "”")}
_FILES = ("words.toml", "sections.toml", "workbook.toml", "editions.toml")
_HOLE = "\0"


@cache
def term_list() -> dict[str, Any]:
    """Nothing -> every string by table, key and language."""
    folder = files("gapmap.report")
    texts = [folder.joinpath(file).read_text(encoding="utf-8") for file in _FILES]
    return {table: words for text in texts for table, words in tomllib.loads(text).items()}


class Words:
    """The strings and numbers of one language."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._locale = LOCALES[language]

    def say(self, key: str, values: Mapping[str, object] | None = None) -> str:
        """Key ("table.name") and values -> the sentence; whole numbers are grouped.

        Raises:
            KeyError: There is no such key, or a value is missing.
        """
        sentence = self._find(key)
        shown = {name: self._written(value) for name, value in (values or {}).items()}
        return sentence.format_map(shown)

    def around(self, key: str, hole: str, values: Mapping[str, object]) -> tuple[str, str]:
        """Key, name of a value -> the sentence before that value and after it."""
        before, _, after = self.say(key, {**values, hole: _HOLE}).partition(_HOLE)
        return before, after

    def name(self, table: str, code: str) -> str:
        """Code ("rule", "blank_row") -> its name; an unlisted code stands for itself."""
        entry = term_list()[table].get(code)
        return str(entry[self.language]) if entry else code

    def counted(self, noun: str, count: int) -> str:
        """Noun, count -> "1 theme", "18 themes"."""
        one, other = term_list()["noun"][noun][self.language]
        return f"{self.count(count)} {one if count == 1 else other}"

    def count(self, number: int) -> str:
        """1234 -> "1.234"."""
        return str(format_decimal(number, locale=self._locale))

    def number(self, number: float, digits: int = 1) -> str:
        """2.14 -> "2,1"."""
        pattern = "#,##0." + "0" * digits if digits else "#,##0"
        return _minus(format_decimal(half_up(number, digits), pattern, locale=self._locale))

    def percent(self, share: float) -> str:
        """0.084 -> "8 %"; with one decimal below 1%, so that little is not shown as none."""
        pattern = self._percent_pattern(share)
        digits = 3 if ".0" in pattern else 2
        return str(format_percent(half_up(share, digits), pattern, locale=self._locale))

    def percent_range(self, low: float, high: float) -> str:
        """0.05, 0.1 -> "5–10 %"."""
        sign = self.percent(1.0).removeprefix("100")
        return f"{self.percent(low).removesuffix(sign)}–{self.percent(high)}"

    def day(self, day: date) -> str:
        """A day -> "20. december 2019"."""
        return str(
            format_date(day, "d. MMMM y" if self.language == "da" else "d MMMM y", self._locale)
        )

    def short_day(self, day: date) -> str:
        """A day -> "20.12.2019" or "20/12/2019"."""
        return str(
            format_date(day, "dd.MM.y" if self.language == "da" else "dd/MM/y", self._locale)
        )

    def both(self, names: Iterable[str]) -> str:
        """Names -> "a, b og c"."""
        return str(format_list(list(names), style="standard", locale=self._locale))

    def quoted(self, name: str) -> str:
        """A name -> the name in quotation marks."""
        opening, closing = _QUOTES[self.language]
        return f"{opening}{name}{closing}"

    def _find(self, key: str) -> str:
        table, _, name = key.partition(".")
        return str(term_list()[table][name][self.language])

    def _written(self, value: object) -> str:
        return self.count(value) if isinstance(value, int) else str(value)

    def _percent_pattern(self, share: float) -> str:
        number = "0.0" if 0 < share < 0.01 else "0"
        return f"{number}\u00a0%" if self.language == "da" else f"{number}%"


def sentence_case(text: str) -> str:
    """A text -> the same with a capital first letter; the rest is left as it is."""
    return text[:1].upper() + text[1:]


def half_up(number: float, digits: int) -> float:
    """A number -> rounded, halves away from zero as readers do.

    A hair is added against binary fractions.
    """
    scale = 10.0**digits
    return math.copysign(math.floor(abs(number) * scale + 0.5 + 1e-9) / scale, number)


def _minus(text: str) -> str:
    return text.replace("-", "−")
