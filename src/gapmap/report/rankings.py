"""The gaps of each respondent type and of all, largest first."""

from __future__ import annotations

from gapmap.report.lookup import ALL, GapRow, Lookup
from gapmap.report.parts import GapBar, RankedBars, Ranking, Tick
from gapmap.report.words import Words, sentence_case

MOST_BARS = 22
"""As many bars as fit on a page; the rest stand in the full table."""

_ALT_ITEMS = 5


def ranking(lookup: Lookup, segment: tuple[str, str]) -> Ranking:
    """(segment kind, segment) -> its ranking; a sentence where over half is hidden."""
    say = lookup.words.say
    people = say("rankings.all_people") if segment == ALL else lookup.people(segment)
    heading = say("rankings.all_heading") if segment == ALL else sentence_case(people)
    intro = _intro(lookup, segment)
    rows = lookup.gaps(segment)
    ranked = lookup.ranked(segment)
    n_hidden = sum(row.is_hidden for row in rows)
    if not rows:
        return Ranking(heading, "", None, (say("rankings.nothing", {"people": people}),))
    if 2 * n_hidden > len(rows):
        return Ranking(heading, intro, None, (say("rankings.instead", {"people": people}),))
    if not ranked:
        return Ranking(heading, intro, None, (say("rankings.nothing", {"people": people}),))
    notes = _notes(lookup, ranked, n_hidden, len(rows) - n_hidden - len(ranked))
    figure = _figure(lookup, ranked, people)
    intro += say("order.see_figure", {"figure": figure.number})
    return Ranking(heading, intro.strip(), figure, notes)


def percent_ticks(words: Words, high: float, steps: int = 4) -> tuple[Tick, ...]:
    """The greatest share to be shown -> round marks from 0 up to or beyond it."""
    for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25):
        if high <= step * steps:
            break
    count = max(1, -int(-high // step))
    return tuple(Tick(i * step, words.percent(i * step)) for i in range(count + 1))


def _intro(lookup: Lookup, segment: tuple[str, str]) -> str:
    say = lookup.words.say
    n = lookup.n(segment)
    if segment == ALL:
        types = [
            f"{lookup.words.count(n_type)} {lookup.people(one, n_type)}"
            for one in lookup.segments("respondent_type")
            if (n_type := lookup.n(one)) is not None
        ]
        if len(types) < len(lookup.segments("respondent_type")):
            return say("rankings.all_intro_plain")
        return say("rankings.all_intro", {"types": lookup.words.both(types)})
    if n is None:
        return ""
    return say("rankings.type_intro", {"n": n, "people": lookup.people(segment, n)})


def _notes(lookup: Lookup, ranked: list[GapRow], n_hidden: int, n_silent: int) -> tuple[str, ...]:
    words = lookup.words
    notes = []
    if len(ranked) > MOST_BARS:
        values = {"shown": MOST_BARS, "all": len(ranked)}
        notes.append(words.say("rankings.rest", values))
    for key, n_themes in (("hidden_themes", n_hidden), ("not_mentioned", n_silent)):
        if n_themes:
            themes = words.counted("theme", n_themes)
            notes.append(words.say(f"rankings.{key}", {"themes": themes}))
    return tuple(notes)


def _figure(lookup: Lookup, ranked: list[GapRow], people: str) -> RankedBars:
    say = lookup.words.say
    bars = tuple(_bar(lookup, row) for row in ranked[:MOST_BARS])
    return RankedBars(
        number=lookup.next_figure(),
        caption=say("rankings.caption", {"people": people}),
        alt=_alt(lookup, ranked, people),
        people_title=say("rankings.people_title"),
        gap_title=say("rankings.gap_title"),
        place_title=say("rankings.place_title"),
        unmet_name=say("rankings.unmet"),
        partly_name=say("rankings.partly"),
        met_name=say("rankings.met"),
        hidden_name=say("rankings.hidden_split"),
        ticks=percent_ticks(lookup.words, max(max(bar.gap, bar.gap_high) for bar in bars)),
        bars=bars,
    )


def _bar(lookup: Lookup, row: GapRow) -> GapBar:
    gap = row.gap.value or 0.0
    return GapBar(
        label=lookup.label(row.theme_id),
        theme_id=row.theme_id,
        code=lookup.codes.row(row.theme_id),
        n_need=row.n_need or 0,
        n_unmet=row.n_unmet,
        n_partly=row.n_partly,
        gap=gap,
        gap_low=gap if row.gap.low is None else row.gap.low,
        gap_high=gap if row.gap.high is None else row.gap.high,
        gap_text=lookup.interval(row.gap),
        place_text=lookup.place(row.rank),
    )


def _alt(lookup: Lookup, ranked: list[GapRow], people: str) -> str:
    words = lookup.words
    items = [
        words.say(
            "rankings.alt_item",
            {
                "label": lookup.label(row.theme_id),
                "n_need": row.n_need,
                "gap": lookup.interval(row.gap),
            },
        )
        for row in ranked[:_ALT_ITEMS]
    ]
    rest = ranked[_ALT_ITEMS:MOST_BARS]
    if rest:
        values = {
            "themes": words.counted("theme", len(rest)),
            "gap": words.percent(rest[-1].gap.value or 0.0),
        }
        items.append(words.say("rankings.alt_more", values))
    shown = words.counted("theme", min(len(ranked), MOST_BARS))
    return words.say("rankings.alt", {"themes": shown, "people": people, "items": " ".join(items)})
