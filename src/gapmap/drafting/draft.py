"""An export -> the draft of its wave.toml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gapmap.drafting.columns import Choice, Earlier, propose_columns, used_headings
from gapmap.drafting.profiles import Profile, profile_columns
from gapmap.drafting.tick_lists import TickList, find_tick_lists
from gapmap.drafting.wave_toml import Draft, Mapped, map_values, write_wave_toml
from gapmap.errors import DataError
from gapmap.readers.export import Export
from gapmap.settings import Categories, ProjectSettings
from gapmap.stages.cells import clean_text, read_dates
from gapmap.stages.questions import BACKGROUND


@dataclass(frozen=True, slots=True)
class Drafted:
    """A first wave.toml and what it rests on.

    Attributes:
        text: wave.toml.
        profiles: The columns of the export, in its order.
        choices: Proposal by canonical column.
        mapped: Background variable -> how its values are worded.
        tick_lists: The questions with options to tick.
    """

    text: str
    profiles: tuple[Profile, ...]
    choices: dict[str, Choice]
    mapped: dict[str, Mapped]
    tick_lists: tuple[TickList, ...]

    @property
    def unused(self) -> tuple[Profile, ...]:
        """The columns that nothing is drafted from."""
        ticked = {h for one in self.tick_lists if one.is_used for h in one.headings}
        used = used_headings(self.choices) | ticked
        return tuple(p for p in self.profiles if p.heading not in used)


def draft_wave(
    export: Export,
    project: ProjectSettings,
    *,
    wave: str,
    file: str,
    earlier: tuple[Earlier, Categories] | None = None,
) -> Drafted:
    """Export -> a first wave.toml.

    Args:
        export: The survey as delivered.
        project: The canonical categories, and how many must share a value before it is told.
        wave: The wave's name, which is its first label.
        file: The name that the export has in the wave's folder.
        earlier: The mapping of an earlier wave, tried first.

    Raises:
        DataError: No column holds text in people's own words.
    """
    profiles = profile_columns(export, min_cell=project.privacy.min_cell)
    tick_lists = find_tick_lists(
        export,
        profiles,
        min_cell=project.privacy.min_cell,
        earlier=earlier[0] if earlier else None,
    )
    ticked = {heading for one in tick_lists if one.is_used for heading in one.headings}
    choices = propose_columns(
        [p for p in profiles if p.heading not in ticked],
        project,
        earlier=earlier[0] if earlier else None,
        has_status=bool(export.status),
        is_survey=len(export.cells) >= project.privacy.min_cell,
    )
    if "needs" not in choices:
        raise DataError.of(
            export.name,
            f"none of its {len(profiles)} columns holds answers in people's own words",
            "see that it is the export of the survey and that its first row holds the headings",
        )
    others = used_headings(choices)
    tick_lists = tuple(one for one in tick_lists if others.isdisjoint(one.headings))
    by_heading = {p.heading: p for p in profiles}
    mapped = {
        name: map_values(
            by_heading[choices[name].headings[0]],
            name,
            project,
            getattr(earlier[1], name) if earlier else {},
        )
        for name in BACKGROUND
        if name in choices and choices[name].is_used
    }
    first, last = _days(export, choices.get("submitted_at"))
    draft = Draft(
        file=file,
        label=wave,
        first=first,
        last=last,
        choices=choices,
        mapped=mapped,
        tick_lists=tick_lists,
        themes=earlier[0].ticks if earlier else {},
        earlier=earlier[0].wave if earlier else "",
    )
    text = write_wave_toml(draft, project)
    return Drafted(text, tuple(profiles), choices, mapped, tick_lists)


def _days(export: Export, choice: Choice | None) -> tuple[date | None, date | None]:
    """Export, the column of times -> days of the first and the last answer."""
    if choice is None or not choice.is_used:
        return None, None
    by_heading = {" ".join(str(h).split()): h for h in export.cells.columns}
    days = read_dates(clean_text(export.cells[by_heading[choice.headings[0]]])).dropna()
    return (days.min().date(), days.max().date()) if len(days) else (None, None)
