"""Where every figure comes from: its value, numerator, denominator and formula in words.

Numerators and denominators are cells of the tables, or sums of them; they are people and
unweighted. A hidden figure has none of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gapmap.report.codes import ALL, FIGURES, TURNOUT, Segment
from gapmap.report.lookup import Estimate, GapRow, Lookup
from gapmap.report.rounding import Unit, as_printed
from gapmap.report.words import Words

_IN_PART = (*FIGURES[: FIGURES.index("gap") + 1], "difference", "prompted")
"""What is traced of segments other than all and the types; reports show less of them."""

_COUNTS = {
    "need": "n_need", "unmet": "n_unmet", "partly": "n_partly", "missing": "n_missing",
    "prompted": "n_prompted",
}  # fmt: skip
_OF = {"need": "n", "prompted": "n_asked"}
"""What a count is of, where that is not who mentions the need."""

_SHARES = ("demand", "met", "coverage", "gap")


@dataclass(frozen=True, slots=True)
class Traced:
    """A figure and where it comes from.

    Attributes:
        code: Of the figure.
        row_code: Of all figures of the theme in the segment.
        theme_id: Empty for figures about who answered.
        segment: (segment kind, segment).
        figure: One of codes.FIGURES or codes.TURNOUT; "all" where all of the row are hidden.
        printed: The figure as a report writes it, or the words for hidden or not rated.
        value: The same as a number, no more exact than printed; None where there is none.
        unit: Of the value.
        numerator: People above the line; None where the figure is no share of people.
        denominator: People below the line.
        formula: In words, with the numbers filled in; empty where hidden.
        is_hidden: Whether it may not be shown; then there is nothing but the word for it.
    """

    code: str
    row_code: str
    theme_id: str
    segment: Segment
    figure: str
    printed: str
    value: float | None = None
    unit: Unit = "count"
    numerator: float | None = None
    denominator: int | None = None
    formula: str = ""
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Number:
    """What a figure is made of; value None: not rated, or nothing to divide by."""

    value: float | None
    printed: str
    unit: Unit = "count"
    numerator: float | None = None
    denominator: int | None = None


def trace_figures(lookup: Lookup) -> Iterator[Traced]:
    """Tables -> every figure: who answered, then theme by theme, all before its segments."""
    yield from _turnout(lookup)
    for theme_id in lookup.theme_ids:
        for segment in lookup.all_segments():
            row = lookup.gap(theme_id, segment)
            if row is not None:
                yield from _figures(lookup, row)


def _figures(lookup: Lookup, row: GapRow) -> Iterator[Traced]:
    """A row -> its figures; a single one, named by the code of the row, where it is hidden.

    Who ticked the theme in a list is hidden or shown on its own.
    """
    segment = row.segment_key
    code = lookup.codes.row(row.theme_id, segment)
    figures = FIGURES if segment[0] in ("all", "respondent_type") else _IN_PART
    if row.is_hidden:
        yield _hidden(lookup.words, (code, code), row.theme_id, segment)
        figures = () if row.n_prompted is None else ("prompted",)
    values = _values(lookup, row)
    for figure in figures:
        if figure == "difference" and segment == ALL:
            continue
        if figure == "prompted" and not lookup.has_ticks:
            continue
        codes = lookup.codes.figure(row.theme_id, figure, segment), code
        number = _number(lookup, row, figure)
        if number is None:
            yield _hidden(lookup.words, codes, row.theme_id, segment, figure)
        else:
            yield Traced(
                code=codes[0],
                row_code=code,
                theme_id=row.theme_id,
                segment=segment,
                figure=figure,
                printed=number.printed,
                value=None if number.value is None else as_printed(number.value, number.unit),
                unit=number.unit,
                numerator=number.numerator,
                denominator=number.denominator,
                formula=_formula(lookup, row, figure, values),
            )


def _turnout(lookup: Lookup) -> Iterator[Traced]:
    columns = dict(zip(TURNOUT, ("n_respondents", "n_answered"), strict=True))
    for row in lookup.turnout_rows():
        segment = (row["segment_kind"], row["segment"])
        for figure, column in columns.items():
            code, number = lookup.codes.turnout(figure, segment), row[column]
            if number is None:
                yield _hidden(lookup.words, (code, code), "", segment, figure)
                continue
            whole = row["n_respondents"]
            yield Traced(
                code=code,
                row_code=code,
                theme_id="",
                segment=segment,
                figure=figure,
                printed=lookup.words.count(int(number)),
                value=int(number),
                numerator=int(number),
                denominator=None if whole is None else int(whole),
                formula=lookup.words.say(f"formula.{figure}"),
            )


def _hidden(
    words: Words, codes: tuple[str, str], theme_id: str, segment: Segment, figure: str = "all"
) -> Traced:
    printed = words.say("term.suppressed")
    return Traced(*codes, theme_id, segment, figure, printed, is_hidden=True)


def _number(lookup: Lookup, row: GapRow, figure: str) -> _Number | None:
    """A shown row, one of FIGURES -> its number; None where it is hidden on its own."""
    words = lookup.words
    if figure in _COUNTS:
        count = getattr(row, _COUNTS[figure])
        whole = getattr(row, _OF.get(figure, "n_need"))
        return None if count is None else _Number(count, words.count(count), "count", count, whole)
    if figure in _SHARES:
        return _share(lookup, row, figure)
    if figure == "total":
        return _Number(None, lookup.range(row.gap_total), "share")
    if figure == "capacity":
        return _estimated(lookup, row.gap_capacity)
    if figure == "place":
        return _Number(row.rank.value, lookup.place(row.rank), "place")
    if figure == "top5":
        share = row.p_top5
        return _Number(share, "–" if share is None else words.percent(share), "share")
    if figure == "offers":
        return _Number(row.n_suitable_offers, lookup.counted(row.n_suitable_offers))
    if figure == "difference":
        return _difference(lookup, row)
    mean = row.importance if figure == "importance" else row.satisfaction
    printed = words.say("term.not_rated") if mean is None else words.number(mean)
    return _Number(mean, printed, "mean")


def _share(lookup: Lookup, row: GapRow, figure: str) -> _Number | None:
    """A share of people: those without a suitable offer count whole, the partly served half."""
    n_need, n_unmet, n_partly = row.n_need, row.n_unmet, row.n_partly
    if n_need is None or n_unmet is None or n_partly is None:
        return None
    unmet = n_unmet + n_partly / 2
    numerators = {"demand": n_need, "gap": unmet, "met": n_need - unmet, "coverage": n_need - unmet}
    estimate: Estimate = getattr(row, figure)
    denominator = n_need if figure == "coverage" else row.n
    if not denominator:
        return _Number(None, "–", "share")
    if estimate.value is None:
        return None
    printed = lookup.interval(estimate)
    return _Number(estimate.value, printed, "share", numerators[figure], denominator)


def _estimated(lookup: Lookup, estimate: Estimate) -> _Number | None:
    if estimate.value is None:
        return None
    return _Number(estimate.value, lookup.interval(estimate), "share")


def _difference(lookup: Lookup, row: GapRow) -> _Number | None:
    contrast = lookup.contrast(row.theme_id, row.segment_key)
    if contrast is None or contrast.difference.value is None:
        return None
    return _Number(contrast.difference.value, lookup.points(contrast.difference), "points")


def _values(lookup: Lookup, row: GapRow) -> dict[str, str]:
    """A row -> the numbers that stand in its formulas, as text."""
    numbers = {
        "n": row.n,
        "n_need": row.n_need,
        "n_asked": row.n_asked,
        "n_unmet": row.n_unmet,
        "n_partly": row.n_partly,
        "n_met": (row.n_need or 0) - (row.n_unmet or 0) - (row.n_partly or 0),
        "n_themes": len(lookup.ranked(row.segment_key)),
        "replicates": lookup.inputs.project.gaps.replicates,
    }
    contrast = lookup.contrast(row.theme_id, row.segment_key)
    q = "–" if contrast is None or contrast.q is None else lookup.words.number(contrast.q, 3)
    return {name: lookup.counted(number) for name, number in numbers.items()} | {"q": q}


def _formula(lookup: Lookup, row: GapRow, figure: str, values: dict[str, str]) -> str:
    words = lookup.words
    if figure == "coverage" and not row.n_need:
        return words.say("formula.no_need")
    text = words.say(f"formula.{figure}", values)
    is_weighted = figure in _SHARES and lookup.is_weighted
    return text + words.say("formula.weighted") if is_weighted else text
