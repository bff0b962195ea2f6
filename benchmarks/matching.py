"""How well offers are matched, against simple ways of doing it; and the fit of the models.

    python benchmarks/matching.py [--labelled FOLDER] [--write]

Reads the 2019 wave of the sample, the catalogue and the gold labels from the project's own
folders; with --labelled, a folder (or GAPMAP_BENCH_DATA) that holds the tweets of FIRE 2017
that ask for help and offer it. With --write, fits the models anew on the sample and writes
resources/matching.json. Nothing here looks at another wave. Prints no text of an answer.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits

from benchmarks.matching_gaps import beside, gap_table, oracle, order_figures
from benchmarks.matching_model import (
    STATEMENT_PENALTY,
    THEME_PENALTY,
    Flags,
    Floats,
    Pairs,
    calibration_error,
    cross_validated,
    full_shares,
    isotonic,
    theme_pairs,
    write_model,
)
from benchmarks.matching_sample import (
    WAVE,
    Sample,
    Task,
    find,
    found_task,
    gold_assignments,
    gold_task,
    load_sample,
    needs_of_themes,
    read_gold,
    resampled_tasks,
)
from gapmap.stages.calibration import STATEMENT_FEATURES, THEME_FEATURES
from gapmap.stages.match_statements import score_statements, text_features
from gapmap.stages.match_texts import read_texts
from gapmap.tables import OFFERS, STATEMENTS
from gapmap.text.features import concept_counts, tfidf
from gapmap.text.vocabulary_files import load_vocabulary

THRESHOLD = 0.5
OURS = "**ours**"
TWEETS = "fire2017_need_availability_tweets"


# --- simple ways to compare texts -----------------------------------------------------------


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


def offer_texts(offers: pd.DataFrame) -> list[str]:
    return list(offers["title"] + ". " + offers["description"])


# --- 1: an answer and an offer --------------------------------------------------------------


def as_statements(texts: Sequence[str]) -> pd.DataFrame:
    """Texts -> statements of different people, with ids in their order."""
    ids = [f"need-{number:04d}" for number in range(len(texts))]
    blank = STATEMENTS.empty().reindex(range(len(texts)))
    return STATEMENTS.shape(
        blank.assign(statement_id=ids, respondent_id=ids, text=list(texts), outcome="no_theme")
    )


def need_features(sample: Sample, needs: Sequence[str]) -> Floats:
    """Needs, written beside the wave -> shape (needs, offers, features)."""
    asked = as_statements(needs)
    statements = pd.concat([asked, sample.statements], ignore_index=True)
    read = read_texts(statements, sample.offers, load_vocabulary())
    text_of = read.told.set_index("statement_id")["text"]
    rows = pd.Index(read.texts).get_indexer(pd.Index(text_of.loc[list(asked["statement_id"])]))
    return np.asarray(text_features(read)[rows])


def statement_pairs(sample: Sample) -> tuple[Pairs, Pairs, dict[str, Floats]]:
    """Sample -> pairs judged at least partly and fully relevant, scores of the simple ways."""
    judged = read_gold("match_pairs_dev.csv")
    needs = list(dict.fromkeys(judged["need_text"]))
    row = judged["need_text"].map({need: number for number, need in enumerate(needs)}).to_numpy()
    column = pd.Index(sample.offers["offer_id"]).get_indexer(judged["offer_id"])
    texts = [*needs, *offer_texts(sample.offers)]
    scores = {}
    for name, encode in BASELINES.items():
        vectors = encode(texts)
        scores[name] = cosines(vectors[: len(needs)], vectors[len(needs) :])[row, column]
    features, even = need_features(sample, needs)[row, column], np.ones(len(judged))
    partly, full = (
        Pairs(features, judged["relevant"].isin(grades).to_numpy(dtype=float), even, row)
        for grades in (("1", "2"), ("2",))
    )
    return partly, full, scores


def first_is_right(scores: Floats, pairs: Pairs) -> float:
    """Precision at 1 over the needs that have a relevant offer; a tie is a draw of lots."""
    firsts = []
    for need in np.unique(pairs.groups):
        mine = pairs.groups == need
        if pairs.labels[mine].any():
            best = scores[mine] >= scores[mine].max() - 1e-12
            firsts.append(pairs.labels[mine][best].mean())
    return float(np.mean(firsts))


def alone(pairs: Pairs, number: int) -> Pairs:
    return Pairs(pairs.features[:, [number]], pairs.labels, pairs.weights, pairs.groups)


def judge(pairs: Pairs, penalty: float) -> Floats:
    return cross_validated(pairs, pairs.features, list(pairs.groups), penalty)


def pair_figures(scores: Floats, pairs: Pairs, *, calibrated: bool) -> dict[str, str]:
    error = f"{calibration_error(scores, pairs.labels):.3f}" if calibrated else "-"
    return {
        "AUC": f"{roc_auc_score(pairs.labels, scores):.3f}",
        "precision at 1": f"{first_is_right(scores, pairs):.2f}",
        "calibration error": error,
    }


def score_pairs(
    partly: Pairs, full: Pairs, simple: Mapping[str, Floats]
) -> dict[str, dict[str, str]]:
    rows = {name: pair_figures(one, partly, calibrated=False) for name, one in simple.items()}
    for number, name in enumerate(STATEMENT_FEATURES):
        one = judge(alone(partly, number), STATEMENT_PENALTY)
        rows[f"ours, {name} alone"] = pair_figures(one, partly, calibrated=True)
    ours = judge(partly, STATEMENT_PENALTY)
    stepped = isotonic(ours, partly.labels, partly.groups)
    rows["ours, isotonic on top"] = pair_figures(stepped, partly, calibrated=True)
    wholly = ours * full_shares(partly, full, list(partly.groups))
    rows["ours, fit_full"] = pair_figures(wholly, full, calibrated=True)
    rows[OURS] = pair_figures(ours, partly, calibrated=True)
    return rows


def score_tweets(folder: Path) -> dict[str, float]:
    """Tweets -> mean reciprocal rank of the first judged offer per need, by way."""
    needs, offers, judged = (
        pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        for name in ("needs", "offers", "qrels")
    )
    blank = OFFERS.empty().reindex(range(len(offers)))
    catalogue = OFFERS.shape(
        blank.assign(
            offer_id=offers["id"], title="", offer_type="", description=offers["text"].to_list()
        )
    )
    scored = score_statements(
        as_statements(needs["text"]), catalogue, vocabulary=load_vocabulary()
    ).pivot(index="statement_id", columns="offer_id", values="fit")
    ways = {OURS: scored[offers["id"]].to_numpy()}
    for name, encode in BASELINES.items():
        vectors = encode([*needs["text"], *offers["text"]])
        ways[name] = cosines(vectors[: len(needs)], vectors[len(needs) :])
    row, column = (pd.Index(frame["id"]) for frame in (needs, offers))
    places = [
        (row.get_loc(need), column.get_indexer(list(found)))
        for need, found in judged.groupby("need_id")["offer_id"]
    ]
    return {
        name: float(np.mean([_reciprocal(s[n], c) for n, c in places])) for name, s in ways.items()
    }


def _reciprocal(scores: Floats, relevant: Sequence[int]) -> float:
    best = scores[relevant].max()
    return 1 / (1 + (scores > best).sum() + ((scores == best).sum() - 1) / 2)


# --- 2: a theme and an offer ----------------------------------------------------------------


def baseline_task(sample: Sample, gold: Task, encode: Callable[[Sequence[str]], Floats]) -> Task:
    """Encoder -> cosines of the mean statement of each gold theme with each offer."""
    assignments = gold_assignments(sample).merge(sample.statements, on="statement_id")
    texts = list(dict.fromkeys(assignments["text"]))
    vectors = encode([*texts, *offer_texts(sample.offers)])
    place = {text: number for number, text in enumerate(texts)}
    centres = [
        np.average(vectors[group["text"].map(place)], axis=0, weights=group["membership"])
        for _, group in assignments.groupby("theme_id")
    ]
    features = cosines(np.array(centres), vectors[len(texts) :])[:, :, None]
    return Task(gold.themes, features, gold.relevant, gold.full, gold.weights)


def judge_task(tasks: Sequence[Task], judged: Task) -> Floats:
    """Tasks to learn from, a task to judge -> fits, each offer by a model without it."""
    features = judged.features.reshape(-1, judged.features.shape[2])
    fits = cross_validated(
        theme_pairs(tasks, "relevant"), features, offers_of(judged), THEME_PENALTY
    )
    return fits.reshape(judged.relevant.shape)


def judge_full(tasks: Sequence[Task], fit: Floats) -> Floats:
    """Tasks to learn from, fits, shape (themes, offers) -> fit_full, likewise."""
    pairs = theme_pairs(tasks, "relevant"), theme_pairs(tasks, "full")
    return fit * full_shares(*pairs, range(fit.shape[1]))


def offers_of(task: Task) -> list[int]:
    """Task -> the number of the offer of each pair, theme by theme."""
    return list(np.tile(np.arange(task.relevant.shape[1]), len(task.themes)))


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


def score_themes(sample: Sample, tasks: Sequence[Task]) -> dict[str, dict[str, str]]:
    gold = tasks[0]
    rows = {}
    for name, encode in BASELINES.items():
        simple = baseline_task(sample, gold, encode)
        rows[name] = theme_figures(judge_task([simple], simple), gold, sample)
    for number, name in enumerate(THEME_FEATURES):
        one = Task(
            gold.themes, gold.features[:, :, [number]], gold.relevant, gold.full, gold.weights
        )
        rows[f"ours, {name} alone"] = theme_figures(judge_task([one], one), gold, sample)
    rows["ours, fitted on gold themes only"] = theme_figures(judge_task([gold], gold), gold, sample)
    ours = judge_task(tasks, gold)
    stepped = isotonic(ours.ravel(), gold.relevant.ravel(), np.array(offers_of(gold)))
    stepped = stepped.reshape(ours.shape)
    rows["ours, isotonic on top"] = theme_figures(stepped, gold, sample)
    rows[OURS] = theme_figures(ours, gold, sample)
    return rows


def full_figures(tasks: Sequence[Task]) -> dict[str, str]:
    gold = tasks[0]
    fit = judge_task(tasks, gold)
    judged, serves = judge_full(tasks, fit), gold.relevant > 0
    return {
        "AUC of fit, full against partly": f"{roc_auc_score(gold.full[serves], fit[serves]):.2f}",
        "fit_full, AUC": f"{roc_auc_score(gold.full.ravel(), judged.ravel()):.3f}",
        "fit_full, calibration error": f"{calibration_error(judged, gold.full):.3f}",
        "fit_full, recall": f"{(judged >= THRESHOLD)[gold.full > 0].mean():.2f}",
    }


# --- 3: the themes that a run finds ---------------------------------------------------------


def print_found(sample: Sample, tasks: Sequence[Task]) -> None:
    """Print how found themes are matched, and the gaps that follow beside those by gold."""
    found = find(sample, sample.statements, sample.project.project.seed)
    task = found_task(sample, found.assignments)
    fit = judge_task(tasks, task)
    is_matched, is_full = fit >= THRESHOLD, judge_full(tasks, fit) >= THRESHOLD
    for line in found_lines(sample, found.assignments, task, fit, is_full):
        print("-", line)
    by_gold = np.broadcast_to(np.array(sample.offer_is_full), fit.shape)
    ways = {
        "as found": (is_matched, is_full),
        "the same, full and partly by gold": (is_matched, is_matched & by_gold),
        "found themes, all grades by gold": (task.relevant > 0, task.full > 0),
    }
    truth = oracle(sample)
    compared = {
        name: compare_gaps(sample, truth, found.assignments, task, grades)
        for name, grades in ways.items()
    }
    shown = compared["as found"]
    print("\nThe planted order: by gold labels, and as found\n")
    print_table(
        ("gold theme", *shown.columns),
        [
            (str(theme), *(f"{v:.3f}" if isinstance(v, float) else str(v) for v in row))
            for theme, row in zip(shown.index, shown.itertuples(index=False), strict=True)
        ],
    )
    figures = {name: order_figures(sample, one) for name, one in compared.items()}
    print()
    print_table(
        ("way", *figures["as found"]), [(name, *one.values()) for name, one in figures.items()]
    )


def compare_gaps(
    sample: Sample,
    truth: pd.DataFrame,
    assignments: pd.DataFrame,
    task: Task,
    grades: tuple[Flags, Flags],
) -> pd.DataFrame:
    """Whether each offer serves each found theme at all, and fully -> gaps beside the truth."""
    names = np.select([grades[1], grades[0]], ["full", "partly"], "none")
    of_pair = {
        (theme, offer): str(names[row, column])
        for row, theme in enumerate(task.themes)
        for column, offer in enumerate(sample.offer_themes)
    }
    return beside(sample, truth, assignments, gap_table(sample, assignments, of_pair))


def found_lines(
    sample: Sample, assignments: pd.DataFrame, task: Task, fit: Floats, is_full: Flags
) -> list[str]:
    chosen, serves = fit >= THRESHOLD, sample.serves
    needs = needs_of_themes(sample, assignments)
    served_by = list(sample.offer_themes.values())
    share = np.array(
        [
            [np.mean([not of.isdisjoint(served) for of in needs[theme]]) for served in served_by]
            for theme in task.themes
        ]
    )
    matched = chosen.any(axis=0)
    right = task.relevant
    return [
        f"{len(task.themes)} themes found, {chosen.any(axis=1).sum()} of them with a match; "
        f"{chosen.sum()} matches, {is_full.sum()} of them full.",
        f"{matched[serves].sum()} of {serves.sum()} offers that serve a gold theme are matched "
        f"somewhere, and {matched[~serves].sum()} of {(~serves).sum()} that serve nobody.",
        f"AUC {roc_auc_score(right.ravel(), fit.ravel()):.3f}, precision {right[chosen].mean():.2f}"
        f", recall {chosen[right > 0].mean():.2f}, calibration error "
        f"{calibration_error(fit, right):.3f}, where an offer is right if it serves the gold theme "
        "that most people in the found theme have.",
        f"Mean fit of the matches {fit[chosen].mean():.2f}; right are {right[chosen].mean():.2f}; "
        f"by gold their offers serve {share[chosen].mean():.2f} of the people in the theme. Over "
        f"all pairs {fit.mean():.3f}, {right.mean():.3f} and {share.mean():.3f}.",
    ]


# --- the page -------------------------------------------------------------------------------


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    print("|", " | ".join(header), "|")
    print("|", " | ".join("---" for _ in header), "|")
    for row in rows:
        print("|", " | ".join(row), "|")


def print_figures(rows: Mapping[str, Mapping[str, str]]) -> None:
    print_table(("way", *rows[OURS]), [(name, *figures.values()) for name, figures in rows.items()])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--labelled", type=Path, default=os.environ.get("GAPMAP_BENCH_DATA"))
    parser.add_argument("--write", action="store_true", help="fit anew and write the models")
    wanted = parser.parse_args()
    with threadpool_limits(1):
        sample = load_sample()
        tasks = [gold_task(sample), *resampled_tasks(sample)]
        partly, full, simple = statement_pairs(sample)
        of_pairs, of_themes = score_pairs(partly, full, simple), score_themes(sample, tasks)
        whole = full_figures(tasks)
        if wanted.write:
            measured = {"theme": of_themes[OURS] | whole, "statement": of_pairs[OURS]}
            write_model(tasks, (partly, full), measured)
        print(f"## Matching, sample {WAVE}, {date.today().isoformat()}\n")
        print("A single answer and an offer, cross-validated by need\n")
        print_figures(of_pairs)
        tweets = Path(wanted.labelled) / TWEETS if wanted.labelled else None
        if tweets and tweets.is_dir():
            print(
                "\nTweets that ask for help and offer it (FIRE 2017), with the model that ships\n"
            )
            found = score_tweets(tweets)
            print_table(("way", "MRR"), [(name, f"{mrr:.3f}") for name, mrr in found.items()])
        print("\nThemes from gold labels and offers, cross-validated by offer\n")
        print_figures(of_themes)
        print("\nOf ours:", "; ".join(f"{name} {figure}" for name, figure in whole.items()))
        print("\nThe themes that a run finds, each offer by a fit that left it out\n")
        print_found(sample, tasks)


if __name__ == "__main__":
    main()
