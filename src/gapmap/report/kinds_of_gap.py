"""Kinds of gap as a two-by-two, and the themes whose signals disagree."""

from __future__ import annotations

from gapmap.report.lookup import ALL, GapRow, Lookup
from gapmap.report.parts import Table
from gapmap.report.section_parts import KindBox, KindsSection, KindTable, ThemeName

_TO_GAP, _TO_MET = "▲", "▼"


def kinds_section(lookup: Lookup) -> KindsSection:
    """Tables -> the themes by kind of gap for all, and where signals disagree."""
    say = lookup.words.say
    rows = [row for row in lookup.ranked(ALL) if row.kind]
    title, signals_title = say("kinds.title"), say("signals.title")
    if not rows:
        return KindsSection(title, "", None, say("kinds.nothing"), signals_title, "", None)
    table = _two_by_two(lookup, rows)
    signals = _disagreeing(lookup, rows)
    limits = {"coverage": _coverage(lookup), "satisfaction": _satisfaction(lookup)}
    if signals is None:
        signals_intro = say("signals.none")
    else:
        number = say("refer.table", {"number": signals.number})
        signals_intro = say("signals.intro", {"table": number, **limits})
    number = say("refer.table", {"number": table.number})
    return KindsSection(
        title=title,
        intro=say("kinds.intro", {"table": number, **limits}),
        table=table,
        instead="",
        signals_title=signals_title,
        signals_intro=signals_intro,
        signals=signals,
    )


def kind_of_gap(lookup: Lookup, kind: str) -> tuple[str, str]:
    """Kind of gap -> its name, and what it means under the project's limits."""
    say = lookup.words.say
    limits = {"coverage": _coverage(lookup), "satisfaction": _satisfaction(lookup)}
    return say(f"kind.{kind}"), say(f"kind_meaning.{kind}", limits)


def _coverage(lookup: Lookup) -> str:
    return lookup.words.percent(lookup.inputs.project.gaps.coverage)


def _satisfaction(lookup: Lookup) -> str:
    return lookup.words.number(lookup.inputs.project.gaps.satisfaction)


def _two_by_two(lookup: Lookup, rows: list[GapRow]) -> KindTable:
    say = lookup.words.say
    limits = {"coverage": _coverage(lookup), "satisfaction": _satisfaction(lookup)}
    return KindTable(
        number=lookup.next_table(),
        caption=say("kinds.caption"),
        header=(
            say("kinds.corner"),
            say("kinds.unhappy", limits),
            say("kinds.happy", limits),
        ),
        low_coverage=say("kinds.low", limits),
        high_coverage=say("kinds.high", limits),
        unmet=_box(lookup, rows, "no_suitable_offer_for_most"),
        outside=_box(lookup, rows, "possibly_met_outside_the_catalogue"),
        unfelt=_box(lookup, rows, "offers_not_felt_to_be_enough"),
        met=_box(lookup, rows, "met"),
        places=_box(lookup, rows, "more_places_than_needs"),
        undecided=_box(lookup, rows, "undecided"),
    )


def _box(lookup: Lookup, rows: list[GapRow], kind: str) -> KindBox:
    name, meaning = kind_of_gap(lookup, kind)
    themes = tuple(
        ThemeName(lookup.label(row.theme_id), row.theme_id, lookup.codes.row(row.theme_id))
        for row in rows
        if row.kind == kind
    )
    return KindBox(name, meaning, themes, "" if themes else lookup.words.say("kinds.no_themes"))


def _disagreeing(lookup: Lookup, rows: list[GapRow]) -> Table | None:
    """Rows -> those in which one signal points to a gap and another to a need that is met."""
    say = lookup.words.say
    signs = [(row, _signs(lookup, row)) for row in rows]
    shown = [(row, three) for row, three in signs if {_TO_GAP, _TO_MET} <= set(three)]
    if not shown:
        return None
    header = ("theme", "code", "coverage", "missing", "satisfaction")
    return Table(
        number=lookup.next_table(),
        caption=say("signals.caption"),
        header=tuple(say(f"signals.{name}") for name in header),
        align="llrrr",
        rows=tuple(
            (
                lookup.label(row.theme_id),
                lookup.codes.row(row.theme_id),
                *(
                    f"{text} {sign}".strip()
                    for text, sign in zip(_texts(lookup, row), three, strict=True)
                ),
            )
            for row, three in shown
        ),
    )


def _signs(lookup: Lookup, row: GapRow) -> tuple[str, str, str]:
    """What coverage, what is said to be missing, and satisfaction point to; "" for neither."""
    limits = lookup.inputs.project.gaps
    half_miss = row.n_missing is not None and 2 * row.n_missing >= (row.n_need or 0)
    return (
        _side(row.coverage.value, limits.coverage),
        _TO_GAP if half_miss else "",
        _side(row.satisfaction, limits.satisfaction),
    )


def _side(number: float | None, limit: float) -> str:
    if number is None:
        return ""
    return _TO_GAP if number < limit else _TO_MET


def _texts(lookup: Lookup, row: GapRow) -> tuple[str, str, str]:
    words = lookup.words
    coverage, satisfaction = row.coverage.value, row.satisfaction
    missing = {"k": row.n_missing, "n": row.n_need}
    return (
        "–" if coverage is None else words.percent(coverage),
        lookup.counted(None) if row.n_missing is None else words.say("largest.of", missing),
        words.say("term.not_rated") if satisfaction is None else words.number(satisfaction),
    )
