"""The figures: they show what they are given, and nothing collides or is cut in a word."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from gapmap.report import canvas, charts, grids, marks, typeface
from gapmap.report.canvas import Canvas, to_svg
from gapmap.report.parts import RankedBars, Story
from gapmap.report.scatter import need_against_coverage, place_numbers
from gapmap.report.section_parts import Bubble
from gapmap.report.story import tell
from tests.report_builder import Plan, hide_where, make_inputs

NOTHING_HIDDEN = Plan(min_cell=1)
WORDS = st.lists(st.text(alphabet="abcdeæøåWi-", min_size=1, max_size=40), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def story() -> Story:
    return tell(make_inputs(), "da")


def ranked(story: Story) -> RankedBars:
    figure = story.rankings.rankings[0].figure
    assert figure is not None
    return figure


def drawn_texts(figure: Figure) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", to_svg(figure))


def all_figures(story: Story) -> list[tuple[Any, Any]]:
    return [
        (charts.background, story.respondents.figure),
        (charts.ranked_bars, ranked(story)),
        (need_against_coverage, story.coverage.figure),
        (grids.evidence_map, story.evidence.figure),
        (charts.themes_by_type, story.by_type.figure),
        (grids.shares_by_segment, story.by_region.figure),
        (grids.shares_by_segment, story.by_size.figure),
        (charts.who_says_it, story.largest.pages[0].figure),
    ]


def test_every_figure_is_drawn_the_same_twice(story: Story) -> None:
    for draw, shown in all_figures(story):
        figure = draw(shown)
        assert isinstance(figure, Figure)
        assert to_svg(figure) == to_svg(draw(shown))


def test_text_is_text_in_the_shipped_typeface(story: Story) -> None:
    for draw, shown in all_figures(story):
        svg = to_svg(draw(shown))
        assert set(re.findall(r"font-family: ([^;\"]+)", svg)) == {"'Source Sans 3'"}
        assert "<dc:date>" not in svg


def test_the_bars_name_every_theme_with_its_code_and_numbers(story: Story) -> None:
    shown = ranked(story)
    texts = drawn_texts(charts.ranked_bars(shown))
    for bar in shown.bars:
        assert {bar.code, bar.gap_text, bar.place_text, str(bar.n_need)} <= set(texts)


def test_a_hidden_division_is_a_word_and_no_numbers(story: Story) -> None:
    shown = ranked(story)
    bar = replace(shown.bars[0], n_need=777, n_unmet=None, n_partly=None)
    texts = drawn_texts(charts.ranked_bars(replace(shown, bars=(bar,))))
    counts = [text for text in texts if text.isdigit()]
    assert counts == ["777"]
    assert shown.hidden_name in texts


def test_a_hidden_share_is_a_word_in_its_square_and_in_the_key() -> None:
    inputs = make_inputs(NOTHING_HIDDEN)
    one = (inputs.gaps["theme_id"] == "T01") & (inputs.gaps["segment"] == "Virksomhed")
    shown = tell(replace(inputs, gaps=hide_where(inputs.gaps, one)), "da").by_type.figure
    assert shown is not None
    texts = drawn_texts(charts.themes_by_type(shown))
    assert texts.count("skjult") == 1
    assert "skjult af hensyn til anonymiteten" in texts
    assert len([text for text in texts if text.endswith("\u00a0%")]) == 11


def test_a_hidden_segment_has_a_word_and_no_dot() -> None:
    inputs = make_inputs(NOTHING_HIDDEN)
    one = (inputs.gaps["theme_id"] == "T01") & (inputs.gaps["segment"] == "Nord")
    story = tell(replace(inputs, gaps=hide_where(inputs.gaps, one)), "en")
    (page,) = [page for page in story.largest.pages if page.theme_id == "T01"]
    assert page.figure is not None
    svg = to_svg(charts.who_says_it(page.figure))
    n_shown = sum(dot.share is not None for panel in page.figure.panels for dot in panel.dots)
    assert n_shown == 6
    assert svg.count("<use ") == n_shown
    assert ">suppressed<" in svg
    assert "North: suppressed." in page.figure.alt


def test_the_map_shows_every_number_and_a_cross_for_every_empty_cell(story: Story) -> None:
    shown = story.evidence.figure
    assert shown is not None
    texts = drawn_texts(grids.evidence_map(shown))
    bubbles = [bubble for row in shown.rows for bubble in row.bubbles]
    n_empty = sum(bubble.count == 0 for bubble in bubbles)
    assert n_empty < len(bubbles)
    assert texts.count("×") == n_empty + 1  # and one in the key
    for row in shown.rows:
        assert {row.code, row.total} <= set(texts)


@pytest.mark.parametrize("count", [1, 4, 9])
def test_the_area_of_a_bubble_goes_with_the_number_of_offers(story: Story, count: int) -> None:
    shown = story.evidence.figure
    assert shown is not None
    most = replace(shown.rows[0], bubbles=(Bubble(16, False, "16"),))
    row = replace(shown.rows[1], bubbles=(Bubble(count, False, str(count)),))
    map_of_two = replace(shown, columns=("Kursus",), rows=(most, row))
    lines = grids.evidence_map(map_of_two).findobj(Line2D)
    sizes = sorted(line.get_markersize() for line in lines if line.get_marker() == "o")
    in_key = 8.0
    sizes.remove(in_key)
    sizes.remove(in_key)
    assert (sizes[0] / sizes[1]) ** 2 == pytest.approx(count / 16)


def test_a_hidden_segment_in_a_column_is_a_word_and_no_bar() -> None:
    inputs = make_inputs(NOTHING_HIDDEN)
    one = (inputs.gaps["theme_id"] == "T01") & (inputs.gaps["segment"] == "Nord")
    shown = tell(replace(inputs, gaps=hide_where(inputs.gaps, one)), "en").by_region.figure
    assert shown is not None
    texts = drawn_texts(grids.shares_by_segment(shown))
    assert texts.count("suppressed") == 1
    shares = [bar.text for row in shown.rows for bar in row.bars if bar.share is not None]
    assert len(shares) == 15
    assert set(shares) <= set(texts)


def test_markup_in_a_name_stays_text(story: Story) -> None:
    shown = ranked(story)
    bar = replace(shown.bars[0], label="<b>$x^2$ & \\alpha_1 {}")
    svg = to_svg(charts.ranked_bars(replace(shown, bars=(bar,))))
    assert "&lt;b&gt;$x^2$ &amp; \\alpha_1 {}" in svg


def test_alt_texts_say_more_than_the_captions(story: Story) -> None:
    for _, shown in all_figures(story):
        assert shown.caption not in shown.alt
        assert re.search(r"\d", shown.alt)


@given(
    st.lists(
        st.tuples(st.floats(1.8, 16.2), st.floats(1.5, 9.3)), min_size=1, max_size=40, unique=True
    )
)
@settings(max_examples=40, deadline=None)
def test_numbers_of_points_do_not_collide(points: list[tuple[float, float]]) -> None:
    spread = [
        (x, y)
        for i, (x, y) in enumerate(points)
        if all(abs(x - px) + abs(y - py) > 0.4 for px, py in points[:i])
    ]
    places = place_numbers(spread)
    overlapping = [
        (i, j)
        for i, (x, y) in enumerate(places)
        for j, (px, py) in enumerate(places[:i])
        if abs(x - px) < 0.4 and abs(y - py) < 0.3
    ]
    assert overlapping == []


@given(WORDS, st.floats(1.0, 8.0))
@settings(max_examples=100, deadline=None)
def test_wrapped_lines_fit_and_lose_nothing(words: list[str], room: float) -> None:
    text = " ".join(words)
    lines = typeface.wrap(text, room, 8.0, most=1000)
    assert max(typeface.width(line, 8.0) for line in lines) <= room + 1e-9
    assert re.sub("[ -]", "", "".join(lines)) == re.sub("[ -]", "", text)


@given(WORDS, st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_what_does_not_fit_ends_after_a_word_with_an_ellipsis(words: list[str], most: int) -> None:
    full = typeface.wrap(" ".join(words), 3.0, 8.0, most=1000)
    lines = typeface.wrap(" ".join(words), 3.0, 8.0, most=most)
    assert len(lines) == min(most, len(full))
    assert lines[-1].endswith(" …") == (len(full) > most)


def test_a_long_word_is_divided_with_a_hyphen() -> None:
    lines = typeface.wrap("Velfærdsteknologiimplementering", 3.0, 8.0)
    assert len(lines) == 2
    assert lines[0].endswith("-")
    assert "".join(lines).replace("-", "") == "Velfærdsteknologiimplementering"


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("text", "behind"),
    [
        (canvas.INK, "#ffffff"),
        (canvas.SOFT, "#ffffff"),
        (canvas.SOFT, canvas.PALE),
        ("#ffffff", canvas.DARK),
        (canvas.INK, canvas.MIDDLE),
        (canvas.INK, canvas.LIGHT),
    ],
)
def test_text_can_be_read_on_its_ground(text: str, behind: str) -> None:
    assert contrast(text, behind) >= 4.5


@pytest.mark.parametrize("depth", [i / 20 for i in range(21)])
def test_shares_can_be_read_on_every_shade(depth: float) -> None:
    text = "#ffffff" if depth > marks.WHITE_FROM else "#000000"
    assert contrast(text, marks.shade(depth)) >= 4.5


def test_the_parts_of_a_bar_differ_in_grey() -> None:
    for one, other in ((canvas.DARK, canvas.MIDDLE), (canvas.MIDDLE, canvas.LIGHT)):
        assert contrast(one, other) >= 2


def test_drawing_needs_no_global_state() -> None:
    code = "import sys; import gapmap.report; assert 'matplotlib.pyplot' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_empty_canvas_is_a_figure() -> None:
    assert drawn_texts(Canvas(2.0).draw()) == []
