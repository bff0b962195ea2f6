"""Invented populations whose needs and offers are known, and surveys drawn from them.

A population is made of cells (type, region, size) with known shares. In each cell a theme is
needed by a known share, and the best offer open to it is known: so every figure of the gap
table has a true value. A survey draws people who answer more or less readily by type, region
and size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from gapmap.stages.gaps import Evidence, GapRules
from gapmap.tables import NOT_STATED, TABLES

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

VARIABLES: Mapping[str, Sequence[str]] = {
    "respondent_type": ("company", "institution", "public"),
    "region": ("north", "middle", "south"),
    "size": ("small", "medium", "large"),
}
SHARES = {
    "respondent_type": (0.6, 0.1, 0.3),
    "region": (0.3, 0.45, 0.25),
    "size": (0.5, 0.3, 0.2),
}
ANSWERS = {
    "respondent_type": (0.5, 2.4, 1.4),
    "region": (1.0, 0.8, 1.3),
    "size": (0.8, 1.0, 1.4),
}
"""How readily each part of the population answers, against the others."""

N_ORGANISATIONS = 4000
GRADES = {1.0: "full", 0.5: "partly", 0.0: "none"}


@dataclass(frozen=True)
class World:
    """A population and a catalogue.

    Attributes:
        cells: The cells, one row each, by type, region and size.
        shares: Array (n_cells,), of the population.
        answers: Array (n_cells,), of those who answer.
        demand: Array (n_cells, n_themes), share with the need.
        reach: Array (n_cells, n_offers), 1 where the offer is open to the cell.
        capacity: Array (n_offers,), places a year; infinite where not known.
        offers: Table offers.
    """

    cells: pd.DataFrame
    shares: Floats
    answers: Floats
    demand: Floats
    reach: Floats
    capacity: Floats
    offers: pd.DataFrame

    @property
    def shape(self) -> tuple[int, int]:
        """Number of themes and of offers."""
        return self.demand.shape[1], self.reach.shape[1]

    @property
    def margins(self) -> dict[str, dict[str, float]]:
        """Variable -> category -> known share of the population."""
        return {name: dict(zip(VARIABLES[name], SHARES[name], strict=True)) for name in VARIABLES}


def make_world(n_themes: int, n_offers: int, rng: np.random.Generator) -> World:
    """Numbers of themes and offers -> a world; each type and size has needs of its own."""
    cells = pd.DataFrame(list(product(*VARIABLES.values())), columns=list(VARIABLES))
    parts = {
        name: np.stack([(cells[name] == value).to_numpy(float) for value in values], axis=1)
        for name, values in VARIABLES.items()
    }
    shares = np.prod([parts[name] @ np.array(SHARES[name]) for name in VARIABLES], axis=0)
    readiness = np.prod([parts[name] @ np.array(ANSWERS[name]) for name in VARIABLES], axis=0)
    usual = np.linspace(-3.2, -1.2, n_themes) - np.log(n_themes / 15)
    log_odds = usual + sum(
        part @ rng.normal(0, spread, (part.shape[1], n_themes))
        for part, spread in zip(parts.values(), (0.7, 0.2, 0.4), strict=True)
    )
    audience, regions = (_some_of(VARIABLES[name], n_offers, rng) for name in list(VARIABLES)[:2])
    reach = np.ones((len(cells), n_offers))
    for name, admitted in (("respondent_type", audience), ("region", regions)):
        for offer, names in enumerate(admitted):
            reach[:, offer] *= cells[name].isin(names) if names else 1.0
    capacity = np.where(rng.random(n_offers) < 0.5, rng.integers(40, 400, n_offers), np.inf)
    return World(
        cells=cells,
        shares=shares,
        answers=shares * readiness / (shares @ readiness),
        demand=1 / (1 + np.exp(-log_odds)),
        reach=reach,
        capacity=capacity,
        offers=_offers(audience, regions, capacity),
    )


@dataclass(frozen=True)
class Fits:
    """Calibrated probabilities of the matches, arrays (n_themes, n_offers)."""

    fit: Floats
    fit_full: Floats

    def found(self) -> Floats:
        """The grades that gapmap takes: by the threshold of a half."""
        return np.where(self.fit_full >= 0.5, 1.0, np.where(self.fit >= 0.5, 0.5, 0.0))

    def true(self, rng: np.random.Generator) -> Floats:
        """Grades as they might truly be, drawn from the probabilities."""
        chance = rng.random(self.fit.shape)
        return np.where(chance < self.fit_full, 1.0, np.where(chance < self.fit, 0.5, 0.0))

    def boast(self, times: float) -> Fits:
        """The same with the log odds multiplied: surer than they should be."""
        fit, full = (1 / (1 + np.exp(-times * _log_odds(p))) for p in (self.fit, self.fit_full))
        return Fits(fit, np.minimum(fit, full))


def draw_fits(shape: tuple[int, int], rng: np.random.Generator) -> Fits:
    """Themes, offers -> fits: each offer is near to one theme or two and far from the others."""
    n_themes, n_offers = shape
    log_odds = rng.normal(-5.5, 0.8, shape)
    for offer in range(n_offers):
        near = rng.choice(n_themes, rng.integers(1, 3), replace=False)
        log_odds[near, offer] = rng.normal(1.5, 1.5, len(near))
    fit = 1 / (1 + np.exp(-log_odds))
    return Fits(fit, fit * rng.uniform(0.3, 0.95, shape))


@dataclass(frozen=True)
class Survey:
    """Who answered and what they truly need.

    Attributes:
        cell: Array (n_respondents,), position of the cell.
        respondent: Array (n_mentions,), position of the respondent.
        theme: Array (n_mentions,), position of the theme truly meant.
    """

    cell: Ints
    respondent: Ints
    theme: Ints


def draw_survey(world: World, n_respondents: int, rng: np.random.Generator) -> Survey:
    """World -> a survey of people who answered."""
    cell = rng.choice(len(world.cells), n_respondents, p=world.answers)
    needs = rng.random((n_respondents, world.shape[0])) < world.demand[cell]
    respondent, theme = np.nonzero(needs)
    return Survey(cell, respondent, theme)


@dataclass(frozen=True)
class Themed:
    """Where the statements of a survey were put, arrays (n_mentions,)."""

    theme: Ints
    membership: Floats


def put_right(survey: Survey) -> Themed:
    """Survey -> every statement in its theme, and known to be."""
    return Themed(survey.theme, np.ones(len(survey.theme)))


def confuse(survey: Survey, sizes: Floats, rng: np.random.Generator) -> Themed:
    """Survey, sizes of themes -> some statements misplaced, and memberships that say how often.

    A statement is clear with a probability of its own and goes where it belongs; an unclear
    one goes to a theme by size. So as many enter a theme as leave it, and the membership is
    the probability that the statement is where it should be.
    """
    clear = rng.beta(2, 1, len(survey.theme))
    sizes = sizes / sizes.sum()
    anywhere = rng.choice(len(sizes), len(clear), p=sizes)
    theme = np.where(rng.random(len(clear)) < clear, survey.theme, anywhere)
    return Themed(theme, clear + (1 - clear) * sizes[theme])


def confuse_unevenly(survey: Survey, n_themes: int, rng: np.random.Generator) -> Themed:
    """Survey -> unclear statements go to all themes alike: small ones are swollen.

    And the membership says half the doubt that there is.
    """
    clear = rng.beta(2, 1, len(survey.theme))
    anywhere = rng.integers(0, n_themes, len(clear))
    theme = np.where(rng.random(len(clear)) < clear, survey.theme, anywhere)
    return Themed(theme, (1 + clear) / 2)


def as_evidence(
    world: World, survey: Survey, themed: Themed, fits: Fits, grades: Floats, *, decided: bool
) -> Evidence:
    """Survey, where its statements were put, matches -> the tables that gaps are scored from."""
    theme_ids = [f"T{number:02d}" for number in range(world.shape[0])]
    respondents = world.cells.iloc[survey.cell].reset_index(drop=True)
    people = np.array([f"R{number:04d}" for number in range(len(respondents))], dtype=object)
    statements = [f"S{number:05d}" for number in range(len(survey.respondent))]
    return Evidence(
        respondents=_shaped(
            "respondents",
            respondents.assign(
                respondent_id=people, source_row=range(1, len(people) + 1), weight=1.0,
                field=NOT_STATED, answered=True,
            ),
        ),
        statements=_shaped(
            "statements",
            pd.DataFrame(
                {
                    "statement_id": statements, "respondent_id": people[survey.respondent],
                    "role": "need", "outcome": "assigned",
                }
            ),
        ),
        themes=_shaped("themes", pd.DataFrame({"theme_id": theme_ids, "source": "found"})),
        assignments=_shaped(
            "assignments",
            pd.DataFrame(
                {
                    "statement_id": statements,
                    "theme_id": np.array(theme_ids, dtype=object)[themed.theme],
                    "membership": np.maximum(themed.membership, 0.3), "source": "model",
                }
            ),
        ),
        offers=world.offers,
        matches=_matches(theme_ids, list(world.offers["offer_id"]), fits, grades, decided),
    )  # fmt: skip


def make_rules(world: World, *, is_raked: bool, replicates: int, seed: int) -> GapRules:
    """World -> what the settings say, the defaults of a project."""
    return GapRules(
        respondent_types=tuple(VARIABLES["respondent_type"]),
        regions=tuple(VARIABLES["region"]),
        sizes=tuple(VARIABLES["size"]),
        opens=None, closes=None,
        population=float(N_ORGANISATIONS),
        margins=world.margins if is_raked else {},
        cap=5.0, threshold=0.5, coverage=0.5, satisfaction=3.0, min_cell=5,
        replicates=replicates, seed=seed,
    )  # fmt: skip


def _log_odds(p: Floats) -> Floats:
    return np.log(p / (1 - p))


def _some_of(names: Sequence[str], n: int, rng: np.random.Generator) -> list[list[str]]:
    """Half of the time no limit, else one or two of the names."""
    return [
        [] if rng.random() < 0.5 else sorted(rng.choice(names, rng.integers(1, 3), replace=False))
        for _ in range(n)
    ]


def _offers(audience: list[list[str]], regions: list[list[str]], capacity: Floats) -> pd.DataFrame:
    ids = [f"O{number:02d}" for number in range(len(capacity))]
    places = [int(places) if np.isfinite(places) else None for places in capacity]
    return _shaped(
        "offers",
        pd.DataFrame(
            {
                "offer_id": ids, "audience": audience, "regions": regions,
                "capacity_per_year": pd.array(places, dtype="Int64"),
                "open_from": pd.NaT, "open_until": pd.NaT, "last_checked": pd.NaT,
            }
        ),
    )  # fmt: skip


def _matches(
    theme_ids: list[str], offer_ids: list[str], fits: Fits, grades: Floats, decided: bool
) -> pd.DataFrame:
    return _shaped(
        "matches",
        pd.DataFrame(
            {
                "theme_id": np.repeat(theme_ids, len(offer_ids)),
                "offer_id": np.tile(offer_ids, len(theme_ids)),
                "fit": fits.fit.ravel(),
                "fit_full": fits.fit_full.ravel(),
                "grade": [GRADES[grade] for grade in grades.ravel()],
                "rank": 1,
                "status": "confirmed" if decided else "proposed",
            }
        ),
    )


def _shaped(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with some of the columns -> the table; the others are left empty."""
    table = TABLES[name]
    empty = {column.name: None for column in table.columns if column.name not in rows}
    return table.shape(rows.assign(**empty))
