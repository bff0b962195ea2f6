"""EUSurvey: the survey's alias and the day of the export stand above the headings."""

from __future__ import annotations

from collections.abc import Sequence

from gapmap.readers.export import Row
from gapmap.readers.layout import Layout, above, filled_up, rows_above, tell_apart
from gapmap.readers.markup import as_heading


def recognise(head: Sequence[Row]) -> Layout | None:
    """Top of a table -> the layout of an EUSurvey export, if it is one."""
    rows = filled_up(head)
    if not rows or not rows[0] or rows[0][0].casefold() != "alias":
        return None
    skip = rows_above(head)
    dated = any(row[0].casefold() == "export date" for row in rows[1 : skip or 1])
    if not dated:
        return None
    headings = tell_apart([as_heading(heading) for heading in rows[skip]])
    return Layout(f"EUSurvey, {above(skip)}", skip, 1, headings)
