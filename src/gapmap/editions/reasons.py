"""Why two reports of a wave differ: data, catalogue, codebook, words, settings, version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from gapmap.codebook.model import Codebook, CodebookTheme
from gapmap.editions.compare import offer_changes
from gapmap.editions.sides import Side
from gapmap.provenance import SettingChange, changed_kinds, changed_settings, of_record
from gapmap.report.sheets import column_words
from gapmap.report.words import Words
from gapmap.store import CODEBOOK

_MOST = 10
"""Offers that are named; the others are counted."""


def reasons(left: Side, right: Side, words: Words) -> Iterator[str]:
    """Two sides -> what they were made from that differs, the details below it, indented."""
    kinds = changed_kinds(of_record(left.run), of_record(right.run))
    for kind in kinds:
        yield from _TOLD[kind](left, right, words)
    if not kinds and left.run.run_id != right.run.run_id:
        yield words.say("diff_why.key")


def _data(left: Side, right: Side, words: Words) -> Iterator[str]:
    before, after = (side.run.steps["ingest"]["rows"] for side in (left, right))
    yield words.say("diff_why.data", {"before": before, "after": after})


def _catalogue(left: Side, right: Side, words: Words) -> Iterator[str]:
    yield words.say("diff_why.catalogue")
    old, new = (
        dict(zip(side.tables.offers["offer_id"], side.tables.offers["title"], strict=True))
        for side in (left, right)
    )
    told = [
        *_offers("offer_new", {one: new[one] for one in new if one not in old}, words),
        *_offers("offer_gone", {one: old[one] for one in old if one not in new}, words),
    ]
    changed = offer_changes(left.tables, right.tables)
    for one in changed[:_MOST]:
        columns = words.both(_column(name, words) for name in one.columns)
        values = {"offer": _offer(one.offer_id, new[one.offer_id], words), "columns": columns}
        told.append(words.say("diff_why.offer_changed", values))
    yield from _indented([*told, *_rest(len(changed), words)])


def _offers(key: str, offers: dict[str, str], words: Words) -> Iterator[str]:
    if offers:
        named = [_offer(offer_id, offers[offer_id], words) for offer_id in list(offers)[:_MOST]]
        listed = ", ".join([*named, *_rest(len(offers), words)])
        yield words.say(f"diff_why.{key}", {"offers": listed})


def _offer(offer_id: str, title: str, words: Words) -> str:
    return f"{words.quoted(title)} ({offer_id})"


def _rest(n: int, words: Words) -> list[str]:
    return [words.say("diff.more", {"n": n - _MOST})] if n > _MOST else []


def _column(name: str, words: Words) -> str:
    titles = column_words()["offers"].get(name)
    return titles[words.language] if titles else name


def _codebook(left: Side, right: Side, words: Words) -> Iterator[str]:
    versions = {
        "before": _version(left, words),
        "after": _version(right, words),
    }
    yield words.say("diff_why.codebook", versions)
    if left.codebook is not None and right.codebook is not None:
        yield from _indented(_decided(left.codebook, right.codebook, words))


def _decided(old: Codebook, new: Codebook, words: Words) -> Iterator[str]:
    """What people decided on themes between two codebooks, theme by theme."""
    for theme in new.themes:
        before = old.by_id.get(theme.id)
        values = {"theme": _theme(theme, words)}
        if before is None:
            yield words.say("diff_why.theme_named", values)
        elif theme.merged_into and not before.merged_into:
            into = _theme(new.by_id[theme.merged_into], words)
            yield words.say("diff_why.theme_merged", {**values, "into": into})
        elif theme.retired and not before.retired:
            yield words.say("diff_why.theme_retired", values)
        elif _theme(before, words) != _theme(theme, words):
            values = {"before": _theme(before, words), "after": _theme(theme, words)}
            yield words.say("diff.theme_renamed", values)
    n_matches = {"before": len(old.matches), "after": len(new.matches)}
    if len(old.matches) != len(new.matches):
        what = words.say("diff_why.match_decisions")
        yield words.say("diff.step", {"what": what, **n_matches})


def _theme(theme: CodebookTheme, words: Words) -> str:
    label = theme.label_da if words.language == "da" else theme.label_en
    return f"{words.quoted(label)} ({theme.id})"


def _version(side: Side, words: Words) -> str:
    if CODEBOOK not in side.run.inputs:
        return words.say("diff_why.codebook_none")
    return "?" if side.codebook is None else str(side.codebook.version)


def _settings(left: Side, right: Side, words: Words) -> Iterator[str]:
    yield words.say("diff_why.settings")
    changes = changed_settings(of_record(left.run), of_record(right.run))
    yield from _indented(_setting(one, words) for one in changes)


def _setting(one: SettingChange, words: Words) -> str:
    where = {"file": one.file, "key": one.key}
    if one.before is None and one.after is None:
        return words.say("diff_why.wordings", where)
    values = {"before": _value(one.before, words), "after": _value(one.after, words)}
    return words.say("diff_why.setting", where | values)


def _value(value: Any, words: Words) -> str:
    """A value as it stands in the settings; a number is not written as a sentence has it."""
    if value is None:
        return words.say("diff_why.not_set")
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _version_of_gapmap(left: Side, right: Side, words: Words) -> Iterator[str]:
    values = {"before": left.run.version, "after": right.run.version}
    yield words.say("diff_why.version", values)


def _previous(_: Side, right: Side, words: Words) -> Iterator[str]:
    waves = words.both(right.run.previous)
    key = "previous" if waves else "previous_gone"
    yield words.say(f"diff_why.{key}", {"waves": waves})


def _only(key: str) -> Callable[[Side, Side, Words], Iterable[str]]:
    return lambda _left, _right, words: [words.say(f"diff_why.{key}")]


_TOLD: dict[str, Callable[[Side, Side, Words], Iterable[str]]] = {
    "data": _data,
    "catalogue": _catalogue,
    "codebook": _codebook,
    "vocabulary": _only("vocabulary"),
    "model": _only("model"),
    "settings": _settings,
    "version": _version_of_gapmap,
    "previous": _previous,
}


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"    {line}" for line in lines)
