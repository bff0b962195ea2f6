"""The figures of the report: one function each, values in, matplotlib figure out.

No chart reads a table, a file or a setting, and none works out a number of its own: what is
hidden never gets here. Colour is never the only sign, and the colours differ in grey.
"""

from __future__ import annotations

from matplotlib.figure import Figure

from gapmap.report import marks, typeface
from gapmap.report.canvas import (
    DARK,
    EDGE,
    INK,
    LIGHT,
    LINE,
    MIDDLE,
    PALE,
    SMALL,
    SOFT,
    TEXT,
    WIDTH,
    Canvas,
)
from gapmap.report.parts import (
    Background,
    BackgroundPanel,
    GapBar,
    RankedBars,
    Square,
    ThemesByType,
    WhoSaysIt,
)
from gapmap.report.section_parts import ChangesBetweenWaves


def ranked_bars(shown: RankedBars) -> Figure:
    """RankedBars -> bars of people, and beside them the gap with its interval and place."""
    labels = marks.name_themes([(bar.label, bar.code) for bar in shown.bars])
    least = marks.roomy_height(len(labels), 15.5)
    heights = [marks.row_height(lines, least) for lines in labels]
    top = 1.75
    canvas = Canvas(top + sum(heights) + 0.6)
    marks.draw_key(
        canvas, ((DARK, shown.unmet_name), (MIDDLE, shown.partly_name), (LIGHT, shown.met_name))
    )
    people, across = (6.0, 10.3), (10.9, 13.5)
    marks.draw_title(canvas, (people[0], "left"), shown.people_title, people[1] - people[0])
    marks.draw_title(canvas, (across[0], "left"), shown.gap_title, 4.9)
    marks.draw_title(canvas, (WIDTH, "right"), shown.place_title, 1.2)
    bottom = top + sum(heights)
    marks.draw_axis(canvas, across, (top, bottom), shown.ticks)
    most = max(bar.n_need for bar in shown.bars)
    y = top
    for bar, lines, height in zip(shown.bars, labels, heights, strict=True):
        canvas.line((0, WIDTH), (y, y))
        middle = y + height / 2
        marks.draw_theme(canvas, middle, lines, bar.code)
        _people(canvas, bar, (people[0], middle), (people[1] - people[0] - 0.7) / most, shown)
        at = marks.scale(across, shown.ticks)
        canvas.line((at(bar.gap_low), at(bar.gap_high)), (middle, middle), DARK, weight=1.2)
        canvas.dot(at(bar.gap), middle)
        canvas.text((13.75, middle), bar.gap_text)
        canvas.text((WIDTH, middle), bar.place_text, "right")
        y += height
    canvas.line((0, WIDTH), (bottom, bottom))
    return canvas.draw()


def themes_by_type(shown: ThemesByType) -> Figure:
    """ThemesByType -> a grid of shares, darker for larger, with a word where hidden."""
    labels = marks.name_themes([(row.label, row.code) for row in shown.rows])
    least = marks.roomy_height(len(labels), 13.0)
    heights = [marks.row_height(lines, least) for lines in labels]
    room = (WIDTH - marks.NAMES - 0.3) / len(shown.columns)
    titles = [typeface.wrap(name, room - 0.3, TEXT, bold=True) for name in shown.columns]
    top = max(len(lines) for lines in titles) * LINE + 0.2
    canvas = Canvas(top + sum(heights) + 0.8)
    for column, lines in enumerate(titles):
        x = marks.NAMES + 0.3 + (column + 0.5) * room
        canvas.lines((x, top - 0.1 - len(lines) * LINE / 2), lines, "center", bold=True)
    shares = [square.share for row in shown.rows for square in row.squares]
    most = max((share for share in shares if share is not None), default=0) or 1.0
    y = top
    for row, lines, height in zip(shown.rows, labels, heights, strict=True):
        canvas.line((0, WIDTH), (y, y))
        marks.draw_theme(canvas, y + height / 2, lines, row.code)
        for column, square in enumerate(row.squares):
            corner = (marks.NAMES + 0.3 + column * room + 0.04, y + 0.04)
            _square(canvas, corner, (room - 0.08, height - 0.08), square, most)
        y += height
    y += 0.45
    x = marks.draw_sign(canvas, (0.0, y), "▲", shown.more_name)
    x = marks.draw_sign(canvas, (x, y), "▼", shown.fewer_name)
    if None in shares:
        canvas.box((x, y - 0.16), (0.34, 0.32), PALE, EDGE)
        canvas.text((x + 0.5, y), shown.hidden_name, size=SMALL, color=SOFT)
    return canvas.draw()


