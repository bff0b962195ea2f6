"""Need against coverage, and the themes by respondent type."""

from __future__ import annotations

import pandas as pd

from gapmap.report.lookup import ALL, TOP, GapRow, Lookup
from gapmap.report.parts import (
    CoverageSection,
    Difference,
    GridRow,
    NeedAgainstCoverage,
    Point,
    Square,
    Table,
    ThemesByType,
    Tick,
    TypeSection,
)
from gapmap.report.rankings import MOST_BARS, percent_ticks
from gapmap.report.words import sentence_case

SURE = 0.05
"""A difference holds when its false discovery rate is below this."""

_DIFFERENCES = 6
_SAME_GAP = (0.02, 0.05, 0.1, 0.2, 0.4)


def coverage_section(lookup: Lookup) -> CoverageSection:
    """Tables -> need against coverage for all; a sentence where over half is hidden."""
    say = lookup.words.say
    title = say("coverage.title")
    rows = lookup.gaps(ALL)
    shown = [row for row in lookup.ranked(ALL) if _can_be_placed(row)]
    n_hidden = sum(row.is_hidden or (bool(row.n_need) and not _can_be_placed(row)) for row in rows)
    if not shown or 2 * n_hidden > len(rows):
        key = "instead" if n_hidden else "nothing"
        return CoverageSection(title, "", None, say(f"coverage.{key}"), None)
    figure = _scatter(lookup, shown)
    number = say("refer.figure_inside", {"number": figure.number})
    return CoverageSection(
        title=title,
        intro=say("coverage.intro", {"figure": number}),
        figure=figure,
        instead="",
        key=_key(lookup, shown),
    )


def type_section(lookup: Lookup) -> TypeSection:
    """Tables -> themes by respondent type; a sentence where over half is hidden."""
    say = lookup.words.say
    title = say("by_type.title")
    types = lookup.segments("respondent_type")
    if not lookup.theme_ids:
        return TypeSection(title, "", None, say("by_type.nothing"), "", ())
    differences = _differences(lookup)
    intro = say("by_type.differences" if differences else "by_type.no_differences")
    if len(types) < 2:
        return TypeSection(title, "", None, say("by_type.one_type"), intro, differences)
    rows = _grid_rows(lookup, types)
    squares = [square for row in rows for square in row.squares]
    if 2 * sum(square.share is None for square in squares) > len(squares):
        return TypeSection(title, "", None, say("by_type.instead"), intro, differences)
    figure = _grid(lookup, types, rows)
    number = say("refer.figure", {"number": figure.number})
    return TypeSection(
        title=title,
        intro=say("by_type.intro", {"figure": number}),
        figure=figure,
        instead="",
        differences_intro=intro,
        differences=differences,
    )


def _can_be_placed(row: GapRow) -> bool:
    return row.coverage.value is not None and row.demand.value is not None


def _scatter(lookup: Lookup, rows: list[GapRow]) -> NeedAgainstCoverage:
    words = lookup.words
    points = tuple(
        Point(str(place), row.coverage.value or 0.0, row.demand.value or 0.0, place <= TOP)
        for place, row in enumerate(rows, start=1)
    )
    x_ticks = tuple(Tick(share, words.percent(share)) for share in (0, 0.25, 0.5, 0.75, 1))
    return NeedAgainstCoverage(
        number=lookup.next_figure(),
        caption=words.say("coverage.caption"),
        alt=_scatter_alt(lookup, rows, points),
        x_title=words.say("coverage.x"),
        y_title=words.say("coverage.y"),
        x_ticks=x_ticks,
        y_ticks=percent_ticks(words, max(point.demand for point in points) * 1.08, 5),
        same_gap=tuple(Tick(gap, words.percent(gap)) for gap in _SAME_GAP),
        same_gap_name=words.say("coverage.same_gap"),
        large_name=words.say("coverage.large"),
        points=points,
    )


def _scatter_alt(lookup: Lookup, rows: list[GapRow], points: tuple[Point, ...]) -> str:
    words = lookup.words
    items = [
        words.say(
            "coverage.alt_item",
            {
                "label": lookup.label(row.theme_id),
                "demand": words.percent(row.demand.value or 0.0),
                "coverage": words.percent(row.coverage.value or 0.0),
            },
        )
        for row in rows[:TOP]
    ]
    across = [point.coverage for point in points]
    up = [point.demand for point in points]
    ends = {"low_x": min(across), "high_x": max(across), "low_y": min(up), "high_y": max(up)}
    return words.say(
        "coverage.alt",
        {
            "themes": words.counted("theme", len(rows)),
            "items": " ".join(items),
            **{name: words.percent(share) for name, share in ends.items()},
        },
    )


