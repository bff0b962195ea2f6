"""Codes of the figures: short, typed with ten fingers, and found again without the report.

`2019-P03` is a theme among all, `2019-P03-virksomhed` the same in a segment, and
`2019-P03-gap-virksomhed` one figure of that; `2019-answers-virksomhed` is about no theme.
A code begins with its wave.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable
from typing import TypeVar

from gapmap.tables import SEGMENT_JOIN

FIGURES = (
    "need",
    "unmet",
    "partly",
    "missing",
    "demand",
    "met",
    "coverage",
    "gap",
    "total",
    "capacity",
    "place",
    "top5",
    "offers",
    "importance",
    "satisfaction",
    "difference",
    "prompted",
)
"""The figures of a theme in a segment, as they stand in a code."""

TURNOUT = ("answers", "real")
"""The figures of a segment alone: who answered, and who gave a real answer."""

ALL = ("all", "")
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})
_KIND = {"region": "landsdel-", "size": "ansatte-", "field": "omraade-"}
"""Before the name of a segment, in the language of the names themselves."""

Key = TypeVar("Key", bound=Hashable)
Segment = tuple[str, str]


class Codes:
    """The codes of one wave, each of them different from every other one."""

    def __init__(self, wave: str, theme_ids: Iterable[str], segments: Iterable[Segment]) -> None:
        self._wave = wave_code(wave)
        self._themes = _distinct(
            {one: _theme_code(wave, one) for one in theme_ids},
            {f"{self._wave}-{figure}" for figure in TURNOUT},
        )
        self._segments = _distinct(
            {one: _segment_code(one) for one in segments if one != ALL}, set(FIGURES)
        )

    def row(self, theme_id: str, segment: Segment = ALL) -> str:
        """Theme, (segment kind, segment) -> the code of all its figures there."""
        return self._join(self._themes[theme_id], segment)

    def figure(self, theme_id: str, figure: str, segment: Segment = ALL) -> str:
        """Theme, one of FIGURES, (segment kind, segment) -> the code of that figure."""
        return self._join(f"{self._themes[theme_id]}-{figure}", segment)

    def turnout(self, figure: str, segment: Segment = ALL) -> str:
        """One of TURNOUT, (segment kind, segment) -> the code of that figure."""
        return self._join(f"{self._wave}-{figure}", segment)

    def _join(self, start: str, segment: Segment) -> str:
        return start if segment == ALL else f"{start}-{self._segments[segment]}"


def wave_code(wave: str) -> str:
    """A wave's folder name -> how its codes begin."""
    return _ascii(wave)


def _theme_code(wave: str, theme_id: str) -> str:
    start = f"{wave}-"
    return f"{wave_code(wave)}-{_ascii(theme_id.removeprefix(start))}"


def _segment_code(segment: Segment) -> str:
    """("region", "Sjælland") -> "landsdel-sjaelland"; the names of types stand alone."""
    kind, name = segment
    if kind == "respondent_type_region":
        respondent_type, _, region = name.partition(SEGMENT_JOIN)
        return f"{_ascii(respondent_type).lower()}-{_KIND['region']}{_ascii(region).lower()}"
    return _KIND.get(kind, "") + _ascii(name).lower()


def _ascii(text: str) -> str:
    """A text -> letters and digits without accents, other signs as hyphens."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    plain = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-") or "x"


def _distinct(codes: dict[Key, str], taken: set[str]) -> dict[Key, str]:
    """Codes that may be alike -> the same, with a number after those that are taken."""
    free: dict[Key, str] = {}
    used = {code.lower() for code in taken}
    for key in sorted(codes, key=str):
        code, number = codes[key], 2
        while code.lower() in used:
            code, number = f"{codes[key]}-{number}", number + 1
        used.add(code.lower())
        free[key] = code
    return free
