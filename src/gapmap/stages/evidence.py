"""What the gaps are scored from, as arrays: who mentions what, and which offers are open to whom.

Respondents are those who gave a real answer, in the order of their rows; themes and offers
are sorted by id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from gapmap.stages.arrays import Flags, Floats, Ints
from gapmap.stages.reach import find_reach
from gapmap.stages.segments import Segment, divide
from gapmap.tables import BrokenTableError

GRADES = {"full": 1.0, "partly": 0.5, "none": 0.0}
"""How much of a need an offer meets."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The six tables that gaps are scored from, as described in gapmap.tables."""

    respondents: pd.DataFrame
    statements: pd.DataFrame
    themes: pd.DataFrame
    assignments: pd.DataFrame
    offers: pd.DataFrame
    matches: pd.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRules:
    """What the settings and the wave say about scoring.

    Attributes:
        respondent_types: Values in the order of the report.
        regions: Likewise.
        sizes: Likewise.
        opens: First day of the wave; None = not known.
        closes: Last day of the wave; None = not known.
        population: Number of organisations the respondents stand for; None = themselves.
        margins: Variable -> category -> known share of the population, for raking.
        cap: No raked weight exceeds this many times the mean.
        threshold: Probability from which an offer counts as suitable, or partly.
        coverage: Share of the need from which it counts as covered, for the kind of gap.
        satisfaction: Mean rating from which people count as satisfied, 1 to 5.
        min_cell: Least number of ratings behind a mean.
        replicates: Number of bootstrap replicates.
        seed: Of the bootstrap.
    """

    respondent_types: tuple[str, ...]
    regions: tuple[str, ...]
    sizes: tuple[str, ...]
    opens: date | None
    closes: date | None
    population: float | None
    margins: Mapping[str, Mapping[str, float]]
    cap: float
    threshold: float
    coverage: float
    satisfaction: float
    min_cell: int
    replicates: int
    seed: int


@dataclass(frozen=True, slots=True)
class Mentions:
    """Who mentions what: one entry per respondent and theme, by theme, then by respondent.

    Attributes:
        respondent: Array (n_mentions,), position of the respondent.
        theme: Array (n_mentions,), position of the theme.
        membership: Array (n_mentions,), probability that what was said belongs to the theme.
        missing: Array (n_mentions,), said of what is missing in today's offers.
        importance: Array (n_mentions,), rating 1-5 of this need; NaN when not rated.
        satisfaction: Likewise.
    """

    respondent: Ints
    theme: Ints
    membership: Floats
    missing: Flags
    importance: Floats
    satisfaction: Floats


@dataclass(frozen=True, slots=True)
class Sample:
    """The evidence as arrays.

    Attributes:
        respondents: Table respondents, those who gave a real answer.
        segments: Every segment present, with its members among those respondents.
        theme_ids: Sorted.
        mentions: Who mentions what.
        reach: Array (n_respondents, n_offers), the offer is open to the respondent.
        grades: Array (n_themes, n_offers), 1, 0.5 or 0.
        capacity: Array (n_offers,), places a year; infinite where not known.
        matches: Table matches, with the positions `theme` and `offer`.
    """

    respondents: pd.DataFrame
    segments: tuple[Segment, ...]
    theme_ids: tuple[str, ...]
    mentions: Mentions
    reach: Flags
    grades: Floats
    capacity: Floats
    matches: pd.DataFrame

    def usable(self, grades: Floats) -> Floats:
        """Grades -> array (n_mentions, n_offers): how much of the need the offer meets."""
        mentions = self.mentions
        return np.asarray(self.reach[mentions.respondent] * grades[mentions.theme])


