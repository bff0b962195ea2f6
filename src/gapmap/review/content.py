"""A published run -> what its review asks: the rows of every sheet, what matters most first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gapmap.review.layout import SEPARATOR, SheetKey, grade_word
from gapmap.review.published import Published
from gapmap.review.words import said
from gapmap.stages.match_evidence import label_evidence
from gapmap.stages.review import order_for_review
from gapmap.stages.review_matches import queue_matches
from gapmap.stages.review_queue import queue_statements
from gapmap.stages.review_sample import draw_sample
from gapmap.text.tokens import text_key

STATEMENTS, MATCHES, QUOTES, SAMPLE = 100, 40, 4, 60
"""Rows of the sheets, of the quotes per theme: what one person gets through in an hour."""

_ONE_IN = 4
"""At most one in so many statements is drawn: of a small survey most are to be reviewed."""

_FEWEST_WORDS = 4

Row = Mapping[str, str | float | None]


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in the workbook of a review.

    Attributes:
        rows: Sheet -> its rows, by column.
        themes: What can be chosen as a theme.
        offers: What can be chosen as an offer.
        memory: What must be known when the workbook comes back: kind, name, value.
    """

    rows: Mapping[SheetKey, Sequence[Row]]
    themes: Sequence[str]
    offers: Sequence[str]
    memory: Sequence[tuple[str, str, str]]


