"""A figure to draw on in centimetres, from the upper left corner downwards.

What is alike is drawn together: a figure of thousands of matplotlib artists takes seconds, one
of a few dozen does not. Layers lie over one another: lines, boxes, dots, texts.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from gapmap.report import typeface

WIDTH = 17.0
"""Of every figure, in cm: the width of the text on the page."""

INK = "#1b2a3a"
SOFT = "#55626f"
RULE = "#d5dbe1"
DARK = "#1f4e79"
MIDDLE = "#c88719"
LIGHT = "#d6dee6"
EDGE = "#7c8a98"
PALE = "#f1f3f5"

TEXT = 8.0
SMALL = 7.0
LINE = 0.34
"""Height of a line of text, in cm."""

_CM = 2.54
_HALF_CAPITAL = 0.33
"""From the baseline to the middle of a capital or a figure, as a share of the size."""

Align = Literal["left", "center", "right"]
Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Stroke:
    color: str
    weight: float
    dashed: bool


@dataclass(frozen=True, slots=True)
class _Fill:
    fill: str
    edge: str


@dataclass(frozen=True, slots=True)
class _Text:
    x: float
    y: float
    text: str
    size: float
    color: str
    bold: bool


class Canvas:
    """Collects what is to be drawn, and draws it as one figure without axes."""

    def __init__(self, height: float) -> None:
        self.height = height
        self._lines: dict[_Stroke, list[Position]] = {}
        self._boxes: dict[_Fill, list[tuple[Position, Position]]] = {}
        self._dots: dict[tuple[str, float], list[Position]] = {}
        self._texts: list[_Text] = []

    def line(
        self,
        xs: Iterable[float],
        ys: Iterable[float],
        color: str = RULE,
        *,
        weight: float = 0.6,
        dashed: bool = False,
    ) -> None:
        """Positions -> the line through them."""
        places = self._lines.setdefault(_Stroke(color, weight, dashed), [])
        places += [self._place(x, y) for x, y in zip(xs, ys, strict=True)]
        places.append((np.nan, np.nan))

    def box(self, corner: Position, size: Position, fill: str, edge: str = "") -> None:
        """Upper left corner, (width, height) -> a filled rectangle."""
        left, top = self._place(*corner)
        right, bottom = self._place(corner[0] + size[0], corner[1] + size[1])
        self._boxes.setdefault(_Fill(fill, edge), []).append(((left, bottom), (right, top)))

    def dot(self, x: float, y: float, color: str = DARK, *, size: float = 5.5) -> None:
        """Position -> a dot, its size in points."""
        self._dots.setdefault((color, size), []).append(self._place(x, y))

    def text(
        self,
        position: Position,
        text: str,
        align: Align = "left",
        *,
        size: float = TEXT,
        color: str = INK,
        bold: bool = False,
    ) -> None:
        """Position of the middle of the line -> a line of text, never read as markup."""
        share = {"left": 0.0, "center": 0.5, "right": 1.0}[align]
        x = position[0] - share * typeface.width(text, size, bold=bold)
        y = position[1] + _HALF_CAPITAL * size * _CM / 72
        self._texts.append(_Text(*self._place(x, y), text, size, color, bold))

    def lines(
        self,
        position: Position,
        lines: list[str],
        align: Align = "left",
        *,
        size: float = TEXT,
        color: str = INK,
        bold: bool = False,
    ) -> None:
        """Position of the middle of the block -> its lines below one another."""
        x, y = position
        top = y - line_height(size) * (len(lines) - 1) / 2
        for i, line in enumerate(lines):
            place = (x, top + i * line_height(size))
            self.text(place, line, align, size=size, color=color, bold=bold)

    def draw(self) -> Figure:
        """What was collected -> the figure."""
        figure = Figure(figsize=(WIDTH / _CM, self.height / _CM))
        for stroke, places in self._lines.items():
            figure.add_artist(_line(stroke, places))
        for fill, corners in self._boxes.items():
            figure.add_artist(_boxes(fill, corners))
        for (color, size), places in self._dots.items():
            figure.add_artist(_dots(color, size, places))
        figure.add_artist(_Texts(self._texts))
        return figure

    def _place(self, x: float, y: float) -> Position:
        """In cm from the upper left -> as shares of the figure from the lower left."""
        return x / WIDTH, 1 - y / self.height


class _Texts(Artist):
    """All texts of a figure; they lie over everything else."""

    zorder = 5

    def __init__(self, texts: list[_Text]) -> None:
        super().__init__()
        self._texts = texts

    def draw(self, renderer: RendererBase) -> None:
        """Puts every text at the left end of its baseline."""
        width, height = renderer.get_canvas_width_height()
        for text in self._texts:
            properties = FontProperties(
                family=[typeface.FAMILY], size=text.size, weight="bold" if text.bold else "normal"
            )
            context = renderer.new_gc()
            context.set_foreground(text.color)
            x, y = text.x * width, (1 - text.y) * height
            renderer.draw_text(context, x, y, text.text, properties, 0)
            context.restore()


def line_height(size: float) -> float:
    """Size in points -> height of a line in cm."""
    return LINE * size / TEXT


def to_svg(figure: Figure) -> str:
    """A figure -> SVG with text as text; the same figure gives the same characters."""
    buffer = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "gapmap"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def _line(stroke: _Stroke, places: list[Position]) -> Line2D:
    xs, ys = zip(*places, strict=True)
    style: tuple[float, tuple[float, float]] | Literal["-"]
    style = (0, (3, 2)) if stroke.dashed else "-"
    return Line2D(
        xs,
        ys,
        color=stroke.color,
        linewidth=stroke.weight,
        linestyle=style,
        solid_capstyle="butt",
        zorder=1,
    )


def _boxes(fill: _Fill, corners: list[tuple[Position, Position]]) -> PathPatch:
    path = Path.make_compound_path(
        *(
            Path([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)], closed=True)
            for (x0, y0), (x1, y1) in corners
        )
    )
    return PathPatch(
        path,
        facecolor=fill.fill,
        edgecolor=fill.edge or "none",
        linewidth=0.5 if fill.edge else 0.0,
        zorder=2,
    )


def _dots(color: str, size: float, places: list[Position]) -> Line2D:
    xs, ys = zip(*places, strict=True)
    return Line2D(
        xs,
        ys,
        linestyle="none",
        marker="o",
        markersize=size,
        color=color,
        markeredgecolor="white",
        markeredgewidth=0.6,
        zorder=3,
    )
