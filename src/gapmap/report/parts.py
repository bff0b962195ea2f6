"""The parts of a story: what is said and shown, as values; how it looks is decided elsewhere.

Every text is finished and in one language. A number that is hidden is None and has no text of
its own but the word for hidden, so a chart made from these values cannot bring it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gapmap.report.section_parts import (
    Actions,
    ChangesSection,
    EvidenceSection,
    KindsSection,
    PromptedSection,
    Quote,
    SegmentSection,
)
from gapmap.settings import Language


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where it stands, and what is written there."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A numbered table; the letters of `align` are l or r, one a column."""

    number: int
    caption: str
    header: tuple[str, ...]
    align: str
    rows: tuple[tuple[str, ...], ...]
    has_total: bool = False


@dataclass(frozen=True, slots=True)
class ThemeRows:
    """The rows of one theme in a grouped table; the last cell of a short row fills it."""

    label: str
    theme_id: str
    code: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class GroupedTable:
    """A numbered table whose rows stand under the theme they are about."""

    number: int
    caption: str
    header: tuple[str, ...]
    align: str
    groups: tuple[ThemeRows, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence about a theme: what comes before its name, and after it; where it comes from."""

    before: str
    label: str
    theme_id: str
    after: str
    code: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A sentence about a difference between segments, and where it comes from."""

    text: str
    code: str


@dataclass(frozen=True, slots=True)
class Messages:
    """What the first page says about one respondent type."""

    heading: str
    note: str
    messages: tuple[Message, ...]
    remark: str


@dataclass(frozen=True, slots=True)
class CountBar:
    """One class of respondents: its name, how many, and that as text."""

    name: str
    count: int | None
    text: str


@dataclass(frozen=True, slots=True)
class BackgroundPanel:
    """How the respondents divide by one background question."""

    title: str
    bars: tuple[CountBar, ...]


@dataclass(frozen=True, slots=True)
class Background:
    """Figure: who answered, by region, size and line of work."""

    number: int
    caption: str
    alt: str
    panels: tuple[BackgroundPanel, ...]


@dataclass(frozen=True, slots=True)
class GapBar:
    """One theme in a ranking; counts are whole people, gap is a share from 0 to 1."""

    label: str
    theme_id: str
    code: str
    n_need: int
    n_unmet: int | None
    n_partly: int | None
    gap: float
    gap_low: float
    gap_high: float
    gap_text: str
    place_text: str


@dataclass(frozen=True, slots=True)
class RankedBars:
    """Figure: the gaps of one segment, largest first."""

    number: int
    caption: str
    alt: str
    people_title: str
    gap_title: str
    place_title: str
    unmet_name: str
    partly_name: str
    met_name: str
    hidden_name: str
    ticks: tuple[Tick, ...]
    bars: tuple[GapBar, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The gaps of one segment: the figure, or the sentence that stands in its place."""

    heading: str
    intro: str
    figure: RankedBars | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One theme by coverage and demand, both shares from 0 to 1; `name` is its number."""

    name: str
    coverage: float
    demand: float
    is_large: bool


@dataclass(frozen=True, slots=True)
class NeedAgainstCoverage:
    """Figure: every theme by how many mention it and how far it is met."""

    number: int
    caption: str
    alt: str
    x_title: str
    y_title: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    same_gap: tuple[Tick, ...]
    same_gap_name: str
    large_name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Square:
    """One theme in one respondent type; share is None when hidden, trend is -1, 0 or 1."""

    share: float | None
    text: str
    contrast: int


@dataclass(frozen=True, slots=True)
class GridRow:
    """One theme over the respondent types."""

    label: str
    theme_id: str
    code: str
    squares: tuple[Square, ...]


@dataclass(frozen=True, slots=True)
class ThemesByType:
    """Figure: the share that mentions each theme, by respondent type."""

    number: int
    caption: str
    alt: str
    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]
    more_name: str
    fewer_name: str
    hidden_name: str


@dataclass(frozen=True, slots=True)
class ShareDot:
    """One segment of a theme: the share with its interval, None when hidden."""

    name: str
    share: float | None
    low: float | None
    high: float | None
    text: str


@dataclass(frozen=True, slots=True)
class SharePanel:
    """The segments of one kind."""

    title: str
    dots: tuple[ShareDot, ...]


@dataclass(frozen=True, slots=True)
class WhoSaysIt:
    """Figure: the share that mentions one theme, by segment."""

    number: int
    caption: str
    alt: str
    ticks: tuple[Tick, ...]
    panels: tuple[SharePanel, ...]


@dataclass(frozen=True, slots=True)
class GapPage:
    """One of the largest gaps on a page of its own."""

    heading: str
    theme_id: str
    code: str
    lead: Message
    share: str
    kind: str
    kind_meaning: str
    facts: Table
    signals: tuple[str, ...]
    terms_title: str
    terms: tuple[str, ...]
    quotes_title: str
    quotes: tuple[Quote, ...]
    who: str
    figure: WhoSaysIt | None
    offers_title: str
    offers_intro: str
    offers: Table | None
    closing_title: str
    closing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Front:
    """The first page."""

    answered: str
    answered_code: str
    messages_title: str
    catalogue: str
    messages: tuple[Messages, ...]
    limits_title: str
    limits: tuple[str, ...]
    contact: str


@dataclass(frozen=True, slots=True)
class Respondents:
    """How to read the report, and who answered."""

    contents_title: str
    reading_title: str
    reading: tuple[tuple[str, str], ...]
    title: str
    sentences: tuple[str, ...]
    turnout: Table
    figure: Background | None
    instead: str


@dataclass(frozen=True, slots=True)
class Rankings:
    """The gaps, per respondent type and then together."""

    title: str
    intro: str
    rankings: tuple[Ranking, ...]


@dataclass(frozen=True, slots=True)
class CoverageSection:
    """Need against coverage."""

    title: str
    intro: str
    figure: NeedAgainstCoverage | None
    instead: str
    key: Table | None


@dataclass(frozen=True, slots=True)
class TypeSection:
    """Themes by respondent type, and the differences that hold."""

    title: str
    intro: str
    figure: ThemesByType | None
    instead: str
    differences_intro: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest gaps, one page each."""

    title: str
    intro: str
    pages: tuple[GapPage, ...]


@dataclass(frozen=True, slots=True)
class QualityBlock:
    """A heading of the method section with its sentences and tables."""

    title: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Quality:
    """Method and data quality."""

    title: str
    blocks: tuple[QualityBlock, ...]


@dataclass(frozen=True, slots=True)
class Appendix:
    """The full table."""

    title: str
    intro: str
    table: GroupedTable | None


@dataclass(frozen=True, slots=True)
class Story:
    """All that a report says, in the order in which it says it.

    Attributes:
        language: Of every text.
        title: Of the report.
        subtitle: The wave, and its days where they are known.
        draft: The stamp on every page of a draft; empty for an edition.
        standing: What the stamp means, or the line of the edition.
        notice: The project's notice on every page; may be empty.
        code: Names the run; `gapmap trace` finds its way back from it.
        code_text: The code with its name before it.
        page_text: "Page {page} of {pages}", to be filled in by whatever knows pages.
        dated: The last day of the wave; None when not known.
    """

    language: Language
    title: str
    subtitle: str
    draft: str
    standing: str
    notice: str
    code: str
    code_text: str
    page_text: str
    dated: date | None
    front: Front
    respondents: Respondents
    rankings: Rankings
    coverage: CoverageSection
    evidence: EvidenceSection
    kinds: KindsSection
    by_type: TypeSection
    by_region: SegmentSection
    by_size: SegmentSection
    prompted: PromptedSection | None
    changes: ChangesSection | None
    largest: Largest
    actions: Actions
    quality: Quality
    appendix: Appendix

    @property
    def stamp(self) -> str:
        """What stands on every page, so that no draft passes for an edition."""
        return self.draft or self.standing
