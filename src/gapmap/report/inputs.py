"""What a report is made from: tables in which small groups are hidden already, and the facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from gapmap.notices import Notice
from gapmap.settings import ProjectSettings, WaveSettings
from gapmap.stages.decisions import Confirmed
from gapmap.text.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What is printed about the run itself.

    Attributes:
        version: Of gapmap.
        run_id: Fingerprint of inputs, settings, secret and version.
        opens: First day of the wave; None when not known.
        closes: Last day of the wave; None when not known.
        n_rows: Data rows of the survey export.
        n_rejected_rows: Of them, those left out whole.
        n_redactions: Marks that replaced personal data in the answers.
        design_effect: Of the weights, 1 or more; 1 when every weight is the same.
        inputs: (file name, SHA-256) of every file that was read.
        seed: Start of everything random.
        notices: What the run noticed that is no fault.
        encoder: How answers were compared.
    """

    version: str
    run_id: str
    opens: date | None
    closes: date | None
    n_rows: int
    n_rejected_rows: int
    n_redactions: int
    design_effect: float
    inputs: tuple[tuple[str, str], ...]
    seed: int
    notices: tuple[Notice, ...]
    encoder: str


@dataclass(frozen=True, slots=True)
class Approval:
    """What makes a report an edition.

    Attributes:
        number: Of the edition, from 1.
        by: Who approved it.
        day: When.
    """

    number: int
    by: str
    day: date


@dataclass(frozen=True, slots=True)
class ReportInputs:
    """Everything a report says, before it is put into words.

    The tables are those of `gapmap.tables` after small groups were hidden: a hidden cell is
    NaN or <NA>, and nothing in the report may bring it back.

    Attributes:
        project: gapmap.toml.
        wave: wave.toml.
        wave_name: The wave's folder name, with which every code begins.
        gaps: One row per theme and segment.
        contrasts: One row per theme and segment against the rest.
        sensitivity: One row per theme and variant.
        themes: One row per theme.
        offers: One row per offer.
        matches: One row per theme and offer.
        agreement: Krippendorff's alpha overall and per theme; empty when nothing is coded.
        corrected: Shares of themes corrected by a coded sample; empty when nothing is coded.
        rejects: One row per row or cell left out.
        trends: One row per theme and earlier wave.
        turnout: segment_kind (all, respondent_type, region, size, field), segment,
            n_respondents, n_answered, target, invited; empty where hidden or not known.
        statement_counts: Outcome -> number of statements.
        listed: The statements that may be listed, as stages.listing makes them: theme_id,
            statement_id, respondent_type, text.
        quotes: Those of them that a person has approved for print.
        vocabulary: The concepts that themes and offers share.
        facts: About the run itself.
        confirmed: How much of what is behind the largest gaps a person has confirmed.
        approval: None for a draft.
    """

    project: ProjectSettings
    wave: WaveSettings
    wave_name: str
    gaps: pd.DataFrame
    contrasts: pd.DataFrame
    sensitivity: pd.DataFrame
    themes: pd.DataFrame
    offers: pd.DataFrame
    matches: pd.DataFrame
    agreement: pd.DataFrame
    corrected: pd.DataFrame
    rejects: pd.DataFrame
    trends: pd.DataFrame
    turnout: pd.DataFrame
    statement_counts: dict[str, int]
    listed: pd.DataFrame
    quotes: pd.DataFrame
    vocabulary: Vocabulary
    facts: RunFacts
    confirmed: Confirmed
    approval: Approval | None = None
