"""What has changed since the wave before, for readers who want to know what is more than chance."""

from __future__ import annotations

from gapmap.report.lookup import ALL, Lookup
from gapmap.report.parts import Table
from gapmap.report.rankings import percent_ticks
from gapmap.report.rows import Estimate, Trend
from gapmap.report.section_parts import ChangeRow, ChangesBetweenWaves, ChangesSection

SURE = 0.05
"""A change counts as more than chance when q is below this."""

_MOST_ROWS = 14
_NAMED = 6
_EVENTS = ("new", "gone", "split", "merged")
_COMPARABILITY = ("other_wording", "other_questions", "other_mix")


def changes_section(lookup: Lookup) -> ChangesSection | None:
    """Tables -> what has changed since the wave before; None where there is none."""
    trends = lookup.trends
    if not trends:
        return None
    words = lookup.words
    previous = trends[0].previous_wave
    title = words.say("changes.title", {"wave": previous})
    kept = sorted(
        (one for one in trends if one.demand_change.value is not None),
        key=lambda one: (-abs(one.demand_change.value or 0), one.theme_id),
    )
    events = [*_events(lookup, trends)]
    notes = (*_comparability(lookup, previous), *_redefined(lookup, trends))
    if not kept:
        instead = words.say("changes.instead", {"wave": previous})
        return ChangesSection(title, "", tuple(events), None, None, instead, notes)
    figure = _figure(lookup, kept[:_MOST_ROWS], previous)
    table = _table(lookup, kept)
    intro = {
        "figure": words.say("refer.figure", {"number": figure.number}),
        "table": words.say("refer.table", {"number": table.number}),
        "wave": previous,
    }
    return ChangesSection(
        title=title,
        intro=words.say("changes.intro", intro),
        sentences=(*_sure(lookup, kept), *events),
        figure=figure,
        table=table,
        instead="",
        notes=(words.say("changes.note"), *notes),
    )


def is_sure(trend: Trend) -> bool:
    """Whether a change is more than chance explains."""
    return trend.q is not None and trend.q < SURE


def _then(lookup: Lookup, trend: Trend) -> tuple[float, float]:
    """Trend -> the share then and now."""
    row = lookup.gap(trend.theme_id, ALL)
    now = row.demand.value if row is not None else None
    return max((now or 0.0) - (trend.demand_change.value or 0.0), 0.0), now or 0.0


def _label(lookup: Lookup, trend: Trend) -> str:
    return trend.labels[0] if lookup.words.language == "da" else trend.labels[1]


def _sure(lookup: Lookup, kept: list[Trend]) -> list[str]:
    """The changes that are more than chance, one sentence each."""
    words = lookup.words
    sure = [one for one in kept if is_sure(one)]
    if not sure:
        return [words.say("changes.none_sure")]
    told = []
    for trend in sure[:_NAMED]:
        then, now = _then(lookup, trend)
        values = {
            "theme": words.quoted(_label(lookup, trend)),
            "wave": trend.previous_wave,
            "then": words.percent(then),
            "now": words.percent(now),
        }
        told.append(words.say(f"changes.{'more' if now > then else 'fewer'}", values))
    return told


def _events(lookup: Lookup, trends: list[Trend]) -> list[str]:
    words = lookup.words
    told = []
    for event in _EVENTS:
        named = [words.quoted(_label(lookup, one)) for one in trends if one.event == event]
        if not named:
            continue
        if len(named) > _NAMED + 1:
            rest = words.say("order.other_themes", {"k": len(named) - _NAMED})
            named = [*named[:_NAMED], rest]
        wave = trends[0].previous_wave
        told.append(words.say(f"changes.{event}", {"themes": words.both(named), "wave": wave}))
    return told


def _comparability(lookup: Lookup, previous: str) -> list[str]:
    notices = [one for one in lookup.inputs.facts.notices if one.code in _COMPARABILITY]
    return [lookup.words.say(f"notice.{one.code}", {"names": previous}) for one in notices]


def _redefined(lookup: Lookup, trends: list[Trend]) -> list[str]:
    words = lookup.words
    named = [words.quoted(_label(lookup, one)) for one in trends if one.is_redefined]
    if not named:
        return []
    return [words.say("changes.redefined", {"themes": words.both(named)})]


def _figure(lookup: Lookup, kept: list[Trend], previous: str) -> ChangesBetweenWaves:
    words = lookup.words
    rows = []
    for trend in kept:
        then, now = _then(lookup, trend)
        rows.append(
            ChangeRow(
                label=_label(lookup, trend),
                code=lookup.codes.row(trend.theme_id),
                then=then,
                now=now,
                text=_points(lookup, trend.demand_change.value),
                is_sure=is_sure(trend),
            )
        )
    highest = max(max(row.then, row.now) for row in rows)
    items = [
        words.say(
            "changes.alt_item",
            {"theme": row.label, "then": words.percent(row.then), "now": words.percent(row.now)},
        )
        for row in rows
    ]
    values = {"themes": words.counted("theme", len(rows)), "items": " ".join(items)}
    label = lookup.inputs.wave.wave.label
    return ChangesBetweenWaves(
        number=lookup.next_figure(),
        caption=words.say("changes.caption", {"wave": previous}),
        alt=words.say("changes.alt", values),
        then_name=words.say("changes.wave", {"wave": previous}),
        now_name=words.say("changes.wave", {"wave": label}),
        change_title=words.say("changes.points"),
        ticks=percent_ticks(words, highest),
        rows=tuple(rows),
    )


def _table(lookup: Lookup, kept: list[Trend]) -> Table:
    words = lookup.words
    columns = ("theme", "then", "now", "change", "same_mix", "gap", "sure")
    return Table(
        number=lookup.next_table(),
        caption=words.say("changes.table_caption"),
        header=tuple(words.say(f"changes.{name}") for name in columns),
        align="lrrrrrl",
        rows=tuple(
            (
                _label(lookup, trend),
                *(words.percent(share) for share in _then(lookup, trend)),
                _with_interval(lookup, trend.demand_change),
                _points(lookup, trend.in_same_mix.value),
                _points(lookup, trend.gap_change.value),
                words.say(f"changes.{'is_sure' if is_sure(trend) else 'may_be_chance'}"),
            )
            for trend in kept
        ),
    )


def _points(lookup: Lookup, change: float | None) -> str:
    """A change -> percentage points with their sign; a dash for none."""
    if change is None:
        return "–"
    number = lookup.words.number(100 * change, digits=0)
    if float(number.replace("−", "-").replace(",", ".")) == 0:
        return "0"
    return f"+{number}" if change > 0 else number


def _with_interval(lookup: Lookup, change: Estimate) -> str:
    ends = {"low": _points(lookup, change.low), "high": _points(lookup, change.high)}
    interval = lookup.words.say("coding.from_to", ends)
    return f"{_points(lookup, change.value)} ({interval})"
