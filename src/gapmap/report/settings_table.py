"""The settings that decide figures, as they stand in the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gapmap.report.lookup import Lookup
from gapmap.report.parts import Table

_SECTIONS = ("targets", "weights", "privacy", "themes", "matching", "gaps")
_WAVE_SECTIONS = ("rules", "fielding")


def settings_table(lookup: Lookup) -> Table:
    """Tables -> the settings of the project and the wave that decide figures."""
    say = lookup.words.say
    project, wave = lookup.inputs.project, lookup.inputs.wave
    rows = [("project.seed", str(project.project.seed))]
    rows.append(("catalogue.stale_after_days", str(project.catalogue.stale_after_days)))
    rows += _entries(project.model_dump(mode="json", include=set(_SECTIONS)))
    rows += _entries(wave.model_dump(mode="json", include=set(_WAVE_SECTIONS)))
    return Table(
        number=lookup.next_table(),
        caption=say("settings.caption"),
        header=(say("settings.key"), say("settings.value")),
        align="ll",
        rows=tuple((key, value or say("settings.unset")) for key, value in rows),
    )


def _entries(section: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """A section -> "themes.min_themes" and "8"; an empty text where nothing is set."""
    for name, value in sorted(section.items()):
        key = f"{above}{name}"
        if isinstance(value, Mapping) and value:
            yield from _entries(value, f"{key}.")
        else:
            yield key, "" if value is None or value == {} else str(value)
