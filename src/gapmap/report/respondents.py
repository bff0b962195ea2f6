"""How to read the report, and who answered."""

from __future__ import annotations

from typing import Any

from gapmap.report.front import answered
from gapmap.report.lookup import Lookup
from gapmap.report.parts import Background, BackgroundPanel, CountBar, Respondents, Table
from gapmap.tables import NOT_STATED

_READING = ("theme", "offer", "gap", "interval", "hidden", "code")
_PANELS = ("region", "size", "field")


def respondents(lookup: Lookup) -> Respondents:
    """Tables -> how to read the report, who answered."""
    say = lookup.words.say
    codes = [lookup.codes.row(theme_id) for theme_id in lookup.theme_ids]
    example = {"code": [*codes, lookup.codes.turnout("answers")][0], "sheet": say("sheet.trace")}
    turnout = _turnout(lookup)
    figure = _background(lookup)
    return Respondents(
        contents_title=say("cover.contents"),
        reading_title=say("reading.title"),
        reading=tuple(
            (say(f"reading.{key}_name"), say(f"reading.{key}", example)) for key in _READING
        ),
        title=say("respondents.title"),
        sentences=_sentences(lookup, figure),
        turnout=turnout,
        figure=figure,
        instead="" if figure else say("respondents.instead"),
    )


def _sentences(lookup: Lookup, figure: Background | None) -> tuple[str, ...]:
    words, facts = lookup.words, lookup.inputs.facts
    sentences = [answered(lookup)]
    if figure is not None:
        number = words.say("refer.figure", {"number": figure.number})
        sentences.append(words.say("respondents.see_figure", {"figure": number}))
    by_type = {row["segment"]: row for row in lookup.turnout("respondent_type")}
    for segment in lookup.segments("respondent_type"):
        row = by_type.get(segment[1])
        if row and row["target"] and row["n_respondents"] is not None:
            target = int(row["target"])
            values = {"target": target, "people": lookup.people(segment, target)}
            values |= {"n": int(row["n_respondents"])}
            sentences.append(words.say("respondents.target", values))
    rows = {"n_rejected": facts.n_rejected_rows, "n_rows": facts.n_rows}
    key = "rejected" if facts.n_rejected_rows else "none_rejected"
    sentences.append(words.say(f"respondents.{key}", rows))
    counts = lookup.inputs.statement_counts
    assigned, without = counts.get("assigned", 0), counts.get("no_theme", 0)
    values = {
        "statements": words.counted("statement", assigned + without),
        "assigned": assigned,
        "themes": words.counted("theme", len(lookup.theme_ids)),
    }
    key = "statements" if without else "all_statements"
    sentences.append(words.say(f"respondents.{key}", values))
    return tuple(sentences)


def _turnout(lookup: Lookup) -> Table:
    """Answers by type; targets, invited and response rates only where some are known."""
    say = lookup.words.say
    by_type = {row["segment"]: row for row in lookup.turnout("respondent_type")}
    segments = [*lookup.segments("respondent_type"), ("respondent_type", NOT_STATED)]
    named = [
        (lookup.segment_name(segment), by_type[segment[1]])
        for segment in segments
        if segment[1] in by_type and by_type[segment[1]]["n_respondents"] != 0
    ]
    everyone = [
        (say("respondents.total"), row | {"invited": lookup.n_invited()})
        for row in lookup.turnout("all")
    ]
    rows = [*named, *everyone]
    optional = [
        name for name in ("target", "invited") if any(row[name] is not None for _, row in rows)
    ]
    columns = ["n", "answered"]
    columns += ["target_column"] if "target" in optional else []
    columns += ["share", "population"] if _population(lookup) else []
    columns += ["invited", "rate"] if "invited" in optional else []
    return Table(
        number=lookup.next_table(),
        caption=say("respondents.caption"),
        header=tuple(say(f"respondents.{name}") for name in ("type", *columns)),
        align="l" + "r" * len(columns),
        rows=tuple(
            (name, *(_cell(lookup, row, column) for column in columns)) for name, row in rows
        ),
        has_total=bool(everyone),
    )


def _cell(lookup: Lookup, row: dict[str, Any], column: str) -> str:
    if column in ("target_column", "invited"):
        number = row["target" if column == "target_column" else "invited"]
        return "–" if number is None else lookup.words.count(int(number))
    if column in ("share", "population"):
        return _share(lookup, row, column)
    if column == "rate":
        if not row["invited"] or row["n_respondents"] is None:
            return "–"
        return lookup.words.percent(row["n_respondents"] / row["invited"])
    number = row["n_respondents" if column == "n" else "n_answered"]
    return lookup.counted(None if number is None else int(number))


def _population(lookup: Lookup) -> dict[str, float]:
    """Respondent type -> its share of the population; empty where not known."""
    return lookup.inputs.project.weights.margins.get("respondent_type", {})


def _share(lookup: Lookup, row: dict[str, Any], column: str) -> str:
    """A row of turnout -> its share of all answers, or of the population."""
    if column == "population":
        known = _population(lookup).get(row["segment"])
        return "–" if known is None else lookup.words.percent(known)
    everyone = next(iter(lookup.turnout("all")))["n_respondents"]
    if row["n_respondents"] is None or not everyone:
        return "–"
    return lookup.words.percent(row["n_respondents"] / everyone)


def _background(lookup: Lookup) -> Background | None:
    """Region, size and line of work of those who gave a real answer; None where over half hide."""
    words = lookup.words
    panels = tuple(_panel(lookup, kind) for kind in _PANELS)
    panels = tuple(panel for panel in panels if panel.bars)
    bars = [bar for panel in panels for bar in panel.bars]
    if not bars or 2 * sum(bar.count is None for bar in bars) > len(bars):
        return None
    kinds = words.both(panel.title.lower() for panel in panels)
    told = " ".join(
        f"{panel.title}: {', '.join(f'{bar.name} {bar.text}' for bar in panel.bars)}."
        for panel in panels
    )
    return Background(
        number=lookup.next_figure(),
        caption=words.say("respondents.figure", {"kinds": kinds}),
        alt=words.say("respondents.alt", {"panels": told}),
        panels=panels,
    )


def _panel(lookup: Lookup, kind: str) -> BackgroundPanel:
    counts = {row["segment"]: row["n_answered"] for row in lookup.turnout(kind)}
    segments = [*lookup.segments(kind), (kind, NOT_STATED)]
    bars = tuple(
        CountBar(
            lookup.segment_name(segment),
            None if counts[segment[1]] is None else int(counts[segment[1]]),
            lookup.counted(None if counts[segment[1]] is None else int(counts[segment[1]])),
        )
        for segment in segments
        if segment[1] in counts
    )
    return BackgroundPanel(lookup.words.say(f"respondents.{kind}"), bars)
