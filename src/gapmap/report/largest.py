"""The largest gaps, one page each: the numbers, who says it, the nearest offers."""

from __future__ import annotations

from gapmap.report.closing import closing
from gapmap.report.comparisons import SURE
from gapmap.report.front import message
from gapmap.report.kinds_of_gap import kind_of_gap
from gapmap.report.lookup import ALL, TOP, GapRow, Lookup
from gapmap.report.nearest import nearest_offers
from gapmap.report.parts import GapPage, Largest, ShareDot, SharePanel, Table, WhoSaysIt
from gapmap.report.prompted import ticked
from gapmap.report.quantities import share_in_words
from gapmap.report.quotes import quotes
from gapmap.report.rankings import percent_ticks
from gapmap.report.words import sentence_case

STABLE = 0.6
"""Below this a theme is flagged: its limits shift when the answers are drawn again."""

_TERMS = 8
_UNKNOWN = "–"


def largest_gaps(lookup: Lookup) -> Largest:
    """Tables -> a page for each of the largest gaps, by the ranking that has enough of them."""
    say = lookup.words.say
    segment = _segment(lookup)
    rows = [row for row in lookup.ranked(segment) if row.gap.value][:TOP]
    if not rows:
        return Largest(say("largest.title"), say("largest.nothing"), ())
    people = say("rankings.all_people") if segment == ALL else lookup.people(segment)
    return Largest(
        title=say("largest.title"),
        intro=say("largest.intro", {"k": len(rows), "people": people}),
        pages=tuple(_page(lookup, row, place) for place, row in enumerate(rows, start=1)),
    )


def _segment(lookup: Lookup) -> tuple[str, str]:
    """The first respondent type, or all where it shows fewer gaps than all do."""

    def shown(segment: tuple[str, str]) -> int:
        return min(TOP, sum(bool(row.gap.value) for row in lookup.ranked(segment)))

    first = lookup.segments("respondent_type")[:1]
    return first[0] if first and shown(first[0]) >= shown(ALL) else ALL


def _page(lookup: Lookup, row: GapRow, place: int) -> GapPage:
    say = lookup.words.say
    label = lookup.label(row.theme_id)
    theme = lookup.theme(row.theme_id)
    kind, kind_meaning = _kind(lookup, row)
    facts = _facts(lookup, row)
    figure = who_says_it(lookup, row.theme_id)
    near = nearest_offers(lookup, row.theme_id, has_figure=figure is not None)
    segment = (row.segment_kind, row.segment)
    return GapPage(
        heading=say("largest.heading", {"k": place, "label": label}),
        theme_id=row.theme_id,
        code=lookup.codes.row(row.theme_id),
        lead=message(lookup, row, lookup.people(segment)),
        share=_share(lookup, row),
        kind=kind,
        kind_meaning=kind_meaning,
        facts=facts,
        signals=_signals(lookup, row, theme["stability"]),
        terms_title=say("largest.terms"),
        terms=tuple(theme["terms"][:_TERMS]),
        quotes_title=say("quotes.title"),
        quotes=quotes(lookup, row.theme_id),
        who=_who(lookup, figure),
        figure=figure,
        offers_title=say("largest.offers"),
        offers_intro=near.intro,
        offers=near.table,
        closing_title=say("closing.title"),
        closing=closing(lookup, row.theme_id),
    )


def _kind(lookup: Lookup, row: GapRow) -> tuple[str, str]:
    say = lookup.words.say
    if not row.kind:
        return say("largest.kind_hidden"), say("largest.kind_hidden_meaning")
    return kind_of_gap(lookup, row.kind)


def _facts(lookup: Lookup, row: GapRow) -> Table:
    """The numbers of the gap in its segment, and beside them those of all."""
    say = lookup.words.say
    everyone = lookup.gap(row.theme_id, ALL)
    shown = [row] if everyone is None or row.segment_kind == "all" else [row, everyone]
    names = [
        say("appendix.all")
        if one.segment_kind == "all"
        else sentence_case(lookup.people((one.segment_kind, one.segment)))
        for one in shown
    ]
    columns = [fact_cells(lookup, one) for one in shown]
    keys = [key for key in columns[0] if any(column[key] != _UNKNOWN for column in columns)]
    return Table(
        number=lookup.next_table(),
        caption=say("largest.facts"),
        header=(say("largest.figure"), *names),
        align="l" + "r" * len(shown),
        rows=tuple((say(f"largest.{key}"), *(column[key] for column in columns)) for key in keys),
    )