def who_says_it(shown: WhoSaysIt) -> Figure:
    """WhoSaysIt -> a dot with its interval for every segment, with a word where hidden."""
    names = [[marks.name_lines(dot.name, 5.0) for dot in panel.dots] for panel in shown.panels]
    heights = [[len(lines) * LINE + 0.08 for lines in panel] for panel in names]
    head = 0.4
    bottom = sum(head + sum(panel) for panel in heights)
    canvas = Canvas(bottom + 0.6)
    across = (5.2, 12.6)
    marks.draw_axis(canvas, across, (head, bottom), shown.ticks)
    at = marks.scale(across, shown.ticks)
    y = 0.0
    for panel, panel_names, panel_heights in zip(shown.panels, names, heights, strict=True):
        canvas.text((0, y + head / 2), panel.title, size=SMALL, color=SOFT, bold=True)
        y += head
        for dot, lines, height in zip(panel.dots, panel_names, panel_heights, strict=True):
            canvas.line((0, WIDTH), (y, y))
            middle = y + height / 2
            canvas.lines((0, middle), lines)
            color = SOFT if dot.share is None else INK
            canvas.text((WIDTH, middle), dot.text, "right", color=color)
            if dot.share is not None:
                ends = (dot.low, dot.high) if dot.low is not None else (dot.share, dot.share)
                canvas.line([at(end or 0.0) for end in ends], (middle, middle), DARK, weight=1.2)
                canvas.dot(at(dot.share), middle)
            y += height
        canvas.line((0, WIDTH), (y, y))
    return canvas.draw()


def changes_between_waves(shown: ChangesBetweenWaves) -> Figure:
    """ChangesBetweenWaves -> a line from the share then, a ring, to the share now, a dot."""
    labels = marks.name_themes([(row.label, row.code) for row in shown.rows])
    heights = [marks.row_height(lines, 0.62) for lines in labels]
    top = 0.95
    bottom = top + sum(heights)
    canvas = Canvas(bottom + 0.6)
    across = (6.2, 13.6)
    canvas.dot(across[0], 0.21, DARK)
    canvas.text((across[0] + 0.25, 0.21), shown.then_name, size=SMALL)
    x = across[0] + 0.75 + typeface.width(shown.then_name, SMALL)
    canvas.dot(x, 0.21, DARK)
    canvas.text((x + 0.25, 0.21), shown.now_name, size=SMALL)
    canvas.text((WIDTH, 0.21), shown.change_title, "right", size=SMALL, bold=True)
    marks.draw_axis(canvas, across, (top, bottom), shown.ticks)
    at = marks.scale(across, shown.ticks)
    rings = [(across[0], 0.21)]
    y = top
    for row, lines, height in zip(shown.rows, labels, heights, strict=True):
        canvas.line((0, WIDTH), (y, y))
        middle = y + height / 2
        marks.draw_theme(canvas, middle, lines, row.code)
        color = DARK if row.is_sure else SOFT
        canvas.line((at(row.then), at(row.now)), (middle, middle), color, weight=1.6)
        canvas.dot(at(row.then), middle, color)
        canvas.dot(at(row.now), middle, color)
        rings.append((at(row.then), middle))
        canvas.text((WIDTH, middle), row.text, "right", bold=row.is_sure)
        y += height
    for place in rings:  # last, because they lie on the dots
        canvas.dot(*place, "#ffffff", size=3.0)
    canvas.line((0, WIDTH), (bottom, bottom))
    return canvas.draw()


