"""The sheets of figures: gaps, themes, who answered, and where every figure comes from."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from gapmap.report.behind import Behind
from gapmap.report.figures import trace_figures
from gapmap.report.lookup import Estimate, GapRow, Lookup
from gapmap.report.rounding import Unit, as_printed
from gapmap.report.sheets import Amount, Cell, Heading, Sheet, heading, sheet, with_interval

_COUNTS = (
    "n", "n_need", "n_unmet", "n_partly", "n_missing", "n_suitable_offers",
)  # fmt: skip
_TICKS = ("n_asked", "n_prompted")
_ESTIMATES = ("demand", "coverage", "met", "gap", "gap_capacity")


def gaps_sheet(lookup: Lookup) -> Sheet:
    """Tables -> every theme in every segment."""
    words = lookup.words
    total = with_interval(words, "gap_total", "share")[1:]
    headings = (
        *(heading(words, "gaps", name, width=24) for name in ("code", "theme")),
        *(heading(words, "gaps", name, width=18) for name in ("segment_kind", "segment", "remark")),
        *(heading(words, "gaps", name, "count", 10) for name in (*_ticks(lookup), *_COUNTS)),
        *(part for name in _ESTIMATES for part in with_interval(words, name, "share")),
        *with_interval(words, "rank", "place"),
        *total,
        heading(words, "gaps", "p_top5", "share"),
        *(heading(words, "gaps", name, "mean", 11) for name in ("importance", "satisfaction")),
        heading(words, "gaps", "kind", width=40),
    )
    return sheet(words, "gaps", headings, _gap_rows(lookup))


def _gap_rows(lookup: Lookup) -> Iterator[tuple[Cell, ...]]:
    words = lookup.words
    for theme_id in lookup.theme_ids:
        for segment in lookup.all_segments():
            row = lookup.gap(theme_id, segment)
            if row is None:
                continue
            named = (
                lookup.codes.row(theme_id, segment),
                lookup.label(theme_id),
                words.say(f"segment_kind.{segment[0]}"),
                lookup.segment_name(segment),
            )
            ticks = [getattr(row, name) for name in _ticks(lookup)]
            if row.is_hidden:
                yield (*named, words.say("term.suppressed"), *ticks, *[None] * _N_NUMBERS, "")
            else:
                kind = words.say(f"kind.{row.kind}") if row.kind else ""
                yield (*named, "", *ticks, *_gap_numbers(row), kind)


def _ticks(lookup: Lookup) -> tuple[str, ...]:
    """The columns on ticks, which are hidden or shown on their own; none without a tick-list."""
    return _TICKS if lookup.has_ticks else ()


_N_NUMBERS = len(_COUNTS) + 3 * len(_ESTIMATES) + 3 + 2 + 3


def _gap_numbers(row: GapRow) -> tuple[Cell, ...]:
    def ends(estimate: Estimate, unit: Unit) -> tuple[Cell, ...]:
        shares = (estimate.value, estimate.low, estimate.high)
        return tuple(_rounded(share, unit) for share in shares)

    return (
        *(getattr(row, name) for name in _COUNTS),
        *(cell for name in _ESTIMATES for cell in ends(getattr(row, name), "share")),
        *ends(row.rank, "place"),
        *ends(row.gap_total, "share")[1:],
        _rounded(row.p_top5, "share"),
        _rounded(row.importance, "mean"),
        _rounded(row.satisfaction, "mean"),
    )


def _rounded(value: float | None, unit: Unit) -> float | None:
    return None if value is None else as_printed(value, unit)


def themes_sheet(lookup: Lookup) -> Sheet:
    """Tables -> every theme."""
    words = lookup.words
    headings = (
        *(heading(words, "themes", name) for name in ("code", "theme_id")),
        *(heading(words, "themes", name, width=32) for name in ("label_da", "label_en", "terms")),
        *(heading(words, "themes", name, "count") for name in ("n_statements", "n_respondents")),
        heading(words, "themes", "stability", "ratio"),
        heading(words, "themes", "source", width=24),
    )
    rows = []
    for theme_id in lookup.theme_ids:
        theme = lookup.theme(theme_id)
        rows.append(
            (
                lookup.codes.row(theme_id),
                theme_id,
                theme["label_da"],
                theme["label_en"],
                ", ".join(theme["terms"]),
                theme["n_statements"],
                theme["n_respondents"],
                _rounded(theme["stability"], "ratio"),
                words.say(f"theme_source.{theme['source']}") if theme["source"] else "",
            )
        )
    return sheet(words, "themes", headings, rows)


def respondents_sheet(lookup: Lookup) -> Sheet:
    """Tables -> how many answered, segment by segment."""
    words = lookup.words
    counts = ("n_respondents", "n_answered", "target", "invited")
    headings = (
        *(heading(words, "respondents", name, width=24) for name in _SEGMENT),
        *(heading(words, "respondents", name, "count") for name in counts),
    )
    rows = []
    for row in lookup.turnout_rows():
        segment = (row["segment_kind"], row["segment"])
        rows.append(
            (
                lookup.codes.turnout("answers", segment),
                words.say(f"segment_kind.{segment[0]}"),
                lookup.segment_name(segment),
                *(row[name] for name in counts),
            )
        )
    return sheet(words, "respondents", headings, rows)


_SEGMENT = ("code", "segment_kind", "segment")


def trace_sheet(lookup: Lookup) -> Sheet:
    """Tables -> where every figure comes from."""
    words = lookup.words

    def column(name: str, width: int) -> Heading:
        return heading(words, "trace", name, width=width)

    headings = (
        *(column(name, 28) for name in ("code", "row", "theme", "segment", "figure")),
        column("printed", 18),
        *(heading(words, "trace", name, "count", 11) for name in _NUMBERS),
        column("formula", 50),
        heading(words, "trace", "n_statements", "count", 11),
        *(column(name, 40) for name in ("statements", "offers")),
    )
    return sheet(words, "trace", headings, _trace_rows(lookup))


_NUMBERS = ("value", "numerator", "denominator")


def _trace_rows(lookup: Lookup) -> Iterator[tuple[Cell, ...]]:
    behind = Behind(lookup)
    for (theme_id, segment), figures in groupby(
        trace_figures(lookup), key=lambda one: (one.theme_id, one.segment)
    ):
        row = lookup.gap(theme_id, segment)
        told: tuple[Cell, ...] = (None, "", "")
        if row is not None and not row.is_hidden:
            told = (*behind.statements(theme_id, segment), behind.offers(theme_id, segment))
        for one in figures:
            yield (
                one.code,
                one.row_code,
                lookup.label(theme_id),
                lookup.segment_name(segment),
                lookup.words.say(f"figure.{one.figure}"),
                one.printed,
                None if one.value is None else Amount(one.value, one.unit),
                one.numerator,
                one.denominator,
                one.formula,
                *((None, "", "") if one.is_hidden or one.figure == "prompted" else told),
            )
