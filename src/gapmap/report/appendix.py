"""The full table: every theme for all and for each respondent type."""

from __future__ import annotations

from gapmap.report.lookup import ALL, GapRow, Lookup
from gapmap.report.parts import Appendix, GroupedTable, ThemeRows

_COLUMNS = (
    "group", "n", "n_need", "n_unmet", "n_partly", "demand", "coverage", "gap", "gap_total", "kind",
)  # fmt: skip


def appendix(lookup: Lookup) -> Appendix:
    """Tables -> the full table, by theme in the order of the gaps of all."""
    say = lookup.words.say
    title = say("appendix.title")
    if not lookup.theme_ids:
        return Appendix(title, say("appendix.nothing"), None)
    ranked = [row.theme_id for row in lookup.ranked(ALL)]
    order = ranked + [theme_id for theme_id in lookup.theme_ids if theme_id not in ranked]
    table = GroupedTable(
        number=lookup.next_table(),
        caption=say("appendix.caption"),
        header=tuple(say(f"appendix.{name}") for name in _COLUMNS),
        align="lrrrrrrrrl",
        groups=tuple(
            ThemeRows(
                lookup.label(theme_id),
                theme_id,
                lookup.codes.row(theme_id),
                _rows(lookup, theme_id),
            )
            for theme_id in order
        ),
    )
    return Appendix(title, say("appendix.intro"), table)


def _rows(lookup: Lookup, theme_id: str) -> tuple[tuple[str, ...], ...]:
    rows = []
    for segment in (ALL, *lookup.segments("respondent_type")):
        row = lookup.gap(theme_id, segment)
        if row is not None:
            is_all = segment == ALL
            name = lookup.words.say("appendix.all") if is_all else lookup.segment_name(segment)
            rows.append((name, *_cells(lookup, row)))
    return tuple(rows)


def _cells(lookup: Lookup, row: GapRow) -> tuple[str, ...]:
    """A row -> its cells; a single one, for the whole row, where everything is hidden."""
    words = lookup.words
    if row.n is None or row.n_need is None:
        return (words.say("term.suppressed"),)
    hidden = words.say("term.suppressed_short")
    coverage = row.coverage.value
    nothing_to_cover = row.n_need == 0
    return (
        *(lookup.counted(number) for number in (row.n, row.n_need, row.n_unmet, row.n_partly)),
        hidden if row.demand.value is None else words.percent(row.demand.value),
        "–" if nothing_to_cover else hidden if coverage is None else words.percent(coverage),
        lookup.interval(row.gap),
        lookup.range(row.gap_total),
        words.say(f"kind.{row.kind}") if row.kind else "–" if nothing_to_cover else hidden,
    )