def take_sample(evidence: Evidence, rules: GapRules) -> Sample:
    """Evidence -> the same as arrays.

    Raises:
        BrokenTableError: A table names a theme, an offer, a statement or a respondent with a
            real answer that the others do not hold: a fault in an earlier stage.
    """
    everyone = evidence.respondents
    answered = everyone["answered"].fillna(False).to_numpy(dtype=bool)
    segments = divide(
        everyone,
        respondent_types=rules.respondent_types,
        regions=rules.regions,
        sizes=rules.sizes,
    )
    respondents = everyone.loc[answered].reset_index(drop=True)
    offers = evidence.offers.sort_values("offer_id", ignore_index=True)
    themes = pd.Index(sorted(evidence.themes["theme_id"]), dtype="object")
    matches = evidence.matches.assign(
        theme=_positions(evidence.matches["theme_id"], themes, "matches"),
        offer=_positions(evidence.matches["offer_id"], offers["offer_id"], "matches"),
    )
    return Sample(
        respondents=respondents,
        segments=tuple(
            Segment(segment.kind, segment.name, segment.members[answered]) for segment in segments
        ),
        theme_ids=tuple(themes),
        mentions=_mentions(evidence, respondents, themes),
        reach=find_reach(respondents, offers, opens=rules.opens, closes=rules.closes),
        grades=grade_table(matches, (len(themes), len(offers))),
        capacity=offers["capacity_per_year"].to_numpy(dtype=float, na_value=np.inf),
        matches=matches,
    )


def grade_table(matches: pd.DataFrame, shape: tuple[int, int]) -> Floats:
    """Matches with positions -> array (n_themes, n_offers); a rejected match counts as none."""
    grades = np.zeros(shape)
    values = matches["grade"].map(GRADES).fillna(0.0).to_numpy(dtype=float)
    rejected = (matches["status"] == "rejected").to_numpy(dtype=bool)
    grades[matches["theme"], matches["offer"]] = np.where(rejected, 0.0, values)
    return grades


def _mentions(evidence: Evidence, respondents: pd.DataFrame, themes: pd.Index) -> Mentions:
    assignments, statements = evidence.assignments, evidence.statements
    statement = _positions(assignments["statement_id"], statements["statement_id"], "assignments")
    said = statements.iloc[statement]
    stated = pd.DataFrame(
        {
            "respondent": _positions(
                said["respondent_id"], respondents["respondent_id"], "assignments"
            ),
            "theme": _positions(assignments["theme_id"], themes, "assignments"),
            "outside": (1 - assignments["membership"]).mask(
                assignments["source"] == "analyst", 0.0
            ),
            "missing": (said["role"] == "missing").to_numpy(dtype=bool),
            "importance": said["importance"].to_numpy(dtype=float),
            "satisfaction": said["satisfaction"].to_numpy(dtype=float),
        }
    )
    once = stated.groupby(["theme", "respondent"], sort=True, as_index=False).agg(
        outside=("outside", "prod"),
        missing=("missing", "max"),
        importance=("importance", "mean"),
        satisfaction=("satisfaction", "mean"),
    )
    rows = once["respondent"].to_numpy(dtype=np.intp)
    return Mentions(
        respondent=rows,
        theme=once["theme"].to_numpy(dtype=np.intp),
        membership=np.round(1 - once["outside"].to_numpy(dtype=float), 9),
        missing=once["missing"].to_numpy(dtype=bool),
        importance=_ratings(once["importance"], statements["importance"], respondents, rows),
        satisfaction=_ratings(once["satisfaction"], statements["satisfaction"], respondents, rows),
    )


def _ratings(
    per_need: pd.Series, asked: pd.Series, respondents: pd.DataFrame, rows: Ints
) -> Floats:
    """Ratings of the needs where each was rated, else of respondents who mention one theme."""
    if asked.notna().any():
        return per_need.to_numpy(dtype=float)
    n_themes = np.bincount(rows, minlength=len(respondents))
    overall = respondents[str(per_need.name)].to_numpy(dtype=float)
    return np.where(n_themes[rows] == 1, overall[rows], np.nan)


def _positions(ids: pd.Series, among: pd.Series | pd.Index, table: str) -> Ints:
    found = pd.Index(among, dtype="object").get_indexer(pd.Index(ids, dtype="object"))
    unknown = int((found < 0).sum())
    if unknown:
        raise BrokenTableError(f"{table}: {unknown} rows name a {ids.name} that is not there")
    return np.asarray(found)