def _key(lookup: Lookup, rows: list[GapRow]) -> Table:
    say = lookup.words.say
    header = tuple(
        say(f"coverage.{name}") for name in ("number", "theme", "code", "demand", "coverage")
    )
    return Table(
        number=lookup.next_table(),
        caption=say("coverage.key"),
        header=header,
        align="rllrr",
        rows=tuple(
            (
                str(place),
                lookup.label(row.theme_id),
                lookup.codes.row(row.theme_id),
                lookup.words.percent(row.demand.value or 0.0),
                lookup.words.percent(row.coverage.value or 0.0),
            )
            for place, row in enumerate(rows, start=1)
        ),
    )


def _grid_rows(lookup: Lookup, types: list[tuple[str, str]]) -> tuple[GridRow, ...]:
    order = [row.theme_id for row in lookup.ranked(ALL)]
    order += [theme_id for theme_id in lookup.theme_ids if theme_id not in order]
    directions = sure_directions(lookup)
    rows = []
    for theme_id in order[:MOST_BARS]:
        squares = []
        for segment in types:
            gap = lookup.gap(theme_id, segment)
            share = None if gap is None or gap.n_need is None else gap.demand.value
            hidden = lookup.words.say("term.suppressed_short")
            text = hidden if share is None else lookup.words.percent(share)
            contrast = 0 if share is None else directions.get((theme_id, *segment), 0)
            squares.append(Square(share, text, contrast))
        code = lookup.codes.row(theme_id)
        rows.append(GridRow(lookup.label(theme_id), theme_id, code, tuple(squares)))
    return tuple(rows)


def _grid(lookup: Lookup, types: list[tuple[str, str]], rows: tuple[GridRow, ...]) -> ThemesByType:
    say = lookup.words.say
    columns = []
    for segment in types:
        n = lookup.n(segment)
        values = {"people": sentence_case(lookup.people(segment)), "n": n}
        columns.append(say("by_type.column_hidden" if n is None else "by_type.column", values))
    return ThemesByType(
        number=lookup.next_figure(),
        caption=say("by_type.caption"),
        alt=_grid_alt(lookup, types, rows),
        columns=tuple(columns),
        rows=rows,
        more_name=say("by_type.more"),
        fewer_name=say("by_type.fewer"),
        hidden_name=say("term.suppressed"),
    )


def _grid_alt(lookup: Lookup, types: list[tuple[str, str]], rows: tuple[GridRow, ...]) -> str:
    words = lookup.words
    items = []
    for column, segment in enumerate(types):
        shown = [row for row in rows if row.squares[column].share]
        shown.sort(key=lambda row: -(row.squares[column].share or 0.0))
        tops = [f"{row.label} {row.squares[column].text}" for row in shown[:3]]
        if tops:
            values = {"people": lookup.people(segment), "tops": words.both(tops)}
            items.append(words.say("by_type.alt_item", values))
    n_hidden = sum(square.share is None for row in rows for square in row.squares)
    if n_hidden:
        items.append(words.say("by_type.alt_hidden", {"n": n_hidden}))
    values = {
        "themes": words.counted("theme", len(rows)),
        "types": words.both(lookup.people(segment) for segment in types),
        "items": " ".join(items),
    }
    return words.say("by_type.alt", values)


def sure_directions(lookup: Lookup) -> dict[tuple[str, str, str], int]:
    """Tables -> theme, segment kind, segment -> 1 or -1 where the difference holds."""
    return {
        (row["theme_id"], row["segment_kind"], row["segment"]): 1 if row["difference"] > 0 else -1
        for row in _sure_contrasts(lookup).to_dict("records")
    }


def _sure_contrasts(lookup: Lookup) -> pd.DataFrame:
    contrasts = lookup.inputs.contrasts
    return contrasts[(contrasts["q"] < SURE) & contrasts["difference"].notna()]


def _differences(lookup: Lookup) -> tuple[Difference, ...]:
    """The largest differences that hold, whose cells are shown, one sentence each."""
    words = lookup.words
    sure = _sure_contrasts(lookup)
    largest = sure.assign(size=sure["difference"].abs()).sort_values(
        ["size", "theme_id", "segment_kind", "segment"], ascending=[False, True, True, True]
    )
    sentences = []
    for row in largest.to_dict("records"):
        segment = (row["segment_kind"], row["segment"])
        gap = lookup.gap(row["theme_id"], segment)
        contrast = lookup.contrast(row["theme_id"], segment)
        if gap is None or gap.n_need is None or contrast is None:
            continue
        text = words.say(
            "by_type.difference",
            {
                "segment": lookup.segment_name(segment),
                "theme": words.quoted(lookup.label(row["theme_id"])),
                "difference": lookup.points(contrast.difference),
            },
        )
        code = lookup.codes.figure(row["theme_id"], "difference", segment)
        sentences.append(Difference(text, code))
    return tuple(sentences[:_DIFFERENCES])