def fact_cells(lookup: Lookup, row: GapRow) -> dict[str, str]:
    """A row of gaps -> what each of its numbers is called in the words -> the number as text."""
    words = lookup.words

    def rating(mean: float | None) -> str:
        return words.say("term.not_rated") if mean is None else words.number(mean)

    return {
        "n_need": _of(lookup, row.n_need, row.n),
        "n_unmet": lookup.counted(row.n_unmet),
        "n_partly": lookup.counted(row.n_partly),
        "n_missing": lookup.counted(row.n_missing),
        "n_prompted": ticked(lookup, row) if lookup.has_ticks else _UNKNOWN,
        "gap": lookup.interval(row.gap),
        "gap_total": lookup.range(row.gap_total),
        "gap_capacity": lookup.interval(row.gap_capacity),
        "coverage": lookup.interval(row.coverage),
        "place": lookup.place(row.rank),
        "n_offers": lookup.counted(row.n_suitable_offers),
        "importance": rating(row.importance),
        "satisfaction": rating(row.satisfaction),
    }


def _of(lookup: Lookup, number: int | None, whole: int | None) -> str:
    if number is None or whole is None:
        return lookup.words.say("term.suppressed_short")
    return lookup.words.say("largest.of", {"k": number, "n": whole})


def _share(lookup: Lookup, row: GapRow) -> str:
    """A row -> the share in words, and whether it can be told from that of the rest."""
    words = lookup.words
    sentences = []
    share = share_in_words(words, row.demand)
    if share:
        sentences.append(words.say("largest.share", {"share": share}))
    contrast = lookup.contrast(row.theme_id, row.segment_key)
    if contrast is not None and contrast.q is not None:
        difference = contrast.difference.value or 0.0
        key = "same" if contrast.q >= SURE else "larger" if difference > 0 else "smaller"
        sentences.append(words.say(f"largest.{key}_share"))
    return " ".join(sentences)


def _who(lookup: Lookup, figure: WhoSaysIt | None) -> str:
    say = lookup.words.say
    if figure is None:
        return say("largest.who_instead")
    return say("largest.who", {"figure": say("refer.figure_inside", {"number": figure.number})})


def _signals(lookup: Lookup, row: GapRow, stability: float | None) -> tuple[str, ...]:
    words = lookup.words
    signals = []
    if row.p_top5 is not None:
        signals.append(words.say("largest.top5", {"share": words.percent(row.p_top5)}))
    if stability is not None and stability < STABLE:
        signals.append(words.say("largest.unstable", {"stability": words.number(stability, 2)}))
    trend = lookup.trend(row.theme_id)
    if trend is not None and trend.demand_change.value is not None:
        has_gap = trend.gap_change.value is not None
        values = {
            "wave": trend.previous_wave,
            "demand": lookup.points(trend.demand_change),
            "gap": lookup.points(trend.gap_change),
        }
        signals.append(words.say(f"trend.{'change' if has_gap else 'demand_only'}", values))
    return tuple(signals)


def who_says_it(lookup: Lookup, theme_id: str) -> WhoSaysIt | None:
    """Theme -> who mentions it by type and region; None where over half is hidden."""
    words = lookup.words
    panels = tuple(
        SharePanel(words.say(f"largest.{title}"), tuple(_dots(lookup, theme_id, kind)))
        for title, kind in (("who_types", "respondent_type"), ("who_regions", "region"))
    )
    panels = tuple(panel for panel in panels if panel.dots)
    dots = [dot for panel in panels for dot in panel.dots]
    if not dots or 2 * sum(dot.share is None for dot in dots) > len(dots):
        return None
    items = " ".join(
        words.say("largest.who_item", {"name": dot.name, "text": " ".join(dot.text.split())})
        for dot in dots
    )
    highest = max(dot.high or dot.share or 0.0 for dot in dots)
    return WhoSaysIt(
        number=lookup.next_figure(),
        caption=words.say("largest.who_caption", {"label": lookup.label(theme_id)}),
        alt=words.say("largest.who_alt", {"items": items}),
        ticks=percent_ticks(words, highest),
        panels=panels,
    )


def _dots(lookup: Lookup, theme_id: str, kind: str) -> list[ShareDot]:
    words = lookup.words
    dots = []
    for segment in lookup.segments(kind):
        row = lookup.gap(theme_id, segment)
        if row is None:
            continue
        name = lookup.segment_name(segment)
        share = row.demand.value
        if row.n_need is None or share is None:
            hidden = words.say("term.suppressed_short")
            dots.append(ShareDot(name, None, None, None, hidden))
            continue
        values = {"share": words.percent(share), "k": row.n_need, "n": row.n}
        text = words.say("largest.who_text", values)
        dots.append(ShareDot(name, share, row.demand.low, row.demand.high, text))
    return dots
