"""The sheets that list things: statements, matches, offers, rejects, and the method in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from gapmap.report.lookup import ALL, Lookup
from gapmap.report.parts import QualityBlock, Story
from gapmap.report.rounding import as_printed
from gapmap.report.rows import records
from gapmap.report.sheets import Cell, Sheet, column_words, heading, sheet
from gapmap.report.words import Words, sentence_case, term_list
from gapmap.stages.match_evidence import label_evidence
from gapmap.tables import EVERYWHERE

MOST_STATEMENTS = 50_000
"""Statements that are listed: more make a workbook that opens slowly, or not at all."""

FEW = 0.05
"""Share of respondents below which a need counts as mentioned by few."""


def statements_sheet(lookup: Lookup) -> Sheet:
    """Tables -> the statements that may be listed, by theme and then by id."""
    words = lookup.words
    widths = {"code": 14, "theme": 32, "statement_id": 20, "respondent_type": 22, "text": 90}
    headings = tuple(
        heading(words, "statements", name, width=width) for name, width in widths.items()
    )
    return sheet(words, "statements", headings, _statement_rows(lookup))


def _statement_rows(lookup: Lookup) -> Iterator[tuple[Cell, ...]]:
    most, listed = most_per_theme(lookup), lookup.inputs.listed
    for row in records(listed[listed.groupby("theme_id").cumcount() < most]):
        theme_id, respondent_type = row["theme_id"], row["respondent_type"]
        yield (
            lookup.codes.row(theme_id) if theme_id else "",
            lookup.label(theme_id) if theme_id else lookup.words.say("workbook.no_theme"),
            row["statement_id"],
            lookup.type_name(respondent_type) if respondent_type else "",
            row["text"],
        )


def most_per_theme(lookup: Lookup) -> int:
    """Tables -> how many statements of each theme are listed at most."""
    listed = lookup.inputs.listed
    if len(listed) <= MOST_STATEMENTS:
        return max(len(listed), 1)
    return MOST_STATEMENTS // listed["theme_id"].nunique()


def matches_sheet(lookup: Lookup) -> Sheet:
    """Tables -> every match, by theme and then by its place in the theme."""
    words = lookup.words
    headings = (
        heading(words, "matches", "code"),
        heading(words, "matches", "theme", width=32),
        heading(words, "matches", "offer_id"),
        heading(words, "matches", "title", width=40),
        heading(words, "matches", "rank", "place"),
        heading(words, "matches", "grade", width=24),
        *(heading(words, "matches", name, "share") for name in ("fit", "fit_full")),
        *(heading(words, "matches", name, width=40) for name in ("evidence", "status")),
    )
    vocabulary = lookup.inputs.vocabulary
    titles = lookup.inputs.offers.set_index("offer_id")["title"].to_dict()
    matches = lookup.inputs.matches.sort_values(["theme_id", "rank", "offer_id"])
    rows = [
        (
            lookup.codes.row(row["theme_id"]),
            lookup.label(row["theme_id"]),
            row["offer_id"],
            titles.get(row["offer_id"], ""),
            row["rank"],
            words.say(f"grade.{row['grade']}") if row["grade"] else "",
            *(_share(row[name]) for name in ("fit", "fit_full")),
            ", ".join(label_evidence(row["evidence"], words.language, vocabulary=vocabulary)),
            words.say(f"match_status.{row['status']}") if row["status"] else "",
        )
        for row in records(matches)
    ]
    return sheet(words, "matches", headings, rows)


def offers_sheet(lookup: Lookup) -> Sheet:
    """Tables -> the catalogue, with the need that most people mention of those an offer meets."""
    words = lookup.words
    widths = {"title": 40, "provider": 28, "offer_type": 22, "audience": 32, "regions": 32}
    texts = ("offer_id", "title", "provider", "offer_type", "audience", "regions", "languages")
    headings = (
        *(heading(words, "offers", name, width=widths.get(name, 14)) for name in texts),
        heading(words, "offers", "capacity_per_year", "count"),
        *(heading(words, "offers", name) for name in ("price", *_DAYS, "url")),
        heading(words, "offers", "n_themes", "count"),
        heading(words, "offers", "top_theme", width=32),
        heading(words, "offers", "n_need", "count"),
        heading(words, "offers", "remark", width=60).filled({"few": words.percent(FEW)}),
    )
    serving = lookup.inputs.matches
    serving = serving[(serving["grade"] != "none") & (serving["status"] != "rejected")]
    themes = {str(one): list(rows["theme_id"]) for one, rows in serving.groupby("offer_id")}
    confirmed = set(serving.loc[serving["status"] == "confirmed", "offer_id"])
    rows = [
        _offer(lookup, offer, themes.get(offer["offer_id"], []), offer["offer_id"] in confirmed)
        for offer in records(lookup.inputs.offers.sort_values("offer_id"))
    ]
    return sheet(words, "offers", headings, rows)


_DAYS = ("open_from", "open_until", "last_checked")


def _offer(
    lookup: Lookup, offer: dict[str, Any], themes: list[str], is_confirmed: bool
) -> tuple[Cell, ...]:
    regions = set(offer["regions"]) - {EVERYWHERE}
    return (
        offer["offer_id"],
        offer["title"],
        offer["provider"] if is_confirmed else "",
        offer["offer_type"],
        lookup.words.both(map(lookup.type_name, offer["audience"])),
        lookup.words.both(lookup.segment_name(("region", name)) for name in sorted(regions)),
        ", ".join(offer["languages"]),
        offer["capacity_per_year"],
        offer["price"],
        *(_day(offer[name]) for name in _DAYS),
        offer["url"],
        *_mentions(lookup, themes),
    )


def _mentions(lookup: Lookup, themes: list[str]) -> tuple[Cell, ...]:
    """Themes an offer meets -> how many, the one mentioned most, by how many, and a warning.

    A hidden theme is not mentioned most: that would tell how large it is.
    """
    rows = [lookup.gap(theme_id, ALL) for theme_id in themes]
    shown = [row for row in rows if row is not None and not row.is_hidden]
    top = max(shown, key=lambda row: (row.n_need or 0, row.theme_id), default=None)
    is_few = len(shown) == len(rows) and (top is None or (top.demand.value or 0) < FEW)
    return (
        len(themes),
        lookup.label(top.theme_id) if top else "",
        top.n_need if top else None,
        lookup.words.say("workbook.few") if is_few else "",
    )


def rejects_sheet(lookup: Lookup) -> Sheet:
    """Tables -> every row and cell that was left out."""
    words = lookup.words
    headings = (
        heading(words, "rejects", "source"),
        heading(words, "rejects", "row", "place"),
        heading(words, "rejects", "column", width=18),
        *(heading(words, "rejects", name, width=60) for name in ("rule", "advice")),
    )
    rows = [
        (
            words.say(f"quality.{row['source']}"),
            row["row"],
            _column_name(words, row["column"]),
            sentence_case(words.name("rule", row["rule"])),
            column_words()["advice"].get(row["rule"], row["advice"])
            if words.language == "da"
            else row["advice"],
        )
        for row in records(lookup.inputs.rejects)
    ]
    return sheet(words, "rejects", headings, rows)


def _column_name(words: Words, column: str) -> str:
    """A canonical column -> how it is called; one without a name of its own stands for itself."""
    if column in term_list()["segment_kind"]:
        return words.say(f"segment_kind.{column}")
    titles = column_words()["offers"] | column_words()["gaps"]
    return str(titles[column][words.language]) if column in titles else column


def method_sheet(lookup: Lookup, story: Story, others: tuple[Sheet, ...]) -> Sheet:
    """Tables, the story, the other sheets -> how the figures are made, and what columns hold."""
    words = lookup.words
    headings = (
        heading(words, "method", "part", width=40),
        heading(words, "method", "text", width=120),
    )
    reading = story.respondents
    rows = [
        *((words.say("workbook.about"), text) for text in _about(lookup, story)),
        *((story.front.limits_title, text) for text in story.front.limits),
        *((reading.reading_title, f"{name}: {text}") for name, text in reading.reading),
        *(row for block in story.quality.blocks for row in _block(block)),
    ]
    for one in others:
        part = words.say("workbook.columns", {"sheet": one.name})
        rows += [(part, f"{column.title}: {column.note}.") for column in one.headings]
    return sheet(words, "method", headings, rows)


def _about(lookup: Lookup, story: Story) -> Iterator[str]:
    words, inputs = lookup.words, lookup.inputs
    yield f"{story.title}. {story.subtitle}"
    yield f"{story.draft}. {story.standing}" if story.draft else f"{story.standing}."
    if story.notice:
        yield story.notice
    yield story.code_text
    yield words.say("workbook.what")
    yield words.say("workbook.codes", {"sheet": words.say("sheet.trace")})
    counts = inputs.statement_counts
    most = most_per_theme(lookup)
    n_shown = int(inputs.listed.groupby("theme_id").size().clip(upper=most).sum())
    n_all = counts.get("assigned", 0) + counts.get("no_theme", 0)
    listed = words.say("workbook.listed", {"shown": n_shown, "all": n_all})
    if n_shown < len(inputs.listed):
        listed += words.say("workbook.listed_some", {"most": most})
    yield listed
    yield words.say("workbook.few")


def _block(block: QualityBlock) -> Iterator[tuple[str, str]]:
    for sentence in block.sentences:
        yield block.title, sentence
    for table in block.tables:
        for row in table.rows:
            told = (f"{title}: {cell}" for title, cell in zip(table.header, row, strict=True))
            yield block.title, f"{table.caption}. {'; '.join(told)}"


def _share(value: float | None) -> float | None:
    return None if value is None else as_printed(value, "share")


def _day(stamp: Any) -> date | None:
    return None if stamp is None or pd.isna(stamp) else pd.Timestamp(stamp).date()
