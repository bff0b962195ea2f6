"""Whether the figures hold up: surveys of invented populations, where the truth is known.

    python benchmarks/validity.py [--replicates 400] [--bootstrap 400]

Each replicate is a survey of 486 people from the same population (`simulate`), of whom some
types, regions and sizes answer far more readily than others. It is scored by the functions
that a run uses. Printed as markdown: how many 95% intervals hold the truth, how far the
figures are off with and without raking, how alike the found and the true ranking are, and how
often a theme is called "no suitable offer for most" although everything is covered.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from benchmarks import simulate
from benchmarks.simulate import Fits, Floats, Survey, Themed, World
from gapmap.stages.contrasts import find_contrasts
from gapmap.stages.evidence import Evidence, GapRules, take_sample
from gapmap.stages.scoring import score_segments
from gapmap.stages.sensitivity import rank_agreement
from gapmap.stages.weights import rake
from gapmap.tables import SEGMENT_KINDS
from gapmap.text.one_thread import one_thread

RESPONDENTS, THEMES, OFFERS = 486, 15, 40
LEAST_NEED = 10
KEY = ["theme_id", "segment_kind", "segment"]
WRONG = "no_suitable_offer_for_most"
TINY = 1e-9

Confusion = Callable[[Survey, np.random.Generator], Themed]


@dataclass(frozen=True)
class Scenario:
    """What goes wrong on the way from the truth to the tables.

    Attributes:
        name: For the reader.
        confuse: Where the statements are put.
        boast: By how much the log odds of the fits exceed the calibrated ones; 0 = the grades
            are found as they are, and known to be.
    """

    name: str
    confuse: Confusion
    boast: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replicates", type=int, default=400, help="surveys; default: 400")
    parser.add_argument("--bootstrap", type=int, default=400, help="draws in each; default: 400")
    parsed = parser.parse_args()
    start = time.process_time()
    world = simulate.make_world(THEMES, OFFERS, np.random.default_rng(2019))
    size = f"{parsed.replicates} surveys of {RESPONDENTS} people, {THEMES} themes, {OFFERS} offers"
    print(f"{date.today()}, {size}; {parsed.bootstrap} bootstrap replicates in each.\n")
    first, *others = scenarios(world)
    surveys = run(world, first, parsed.replicates, parsed.bootstrap)
    print_coverage(surveys)
    print_bias(world, surveys)
    print_totals([(first.name, surveys)] + [
        (one.name, run(world, one, parsed.replicates, parsed.bootstrap)) for one in others
    ])  # fmt: skip
    print_covered(world, parsed.replicates)
    print(f"{time.process_time() - start:.0f} seconds of one processor in all.")


def scenarios(world: World) -> list[Scenario]:
    sizes = world.answers @ world.demand
    return [
        Scenario("themes and matches are right", lambda s, rng: simulate.put_right(s), 0.0),
        Scenario(
            "both err as often as they say", lambda s, rng: simulate.confuse(s, sizes, rng), 1.0
        ),
        Scenario(
            "both are surer than they should be, small themes swollen",
            lambda s, rng: simulate.confuse_unevenly(s, THEMES, rng),
            2.0,
        ),
    ]


# --- the truth ------------------------------------------------------------------------------


def best_grades(world: World, grades: Floats) -> Floats:
    """Grades -> the best one open to each cell, array (n_cells, n_themes)."""
    return np.asarray((grades[None] * world.reach[:, None]).max(axis=2))


def true_gaps(world: World, grades: Floats) -> pd.DataFrame:
    """World, grades -> the true figures, under the names of table gaps."""
    people = world.shares[:, None] * world.demand
    asked = simulate.N_ORGANISATIONS * np.einsum("ct,tj,cj->j", people, grades, world.reach)
    room = np.minimum(1, world.capacity / np.maximum(asked, 1e-12))
    best, with_places = best_grades(world, grades), best_grades(world, grades * room)
    rows = []
    for kind, segment, inside in segments(world):
        total = world.shares[inside].sum()
        demand, met, met_capacity = (
            (people * meets)[inside].sum(axis=0) / total for meets in (1, best, with_places)
        )
        gap = demand - met
        rows.append(
            pd.DataFrame(
                {
                    "theme_id": [f"T{number:02d}" for number in range(THEMES)],
                    "segment_kind": kind, "segment": segment,
                    "demand": demand, "met": met, "gap": gap, "coverage": met / demand,
                    "gap_capacity": demand - met_capacity,
                    "rank": 1 + (np.round(gap, 12) > np.round(gap, 12)[:, None]).sum(axis=1),
                    "difference": demand - _rest(people, world.shares, inside),
                }
            )
        )  # fmt: skip
    return pd.concat(rows).set_index(KEY)


def segments(world: World) -> list[tuple[str, str, Floats]]:
    """World -> every segment of one variable: kind, name, cells inside."""
    everyone = np.ones(len(world.cells), dtype=bool)
    parts = [
        (name, value, (world.cells[name] == value).to_numpy())
        for name, values in simulate.VARIABLES.items()
        for value in values
    ]
    return [("all", "", everyone), *parts]


def _rest(people: Floats, shares: Floats, inside: Floats) -> Floats:
    outside = shares[~inside].sum()
    return people[~inside].sum(axis=0) / outside if outside else people.sum(axis=0) * np.nan


# --- the surveys ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Replicate:
    """One survey: the truth, and what was found with raking and without."""

    truth: pd.DataFrame
    raked: pd.DataFrame
    plain: pd.DataFrame | None


def run(world: World, scenario: Scenario, n_surveys: int, n_draws: int) -> list[Replicate]:
    """World, scenario -> scored surveys, each with its truth."""
    return [
        one_survey(world, scenario, np.random.default_rng([7, number]), n_draws)
        for number in range(n_surveys)
    ]


def one_survey(
    world: World, scenario: Scenario, rng: np.random.Generator, n_draws: int
) -> Replicate:
    survey = simulate.draw_survey(world, RESPONDENTS, rng)
    fits = simulate.draw_fits(world.shape, rng)
    is_right = scenario.boast == 0
    told = fits if is_right else fits.boast(scenario.boast)
    found = told.found()
    evidence = simulate.as_evidence(
        world, survey, scenario.confuse(survey, rng), told, found, decided=is_right
    )
    seed = int(rng.integers(2**31))
    rules = simulate.make_rules(world, is_raked=True, replicates=n_draws, seed=seed)
    return Replicate(
        truth=true_gaps(world, found if is_right else fits.true(rng)),
        raked=score(evidence, rules, contrasts=is_right),
        plain=score(evidence, replace(rules, margins={}, replicates=1)) if is_right else None,
    )


def score(evidence: Evidence, rules: GapRules, *, contrasts: bool = False) -> pd.DataFrame:
    """Evidence -> table gaps by theme and segment, the contrasts beside it where asked for."""
    with one_thread():
        sample = take_sample(evidence, rules)
        weights = rake(sample.respondents, rules.margins, rules.cap)
        gaps = score_segments(sample, weights, rules).set_index(KEY)
        if contrasts:
            gaps = gaps.join(find_contrasts(sample, weights).set_index(KEY))
    return gaps[gaps.index.get_level_values("segment_kind") != SEGMENT_KINDS[-1]]


# --- the figures ----------------------------------------------------------------------------


def mean_need(replicates: list[Replicate]) -> pd.Series:
    """How many mention a theme, by theme and segment, mean over the surveys."""
    return pd.concat([one.raked["n_need"] for one in replicates], axis=1).mean(axis=1)


def without_certain(one: Replicate) -> Replicate:
    """The same, its truth empty where no survey can miss it.

    That is the gap and the place of a theme whose best offers are suitable for all, what is
    met where nothing is offered, and the coverage of both.
    """
    truth = one.truth.copy()
    is_covered, is_bare = truth["gap"] <= TINY, truth["met"] <= TINY
    truth.loc[is_covered, ["gap", "rank", "coverage"]] = np.nan
    truth.loc[is_bare, ["met", "coverage"]] = np.nan
    return replace(one, truth=truth)


def holds(replicates: list[Replicate], name: str, ends: str = "") -> pd.Series:
    """Share of intervals that hold the truth, by theme and segment.

    For themes that enough people mention on average: to take those that happen to reach the
    number in one survey would be to take those that came out too high.
    """
    ends = ends or name
    enough = mean_need(replicates) >= LEAST_NEED
    held = []
    for one in replicates:
        low, high = one.raked[f"{ends}_low"], one.raked[f"{ends}_high"]
        truth = one.truth[name].reindex(one.raked.index)
        is_held = (low - TINY <= truth) & (truth <= high + TINY)
        held.append(is_held.astype(float).where(enough & low.notna() & truth.notna()))
    return pd.concat(held, axis=1).mean(axis=1)


def widths(replicates: list[Replicate], ends: str) -> float:
    """Mean width of an interval of all respondents, of the same themes as in `holds`."""
    enough = mean_need(replicates) >= LEAST_NEED
    each = [one.raked[f"{ends}_high"] - one.raked[f"{ends}_low"] for one in replicates]
    width = pd.concat(each, axis=1).mean(axis=1)[enough]
    return float(width.xs("all", level="segment_kind").mean())


def print_coverage(replicates: list[Replicate]) -> None:
    names = ("demand", "met", "gap", "coverage", "gap_capacity", "rank", "difference")
    uncertain = [without_certain(one) for one in replicates]
    held = {name: holds(uncertain, name) for name in names}
    kinds = SEGMENT_KINDS[:-1]
    print(f"Intervals that hold the truth, over themes that {LEAST_NEED} or more mention\n")
    print("| figure | all, mean | least theme | greatest theme | type | region | size |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, shares in held.items():
        of_all = shares.xs("all", level="segment_kind").dropna()
        cells = [of_all.mean(), of_all.min(), of_all.max()] if len(of_all) else [np.nan] * 3
        cells += [shares.xs(kind, level="segment_kind").mean() for kind in kinds[1:]]
        print(f"| {name} | {' | '.join(percent(cell) for cell in cells)} |")
    print()


def print_bias(world: World, replicates: list[Replicate]) -> None:
    print("Mean of the estimates less the truth, all respondents, percentage points\n")
    print("| weights | demand, mean size | demand, greatest | gap, mean size | gap, greatest "
          "| Kendall's tau of the ranking |")  # fmt: skip
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, get in (("raked", lambda r: r.raked), ("none", lambda r: r.plain)):
        cells = []
        for figure in ("demand", "gap"):
            off = [(get(one)[figure] - one.truth[figure]).xs("all", level=1) for one in replicates]
            bias = pd.concat(off, axis=1).mean(axis=1).abs() * 100
            cells += [f"{bias.mean():.2f}", f"{bias.max():.2f}"]
        tau = [agreement(one.truth, get(one)) for one in replicates]
        print(f"| {name} | {' | '.join(cells)} | {np.nanmean(tau):.2f} |")
    by_type = [agreement(one.truth, one.raked, "respondent_type") for one in replicates]
    print(f"\nWithin a type, Kendall's tau is {np.nanmean(by_type):.2f}.\n")


def agreement(truth: pd.DataFrame, found: pd.DataFrame, kind: str = "all") -> float:
    """True and found gaps -> Kendall's tau of their order, mean over the segments of a kind."""
    both = found[["gap"]].assign(gap_true=truth["gap"]).xs(kind, level="segment_kind")
    return float(
        np.nanmean(
            [
                rank_agreement(rows["gap"].to_numpy(), rows["gap_true"].to_numpy())
                for _, rows in both.groupby("segment")
            ]
        )
    )


