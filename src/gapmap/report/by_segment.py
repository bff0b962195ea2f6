"""Themes by region and by size: the same bars, one column a segment."""

from __future__ import annotations

from typing import Literal

from gapmap.report.comparisons import sure_directions
from gapmap.report.lookup import ALL, TOP, GapRow, Lookup
from gapmap.report.section_parts import SegmentSection, ShareBar, ShareRow, SharesBySegment

_MOST_ROWS = 10
_MOST_COLUMNS = 9
"""As many themes as leave room for two figures on a page, and as many segments as fit across."""


def segment_section(lookup: Lookup, kind: Literal["region", "size"]) -> SegmentSection:
    """Segment kind -> themes by its segments, those of which more than half is hidden left out."""
    say = lookup.words.say
    title = say(f"by_segment.{kind}_title")
    present = [one for one in lookup.segments(kind) if lookup.gaps(one)]
    themes = lookup.ranked(ALL)
    shown = [row for row in themes if 2 * _n_hidden(lookup, row, present) <= len(present)]
    instead = ""
    if not themes:
        instead = say("by_segment.nothing")
    elif len(present) < 2:
        instead = say("by_segment.one")
    elif len(present) > _MOST_COLUMNS:
        instead = say("by_segment.too_many", {"n": len(present)})
    elif not shown:
        instead = say("by_segment.instead")
    if instead:
        return SegmentSection(title, "", None, instead, ())
    figure = _figure(lookup, kind, present, shown[:_MOST_ROWS])
    number = say("refer.figure", {"number": figure.number})
    return SegmentSection(
        title=title,
        intro=say("by_segment.intro", {"figure": number}),
        figure=figure,
        instead="",
        notes=_notes(lookup, len(shown), len(themes) - len(shown)),
    )


def _n_hidden(lookup: Lookup, theme: GapRow, segments: list[tuple[str, str]]) -> int:
    rows = [lookup.gap(theme.theme_id, segment) for segment in segments]
    return sum(row is None or row.n_need is None for row in rows)


def _notes(lookup: Lookup, n_shown: int, n_left_out: int) -> tuple[str, ...]:
    words = lookup.words
    notes = []
    if n_shown > _MOST_ROWS:
        notes.append(words.say("by_segment.rest", {"shown": _MOST_ROWS, "all": n_shown}))
    if n_left_out:
        themes = words.counted("theme", n_left_out)
        notes.append(words.say("by_segment.left_out", {"themes": themes}))
    return tuple(notes)


def _figure(
    lookup: Lookup, kind: str, segments: list[tuple[str, str]], themes: list[GapRow]
) -> SharesBySegment:
    say = lookup.words.say
    directions = sure_directions(lookup)
    rows = tuple(_row(lookup, theme, segments, directions) for theme in themes)
    columns = []
    for segment in segments:
        name, n = lookup.segment_name(segment), lookup.n(segment)
        columns.append(name if n is None else say("by_type.column", {"people": name, "n": n}))
    names = [lookup.segment_name(segment) for segment in segments]
    return SharesBySegment(
        number=lookup.next_figure(),
        caption=say(f"by_segment.{kind}_caption"),
        alt=_alt(lookup, rows, names),
        columns=tuple(columns),
        rows=rows,
        everyone_name=say("by_segment.everyone"),
        more_name=say("by_segment.more"),
        fewer_name=say("by_segment.fewer"),
        hidden_name=say("term.suppressed"),
    )


def _row(
    lookup: Lookup,
    theme: GapRow,
    segments: list[tuple[str, str]],
    directions: dict[tuple[str, str, str], int],
) -> ShareRow:
    theme_id = theme.theme_id
    bars = []
    for segment in segments:
        row = lookup.gap(theme_id, segment)
        share = None if row is None or row.n_need is None else row.demand.value
        if share is None:
            bars.append(ShareBar(None, lookup.words.say("term.suppressed_short"), 0))
        else:
            contrast = directions.get((theme_id, *segment), 0)
            bars.append(ShareBar(share, lookup.words.percent(share), contrast))
    return ShareRow(
        label=lookup.label(theme_id),
        theme_id=theme_id,
        code=lookup.codes.row(theme_id),
        everyone=theme.demand.value or 0.0,
        bars=tuple(bars),
    )


def _alt(lookup: Lookup, rows: tuple[ShareRow, ...], names: list[str]) -> str:
    words = lookup.words
    items = []
    for row in rows[:TOP]:
        shares = [(bar.share, -i) for i, bar in enumerate(row.bars) if bar.share is not None]
        most = -max(shares)[1]
        values = {
            "label": row.label,
            "name": names[most],
            "share": row.bars[most].text,
            "everyone": words.percent(row.everyone),
        }
        items.append(words.say("by_segment.alt_item", values))
    n_hidden = sum(bar.share is None for row in rows for bar in row.bars)
    if n_hidden:
        items.append(words.say("by_type.alt_hidden", {"n": n_hidden}))
    values = {
        "themes": words.counted("theme", len(rows)),
        "n": words.count(len(names)),
        "items": " ".join(items),
    }
    return words.say("by_segment.alt", values)
