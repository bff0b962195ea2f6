"""The typeface of the report: which characters it has, and how wide they are."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from matplotlib.ft2font import FT2Font, LoadFlags

FAMILY = "Source Sans 3"
FOLDER = Path(str(files("gapmap.report").joinpath("fonts")))
REPLACEMENT = "□"

_FILES = {False: "SourceSans3-Regular.ttf", True: "SourceSans3-Bold.ttf"}
_SPACES = re.compile("[ \t\n]+")
_UNITS = 1000
_CM_PER_POINT = 2.54 / 72


@cache
def characters() -> frozenset[str]:
    """Nothing -> the characters that both weights have."""
    regular, bold = (set(_font(is_bold).get_charmap()) for is_bold in (False, True))
    return frozenset(map(chr, regular & bold))


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Text, size in points -> its width in cm, without kerning."""
    advances = sum(_advance(character, bold) for character in text)
    return advances * size / _UNITS * _CM_PER_POINT


def wrap(text: str, room: float, size: float, *, bold: bool = False, most: int = 4) -> list[str]:
    """Text, room in cm, size in points -> lines that fit.

    Lines break at spaces, but not at those that hold together. A word that is too long for a
    line of its own is divided with a hyphen. What does not fit in `most` lines is left out
    after a whole word, with an ellipsis.
    """
    pieces = [piece for word in _SPACES.split(text) for piece in _divided(word, room, size, bold)]
    lines: list[str] = []
    for piece in pieces:
        joined = f"{lines[-1]} {piece}" if lines else piece
        if lines and not lines[-1].endswith("\u2010") and width(joined, size, bold=bold) <= room:
            lines[-1] = joined
        else:
            lines.append(piece)
    if len(lines) > most:
        lines = lines[:most]
        words = lines[-1].rstrip("\u2010").split(" ")
        while len(words) > 1 and width(" ".join(words) + " …", size, bold=bold) > room:
            words.pop()
        lines[-1] = " ".join(words) + " …"
    return [line.replace("\u2010", "-") for line in lines] or [""]


def _divided(word: str, room: float, size: float, bold: bool) -> list[str]:
    """A word -> itself, or the parts that fit on a line each, with hyphens between."""
    if width(word, size, bold=bold) <= room:
        return [word]
    parts, part = [], ""
    for character in word:
        if part and width(f"{part}{character}-", size, bold=bold) > room:
            parts.append(f"{part}\u2010")
            part = ""
        part += character
    return [*parts, part]


@cache
def _font(bold: bool) -> FT2Font:
    font = FT2Font(str(FOLDER / _FILES[bold]))
    font.set_size(_UNITS, 72)
    return font


@cache
def _advance(character: str, bold: bool) -> float:
    glyph = _font(bold).load_char(ord(character), flags=LoadFlags.NO_HINTING)
    return glyph.linearHoriAdvance / 65536
