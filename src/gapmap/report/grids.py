"""The figures that lay themes over offer types and over segments: values in, figure out."""

from __future__ import annotations

import math

from matplotlib.figure import Figure

from gapmap.report import marks, typeface
from gapmap.report.canvas import (
    DARK,
    EDGE,
    INK,
    MIDDLE,
    SMALL,
    SOFT,
    WIDTH,
    Canvas,
    line_height,
)
from gapmap.report.section_parts import Bubble, EvidenceMap, ShareBar, SharesBySegment

_FROM = marks.NAMES + 0.3
_TOTAL = 1.0
"""Where the columns begin, and the room for the totals at the right, in cm."""

_LARGEST = 17.0
"""Of a bubble, across, in points; the area goes with the number of offers."""

_ROW = 0.62
_TALL = 15.0
"""Height of a row, and what the rows of the map may fill, in cm."""

_CM_PER_POINT = 2.54 / 72


def evidence_map(shown: EvidenceMap) -> Figure:
    """EvidenceMap -> bubbles with their numbers, and a cross where there is no offer."""
    labels = marks.name_themes([(row.label, row.code) for row in shown.rows])
    least = marks.roomy_height(len(labels), _TALL)
    heights = [marks.row_height(lines, least) for lines in labels]
    room = (WIDTH - _FROM - _TOTAL) / len(shown.columns)
    names = [typeface.wrap(name, 2 * room - 0.2, SMALL, most=2) for name in shown.columns]
    deepest = max(map(len, names)) * line_height(SMALL)
    top = 0.7 + 2 * deepest + 0.25
    canvas = Canvas(top + sum(heights) + 0.1)
    _key(canvas, shown)
    centers = [_FROM + (i + 0.5) * room for i in range(len(names))]
    for i, (x, lines) in enumerate(zip(centers, names, strict=True)):
        lower = 0.7 + deepest * (1.5 if i % 2 else 0.5)
        edge = lower + len(lines) * line_height(SMALL) / 2
        canvas.lines((x, lower), lines, "center", size=SMALL, color=SOFT)
        canvas.line((x, x), (edge + 0.03, top))
    last = (WIDTH, top - 0.25)
    canvas.text(last, shown.total_name, "right", size=SMALL, color=SOFT, bold=True)
    most = max(bubble.count for row in shown.rows for bubble in row.bubbles)
    y = top
    for row, lines, height in zip(shown.rows, labels, heights, strict=True):
        canvas.line((0, WIDTH), (y, y))
        middle = y + height / 2
        marks.draw_theme(canvas, middle, lines, row.code)
        for x, bubble in zip(centers, row.bubbles, strict=True):
            _bubble(canvas, (x, middle), bubble, most)
        canvas.text((WIDTH, middle), row.total, "right", bold=True)
        y += height
    canvas.line((0, WIDTH), (y, y))
    return canvas.draw()


def shares_by_segment(shown: SharesBySegment) -> Figure:
    """SharesBySegment -> a column of bars for each segment, all to one scale."""
    labels = marks.name_themes([(row.label, row.code) for row in shown.rows])
    heights = [marks.row_height(lines, _ROW) for lines in labels]
    room = (WIDTH - _FROM) / len(shown.columns)
    names = [typeface.wrap(name, room - 0.08, SMALL) for name in shown.columns]
    top = max(map(len, names)) * line_height(SMALL) + 0.2
    canvas = Canvas(top + sum(heights) + 0.8)
    for i, lines in enumerate(names):
        middle = top - 0.1 - len(lines) * line_height(SMALL) / 2
        canvas.lines((_FROM + i * room, middle), lines, size=SMALL, color=SOFT)
    shares = [bar.share for row in shown.rows for bar in row.bars]
    everyone = [row.everyone for row in shown.rows]
    most = max([share for share in shares if share is not None] + everyone)
    widest = max(typeface.width(bar.text, SMALL, bold=True) for r in shown.rows for bar in r.bars)
    scale = max(room - widest - 0.55, 0.2) / most
    y = top
    for row, lines, height in zip(shown.rows, labels, heights, strict=True):
        canvas.line((0, WIDTH), (y, y))
        middle = y + height / 2
        marks.draw_theme(canvas, middle, lines, row.code)
        for i, bar in enumerate(row.bars):
            _bar(canvas, (_FROM + i * room, middle), bar, (scale, row.everyone))
        y += height
    canvas.line((0, WIDTH), (y, y))
    x = 0.05
    canvas.line((x, x), (y + 0.3, y + 0.6), INK, weight=1.0)
    canvas.text((x + 0.15, y + 0.45), shown.everyone_name, size=SMALL, color=SOFT)
    x += 0.15 + typeface.width(shown.everyone_name, SMALL) + 0.6
    x = marks.draw_sign(canvas, (x, y + 0.45), "▲", shown.more_name)
    x = marks.draw_sign(canvas, (x, y + 0.45), "▼", shown.fewer_name)
    return canvas.draw()


def _key(canvas: Canvas, shown: EvidenceMap) -> None:
    x, y = 0.2, 0.25
    for color, meaning in ((DARK, shown.suitable_name), (MIDDLE, shown.partly_name)):
        canvas.dot(x, y, color, size=8.0)
        canvas.text((x + 0.3, y), meaning, size=SMALL)
        x += 0.3 + typeface.width(meaning, SMALL) + 0.6
    canvas.text((x, y), "×", "center", color=SOFT)
    canvas.text((x + 0.25, y), shown.none_name, size=SMALL)


def _bubble(canvas: Canvas, place: tuple[float, float], bubble: Bubble, most: int) -> None:
    x, y = place
    if bubble.count == 0:
        canvas.text(place, "×", "center", color=SOFT)
        return
    size = _LARGEST * math.sqrt(bubble.count / most)
    width = typeface.width(bubble.text, SMALL)
    left = x - (size * _CM_PER_POINT + 0.06 + width) / 2
    canvas.dot(left + size * _CM_PER_POINT / 2, y, MIDDLE if bubble.is_partly else DARK, size=size)
    canvas.text((left + size * _CM_PER_POINT + 0.06, y), bubble.text, size=SMALL)


def _bar(
    canvas: Canvas, start: tuple[float, float], bar: ShareBar, of_row: tuple[float, float]
) -> None:
    """A bar with the stroke of everyone, and the share after both; scale and share of a row."""
    x, middle = start
    scale, everyone = of_row
    if bar.share is None:
        canvas.text(start, bar.text, size=SMALL, color=SOFT)
        return
    length, stroke = bar.share * scale, x + everyone * scale
    if length:
        canvas.box((x, middle - 0.13), (length, 0.26), EDGE)
    canvas.line((stroke, stroke), (middle - 0.24, middle + 0.24), INK, weight=1.0)
    after = max(x + length, stroke) + 0.1
    canvas.text((after, middle), bar.text, size=SMALL, bold=bar.contrast != 0)
    if bar.contrast:
        sign = "▲" if bar.contrast > 0 else "▼"
        after += typeface.width(bar.text, SMALL, bold=True) + 0.04
        canvas.text((after, middle), sign, size=5.5)
