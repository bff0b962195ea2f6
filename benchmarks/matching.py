"""How well offers are matched, against simple ways of doing it; and the fit of the model.

    python benchmarks/matching.py            print the figures as markdown
    python benchmarks/matching.py --write    fit anew and write resources/matching.json

Reads the 2019 wave of the sample, the catalogue and the gold labels from the project's own
folders. Nothing here looks at another wave. Prints no text of an answer.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits

from gapmap.readers import read_export
from gapmap.settings import Format
from gapmap.settings_file import read_project, read_wave
from gapmap.stages.catalogue import read_offers
from gapmap.stages.ingest import read_responses
from gapmap.stages.match import match_offers
from gapmap.stages.match_features import FEATURES, compare
from gapmap.stages.redact import pseudonymise, redact
from gapmap.stages.statements import split_answers
from gapmap.stages.themes import find_themes
from gapmap.tables import ASSIGNMENTS, STATEMENTS
from gapmap.text.encoders import make_encoder
from gapmap.text.features import concept_counts, tfidf
from gapmap.text.vocabulary_files import load_vocabulary

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "benchmarks" / "gold"
MODEL = ROOT / "src" / "gapmap" / "resources" / "matching.json"
WAVE = "2019"
SECRET = b"benchmark"
THRESHOLD = 0.5
OURS = "**ours**"

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """The wave as the pipeline reads it, and what people say is true of it."""

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
    """Gold themes by offers: shapes (themes, offers, features) and (themes, offers)."""

    themes: list[str]
    features: Floats
    relevant: Floats
    full: Floats


def load_sample() -> Sample:
    project = read_project(ROOT / "gapmap.toml")
    folder = ROOT / "data" / "raw" / WAVE
    wave = read_wave(folder / "wave.toml", project)
    export = read_export(folder / wave.wave.file, wave.format)
    responses = read_responses(export, wave, project, wave=WAVE).responses
    statements = split_answers(
        redact(responses, SECRET)[0], secret=SECRET, vocabulary=load_vocabulary()
    ).statements
    offers = read_offers(read_export(ROOT / project.catalogue.file, Format()), project).offers
    answers = _gold(f"gold_{WAVE}.csv")
    respondents = pseudonymise(answers["respondent_id"], SECRET)
    served = _gold("offers_gold.csv").set_index("offer_id").loc[list(offers["offer_id"])]
    return Sample(
        statements=statements,
        offers=offers,
        gold_themes=dict(zip(respondents, map(_parts, answers["gold_themes"]), strict=True)),
        offer_themes=dict(zip(served.index, map(_parts, served["gold_themes"]), strict=True)),
        offer_is_full=list(served["gold_fit"] == "full"),
    )


def _gold(name: str) -> pd.DataFrame:
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


# --- simple ways to compare texts, and the model --------------------------------------------


def by_words(texts: Sequence[str]) -> Floats:
    return np.asarray(TfidfVectorizer().fit_transform(texts).toarray())


def by_letters(texts: Sequence[str]) -> Floats:
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).fit_transform(texts)
    return np.asarray(vectors.toarray())


def by_concepts(texts: Sequence[str]) -> Floats:
    return np.asarray(tfidf(concept_counts(texts, load_vocabulary())).toarray())


BASELINES: Mapping[str, Callable[[Sequence[str]], Floats]] = {
    "words, TF-IDF": by_words,
    "character n-grams, TF-IDF": by_letters,
    "concepts, TF-IDF": by_concepts,
}


def cosines(one: Floats, other: Floats) -> Floats:
    lengths = [np.maximum(np.linalg.norm(v, axis=1, keepdims=True), 1e-12) for v in (one, other)]
    return np.asarray((one / lengths[0]) @ (other / lengths[1]).T)


def fit_logistic(features: Floats, labels: Floats) -> tuple[float, Floats]:
    """Features, shape (n, p), labels -> intercept and coefficients per unit of each feature.

    Standardised for the penalty (L2, C = 1), which keeps three features that say nearly the
    same from taking opposite signs.
    """
    mean, spread = features.mean(axis=0), features.std(axis=0)
    model = LogisticRegression(C=1.0, tol=1e-8, max_iter=1000)
    model.fit((features - mean) / spread, labels)
    coefficients = model.coef_[0] / spread
    return float(model.intercept_[0] - coefficients @ mean), coefficients


def cross_validated(features: Floats, labels: Floats) -> Floats:
    """Features, shape (a, b, p), labels -> probabilities, each b judged by all other b."""
    judged = np.zeros(labels.shape)
    for left_out in range(labels.shape[1]):
        others = np.arange(labels.shape[1]) != left_out
        intercept, coefficients = fit_logistic(
            features[:, others].reshape(-1, features.shape[2]), labels[:, others].ravel()
        )
        log_odds = intercept + features[:, left_out] @ coefficients
        judged[:, left_out] = 1 / (1 + np.exp(-log_odds))
    return judged


def calibration_error(judged: Floats, truth: Floats, bins: int = 10) -> float:
    """Expected calibration error (Naeini et al. 2015): mean |said - true| over equal bins."""
    places = np.minimum((judged * bins).astype(int), bins - 1).ravel()
    said, true = (np.bincount(places, v.ravel(), minlength=bins) for v in (judged, truth))
    return float(np.abs(said - true).sum() / judged.size)


# --- 1: an answer and an offer --------------------------------------------------------------


def need_features(sample: Sample, needs: list[str]) -> Floats:
    """Needs -> our features of each beside each offer, shape (needs, offers, features).

    Each need is taken for a theme of its own; the wave tells which words are common.
    """
    ids = [f"need-{number:03d}" for number in range(len(needs))]
    blank = STATEMENTS.empty().reindex(range(len(needs)))
    asked = blank.assign(statement_id=ids, respondent_id=ids, text=needs, outcome="assigned")
    alone = pd.DataFrame({"statement_id": ids, "theme_id": ids, "membership": 1.0})
    statements = pd.concat(
        [
            frame[["statement_id", "respondent_id", "text", "outcome"]]
            for frame in (asked, sample.statements)
        ]
    )
    return compare(ids, alone, statements, sample.offers, vocabulary=load_vocabulary()).features()


def score_pairs(sample: Sample) -> list[tuple[str, ...]]:
    pairs = _gold("match_pairs_dev.csv")
    needs = list(dict.fromkeys(pairs["need_text"]))
    row = pairs["need_text"].map({need: number for number, need in enumerate(needs)}).to_numpy()
    column = pd.Index(sample.offers["offer_id"]).get_indexer(pairs["offer_id"])
    relevant = (pairs["relevant"] != "0").to_numpy(dtype=float)
    texts = [*needs, *_offer_texts(sample)]
    rows = []
    for name, encode in BASELINES.items():
        vectors = encode(texts)
        scores = cosines(vectors[: len(needs)], vectors[len(needs) :])[row, column]
        rows.append(_pair_row(name, scores, relevant, row))
    features = need_features(sample, needs)[row, column]
    judged = np.zeros(len(pairs))
    for need in range(len(needs)):
        others = row != need
        intercept, coefficients = fit_logistic(features[others], relevant[others])
        judged[~others] = intercept + features[~others] @ coefficients
    return [*rows, _pair_row(f"{OURS}, cross-validated by need", judged, relevant, row)]


def _offer_texts(sample: Sample) -> list[str]:
    return list(sample.offers["title"] + ". " + sample.offers["description"])


def _pair_row(name: str, scores: Floats, relevant: Floats, need: Floats) -> tuple[str, ...]:
    firsts = []
    for number in np.unique(need):
        mine = need == number
        if relevant[mine].any():
            best = scores[mine] >= scores[mine].max() - 1e-12
            firsts.append(relevant[mine][best].mean())  # a tie is as good as a draw of lots
    return name, f"{roc_auc_score(relevant, scores):.2f}", f"{np.mean(firsts):.2f}"


# --- 2: a theme and an offer ----------------------------------------------------------------


def theme_task(sample: Sample) -> Task:
    assignments = gold_assignments(sample)
    themes = sorted(set(assignments["theme_id"]))
    served = sample.offer_themes.values()
    relevant = np.array([[float(theme in of_offer) for of_offer in served] for theme in themes])
    return Task(
        themes=themes,
        features=compare(
            themes, assignments, sample.statements, sample.offers, vocabulary=load_vocabulary()
        ).features(),
        relevant=relevant,
        full=relevant * np.array(sample.offer_is_full, dtype=float),
    )


def baseline_features(sample: Sample, encode: Callable[[Sequence[str]], Floats]) -> Floats:
    """Encoder -> cosines of the mean statement of each gold theme with each offer."""
    assignments = gold_assignments(sample).merge(sample.statements, on="statement_id")
    texts = list(dict.fromkeys(assignments["text"]))
    vectors = encode([*texts, *_offer_texts(sample)])
    place = {text: number for number, text in enumerate(texts)}
    centres = [
        np.average(vectors[group["text"].map(place)], axis=0, weights=group["membership"])
        for _, group in assignments.groupby("theme_id")
    ]
    return cosines(np.array(centres), vectors[len(texts) :])[:, :, None]


def theme_figures(judged: Floats, task: Task, sample: Sample) -> dict[str, str]:
    serves, chosen = sample.serves, judged >= THRESHOLD
    matched = chosen.any(axis=0)
    best = np.array(task.themes)[judged.argmax(axis=0)]
    first = np.array([themes[0] if themes else "" for themes in sample.offer_themes.values()])
    return {
        "AUC": f"{roc_auc_score(task.relevant.ravel(), judged.ravel()):.3f}",
        "primary theme right": f"{np.mean(best[serves] == first[serves]):.2f}",
        "calibration error": f"{calibration_error(judged, task.relevant):.3f}",
        "precision": f"{task.relevant[chosen].mean():.2f}" if chosen.any() else "-",
        "recall": f"{chosen[task.relevant > 0].mean():.2f}",
        "serving offers matched": f"{matched[serves].sum()} of {serves.sum()}",
        "offers for nobody matched": f"{matched[~serves].sum()} of {(~serves).sum()}",
    }


def score_themes(sample: Sample) -> dict[str, dict[str, str]]:
    task = theme_task(sample)
    ways = {name: baseline_features(sample, encode) for name, encode in BASELINES.items()}
    ways |= {f"ours, {name} alone": task.features[:, :, [n]] for n, name in enumerate(FEATURES)}
    ways[OURS] = task.features
    return {
        name: theme_figures(cross_validated(features, task.relevant), task, sample)
        for name, features in ways.items()
    }


def full_figures(task: Task) -> dict[str, str]:
    judged = cross_validated(task.features, task.full)
    return {
        "fit_full, AUC": f"{roc_auc_score(task.full.ravel(), judged.ravel()):.3f}",
        "fit_full, calibration error": f"{calibration_error(judged, task.full):.3f}",
        "fit_full, recall": f"{(judged >= THRESHOLD)[task.full > 0].mean():.2f}",
    }


# --- 3: the themes that a run finds ---------------------------------------------------------


def score_found(sample: Sample) -> list[str]:
    project = read_project(ROOT / "gapmap.toml")
    seed, settings = project.project.seed, project.themes
    found = find_themes(
        sample.statements,
        wave=WAVE,
        encoder=make_encoder(settings.encoder, seed, vocabulary=load_vocabulary()),
        vocabulary=load_vocabulary(),
        bounds=(settings.min_themes, settings.max_themes),
        seed=seed,
    )
    matches = match_offers(
        found.themes,
        found.assignments,
        found.statements,
        sample.offers,
        vocabulary=load_vocabulary(),
        threshold=THRESHOLD,
    )
    judged = pd.concat([matches, _truth(sample, found.assignments, matches)], axis=1)
    chosen = judged[judged["grade"] != "none"]
    matched = np.isin(list(sample.offer_themes), chosen["offer_id"])
    serves = sample.serves
    return [
        f"{len(found.themes)} themes found, {chosen['theme_id'].nunique()} of them with a match; "
        f"{len(chosen)} matches, {(chosen['grade'] == 'full').sum()} of them full.",
        f"{matched[serves].sum()} of {serves.sum()} offers that serve a gold theme are matched "
        f"somewhere, and {matched[~serves].sum()} of {(~serves).sum()} that serve nobody.",
        f"AUC {roc_auc_score(judged['serves_main'], judged['fit']):.2f}, precision "
        f"{chosen['serves_main'].mean():.2f}, where an offer is right if it serves the gold theme "
        "that most people in the found theme have.",
        f"Mean fit of the matches {chosen['fit'].mean():.2f}, but by gold their offers serve "
        f"{chosen['share'].mean():.2f} of the people in the theme: found themes are mixed, and the "
        f"fit does not know it. Over all pairs {judged['fit'].mean():.3f} and "
        f"{judged['share'].mean():.3f}.",
    ]


def _truth(sample: Sample, assignments: pd.DataFrame, matches: pd.DataFrame) -> pd.DataFrame:
    """Matches -> whether the offer serves the theme's main gold theme, and the share of people.

    Returns:
        serves_main, and share: of the people with a gold theme, who have one the offer serves.
    """
    members = assignments.merge(sample.statements, on="statement_id")
    members = members.drop_duplicates(["theme_id", "respondent_id"])
    needs = {
        theme: [set(sample.gold_themes[person]) for person in people if sample.gold_themes[person]]
        for theme, people in members.groupby("theme_id")["respondent_id"]
    }
    main = {
        theme: Counter(sorted(need for of_one in people for need in of_one)).most_common(1)[0][0]
        for theme, people in needs.items()
    }
    return pd.DataFrame(
        {
            "serves_main": main[theme] in sample.offer_themes[offer],
            "share": np.mean(
                [not of.isdisjoint(sample.offer_themes[offer]) for of in needs[theme]]
            ),
        }
        for theme, offer in zip(matches["theme_id"], matches["offer_id"], strict=True)
    )


# --- the model that ships, and the page -----------------------------------------------------


def write_model(sample: Sample, figures: dict[str, str]) -> None:
    task = theme_task(sample)
    written: dict[str, object] = {
        "about": "Coefficients of two logistic regressions: similarities of theme and offer -> "
        "probability. log odds = intercept + sum of coefficient x cosine.",
        "written_by": "benchmarks/matching.py --write",
        "date": date.today().isoformat(),
        "trained_on": f"{task.relevant.size} pairs of a gold theme of the sample's {WAVE} wave and "
        f"an offer of its catalogue, all invented: {int(task.relevant.sum())} served at least "
        f"partly, {int(task.full.sum())} fully",
        "cross_validated_by_offer": figures | full_figures(task),
    }
    features = task.features.reshape(-1, len(FEATURES))
    for target, labels in (("fit", task.relevant), ("fit_full", task.full)):
        intercept, coefficients = fit_logistic(features, labels.ravel())
        written[target] = {
            "intercept": round(intercept, 4),
            "coefficients": {
                name: round(float(c), 4) for name, c in zip(FEATURES, coefficients, strict=True)
            },
        }
    text = json.dumps(written, indent=2, ensure_ascii=False)
    MODEL.write_text(text + "\n", encoding="utf-8")


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    print("|", " | ".join(header), "|")
    print("|", " | ".join("---" for _ in header), "|")
    for row in rows:
        print("|", " | ".join(row), "|")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="fit anew and write the model")
    wanted = parser.parse_args()
    with threadpool_limits(1):
        sample = load_sample()
        of_themes = score_themes(sample)
        if wanted.write:
            write_model(sample, of_themes[OURS])
        print(f"## Matching, sample {WAVE}, {date.today().isoformat()}\n")
        print("A single answer and an offer\n")
        print_table(("way", "AUC", "precision at 1"), score_pairs(sample))
        print("\nThemes from gold labels and offers, cross-validated by offer\n")
        print_table(
            ("way", *of_themes[OURS]),
            [(name, *figures.values()) for name, figures in of_themes.items()],
        )
        print(
            "\nOf ours:", "; ".join(f"{k} {v}" for k, v in full_figures(theme_task(sample)).items())
        )
        print("\nThe themes that a run finds, with the model that ships (fitted on these offers)\n")
        for line in score_found(sample):
            print("-", line)


if __name__ == "__main__":
    main()
