"""The parts of the sections on evidence, kinds of gap, segments and action, as values.

As in `parts`: every text is finished, and what is hidden is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # parts, which holds the whole story, imports this module
    from gapmap.report.parts import Table, Tick


@dataclass(frozen=True, slots=True)
class Bubble:
    """The offers of one type for one theme; `count` of them are suitable or partly so."""

    count: int
    is_partly: bool
    text: str


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One theme over the offer types, and its offers of all types as text."""

    label: str
    theme_id: str
    code: str
    bubbles: tuple[Bubble, ...]
    total: str


@dataclass(frozen=True, slots=True)
class EvidenceMap:
    """Figure: how many offers there are for each theme, by offer type."""

    number: int
    caption: str
    alt: str
    columns: tuple[str, ...]
    total_name: str
    suitable_name: str
    partly_name: str
    none_name: str
    rows: tuple[EvidenceRow, ...]


@dataclass(frozen=True, slots=True)
class EvidenceSection:
    """Themes against offer types: the figure, or the sentence that stands in its place."""

    title: str
    intro: str
    figure: EvidenceMap | None
    instead: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemeName:
    """A theme as it is named in running text."""

    label: str
    theme_id: str
    code: str


@dataclass(frozen=True, slots=True)
class KindBox:
    """A kind of gap, what it means, and the themes that are of that kind."""

    name: str
    meaning: str
    themes: tuple[ThemeName, ...]
    nothing: str


@dataclass(frozen=True, slots=True)
class KindTable:
    """Table: the kinds of gap, coverage down and satisfaction across."""

    number: int
    caption: str
    header: tuple[str, str, str]
    low_coverage: str
    high_coverage: str
    unmet: KindBox
    outside: KindBox
    unfelt: KindBox
    met: KindBox
    places: KindBox
    undecided: KindBox


@dataclass(frozen=True, slots=True)
class KindsSection:
    """Kinds of gap, and the themes whose signals disagree."""

    title: str
    intro: str
    table: KindTable | None
    instead: str
    signals_title: str
    signals_intro: str
    signals: Table | None


@dataclass(frozen=True, slots=True)
class ShareBar:
    """One theme in one segment; `contrast` is -1, 0 or 1, and share is None when hidden."""

    share: float | None
    text: str
    contrast: int


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One theme over the segments of a kind, and the share of everyone."""

    label: str
    theme_id: str
    code: str
    everyone: float
    bars: tuple[ShareBar, ...]


@dataclass(frozen=True, slots=True)
class SharesBySegment:
    """Figure: the share that mentions each theme, one column of bars a segment."""

    number: int
    caption: str
    alt: str
    columns: tuple[str, ...]
    rows: tuple[ShareRow, ...]
    everyone_name: str
    more_name: str
    fewer_name: str
    hidden_name: str


@dataclass(frozen=True, slots=True)
class SegmentSection:
    """Themes by region or by size: the figure, or the sentence that stands in its place."""

    title: str
    intro: str
    figure: SharesBySegment | None
    instead: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One theme in two waves: shares then and now, 0 to 1, and the change in words."""

    label: str
    code: str
    then: float
    now: float
    text: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class ChangesBetweenWaves:
    """Figure: the share that mentions each theme, in the wave before and in this one."""

    number: int
    caption: str
    alt: str
    then_name: str
    now_name: str
    change_title: str
    ticks: tuple[Tick, ...]
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class ChangesSection:
    """Since the wave before: figure and table, or the sentence that stands in their place."""

    title: str
    intro: str
    sentences: tuple[str, ...]
    figure: ChangesBetweenWaves | None
    table: Table | None
    instead: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PromptedSection:
    """Ticked in a list beside mentioned: the table, or the sentence that stands in its place."""

    title: str
    intro: str
    table: Table | None
    instead: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A kind of action: what it rests on, and where it could be taken."""

    title: str
    intro: str
    table: Table | None


@dataclass(frozen=True, slots=True)
class Actions:
    """Suggestions for action."""

    title: str
    intro: str
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A statement that a person has approved for print, and who said it where that may be told."""

    text: str
    who: str
