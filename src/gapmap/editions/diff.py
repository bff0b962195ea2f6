"""What changed between two reports of a wave, in words, and what it was changed by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from gapmap.editions.compare import (
    GapChange,
    Pair,
    gap_changes,
    moves,
    pair_themes,
)
from gapmap.editions.reasons import reasons
from gapmap.editions.sides import Side, draft_side, edition_side
from gapmap.report.words import Words
from gapmap.settings import Language
from gapmap.settings_file import read_project
from gapmap.store import SETTINGS, Store

Which = int | Literal["draft"]
_MOST_GAPS = 10
_FIRST_PLACES = 5
_ALL = ("all", "")


def diff(
    project: Path, wave: str, before: Which, after: Which, *, language: Language | None = None
) -> list[str]:
    """Project folder, wave, two editions or the draft -> lines on what changed, and why.

    Everything is told from what is printed in the two reports: small groups are hidden.

    Args:
        project: The folder that holds gapmap.toml.
        wave: The wave.
        before: Number of an edition, or "draft".
        after: What it is compared with.
        language: Of the lines; None for the first of the project when `after` was made.

    Raises:
        SettingsError: There is no such edition or draft.
        MachineError: An edition is not what was approved.
    """
    read_project(Store(project).settings_path)
    left, right = (
        draft_side(project, wave) if one == "draft" else edition_side(project, wave, one)
        for one in (before, after)
    )
    words = Words(language or right.run.settings[SETTINGS]["project"]["languages"][0])
    names = {"before": _name(left, words), "after": _name(right, words)}
    title = words.say("diff.title", {"wave": wave, **names})
    because = list(reasons(left, right, words))
    if not because:
        return [title, words.say("diff.same")]
    what = list(_what(left, right, words)) or [words.say("diff.no_figures")]
    return [title, *what, words.say("diff.why"), *_indented(because)]


def _name(side: Side, words: Words) -> str:
    if side.number is None:
        return words.say("side.draft")
    return words.say("side.edition", {"number": side.number})


def _what(left: Side, right: Side, words: Words) -> Iterator[str]:
    """What the two reports say differently, part by part; a part without changes is left out."""
    pairs = pair_themes(left.tables, right.tables)
    parts = {
        "headline": _headline(left, right, words),
        "themes": _themes(pairs, left, right, words),
        "gaps": _gaps(pairs, left, right, words),
        "places": _places(pairs, left, right, words),
        "counts": _counts(left, right, words),
    }
    for name, lines in parts.items():
        told = list(lines)
        if told:
            yield words.say(f"diff.{name}")
            yield from _indented(told)


def _headline(left: Side, right: Side, words: Words) -> Iterator[str]:
    old, new = (
        side.run.notes.get("headline", {}).get(words.language, side.run.headline)
        for side in (left, right)
    )
    for text in old:
        if text not in new:
            yield words.say("diff.headline_gone", {"text": text})
    for text in new:
        if text not in old:
            yield words.say("diff.headline_new", {"text": text})


def _themes(pairs: list[Pair], left: Side, right: Side, words: Words) -> Iterator[str]:
    old, new = _labels(left, words), _labels(right, words)
    same = []
    for pair in pairs:
        before, after = _named(pair.before, old, words), _named(pair.after, new, words)
        if not pair.before:
            yield words.say("diff.theme_new", {"theme": after})
        elif not pair.after:
            yield words.say("diff.theme_gone", {"theme": before})
        elif old[pair.before] != new[pair.after]:
            yield words.say("diff.theme_renamed", {"before": before, "after": after})
        elif pair.before != pair.after:
            same.append(f"{pair.before} → {pair.after}")
    if same:
        yield words.say("diff.theme_same", {"themes": ", ".join(same)})


def _labels(side: Side, words: Words) -> dict[str, str]:
    """Theme id -> its name."""
    themes = side.tables.themes
    return dict(zip(themes["theme_id"], themes[f"label_{words.language}"], strict=True))


def _named(theme_id: str, labels: dict[str, str], words: Words) -> str:
    return f"{words.quoted(labels.get(theme_id, theme_id))} ({theme_id})"


def _gaps(pairs: list[Pair], left: Side, right: Side, words: Words) -> Iterator[str]:
    """Gaps among all that are printed as another number, the largest change first."""
    labels = _labels(right, words)
    changed = [
        (one, printed)
        for one in gap_changes(pairs, left.tables, right.tables)
        if len(set(printed := _printed(one, words))) > 1
    ]
    for one, (before, after) in changed[:_MOST_GAPS]:
        theme = _named(one.pair.after, labels, words)
        values = {"theme": theme, "before": before, "after": after}
        n_before, n_after = (_count(n, words) for n in one.n_need)
        yield words.say("diff.gap", {**values, "n_before": n_before, "n_after": n_after})
    if len(changed) > _MOST_GAPS:
        yield words.say("diff.more", {"n": len(changed) - _MOST_GAPS})


def _printed(one: GapChange, words: Words) -> tuple[str, str]:
    hidden = words.say("term.suppressed_short")
    before, after = (hidden if gap is None else words.percent(gap) for gap in one.gap)
    return before, after


def _count(n: int | None, words: Words) -> str:
    return words.say("term.suppressed_short") if n is None else words.count(n)


def _places(pairs: list[Pair], left: Side, right: Side, words: Words) -> Iterator[str]:
    labels = _labels(right, words)
    types = right.run.settings[SETTINGS]["respondent_types"]
    plural = "da_plural" if words.language == "da" else "en_plural"
    groups = {("respondent_type", name): entry[plural] for name, entry in types.items()}
    for segment, people in (groups | {_ALL: words.say("diff.everyone")}).items():
        for move in moves(pairs, left.tables, right.tables, segment=segment, first=_FIRST_PLACES):
            values = {"people": people, "theme": _named(move.pair.after, labels, words)}
            places = {"before": move.before, "after": move.after}
            yield words.say("diff.place", values | places)


def _counts(left: Side, right: Side, words: Words) -> Iterator[str]:
    for name in ("respondents", "statements", "offers"):
        before, after = (side.run.steps["ingest"][name] for side in (left, right))
        if before != after:
            values = {"what": words.say(f"diff.{name}"), "before": before, "after": after}
            yield words.say("diff.step", values)


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"    {line}" for line in lines)
