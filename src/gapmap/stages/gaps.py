"""Who lacks what: the gaps between needs and offers, per theme and segment, with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from gapmap.notices import Notice
from gapmap.stages.arrays import Floats
from gapmap.stages.contrasts import find_contrasts
from gapmap.stages.evidence import Evidence, GapRules, Sample, take_sample
from gapmap.stages.scoring import score_segments
from gapmap.stages.sensitivity import vary
from gapmap.stages.weights import count_capped, design_effect, effective_n, rake
from gapmap.tables import NOT_STATED
from gapmap.text.one_thread import one_thread

__all__ = ["Evidence", "Facts", "GapRules", "Scored", "score_gaps"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the report says about the scoring as a whole.

    Attributes:
        n_respondents: Respondents.
        n_answered: Of them, those who gave a real answer; all figures are about these.
        n_offers: Offers in the catalogue.
        n_open_offers: Of them, those open to at least one of those respondents.
        design_effect: n / effective n of the weights (Kish 1965), 1 without weights.
        effective_n: Effective number of respondents.
        notices: What a reader should know.
    """

    n_respondents: int
    n_answered: int
    n_offers: int
    n_open_offers: int
    design_effect: float
    effective_n: float
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """The result of scoring; small groups are not hidden yet.

    Attributes:
        gaps: Table gaps.
        contrasts: Table contrasts.
        sensitivity: Table sensitivity.
        facts: About the whole.
    """

    gaps: pd.DataFrame
    contrasts: pd.DataFrame
    sensitivity: pd.DataFrame
    facts: Facts


def score_gaps(evidence: Evidence, *, rules: GapRules) -> Scored:
    """Respondents, statements, themes, assignments, offers, matches -> Scored.

    Every theme gets a row in every segment present among the respondents. The formulas stand
    with the functions that hold them: measures.measure (demand, met, gap, places),
    weights.rake, intervals.share_intervals, total.total_interval, ranks.rank_intervals,
    kinds.name_kinds, contrasts.find_contrasts and sensitivity.vary.

    Args:
        evidence: The six tables; respondents in their canonical order, which the bootstrap
            follows.
        rules: What the settings and the wave say.

    Raises:
        SettingsError: Margins that cannot be met.
    """
    # One thread: on several, sums come in another order and differ in the last digit.
    with one_thread():
        sample = take_sample(evidence, rules)
        weights = rake(sample.respondents, rules.margins, rules.cap)
        return Scored(
            gaps=score_segments(sample, weights, rules),
            contrasts=find_contrasts(sample, weights),
            sensitivity=vary(sample, weights, rules.threshold),
            facts=_state_facts(evidence, sample, weights, rules),
        )


def _state_facts(evidence: Evidence, sample: Sample, weights: Floats, rules: GapRules) -> Facts:
    respondents = sample.respondents
    unplaced = (respondents["respondent_type"] == NOT_STATED) | (
        respondents["region"] == NOT_STATED
    )
    counts = {
        "no_period": int(rules.opens is None and rules.closes is None),
        "respondents_admitted_by_all": int(unplaced.sum()),
        "weights_capped": count_capped(weights, rules.cap) if rules.margins else 0,
    }
    return Facts(
        n_respondents=len(evidence.respondents),
        n_answered=len(respondents),
        n_offers=len(evidence.offers),
        n_open_offers=int(sample.reach.any(axis=0).sum()),
        design_effect=design_effect(weights),
        effective_n=effective_n(weights),
        notices=tuple(Notice(code, count) for code, count in counts.items() if count),
    )
