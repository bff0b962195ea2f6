"""What the figures have in common: names of themes, axes, keys, shades."""

from __future__ import annotations

from collections.abc import Callable

from gapmap.report import typeface
from gapmap.report.canvas import EDGE, LIGHT, LINE, SMALL, SOFT, TEXT, Align, Canvas, line_height
from gapmap.report.parts import Tick

NAMES = 5.7
"""Room for the names of themes at the left of a figure, in cm."""

KEY_FROM = 6.0
TITLES_TO = 1.6
"""Where the key begins, and where the titles of columns end, in cm."""

_FEW = 12
"""Up to so many themes there is room for long names in full."""

_PALEST, _DARKEST = (0xF4, 0xF7, 0xFA), (0x1F, 0x4E, 0x79)
WHITE_FROM = 0.75
"""From this depth on white is easier to read than black; both keep a contrast of 4.5 there."""


def name_themes(themes: list[tuple[str, str]]) -> list[list[str]]:
    """(Name, code) of themes -> the lines of each; the code follows on the last or its own."""
    most = 4 if len(themes) <= _FEW else 2
    labels = []
    for label, code in themes:
        lines = typeface.wrap(label, NAMES, TEXT, most=most)
        code_room = typeface.width(code, SMALL) + 0.15
        fits = typeface.width(lines[-1], TEXT) + code_room <= NAMES
        labels.append(lines if fits else [*lines, ""])
    return labels


def draw_theme(canvas: Canvas, middle: float, lines: list[str], code: str) -> None:
    """Middle of a row, the lines of a name, its code -> both at the left of the row."""
    canvas.lines((0, middle), lines)
    last = middle + LINE * (len(lines) - 1) / 2
    gap = 0.15 if lines[-1] else 0.0
    canvas.text((typeface.width(lines[-1], TEXT) + gap, last), code, size=SMALL, color=SOFT)


def name_lines(name: str, room: float) -> list[str]:
    """A short name, room in cm -> its lines."""
    return typeface.wrap(name, room, TEXT, most=2)


def row_height(lines: list[str], least: float) -> float:
    """The lines in a row, the least height -> the height of the row in cm."""
    return max(least, len(lines) * LINE + 0.14)


def roomy_height(n_rows: int, room: float) -> float:
    """Rows that should fill the room -> the height of each, neither cramped nor lost."""
    return min(0.85, max(0.58, room / n_rows))


def draw_axis(
    canvas: Canvas,
    across: tuple[float, float],
    down: tuple[float, float],
    ticks: tuple[Tick, ...],
) -> None:
    """Upright lines at the ticks, their texts below."""
    at = scale(across, ticks)
    for tick in ticks:
        canvas.line((at(tick.at), at(tick.at)), down)
        canvas.text((at(tick.at), down[1] + 0.3), tick.text, "center", size=SMALL, color=SOFT)


def scale(across: tuple[float, float], ticks: tuple[Tick, ...]) -> Callable[[float], float]:
    """Where an axis begins and ends in cm, its ticks -> share to cm."""
    begin, end = across
    return lambda share: begin + (end - begin) * share / ticks[-1].at


def draw_key(canvas: Canvas, colors: tuple[tuple[str, str], ...]) -> None:
    """Colours and their meanings -> the key above the bars."""
    x = KEY_FROM
    for fill, meaning in colors:
        canvas.box((x, 0.08), (0.32, 0.26), fill, EDGE if fill == LIGHT else "")
        canvas.text((x + 0.45, 0.21), meaning, size=SMALL)
        x += 0.45 + typeface.width(meaning, SMALL) + 0.5


def draw_title(canvas: Canvas, place: tuple[float, Align], title: str, room: float) -> None:
    """Where a column begins or ends, its title -> the title above the rows."""
    x, align = place
    lines = typeface.wrap(title, room, SMALL, bold=True)
    y = TITLES_TO - line_height(SMALL) * len(lines) / 2
    canvas.lines((x, y), lines, align, size=SMALL, bold=True)


def draw_sign(canvas: Canvas, position: tuple[float, float], mark: str, meaning: str) -> float:
    """A mark and its meaning in the key -> where the next one may begin."""
    x, y = position
    canvas.text((x, y), mark, size=SMALL)
    canvas.text((x + 0.3, y), meaning, size=SMALL, color=SOFT)
    return x + 0.3 + typeface.width(meaning, SMALL) + 0.6


def shade(depth: float) -> str:
    """0 to 1 -> from nearly white to the dark colour."""
    ends = zip(_PALEST, _DARKEST, strict=True)
    mixed = (round(pale + (dark - pale) * depth) for pale, dark in ends)
    return "#" + "".join(f"{part:02x}" for part in mixed)