def print_totals(runs: list[tuple[str, list[Replicate]]]) -> None:
    print("The gap of all respondents: what its two intervals hold when themes and matches err\n")
    print("| what goes wrong | gap_low to gap_high | width | gap_total_low to gap_total_high "
          "| width | by type | Kendall's tau |")  # fmt: skip
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, replicates in runs:
        sampling, total = (holds(replicates, "gap", ends) for ends in ("gap", "gap_total"))
        tau = np.nanmean([agreement(one.truth, one.raked) for one in replicates])
        cells = [
            percent(sampling.xs("all", level=1).mean()), f"{widths(replicates, 'gap'):.3f}",
            percent(total.xs("all", level=1).mean()), f"{widths(replicates, 'gap_total'):.3f}",
            percent(total.xs("respondent_type", level=1).mean()), f"{tau:.2f}",
        ]  # fmt: skip
        print(f"| {name} | {' | '.join(cells)} |")
    print()


def print_covered(world: World, n_surveys: int) -> None:
    """Two or three offers serve each theme fully, open to all: what is still called a gap."""
    fit = np.full(world.shape, 0.004)
    for offer in range(world.shape[1]):
        fit[offer % THEMES, offer] = 0.95
    served = fit > 0.5
    open_world = World(
        cells=world.cells, shares=world.shares, answers=world.answers, demand=world.demand,
        reach=np.ones_like(world.reach), capacity=np.full(world.shape[1], np.inf),
        offers=world.offers.assign(
            audience=[[]] * OFFERS, regions=[[]] * OFFERS, capacity_per_year=pd.NA
        ),
    )  # fmt: skip
    print('Themes called "no suitable offer for most" although suitable offers are open to all\n')
    print("| what is found of them | all respondents | in every segment |")
    print("| --- | ---: | ---: |")
    for name, overlooked in (("all", 0.0), ("three in four, at random", 0.24)):
        wrong: list[Floats] = []
        for number in range(n_surveys):
            rng = np.random.default_rng([8, number])
            survey = simulate.draw_survey(open_world, RESPONDENTS, rng)
            is_found = served & (rng.random(served.shape) >= overlooked)
            fits = Fits(np.where(is_found, fit, 0.1), np.where(is_found, fit - 0.002, 0.05))
            themed = simulate.confuse(survey, world.answers @ world.demand, rng)
            evidence = simulate.as_evidence(
                open_world, survey, themed, fits, fits.found(), decided=False
            )
            rules = simulate.make_rules(open_world, is_raked=True, replicates=100, seed=number)
            gaps = score(evidence, rules).reset_index()
            asked = gaps[gaps["n_need"] > 0]
            is_wrong = asked["kind"] == WRONG
            wrong.append(
                np.array([is_wrong[asked["segment_kind"] == "all"].mean(), is_wrong.mean()])
            )
        cells = [percent(share) for share in np.mean(wrong, axis=0)]
        print(f"| {name} | {' | '.join(cells)} |")
    print()


def percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{100 * share:.1f}%"


if __name__ == "__main__":
    main()
