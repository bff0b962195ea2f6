"""A proposal of columns and categories -> the text of wave.toml, with what is unsure marked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gapmap.drafting.categories import find_nearest, wordings_of
from gapmap.drafting.columns import RATINGS, TEXTS, Choice
from gapmap.drafting.profiles import Profile
from gapmap.drafting.tick_lists import TickList
from gapmap.settings import Columns, ProjectSettings
from gapmap.stages.questions import BACKGROUND
from gapmap.tables import NOT_STATED

_WHAT_IT_IS = {
    "needs": "Free text: what people need ...",
    "missing": "... and what they say is missing in the offers of today.",
}


@dataclass(frozen=True, slots=True)
class Mapped:
    """How the values of a background column are worded.

    Attributes:
        values: Value in the export -> canonical value, where they differ.
        unsure: Those of them that an analyst should look at.
        unknown: Value -> how many cells hold it: nothing canonical is near.
        n_known: Different values that are canonical or mapped.
    """

    values: Mapping[str, str]
    unsure: frozenset[str]
    unknown: Mapping[str, int]
    n_known: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What wave.toml is made from.

    Attributes:
        file: The export's name.
        label: The wave's name.
        first, last: Days of the first and the last answer, None where not known.
        choices: Proposal by canonical column.
        mapped: Background variable -> how its values are worded.
        tick_lists: The questions with options to tick.
        themes: Option -> theme of the codebook, as the wave before mapped them.
        earlier: The wave whose mapping was tried first; "" for none.
    """

    file: str
    label: str
    first: date | None
    last: date | None
    choices: Mapping[str, Choice]
    mapped: Mapping[str, Mapped]
    tick_lists: Sequence[TickList]
    themes: Mapping[str, str]
    earlier: str = ""


def map_values(
    profile: Profile, variable: str, project: ProjectSettings, earlier: Mapping[str, str]
) -> Mapped:
    """Profile of a background column -> its values with the nearest canonical ones.

    Args:
        profile: Tells only values that many people share.
        variable: Which background variable it is.
        project: The canonical values; where there are none, every value is taken as it is.
        earlier: How the wave before mapped them; tried first.
    """
    canonical = wordings_of(variable, project)
    if not canonical:
        return Mapped({}, frozenset(), {}, n_known=len(profile.values))
    values: dict[str, str] = {}
    unsure: set[str] = set()
    unknown: dict[str, int] = {}
    for value, n in profile.values.items():
        if earlier.get(value) in {NOT_STATED, *canonical}:
            values[value] = earlier[value]
            continue
        nearest = find_nearest(value, canonical)
        if nearest is None:
            unknown[value] = n
        elif not nearest.is_same:
            values[value] = nearest.value
            if not nearest.is_sure:
                unsure.add(value)
    n_known = len(profile.values) - len(unknown)
    return Mapped(values, frozenset(unsure), unknown, n_known)


def write_wave_toml(draft: Draft, project: ProjectSettings) -> str:
    """Draft -> wave.toml, every doubt beside the line it is about."""
    parts = (
        _top(draft),
        _wave(draft),
        (*_columns(draft.choices), *_ticks(draft.tick_lists)),
        _themes(draft),
        _fielding(project),
        _categories(draft.mapped),
        _rules(),
        _format(),
    )
    told = (list(part) for part in parts)
    return "\n".join(line for part in told if part for line in (*part, "")).rstrip("\n") + "\n"


def quoted(text: str) -> str:
    """Text -> a TOML string in one line, whatever signs it holds."""
    spaced = " ".join(text.split())
    return json.dumps(spaced, ensure_ascii=False).replace("\x7f", "\\u007f")


def _top(draft: Draft) -> Iterator[str]:
    yield "# Drafted by `gapmap add-wave` from the headings and the contents of the export."
    yield "# Look at every line marked UNSURE, then run `gapmap check` for this wave."
    if draft.earlier:
        yield f"# What the wave {draft.earlier} mapped was taken over where its headings recur."


