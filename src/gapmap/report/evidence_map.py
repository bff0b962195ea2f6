"""Which kinds of offers there are for each theme, and where there are none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from gapmap.report.lookup import ALL, TOP, Lookup
from gapmap.report.offers import is_closed, serving
from gapmap.report.rankings import MOST_BARS
from gapmap.report.section_parts import Bubble, EvidenceMap, EvidenceRow, EvidenceSection
from gapmap.report.words import sentence_case

_MOST_TYPES = 10
"""As many columns as a figure has room for; the offers of the rarest types share the last."""


@dataclass(frozen=True, slots=True)
class EvidenceCell:
    """The offers of one type that serve a theme and could be had during the wave."""

    n_suitable: int
    n_partly: int


def evidence_cells(lookup: Lookup) -> dict[str, dict[str, EvidenceCell]]:
    """Tables -> theme, largest unmet need first -> offer type -> its offers.

    Every theme that is mentioned and not hidden among all has a cell for every type of the
    catalogue, the types in the order of `offer_types`; a type may be empty ("not stated").
    """
    offers = serving(lookup)
    cells = {}
    for row in lookup.ranked(ALL):
        grades = Counter(
            (offer["offer_type"], offer["grade"])
            for offer in offers[row.theme_id]
            if not is_closed(lookup, offer)
        )
        cells[row.theme_id] = {
            name: EvidenceCell(grades[name, "full"], grades[name, "partly"])
            for name in offer_types(lookup)
        }
    return cells


def offer_types(lookup: Lookup) -> dict[str, int]:
    """Tables -> offer type -> its offers in the catalogue, the most frequent type first."""
    counts = Counter(lookup.inputs.offers["offer_type"])
    return dict(sorted(counts.items(), key=lambda item: (item[0] == "", -item[1], item[0])))


def evidence_section(lookup: Lookup) -> EvidenceSection:
    """Tables -> the map of themes and offer types."""
    say = lookup.words.say
    title = say("evidence.title")
    cells = evidence_cells(lookup)
    if not cells:
        return EvidenceSection(title, "", None, say("evidence.nothing"), ())
    if not any(_total(cell) for by_type in cells.values() for cell in by_type.values()):
        return EvidenceSection(title, "", None, say("evidence.no_offers"), ())
    figure = _figure(lookup, cells)
    notes = []
    if len(cells) > MOST_BARS:
        notes.append(say("evidence.rest", {"shown": MOST_BARS, "all": len(cells)}))
    n_hidden = sum(row.is_hidden for row in lookup.gaps(ALL))
    if n_hidden:
        themes = lookup.words.counted("theme", n_hidden)
        notes.append(say("evidence.hidden", {"themes": themes}))
    number = say("refer.figure", {"number": figure.number})
    return EvidenceSection(
        title=title,
        intro=say("evidence.intro", {"figure": number}),
        figure=figure,
        instead="",
        notes=tuple(notes),
    )


def _figure(lookup: Lookup, cells: dict[str, dict[str, EvidenceCell]]) -> EvidenceMap:
    say = lookup.words.say
    columns = _columns(lookup)
    rows = []
    for theme_id, by_type in list(cells.items())[:MOST_BARS]:
        joined = [_joined([by_type[name] for name in names]) for names in columns.values()]
        rows.append(
            EvidenceRow(
                label=lookup.label(theme_id),
                theme_id=theme_id,
                code=lookup.codes.row(theme_id),
                bubbles=tuple(_bubble(lookup, cell) for cell in joined),
                total=lookup.words.count(sum(map(_total, joined))),
            )
        )
    sizes = offer_types(lookup)
    return EvidenceMap(
        number=lookup.next_figure(),
        caption=say("evidence.caption"),
        alt=_alt(lookup, rows, list(columns)),
        columns=tuple(
            say("evidence.column", {"name": name, "n": sum(sizes[one] for one in names)})
            for name, names in columns.items()
        ),
        total_name=say("evidence.total"),
        suitable_name=say("evidence.suitable"),
        partly_name=say("evidence.partly"),
        none_name=say("evidence.none"),
        rows=tuple(rows),
    )


def _columns(lookup: Lookup) -> dict[str, list[str]]:
    """Nothing -> the head of each column, and the offer types under it."""
    say = lookup.words.say
    types = list(offer_types(lookup))
    alone = types if len(types) <= _MOST_TYPES else types[: _MOST_TYPES - 1]
    columns = {sentence_case(name or say("evidence.untyped")): [name] for name in alone}
    rest = types[len(alone) :]
    return columns | ({sentence_case(say("evidence.other")): rest} if rest else {})


def _joined(cells: list[EvidenceCell]) -> EvidenceCell:
    return EvidenceCell(
        sum(cell.n_suitable for cell in cells), sum(cell.n_partly for cell in cells)
    )


def _total(cell: EvidenceCell) -> int:
    return cell.n_suitable + cell.n_partly


def _bubble(lookup: Lookup, cell: EvidenceCell) -> Bubble:
    count = _total(cell)
    is_partly = count > 0 and cell.n_suitable == 0
    number = lookup.words.count(count)
    return Bubble(count, is_partly, f"({number})" if is_partly else number)


def _alt(lookup: Lookup, rows: list[EvidenceRow], columns: list[str]) -> str:
    words = lookup.words
    served = [row for row in rows if any(bubble.count for bubble in row.bubbles)]
    without = [row.label for row in rows if row not in served]
    items = [words.say("evidence.alt_none", {"labels": words.both(without)})] if without else []
    for row in served[:TOP]:
        types = [
            f"{name} {bubble.count}"
            for name, bubble in zip(columns, row.bubbles, strict=True)
            if bubble.count
        ]
        offers = words.counted("offer", sum(bubble.count for bubble in row.bubbles))
        values = {"label": row.label, "offers": offers, "types": words.both(types)}
        items.append(words.say("evidence.alt_item", values))
    if served[TOP:]:
        themes = words.counted("theme", len(served[TOP:]))
        items.append(words.say("evidence.alt_more", {"themes": themes}))
    values = {
        "themes": words.counted("theme", len(rows)),
        "types": words.both(columns),
        "items": " ".join(items),
    }
    return words.say("evidence.alt", values)
