"""What survey tools make of a table: where headings stand, and which answers are finished.

A dialect is a function that looks at the top of a table and says how to read it, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gapmap.readers.dialects import eusurvey, forms, limesurvey, qualtrics, surveymonkey
from gapmap.readers.export import Row
from gapmap.readers.layout import Layout, found_layout

DIALECTS: tuple[Callable[[Sequence[Row]], Layout | None], ...] = (
    qualtrics.recognise,
    surveymonkey.recognise,
    limesurvey.recognise,
    eusurvey.recognise,
    forms.recognise,
)
"""Tried in this order; SurveyXact is told by its three tables, in `readers.surveyxact`."""


def find_layout(head: Sequence[Row]) -> Layout:
    """Top of a table -> its layout: that of the first dialect that knows it, else a plain one."""
    for recognise in DIALECTS:
        layout = recognise(head)
        if layout:
            return layout
    return found_layout(head)