def _wave(draft: Draft) -> Iterator[str]:
    yield "[wave]"
    yield f"file = {quoted(draft.file)}"
    yield f"label = {quoted(draft.label)}        # the wave's name on the report"
    yield "# First and last day of the survey: an offer counts when it was open on any of them."
    yield "# Without them: the days of the first and the last answer."
    yield f"# opens = {draft.first or '2027-03-01'}"
    yield f"# closes = {draft.last or '2027-04-01'}"


def _columns(choices: Mapping[str, Choice]) -> Iterator[str]:
    yield "[columns]                   # our name = the heading in the export"
    for name in Columns.model_fields:
        choice = choices.get(name)
        if choice is None:
            if name not in {*RATINGS, *TEXTS, "ticks", "weight", "status"}:
                yield f'# {name} = "..."    # no column was found for it'
            continue
        if name in _WHAT_IT_IS:
            yield f"# {_WHAT_IT_IS[name]}"
        if choice.doubt:
            yield f"# UNSURE: {choice.doubt}."
        sign = "" if choice.is_used else "# "
        for line in _assigned(name, choice):
            yield f"{sign}{line}"
        for heading in choice.runners_up:
            yield f"#   also possible: {quoted(heading)}"


def _ticks(tick_lists: Sequence[TickList]) -> Iterator[str]:
    used = [one.question for one in tick_lists if one.is_used]
    if used:
        yield "# Tick-lists: what people need, of options that were put to them."
        yield from _assigned("ticks", Choice(tuple(used), is_list=True))
    for one in tick_lists:
        if not one.is_used:
            yield f"# A tick-list that does not ask for needs: {quoted(one.question)}"


def _themes(draft: Draft) -> Iterator[str]:
    """The options of the tick-lists, for a person to map."""
    options: dict[str, int] = {}
    for one in draft.tick_lists:
        if one.is_used:
            options |= one.options
    if not options:
        return
    known = {option: theme for option, theme in draft.themes.items() if option in options}
    yield '# Which theme of codebook.yaml an option stands for; "" for none. Please fill in.'
    yield "[ticks]" if known else "# [ticks]"
    for option, n in options.items():
        sign, theme = ("", known[option]) if option in known else ("# ", "K..")
        told = f"   # ticked by {n}" if n else ""
        yield f"{sign}{quoted(option)} = {quoted(theme)}{told}"


def _assigned(name: str, choice: Choice) -> Sequence[str]:
    if not choice.is_list:
        return (f"{name} = {quoted(choice.headings[0])}",)
    if len(choice.headings) == 1:
        return (f"{name} = [{quoted(choice.headings[0])}]",)
    return (f"{name} = [", *(f"  {quoted(heading)}," for heading in choice.headings), "]")


def _fielding(project: ProjectSettings) -> Iterator[str]:
    yield "# Please fill in how many were asked, of each type: then it tells response rates."
    yield "[fielding]"
    yield '# mode = "web"'
    yield "# [fielding.invited]"
    for name in project.respondent_types:
        yield f"# {quoted(name)} = 0"


def _categories(mapped: Mapping[str, Mapped]) -> Iterator[str]:
    """Only values that many share; a rare one may tell who somebody is."""
    told = {name: mapped[name] for name in BACKGROUND if name in mapped}
    told = {name: found for name, found in told.items() if found.values or found.unknown}
    if not told:
        yield "# Answers that many share are worded as in gapmap.toml: no [categories] are needed."
        return
    yield "# The wording in the export = the wording in gapmap.toml, where the two differ."
    for variable, found in told.items():
        yield f"[categories.{variable}]"
        for value, canonical in found.values.items():
            doubt = "   # UNSURE" if value in found.unsure else ""
            yield f"{quoted(value)} = {quoted(canonical)}{doubt}"
        for value, n in found.unknown.items():
            yield f'# {quoted(value)} = "..."   # {n} answers: which category is it?'


def _rules() -> Iterator[str]:
    yield "# Which answers count; these are the values that hold without this table."
    yield "# [rules]"
    yield '# unfinished = "reject"       # or "keep"'
    yield '# tests = "reject"            # or "keep"'
    yield '# duplicates = "last"         # or "keep"'


def _format() -> Iterator[str]:
    yield "# How the file is written is found from the file itself; it can be said under [format]."
