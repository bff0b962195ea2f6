"""What several reviewers decided -> one set of decisions, or where they contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from gapmap.codebook.model import Codebook
from gapmap.codebook.revise import Decisions, ThemeEdit
from gapmap.errors import Fault
from gapmap.review.interpret import Interpreted, Said
from gapmap.text.tokens import text_key

T = TypeVar("T")

_ADVICE = "agree on one of them, and write the same in both"


def combine(found: Interpreted, codebook: Codebook) -> tuple[Decisions, list[Fault]]:
    """Interpreted, the codebook as it is -> Decisions free of contradictions, and all faults.

    Where two say the same, the first counts. Edits of a theme go together as long as none says
    of the same thing something else. Two coders of the sample may differ: that is what the
    sample is for.

    Args:
        found: Of all workbooks.
        codebook: Into which the decisions are to go.
    """
    faults = list(found.faults)
    edits = _edits(found.themes, faults)
    decisions = Decisions(
        themes=edits,
        statements=_one_each(
            found.statements, lambda one: text_key(one.text), lambda one: set(one.themes), faults
        ),
        matches=_one_each(
            found.matches, lambda one: (one.theme, one.offer), lambda one: one.grade, faults
        ),
        codings=_one_each(
            found.codings, lambda one: (one.id, one.coder), lambda one: set(one.themes), faults
        ),
    )
    quotes = _one_each(found.quotes, lambda one: one[0].id, lambda one: one[1], faults)
    faults += _circles(edits, found.themes, codebook)
    faults += _out_of_use(found, edits)
    return (
        replace(
            decisions,
            quotes=[quote for quote, approved in quotes if approved],
            withdrawn=[(quote.wave, quote.id) for quote, approved in quotes if not approved],
        ),
        faults,
    )


def _one_each(
    said: Sequence[Said[T]],
    about: Callable[[T], Hashable],
    says: Callable[[T], object],
    faults: list[Fault],
) -> list[T]:
    first: dict[Hashable, Said[T]] = {}
    for one in said:
        other = first.setdefault(about(one.value), one)
        if says(other.value) != says(one.value):
            faults.append(_conflict(other.where, one.where))
    return [one.value for one in first.values()]


def _edits(said: Sequence[Said[ThemeEdit]], faults: list[Fault]) -> list[ThemeEdit]:
    first: dict[str, Said[ThemeEdit]] = {}
    for one in said:
        other = first.get(one.value.theme)
        if other is None:
            first[one.value.theme] = one
        elif _contradict(other.value, one.value):
            faults.append(_conflict(other.where, one.where))
        else:
            first[one.value.theme] = Said(_joined(other.value, one.value), other.where)
    return [one.value for one in first.values()]


_TOLD = ("label_da", "label_en", "definition", "merge_into", "split_from")


def _contradict(one: ThemeEdit, other: ThemeEdit) -> bool:
    pairs = [(getattr(one, key), getattr(other, key)) for key in _TOLD]
    differ = any(here and there and here != there for here, there in pairs)
    return differ or _becomes(one) != _becomes(other)


def _becomes(edit: ThemeEdit) -> str:
    """What becomes of the theme: it is kept, merged or retired."""
    return "merged" if edit.merge_into else "retired" if edit.retire else "kept"


def _joined(one: ThemeEdit, other: ThemeEdit) -> ThemeEdit:
    return replace(
        one,
        label_da=one.label_da or other.label_da,
        label_en=one.label_en or other.label_en,
        definition=one.definition or other.definition,
    )


def _conflict(one: str, other: str) -> Fault:
    return Fault(one, f"contradicts {other}", _ADVICE)


def _circles(
    edits: Sequence[ThemeEdit], said: Sequence[Said[ThemeEdit]], codebook: Codebook
) -> Iterator[Fault]:
    into = {theme.id: theme.merged_into for theme in codebook.themes if theme.merged_into}
    into |= {edit.theme: edit.merge_into for edit in edits if edit.merge_into}
    where = {one.value.theme: one.where for one in said if one.value.merge_into}
    for theme, cell in where.items():
        passed = [theme]
        while into.get(passed[-1]) and into[passed[-1]] not in passed:
            passed.append(into[passed[-1]])
        if into.get(passed[-1]) == theme:
            yield Fault(cell, "merges themes round in a circle", "keep one of them")


def _out_of_use(found: Interpreted, edits: Sequence[ThemeEdit]) -> Iterator[Fault]:
    """What is put into a theme that is retired in the same review."""
    retired = {edit.theme for edit in edits if edit.retire}
    named: list[tuple[str, Sequence[str]]] = [
        *((one.where, (one.value.merge_into,)) for one in found.themes),
        *((one.where, one.value.themes) for one in found.statements),
        *((one.where, (one.value.theme,)) for one in found.matches),
        *((one.where, one.value.themes) for one in found.codings),
    ]
    for where, themes in named:
        if retired & set(themes):
            yield Fault(where, "names a theme that is retired in the same review", "choose another")
