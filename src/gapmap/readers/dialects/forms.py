"""Google Forms and Microsoft Forms: question texts as headings, submitted answers only."""

from __future__ import annotations

from collections.abc import Sequence

from gapmap.readers.export import Row
from gapmap.readers.layout import Layout, filled_up, tell_apart

_GOOGLE = {"timestamp", "tidsstempel"}
_MICROSOFT = (
    {"id"},
    {"start time", "starttidspunkt"},
    {"completion time", "fuldførelsestidspunkt", "afslutningstidspunkt"},
)


def recognise(head: Sequence[Row]) -> Layout | None:
    """Top of a table -> the layout of an export from a form, if it is one."""
    if not head:
        return None
    headings = filled_up(head[:1])[0]
    first = [heading.casefold() for heading in headings[: len(_MICROSOFT)]]
    if first and first[0] in _GOOGLE:
        return Layout("Google Forms", 0, 1, tell_apart(headings))
    fits = len(first) == len(_MICROSOFT)
    if fits and all(word in known for word, known in zip(first, _MICROSOFT, strict=True)):
        return Layout("Microsoft Forms", 0, 1, tell_apart(headings))
    return None
