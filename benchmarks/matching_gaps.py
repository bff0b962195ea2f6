"""The planted order: the gaps by gold labels beside those that a run finds."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from scipy.stats import spearmanr

from benchmarks.matching_sample import Sample, gold_assignments
from gapmap.stages.evidence import Evidence, GapRules, take_sample
from gapmap.stages.measures import measure
from gapmap.tables import THEMES

Pair = tuple[str, str]


def oracle(sample: Sample) -> pd.DataFrame:
    """Sample -> demand, coverage and gap by gold themes and gold offers, by theme."""
    assignments = gold_assignments(sample)
    grades = {
        (theme, offer): ("full" if is_full else "partly") if theme in themes else "none"
        for theme in sorted(set(assignments["theme_id"]))
        for (offer, themes), is_full in zip(
            sample.offer_themes.items(), sample.offer_is_full, strict=True
        )
    }
    return gap_table(sample, assignments, grades)


def gap_table(
    sample: Sample, assignments: pd.DataFrame, grades: Mapping[Pair, str]
) -> pd.DataFrame:
    """Assignments, grades of theme and offer -> demand, coverage, gap of all, by theme."""
    ids = sorted({theme for theme, _ in grades})
    matches = pd.DataFrame(
        [(*pair, grade, "proposed") for pair, grade in grades.items()],
        columns=["theme_id", "offer_id", "grade", "status"],
    )
    evidence = Evidence(
        respondents=sample.respondents,
        statements=sample.statements,
        themes=THEMES.empty().reindex(range(len(ids))).assign(theme_id=ids),
        assignments=assignments,
        offers=sample.offers,
        matches=matches,
    )
    taken = take_sample(evidence, _rules(sample))
    weights = taken.respondents["weight"].to_numpy(dtype=float)
    whole = [segment.kind for segment in taken.segments].index("all")
    found = measure(taken, weights[None, :], None).of(whole)
    columns = {name: getattr(found, name)[0] for name in ("demand", "coverage", "gap")}
    return pd.DataFrame(columns, index=list(taken.theme_ids))


def beside(
    sample: Sample, truth: pd.DataFrame, assignments: pd.DataFrame, found: pd.DataFrame
) -> pd.DataFrame:
    """Gaps by gold, gaps found -> each gold theme with the found theme it overlaps most.

    Overlap is that of their people (Jaccard 1901).
    """
    gold = _people(sample, gold_assignments(sample))
    told = _people(sample, assignments)
    nearest = {
        theme: max(sorted(told), key=lambda one: _overlap(people, told[one]))
        for theme, people in gold.items()
    }
    theirs = found.loc[[nearest[str(theme)] for theme in truth.index]].add_prefix("found_")
    overlaps = [_overlap(gold[str(theme)], told[nearest[str(theme)]]) for theme in truth.index]
    return truth.assign(
        found=list(theirs.index),
        overlap=overlaps,
        **{name: theirs[name].to_numpy() for name in theirs.columns},
    )


def order_figures(sample: Sample, compared: pd.DataFrame) -> dict[str, str]:
    """Gold and found gaps side by side -> how well they agree."""
    served = {theme for themes in sample.offer_themes.values() for theme in themes}
    unserved = compared[~compared.index.isin(served)]
    difference = (compared["gap"] - compared["found_gap"]).abs().mean()
    return {
        "Spearman of the gaps": f"{spearmanr(compared['gap'], compared['found_gap'])[0]:.3f}",
        "mean absolute difference in gap": f"{difference:.4f}",
        "largest coverage of a theme without any offer": f"{unserved['found_coverage'].max():.2f}",
        "mean coverage, gold and found": f"{compared['coverage'].mean():.2f} and "
        f"{compared['found_coverage'].mean():.2f}",
    }


def _people(sample: Sample, assignments: pd.DataFrame) -> dict[str, set[str]]:
    said = assignments.merge(sample.statements, on="statement_id")
    return {str(theme): set(rows) for theme, rows in said.groupby("theme_id")["respondent_id"]}


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def _rules(sample: Sample) -> GapRules:
    project, (opens, closes) = sample.project, sample.period
    return GapRules(
        respondent_types=tuple(project.respondent_types),
        regions=tuple(project.regions),
        sizes=tuple(project.sizes),
        opens=opens,
        closes=closes,
        population=None,
        margins={},
        cap=project.weights.cap,
        threshold=project.matching.threshold,
        coverage=project.gaps.coverage,
        satisfaction=project.gaps.satisfaction,
        min_cell=project.privacy.min_cell,
        replicates=1,
        seed=project.project.seed,
    )