def background(shown: Background) -> Figure:
    """Background -> bars of people by region, size and line of work, side by side."""
    room = WIDTH / len(shown.panels)
    most = min(room - 0.7, 8.0)
    heights = [sum(marks.row_height(n, 0.46) for n in _bar_names(p, most)) for p in shown.panels]
    top = 0.5
    canvas = Canvas(top + max(heights) + 0.1)
    for column, panel in enumerate(shown.panels):
        _bars(canvas, panel, (column * room, top), most)
    return canvas.draw()


def _bars(canvas: Canvas, panel: BackgroundPanel, corner: tuple[float, float], room: float) -> None:
    x, y = corner
    canvas.text((x, y - 0.28), panel.title, bold=True)
    names = _bar_names(panel, room)
    start = x + 0.2 + max(typeface.width(line, TEXT) for lines in names for line in lines)
    most = max((bar.count or 0 for bar in panel.bars), default=0) or 1
    scale = (x + room - start - 0.9) / most
    for bar, lines in zip(panel.bars, names, strict=True):
        height = marks.row_height(lines, 0.46)
        canvas.lines((x, y + height / 2), lines)
        length = (bar.count or 0) * scale
        if bar.count:
            canvas.box((start, y + height / 2 - 0.15), (length, 0.3), DARK)
        color = SOFT if bar.count is None else INK
        canvas.text((start + length + 0.1, y + height / 2), bar.text, color=color)
        y += height


def _bar_names(panel: BackgroundPanel, room: float) -> list[list[str]]:
    return [marks.name_lines(bar.name, room * 0.5) for bar in panel.bars]


def _people(
    canvas: Canvas, bar: GapBar, start: tuple[float, float], scale: float, shown: RankedBars
) -> None:
    """The people who mention a need, divided by the offer they have; the total at the end."""
    x, middle = start
    end = x + bar.n_need * scale
    if bar.n_unmet is None or bar.n_partly is None:
        canvas.box((x, middle - 0.17), (end - x, 0.34), "white", EDGE)
        if typeface.width(shown.hidden_name, SMALL) < end - x - 0.1:
            canvas.text(((x + end) / 2, middle), shown.hidden_name, "center", size=SMALL)
    else:
        n_met = bar.n_need - bar.n_unmet - bar.n_partly
        parts = ((bar.n_unmet, DARK, "white"), (bar.n_partly, MIDDLE, INK), (n_met, LIGHT, INK))
        for number, fill, color in parts:
            length = number * scale
            if number:
                canvas.box((x, middle - 0.17), (length, 0.34), fill, EDGE if fill == LIGHT else "")
            if number and typeface.width(str(number), SMALL) < length - 0.08:
                position = (x + length / 2, middle)
                canvas.text(position, str(number), "center", size=SMALL, color=color)
            x += length
    canvas.text((end + 0.1, middle), str(bar.n_need), bold=True)


def _square(
    canvas: Canvas,
    corner: tuple[float, float],
    size: tuple[float, float],
    square: Square,
    most: float,
) -> None:
    middle = (corner[0] + size[0] / 2, corner[1] + size[1] / 2)
    if square.share is None:
        canvas.box(corner, size, PALE, EDGE)
        canvas.text(middle, square.text, "center", size=SMALL, color=SOFT)
        return
    depth = square.share / most
    canvas.box(corner, size, marks.shade(depth))
    color = "#ffffff" if depth > marks.WHITE_FROM else "#000000"
    canvas.text(middle, square.text, "center", color=color, bold=square.contrast != 0)
    if square.contrast:
        sign = "▲" if square.contrast > 0 else "▼"
        canvas.text((middle[0] + 0.65, middle[1]), sign, "center", size=SMALL, color=color)
