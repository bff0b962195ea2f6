"""The rows of the gap table: counts, shares with intervals, ranks, ratings and kinds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gapmap.stages.arrays import Flags, Floats, Ints
from gapmap.stages.evidence import GapRules, Sample
from gapmap.stages.intervals import draw_replicates, share_intervals
from gapmap.stages.kinds import mean_ratings, name_kinds
from gapmap.stages.measures import Measures, best_grades, find_load, measure
from gapmap.stages.ranks import rank_gaps, rank_intervals
from gapmap.stages.segments import Segment
from gapmap.stages.total import draw_gaps, total_interval
from gapmap.stages.weights import effective_n, prepare_margins, rake_each
from gapmap.tables import TABLES


@dataclass(frozen=True, slots=True)
class _Scoring:
    """What every segment is scored from; arrays (n_mentions,) unless stated.

    Attributes:
        sample: The evidence.
        rules: What the settings and the wave say.
        weights: Array (n_respondents,).
        need: Weight of the respondent.
        best: Best grade open to the respondent.
        organisations: Organisations that the mention stands for.
        places: Known places a year that fall to it: each offer's, shared out by its load.
    """

    sample: Sample
    rules: GapRules
    weights: Floats
    need: Floats
    best: Floats
    organisations: Floats
    places: Floats


def score_segments(sample: Sample, weights: Floats, rules: GapRules) -> pd.DataFrame:
    """Sample, weights, rules -> Gaps: every theme in every segment.

    Args:
        sample: The evidence.
        weights: Array (n_respondents,).
        rules: What the settings and the wave say.

    Returns:
        Table gaps, by segment, then by theme_id.
    """
    if not sample.theme_ids:
        return TABLES["gaps"].empty()
    estimates = measure(sample, weights[None, :], rules.population)
    replicates = measure(sample, _replicate_weights(sample, rules), rules.population)
    drawn = draw_gaps(sample, weights, replicates=rules.replicates, seed=rules.seed)
    scoring = _prepare(sample, weights, rules)
    rows = [
        _score_segment(
            scoring,
            segment,
            _estimates(scoring, segment, estimates.of(position), replicates.of(position)),
            drawn[position],
        )
        for position, segment in enumerate(sample.segments)
    ]
    return TABLES["gaps"].shape(pd.concat(rows, ignore_index=True))


def _replicate_weights(sample: Sample, rules: GapRules) -> Floats:
    """Bootstrap replicates, drawn within respondent types and raked as the sample was."""
    respondents = sample.respondents
    types = respondents["respondent_type"].to_numpy(dtype=object)
    counts = draw_replicates(types, rules.replicates, np.random.default_rng(rules.seed))
    if not counts.size:
        return counts
    delivered = respondents["weight"].to_numpy(dtype=float)
    return rake_each(counts, delivered, prepare_margins(respondents, rules.margins), rules.cap)


def _prepare(sample: Sample, weights: Floats, rules: GapRules) -> _Scoring:
    usable = sample.usable(sample.grades)
    need = weights[sample.mentions.respondent]
    load = find_load(usable, need[None, :], weights[None, :], rules.population)
    known = np.where(np.isfinite(sample.capacity), sample.capacity, 0.0)
    asked = load.total[0]
    each = np.divide(known, asked, out=np.zeros_like(known), where=asked > 0)
    organisations = load.scale[0, 0] * need
    return _Scoring(
        sample=sample,
        rules=rules,
        weights=weights,
        need=need,
        best=best_grades(usable),
        organisations=organisations,
        places=organisations * (usable @ each),
    )


def _score_segment(
    scoring: _Scoring, segment: Segment, numbers: dict[str, Floats], drawn: Floats
) -> pd.DataFrame:
    """One segment, its estimates, its gaps as drawn -> its rows of table gaps."""
    total_low, total_high = total_interval(
        numbers["gap"], (numbers["gap_low"], numbers["gap_high"]), drawn
    )
    return pd.DataFrame(
        {
            "theme_id": scoring.sample.theme_ids,
            "segment_kind": segment.kind,
            "segment": segment.name,
            **_counts(scoring, segment),
            **numbers,
            "gap_total_low": total_low,
            "gap_total_high": total_high,
            **_ratings_and_kinds(
                scoring, segment, (numbers["coverage_low"], numbers["coverage_high"])
            ),
        }
    )


def _counts(scoring: _Scoring, segment: Segment) -> dict[str, Ints | int]:
    """Unweighted counts of respondents, and of the offers open to any of them."""
    sample = scoring.sample
    mentions, n_themes = sample.mentions, len(sample.theme_ids)
    inside = segment.members[mentions.respondent]

    def count(which: Flags) -> Ints:
        return np.bincount(mentions.theme[inside & which], minlength=n_themes)

    open_here = sample.reach[segment.members].any(axis=0)
    return {
        "n": int(segment.members.sum()),
        "n_need": count(inside),
        "n_unmet": count(scoring.best == 0),
        "n_partly": count((scoring.best > 0) & (scoring.best < 1)),
        "n_missing": count(mentions.missing),
        "n_asked": 0,
        "n_prompted": 0,
        "n_suitable_offers": ((sample.grades > 0) & open_here).sum(axis=1),
    }


def _estimates(
    scoring: _Scoring, segment: Segment, estimate: Measures, replicates: Measures
) -> dict[str, Floats]:
    """Shares and ranks with their intervals."""
    mentions, n_themes = scoring.sample.mentions, len(scoring.sample.theme_ids)
    n_all = np.full(n_themes, effective_n(scoring.weights[segment.members]))
    inside = segment.members[mentions.respondent]
    n_need = np.array(
        [effective_n(scoring.need[inside & (mentions.theme == theme)]) for theme in range(n_themes)]
    )
    numbers: dict[str, Floats] = {}
    for name in ("demand", "coverage", "met", "gap", "gap_capacity"):
        share = getattr(estimate, name)[0]
        n = n_need if name == "coverage" else n_all
        low, high = share_intervals(share, getattr(replicates, name), n)
        numbers |= {name: share, f"{name}_low": low, f"{name}_high": high}
    rank = rank_gaps(estimate.gap)[0]
    low, high, top5 = rank_intervals(rank, replicates.gap)
    return numbers | {"rank": rank, "rank_low": low, "rank_high": high, "p_top5": top5}


def _ratings_and_kinds(
    scoring: _Scoring, segment: Segment, coverage: tuple[Floats, Floats]
) -> dict[str, Floats | list[str]]:
    mentions, n_themes = scoring.sample.mentions, len(scoring.sample.theme_ids)
    inside = segment.members[mentions.respondent]
    theme, need = mentions.theme[inside], scoring.need[inside]
    importance, satisfaction = (
        mean_ratings(ratings[inside], need, theme, n_themes=n_themes, least=scoring.rules.min_cell)
        for ratings in (mentions.importance, mentions.satisfaction)
    )
    places, organisations = (
        np.bincount(theme, weights=amounts[inside], minlength=n_themes).astype(float)
        for amounts in (scoring.places, scoring.organisations)
    )
    return {
        "importance": importance.mean,
        "satisfaction": satisfaction.mean,
        "kind": name_kinds(
            coverage,
            (satisfaction.low, satisfaction.high),
            places,
            organisations,
            scoring.rules,
        ),
    }
