"""Need against coverage as a scatter of numbered points whose numbers do not collide."""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.figure import Figure

from gapmap.report import typeface
from gapmap.report.canvas import DARK, EDGE, INK, MIDDLE, SMALL, SOFT, WIDTH, Canvas
from gapmap.report.parts import NeedAgainstCoverage, Point

_LEFT, _RIGHT, _TOP, _BOTTOM = 1.5, WIDTH - 0.5, 1.5, 9.3
_EDGE_ROOM = 0.3
_DISTANCES = (0.3, 0.5, 0.75, 1.0, 1.3, 1.7, 2.2, 2.8, 3.5, 4.3)
_DIRECTIONS = ((1, 0), (0.7, -0.7), (0, -1), (0.7, 0.7), (0, 1), (-0.7, -0.7), (-1, 0), (-0.7, 0.7))
_HALF = (0.2, 0.15)
"""Half the width and height of a number, in cm."""

_LEADER_FROM = 0.6
"""A number further from its point than this, in cm, is joined to it by a line."""

Place = tuple[float, float]


def need_against_coverage(shown: NeedAgainstCoverage) -> Figure:
    """NeedAgainstCoverage -> numbered points over lines of the same gap."""
    canvas = Canvas(10.3)
    across, up = _axes(shown)
    _frame(canvas, shown, across, up)
    _same_gap(canvas, shown, across, up)
    places = [(across(point.coverage), up(point.demand)) for point in shown.points]
    for point, place, number in zip(shown.points, places, place_numbers(places), strict=True):
        if abs(place[0] - number[0]) + abs(place[1] - number[1]) > _LEADER_FROM:
            canvas.line((place[0], number[0]), (place[1], number[1]), EDGE, weight=0.4)
        canvas.box((number[0] - _HALF[0], number[1] - _HALF[1]), (0.4, 0.3), "white")
        canvas.text(number, point.name, "center", bold=point.is_large)
        _point(canvas, point, place)
    _key(canvas, shown)
    return canvas.draw()


def place_numbers(points: list[Place]) -> list[Place]:
    """Points in cm -> a free place for each number, near its point and off all the others."""
    taken: list[Place] = []
    for x, y in points:
        tried = [
            (x + distance * dx, y + distance * dy)
            for distance in _DISTANCES
            for dx, dy in _DIRECTIONS
        ]
        inside = [place for place in tried if _is_inside(place)]
        free = [place for place in inside if _is_free(place, points, taken)]
        clear = [place for place in free if not _crosses((x, y), place, taken)]
        taken.append(next(iter(clear or free or inside or tried)))
    return taken


def _is_inside(place: Place) -> bool:
    return (
        _LEFT + _HALF[0] < place[0] < _RIGHT - _HALF[0]
        and _TOP + _HALF[1] < place[1] < _BOTTOM - _HALF[1]
    )


def _is_free(place: Place, points: list[Place], taken: list[Place]) -> bool:
    x, y = place
    off_points = all(
        abs(x - px) > _HALF[0] + 0.08 or abs(y - py) > _HALF[1] + 0.08 for px, py in points
    )
    off_numbers = all(abs(x - tx) > 2 * _HALF[0] or abs(y - ty) > 2 * _HALF[1] for tx, ty in taken)
    return off_points and off_numbers


def _crosses(point: Place, place: Place, taken: list[Place]) -> bool:
    """Whether the line from a point to its number would run through another number."""
    steps = [
        (point[0] + (place[0] - point[0]) * i / 8, point[1] + (place[1] - point[1]) * i / 8)
        for i in range(1, 8)
    ]
    return any(
        abs(x - tx) < _HALF[0] and abs(y - ty) < _HALF[1] for x, y in steps for tx, ty in taken
    )


def _axes(
    shown: NeedAgainstCoverage,
) -> tuple[Callable[[float], float], Callable[[float], float]]:
    """The figure -> coverage to cm across, demand to cm down."""
    begin, end, floor = _LEFT + _EDGE_ROOM, _RIGHT - _EDGE_ROOM, _BOTTOM
    most = shown.y_ticks[-1].at
    return (
        lambda coverage: begin + (end - begin) * coverage,
        lambda demand: floor - (floor - _TOP) * demand / most,
    )


def _frame(
    canvas: Canvas,
    shown: NeedAgainstCoverage,
    across: Callable[[float], float],
    up: Callable[[float], float],
) -> None:
    for tick in shown.x_ticks:
        canvas.line((across(tick.at),) * 2, (_TOP, _BOTTOM))
        canvas.text((across(tick.at), _BOTTOM + 0.3), tick.text, "center", size=SMALL, color=SOFT)
    for tick in shown.y_ticks:
        canvas.line((_LEFT, _RIGHT), (up(tick.at),) * 2)
        canvas.text((_LEFT - 0.15, up(tick.at)), tick.text, "right", size=SMALL, color=SOFT)
    canvas.line((_LEFT, _RIGHT), (_BOTTOM, _BOTTOM), EDGE)
    canvas.text((_RIGHT, _BOTTOM + 0.75), shown.x_title, "right", size=SMALL, bold=True)
    canvas.text((0, 0.85), shown.y_title, size=SMALL, bold=True)


def _same_gap(
    canvas: Canvas,
    shown: NeedAgainstCoverage,
    across: Callable[[float], float],
    up: Callable[[float], float],
) -> None:
    """Lines along which demand x (1 - coverage) is the same, named where they leave the top."""
    most = shown.y_ticks[-1].at
    for gap in shown.same_gap:
        if gap.at >= most:
            continue
        last = 1 - gap.at / most
        steps = [last * i / 40 for i in range(41)]
        xs = [across(coverage) for coverage in steps]
        ys = [up(gap.at / (1 - coverage)) for coverage in steps]
        canvas.line(xs, ys, EDGE, weight=0.6, dashed=True)
        canvas.text((xs[-1], _TOP - 0.22), gap.text, "center", size=SMALL, color=SOFT)


def _point(canvas: Canvas, point: Point, place: Place) -> None:
    color, size = (MIDDLE, 7.0) if point.is_large else (DARK, 5.0)
    canvas.dot(*place, color, size=size)


def _key(canvas: Canvas, shown: NeedAgainstCoverage) -> None:
    canvas.dot(0.15, 0.25, MIDDLE, size=7.0)
    canvas.text((0.4, 0.25), shown.large_name, size=SMALL, color=INK)
    x = 0.4 + typeface.width(shown.large_name, SMALL) + 0.6
    canvas.line((x, x + 0.8), (0.25, 0.25), EDGE, dashed=True)
    canvas.text((x + 0.95, 0.25), shown.same_gap_name, size=SMALL, color=SOFT)