def review_content(published: Published) -> Content:
    """Published run -> Content.

    Every sheet is sorted by what could change the ranking most. The sample is drawn from all
    statements; what it holds is not asked about on the sheet of statements, where the theme
    is shown.
    """
    sample = draw_sample(
        published.statements,
        published.assignments,
        size=min(SAMPLE, len(published.texts) // _ONE_IN),
        seed=published.project.project.seed,
    )
    order = _order(published)
    queue = waiting_statements(published, sample)[:STATEMENTS]
    rows: dict[SheetKey, list[Row]] = {
        "themes": [*_themes(published, order)],
        "statements": [*_statements(published, queue)],
        "matches": [*_matches(published)],
        "quotes": [*_quotes(published, order)],
        "sample": [
            {"statement_id": one, "text": text}
            for one, text in zip(sample["statement_id"], sample["text"], strict=True)
        ],
    }
    return Content(
        rows=rows,
        themes=[theme_choice(published, theme) for theme in sorted(order)],
        offers=[
            f"{one}{SEPARATOR}{title}"
            for one, title in zip(
                published.offers["offer_id"], published.offers["title"], strict=True
            )
        ],
        memory=[*_memory(published, sorted(order), queue, sample)],
    )


def waiting_statements(published: Published, sample: pd.DataFrame | None = None) -> pd.DataFrame:
    """Published run -> the statements that wait for a person, those that matter most first.

    Args:
        published: The run, and the codebook as it is now.
        sample: Statements that are not asked about.
    """
    sampled = set() if sample is None else set(sample["text"].map(text_key))
    return queue_statements(
        published.statements,
        published.assignments,
        order=_order(published),
        decided=sampled | published.codebook.decided.keys(),
    )


def waiting_matches(published: Published) -> pd.DataFrame:
    """Published run -> the matches that wait for a person, those that matter most first."""
    project = published.project
    queue = queue_matches(
        published.matches,
        published.gaps,
        coverage=project.gaps.coverage,
        min_cell=project.privacy.min_cell,
    )
    pairs = pd.MultiIndex.from_frame(queue[["theme_id", "offer_id"]])
    return queue[~pairs.isin(list(published.codebook.grades))].reset_index(drop=True)


def theme_choice(published: Published, theme: str) -> str:
    """Theme -> as it can be chosen: "K01 · Finansiering"."""
    return f"{theme}{SEPARATOR}{published.labels[theme]}"


def _order(published: Published) -> list[str]:
    project = published.project
    first = order_for_review(
        published.gaps, coverage=project.gaps.coverage, min_cell=project.privacy.min_cell
    )
    return [*first, *sorted(set(published.themes["theme_id"]) - set(first))]


def _themes(published: Published, order: Sequence[str]) -> Iterator[Row]:
    themes = {str(row["theme_id"]): row for row in published.themes.to_dict("records")}
    gaps = published.gaps[published.gaps["segment_kind"] == "all"]
    counts = {str(row["theme_id"]): row for row in gaps.to_dict("records")}
    by_id = published.codebook.by_id
    for theme in order:
        row, counted = themes[theme], counts.get(theme, {})
        named = by_id.get(theme)
        yield {
            "theme_id": theme,
            "label_da": named.label_da if named else row["label_da"],
            "label_en": named.label_en if named else row["label_en"],
            "terms": ", ".join(row["terms"]),
            "n_respondents": _shown(counted.get("n_need")),
            "n_unmet": _shown(counted.get("n_unmet")),
            "stability": row["stability"],
            "examples": "\n".join(f"– {published.texts[one]}" for one in row["exemplars"]),
            "definition": named.definition if named else "",
        }


def _shown(count: Any) -> float | None:
    """A count -> the same; None where it is hidden."""
    return None if count is None or pd.isna(count) else float(count)


def _statements(published: Published, queue: pd.DataFrame) -> Iterator[Row]:
    hold = published.assignments.groupby("statement_id")["membership"].max()
    none = said("choice", "no_theme", published.language)
    for one, text in zip(queue["statement_id"], queue["text"], strict=True):
        themes = published.themes_of.get(one, ())
        yield {
            "statement_id": one,
            "text": text,
            "theme": "; ".join(theme_choice(published, theme) for theme in themes) or none,
            "membership": hold.get(one),
        }


def _matches(published: Published) -> Iterator[Row]:
    offers = published.offers.set_index("offer_id")
    language = published.language
    for match in waiting_matches(published)[:MATCHES].to_dict("records"):
        offer = offers.loc[match["offer_id"]]
        evidence = label_evidence(match["evidence"], language, vocabulary=published.vocabulary)
        yield {
            "theme_id": match["theme_id"],
            "theme": published.labels[match["theme_id"]],
            "offer_id": match["offer_id"],
            "title": offer["title"],
            "provider": offer["provider"],
            "description": offer["description"],
            "evidence": ", ".join(evidence),
            "fit": match["fit"],
            "grade": grade_word(match["grade"], language),
        }


def _quotes(published: Published, order: Sequence[str]) -> Iterator[Row]:
    """Per theme what could be quoted: exemplars first, then what belongs to it most."""
    listed = published.listed
    hold = published.assignments.groupby("statement_id")["membership"].max().round(9)
    shown = {one: i for theme in published.exemplars.values() for i, one in enumerate(theme)}
    approved = {text_key(quote.text) for quote in published.codebook.quotes}
    told = listed.assign(
        key=listed["text"].map(text_key),
        place=listed["statement_id"].map(shown).fillna(len(shown)),
        hold=listed["statement_id"].map(hold).fillna(0.0),
    )
    told = told[(told["key"].str.count(" ") >= _FEWEST_WORDS - 1) & ~told["key"].isin(approved)]
    told = told.sort_values(["place", "hold", "key"], ascending=[True, False, True])
    told = told.drop_duplicates("key")
    for theme in order:
        for one in told[told["theme_id"] == theme][:QUOTES].to_dict("records"):
            yield {
                "statement_id": one["statement_id"],
                "theme": theme_choice(published, theme),
                "text": one["text"],
                "respondent_type": one["respondent_type"],
            }


def _memory(
    published: Published, themes: Sequence[str], queue: pd.DataFrame, sample: pd.DataFrame
) -> Iterator[tuple[str, str, str]]:
    yield "about", "wave", published.wave
    yield "about", "run", published.run_id
    yield "about", "codebook", str(published.codebook.version)
    yield "about", "language", published.language
    for theme in themes:
        yield "theme", theme, " ".join(published.exemplars[theme])
    for one in queue["statement_id"]:
        yield "statement", one, " ".join(published.themes_of.get(one, ()))
    for one, share in zip(sample["statement_id"], sample["share"], strict=True):
        yield "sample", one, repr(float(share))
