"""A story as an archivable, accessible PDF (PDF/A-2a and PDF/UA-1), the same bytes every time."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import typst
from matplotlib.figure import Figure

from gapmap.report import charts, grids, scatter, typeface
from gapmap.report.canvas import to_svg
from gapmap.report.inputs import ReportInputs
from gapmap.report.parts import (
    Background,
    NeedAgainstCoverage,
    RankedBars,
    Story,
    ThemesByType,
    WhoSaysIt,
)
from gapmap.report.section_parts import ChangesBetweenWaves, EvidenceMap, SharesBySegment
from gapmap.report.story import tell
from gapmap.report.words import Words
from gapmap.settings import Language

Part = TypeVar("Part")

_DRAW: dict[type, Callable[[Any], Figure]] = {
    Background: charts.background,
    ChangesBetweenWaves: charts.changes_between_waves,
    EvidenceMap: grids.evidence_map,
    NeedAgainstCoverage: scatter.need_against_coverage,
    RankedBars: charts.ranked_bars,
    SharesBySegment: grids.shares_by_segment,
    ThemesByType: charts.themes_by_type,
    WhoSaysIt: charts.who_says_it,
}
_UNDATED = (2000, 1, 1)
"""PDF/A asks for a date and the clock would change the bytes: a wave without days has this."""


def build_pdf(inputs: ReportInputs, language: Language) -> bytes:
    """ReportInputs -> the report as PDF, in one language."""
    return write_pdf(tell(inputs, language))


def write_pdf(story: Story) -> bytes:
    """Story -> PDF; characters that the typeface lacks are replaced and counted in it."""
    story = _with_replacements_told(story)
    printed = typst.compile(
        _template(),
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        pdf_standards=["a-2a", "ua-1"],
        sys_inputs={"story": json.dumps(_as_json(story), ensure_ascii=False)},
    )
    return bytes(printed)


def printable(text: str) -> tuple[str, frozenset[str]]:
    """Text -> what the typeface can print, and the characters it lacks.

    A run of missing characters becomes one sign; control and formatting characters go.
    """
    missing = set()
    kept: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        category = unicodedata.category(character)
        if character == "\n" or (character in typeface.characters() and category[0] != "C"):
            kept.append(character)
        elif character.isspace() or category == "Cc":
            kept.append(" ")
        elif category not in ("Cf", "Mn"):
            missing.add(character)
            if kept[-1:] != [typeface.REPLACEMENT]:
                kept.append(typeface.REPLACEMENT)
    return "".join(kept), frozenset(missing)


def _with_replacements_told(story: Story) -> Story:
    """A story -> itself with printable text, and a sentence on what was replaced."""
    missing: set[str] = set()
    story = _printable_part(story, missing)
    if not missing:
        return story
    words = Words(story.language)
    characters = words.counted("character", len(missing))
    sentence = words.say("quality.replaced", {"characters": characters})
    title = words.say("quality.data")
    blocks = tuple(
        replace(block, sentences=(*block.sentences, sentence)) if block.title == title else block
        for block in story.quality.blocks
    )
    return replace(story, quality=replace(story.quality, blocks=blocks))


def _printable_part(part: Part, missing: set[str]) -> Part:
    """Any part of a story -> the same with every text made printable."""
    if isinstance(part, str):
        text, lacking = printable(part)
        missing |= lacking
        return text  # type: ignore[return-value]
    if isinstance(part, tuple):
        return tuple(_printable_part(item, missing) for item in part)  # type: ignore[return-value]
    if is_dataclass(part) and not isinstance(part, type):
        cells = {
            field.name: _printable_part(getattr(part, field.name), missing)
            for field in fields(part)
        }
        return type(part)(**cells)
    return part


def _as_json(part: Any) -> Any:
    """Any part of a story -> values for the template; a figure with its drawing as SVG."""
    if isinstance(part, tuple):
        return [_as_json(item) for item in part]
    if type(part) in _DRAW:
        return {
            "number": part.number,
            "caption": part.caption,
            "alt": part.alt,
            "svg": to_svg(_DRAW[type(part)](part)),
        }
    if isinstance(part, Story):
        dated = part.dated
        days = (dated.year, dated.month, dated.day) if dated else _UNDATED
        return _fields_as_json(part) | {"dated": list(days)}
    if is_dataclass(part):
        return _fields_as_json(part)
    return part


def _fields_as_json(part: Any) -> dict[str, Any]:
    return {field.name: _as_json(getattr(part, field.name)) for field in fields(part)}


@cache
def _template() -> bytes:
    return files("gapmap.report").joinpath("template.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(typeface.FOLDER)],
    )
