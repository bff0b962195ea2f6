"""The files that people open, in every language of the project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gapmap.report.inputs import ReportInputs
from gapmap.report.page import build_page
from gapmap.report.parts import Story
from gapmap.report.pdf import write_pdf
from gapmap.report.workbook import write_workbook


def write_outputs(inputs: ReportInputs, stories: Iterable[Story]) -> Iterator[tuple[str, bytes]]:
    """ReportInputs, the stories told from them -> file name, content: PDF, workbook and page."""
    for story in stories:
        of_wave = f"{inputs.wave_name}-{story.language}"
        yield f"gap-report-{of_wave}.pdf", write_pdf(story)
        yield f"gap-tables-{of_wave}.xlsx", write_workbook(inputs, story)
        yield f"gap-map-{of_wave}.html", build_page(inputs, story).encode("utf-8")


def headline(story: Story) -> list[str]:
    """Story -> its key messages, as sentences."""
    return [
        f"{said.before}{said.label}{said.after}"
        for part in story.front.messages
        for said in part.messages
    ]
