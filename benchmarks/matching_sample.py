"""The sample's 2019 wave, its catalogue and what people say is true of them, for matching.

Nothing here looks at another wave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from gapmap.readers import read_export
from gapmap.settings import Format, ProjectSettings
from gapmap.settings_file import read_project, read_wave
from gapmap.stages.catalogue import read_offers
from gapmap.stages.ingest import read_responses, wave_period
from gapmap.stages.match_features import compare
from gapmap.stages.redact import pseudonymise, redact
from gapmap.stages.statements import split_answers
from gapmap.stages.themes import Found, find_themes
from gapmap.tables import ASSIGNMENTS
from gapmap.text.encoders import make_encoder
from gapmap.text.vocabulary_files import load_vocabulary

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "benchmarks" / "gold"
WAVE = "2019"
SECRET = b"benchmark"
N_RESAMPLES = 10
RESAMPLED = 0.7

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """The wave as the pipeline reads it, and what people say is true of it."""

    project: ProjectSettings
    period: tuple[date | None, date | None]
    respondents: pd.DataFrame
    statements: pd.DataFrame
    offers: pd.DataFrame
    gold_themes: dict[str, list[str]]  # respondent -> themes, the main one first
    offer_themes: dict[str, list[str]]  # offer -> themes it serves, likewise
    offer_is_full: list[bool]

    @property
    def serves(self) -> npt.NDArray[np.bool_]:
        """Which offers serve a theme at all."""
        return np.array([bool(themes) for themes in self.offer_themes.values()])


@dataclass(frozen=True)
class Task:
    """Themes by offers: shapes (themes, offers, features) and (themes, offers).

    Attributes:
        themes: Their ids.
        features: As in calibration.THEME_FEATURES.
        relevant: 1 where the offer serves the theme (of a found theme: its main gold theme).
        full: 1 where it serves it fully.
        weights: Of the pair in the fit.
    """

    themes: list[str]
    features: Floats
    relevant: Floats
    full: Floats
    weights: Floats


def load_sample() -> Sample:
    project = read_project(ROOT / "gapmap.toml")
    folder = ROOT / "data" / "raw" / WAVE
    wave = read_wave(folder / "wave.toml", project)
    export = read_export(folder / wave.wave.file, wave.format)
    responses = read_responses(export, wave, project, wave=WAVE).responses
    split = split_answers(redact(responses, SECRET)[0], secret=SECRET, vocabulary=load_vocabulary())
    offers = read_offers(read_export(ROOT / project.catalogue.file, Format()), project).offers
    answers = read_gold(f"gold_{WAVE}.csv")
    respondents = pseudonymise(answers["respondent_id"], SECRET)
    served = read_gold("offers_gold.csv").set_index("offer_id").loc[list(offers["offer_id"])]
    return Sample(
        project=project,
        period=wave_period(wave, responses["submitted_at"]),
        respondents=split.respondents,
        statements=split.statements,
        offers=offers,
        gold_themes=dict(zip(respondents, map(_parts, answers["gold_themes"]), strict=True)),
        offer_themes=dict(zip(served.index, map(_parts, served["gold_themes"]), strict=True)),
        offer_is_full=list(served["gold_fit"] == "full"),
    )


def read_gold(name: str) -> pd.DataFrame:
    return pd.read_csv(GOLD / name, dtype=str, keep_default_na=False)


def _parts(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


def gold_assignments(sample: Sample) -> pd.DataFrame:
    """Sample -> each real statement in the gold themes of its respondent, in equal parts."""
    told = sample.statements[sample.statements["outcome"] == "no_theme"]
    rows = [
        (statement, theme, 1 / len(themes), "analyst")
        for statement, person in zip(told["statement_id"], told["respondent_id"], strict=True)
        if (themes := sample.gold_themes[person])
        for theme in themes
    ]
    return ASSIGNMENTS.shape(pd.DataFrame(rows, columns=[c.name for c in ASSIGNMENTS.columns]))


def find(sample: Sample, statements: pd.DataFrame, seed: int) -> Found:
    """Statements -> the themes that a run would find in them."""
    settings = sample.project.themes
    return find_themes(
        statements,
        wave=WAVE,
        encoder=make_encoder(settings.encoder, seed, vocabulary=load_vocabulary()),
        vocabulary=load_vocabulary(),
        bounds=(settings.min_themes, settings.max_themes),
        seed=seed,
    )


def gold_task(sample: Sample) -> Task:
    assignments = gold_assignments(sample)
    main = {theme: theme for theme in sorted(set(assignments["theme_id"]))}
    return _task(sample, assignments, main, dict.fromkeys(main, 1.0))


def found_task(sample: Sample, assignments: pd.DataFrame, scale: float = 1.0) -> Task:
    """Found themes -> the gold theme that most of their people have, weighted by its share."""
    needs = needs_of_themes(sample, assignments)
    counts = {
        theme: Counter(sorted(need for of_one in people for need in of_one)).most_common(1)[0]
        for theme, people in needs.items()
    }
    main = {theme: need for theme, (need, _) in counts.items()}
    shares = {theme: scale * n / len(needs[theme]) for theme, (_, n) in counts.items()}
    return _task(sample, assignments, main, shares)


def resampled_tasks(sample: Sample) -> list[Task]:
    """Themes as mixed as those that a run finds: found among 70% of the people, ten times.

    Together they weigh as much as the gold themes would at the same purity.
    """
    people = np.array(sorted(set(sample.statements["respondent_id"])))
    tasks = []
    for seed in range(N_RESAMPLES):
        drawn = np.random.default_rng(seed).choice(people, int(RESAMPLED * len(people)), False)
        statements = sample.statements[sample.statements["respondent_id"].isin(drawn)]
        found = find(sample, statements, seed)
        tasks.append(found_task(sample, found.assignments, 1 / N_RESAMPLES))
    return tasks


def needs_of_themes(sample: Sample, assignments: pd.DataFrame) -> dict[str, list[set[str]]]:
    """Assignments -> per theme, the gold themes of each of its people who has any."""
    members = assignments.merge(sample.statements, on="statement_id")
    members = members.drop_duplicates(["theme_id", "respondent_id"])
    return {
        str(theme): [
            set(sample.gold_themes[person]) for person in people if sample.gold_themes[person]
        ]
        for theme, people in members.groupby("theme_id")["respondent_id"]
    }


def _task(
    sample: Sample,
    assignments: pd.DataFrame,
    main: Mapping[str, str],
    weight: Mapping[str, float],
) -> Task:
    themes = sorted(main)
    served = sample.offer_themes.values()
    relevant = np.array(
        [[float(main[theme] in of_offer) for of_offer in served] for theme in themes]
    )
    comparison = compare(
        themes, assignments, sample.statements, sample.offers, vocabulary=load_vocabulary()
    )
    weights = np.repeat([[weight[theme]] for theme in themes], relevant.shape[1], axis=1)
    is_full = np.array(sample.offer_is_full, dtype=float)
    return Task(themes, comparison.features(), relevant, relevant * is_full, weights)
