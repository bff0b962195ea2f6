"""How well themes agree with the labels a person gave, against simple ways of finding them.

    python benchmarks/themes.py [--labelled FOLDER] [--model MODEL] [--seeds 5]

Reads the two waves of the sample and the gold labels from the project's own folders, and, where
there are any, other labelled texts: a folder (or GAPMAP_BENCH_DATA) that holds SIB-200, xSID or
the agenda titles as listed in LABELLED. With --model, a folder or a name as in the setting
themes.model, that model is measured as well. Prints the figures as markdown; prints no text.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import (
    adjusted_mutual_info_score,
    adjusted_rand_score,
    v_measure_score,
)

from gapmap import __version__
from gapmap.models import find_model
from gapmap.readers import read_export
from gapmap.settings import Columns, ProjectSettings, Themes, Wave, WaveSettings
from gapmap.settings_file import read_project, read_wave
from gapmap.stages.ingest import read_responses
from gapmap.stages.redact import redact
from gapmap.stages.statements import split_answers
from gapmap.stages.themes import find_themes
from gapmap.tables import STATEMENTS
from gapmap.text.encoders import Encoder, make_encoder
from gapmap.text.one_thread import one_thread
from gapmap.text.sentence_encoder import Embedding, SentenceEncoder
from gapmap.text.tokens import tokenise
from gapmap.text.vocabulary_files import load_vocabulary

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "benchmarks" / "gold"
SECRET = b"benchmark"

LABELLED = {
    "SIB-200, Danish sentences": ("sib200_topics/dan_Latn/*.tsv", "text", "category"),
    "xSID, Danish utterances": ("xsid_intents/da.*.csv", "text", "intent"),
    "agenda titles": ("municipal_agenda_topics/training_agendas.csv", "text", "major_topic"),
}
"""Name -> files below the folder, the column of the texts and that of the labels."""

WORDS = {"sublinear_tf": True, "min_df": 2}
LETTERS = {"analyzer": "char_wb", "ngram_range": (3, 5), "sublinear_tf": True, "min_df": 2}
NO_THEME = "none"
"""Respondents in no theme are measured as a group of their own: leaving out is no gain."""

HEADINGS = "| texts | encoder | themes | AMI | ARI | V | left out | CPU seconds |"


@dataclass(frozen=True)
class Labelled:
    """Statements, and the label of each respondent who has one."""

    name: str
    statements: pd.DataFrame
    labels: dict[str, str]

    @property
    def n_labels(self) -> int:
        """How many labels there are."""
        return len(set(self.labels.values()))


@dataclass(frozen=True)
class Result:
    """Figures of one grouping; shares are of the respondents with a label."""

    n_themes: int
    ami: float
    ari: float
    v: float
    left_out: float
    seconds: float


class Memory:
    """The vectors of the texts encoded before, so that every seed does not encode anew."""

    def __init__(self) -> None:
        self.vectors: dict[str, Embedding] = {}

    def get(self, texts: Sequence[str]) -> dict[str, Embedding]:
        """Texts -> the vectors known of them."""
        return {text: self.vectors[text] for text in texts if text in self.vectors}

    def put(self, vectors: Mapping[str, Embedding]) -> None:
        """Keep some vectors."""
        self.vectors |= vectors


Method = Callable[[Labelled, int], pd.DataFrame]
"""Texts, seed -> respondent_id, theme_id, membership."""


def sample_waves(project: ProjectSettings) -> Iterator[Labelled]:
    for wave in ("2019", "2024"):
        folder = ROOT / "data" / "raw" / wave
        settings = read_wave(folder / "wave.toml", project)
        gold = read_gold(f"gold_{wave}.csv")
        yield labelled(f"sample {wave}", folder / settings.wave.file, settings, project, gold)
    for wave in ("2019", "2024"):
        name = f"extra_hard_{wave}.csv"
        columns = Columns(
            respondent_id="respondent_id", needs=("need_text",), missing=("missing_text",)
        )
        settings = WaveSettings(wave=Wave(file=name, label=wave), columns=columns)
        yield labelled(f"extra {wave}", GOLD / name, settings, project, read_gold(name))


def read_gold(name: str) -> dict[str, str]:
    gold = pd.read_csv(GOLD / name, dtype=str, keep_default_na=False)
    first = gold["gold_themes"].str.split(";").str[0]
    return {
        person: theme for person, theme in zip(gold["respondent_id"], first, strict=True) if theme
    }


def labelled(
    name: str, path: Path, settings: WaveSettings, project: ProjectSettings, gold: dict[str, str]
) -> Labelled:
    """Export -> its statements as the pipeline makes them, and the gold by pseudonym."""
    responses = read_responses(
        read_export(path, settings.format), settings, project, wave=settings.wave.label
    ).responses
    split = split_answers(redact(responses, SECRET)[0], secret=SECRET, vocabulary=load_vocabulary())
    delivered = zip(responses["respondent_id"], split.respondents["respondent_id"], strict=True)
    labels = {pseudonym: gold[person] for person, pseudonym in delivered if person in gold}
    return Labelled(name, split.statements, labels)


def other_texts(folder: Path) -> Iterator[Labelled]:
    for name, (pattern, text, label) in LABELLED.items():
        files = sorted(folder.glob(pattern))
        if not files:
            continue
        rows = pd.concat(
            pd.read_csv(file, sep="\t" if file.suffix == ".tsv" else ",", dtype=str)
            for file in files
        )
        ids = [f"{number:06d}" for number in range(len(rows))]
        blank = STATEMENTS.empty().reindex(range(len(rows)))
        statements = blank.assign(
            statement_id=ids, respondent_id=ids, text=rows[text].to_list(), outcome="no_theme"
        )
        yield Labelled(name, statements, dict(zip(ids, rows[label], strict=True)))


def plain(texts: Labelled, seed: int, **tfidf: object) -> pd.DataFrame:
    """What a first script would do: TF-IDF of whole answers, k-means with the true number."""
    told = texts.statements[texts.statements["outcome"] == "no_theme"]
    answers = told.groupby("respondent_id")["text"].agg("\n".join)
    with one_thread():
        vectors = TfidfVectorizer(**tfidf).fit_transform(answers)
        groups = KMeans(texts.n_labels, n_init=10, random_state=seed).fit_predict(vectors)
    people = answers.index.to_series(index=range(len(answers)))
    return pd.DataFrame({"respondent_id": people, "theme_id": groups, "membership": 1.0})


def ours(texts: Labelled, seed: int, *, encoder: Encoder, bounds: tuple[int, int]) -> pd.DataFrame:
    found = find_themes(
        texts.statements,
        wave="bench",
        encoder=encoder,
        vocabulary=load_vocabulary(),
        bounds=bounds,
        seed=seed,
    )
    people = found.statements[["statement_id", "respondent_id"]]
    return found.assignments.merge(people, on="statement_id")


def measure(texts: Labelled, method: Method, seed: int) -> Result:
    start = time.process_time()
    memberships = method(texts, seed)
    seconds = time.process_time() - start
    sums = memberships.groupby(["respondent_id", "theme_id"], as_index=False)["membership"].sum()
    sums = sums.sort_values(["membership", "theme_id"], ascending=[False, True], kind="stable")
    theme = sums.drop_duplicates("respondent_id").set_index("respondent_id")["theme_id"]
    people = list(texts.labels)
    pair = list(texts.labels.values()), [theme.get(person, NO_THEME) for person in people]
    return Result(
        n_themes=memberships["theme_id"].nunique(),
        ami=adjusted_mutual_info_score(*pair),
        ari=adjusted_rand_score(*pair),
        v=v_measure_score(*pair),
        left_out=sum(group == NO_THEME for group in pair[1]) / len(people),
        seconds=seconds,
    )


def language_model(name: str) -> Encoder:
    themes = Themes(encoder="sentence-transformers", model=name)
    model = find_model(themes, Path.cwd())
    if model is None:
        raise SystemExit("--model: no model is named")
    return SentenceEncoder(
        fingerprint=model.fingerprint,
        load=model.load,
        cache=Memory(),
        progress=lambda n, n_texts: None,
    )


def methods(
    texts: Labelled, bounds: tuple[int, int], model: dict[str, Encoder]
) -> dict[str, Method]:
    true = (texts.n_labels, texts.n_labels)

    def found(encoder: str, wanted: tuple[int, int]) -> Method:
        return lambda of, seed: ours(
            of,
            seed,
            encoder=make_encoder(encoder, seed, vocabulary=load_vocabulary()),
            bounds=wanted,
        )

    def found_by(encoder: Encoder) -> Method:
        return lambda of, seed: ours(of, seed, encoder=encoder, bounds=true)

    return {
        "words, TF-IDF": lambda of, seed: plain(of, seed, **WORDS),
        "character n-grams, TF-IDF": lambda of, seed: plain(of, seed, **LETTERS),
        "lexical": found("lexical", true),
        "vocabulary": found("vocabulary", true),
        "vocabulary+lexical": found("vocabulary+lexical", true),
        "vocabulary+lexical, number chosen": found("vocabulary+lexical", bounds),
        **{name: found_by(encoder) for name, encoder in model.items()},
    }


def row(texts: Labelled, name: str, results: Sequence[Result]) -> str:
    def mean(figure: str) -> float:
        return float(np.mean([getattr(result, figure) for result in results]))

    numbers = sorted({result.n_themes for result in results})
    themes = str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"
    spread = float(np.std([result.ami for result in results]))
    cells = (
        texts.name,
        name,
        f"{themes} of {texts.n_labels}",
        f"{mean('ami'):.3f} ± {spread:.3f}",
        f"{mean('ari'):.3f}",
        f"{mean('v'):.3f}",
        f"{mean('left_out'):.0%}",
        f"{mean('seconds'):.1f}",
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--labelled", type=Path, default=os.environ.get("GAPMAP_BENCH_DATA"))
    parser.add_argument("--model")
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    project = read_project(ROOT / "gapmap.toml")
    bounds = (project.themes.min_themes, project.themes.max_themes)
    make_encoder("vocabulary", 0, vocabulary=load_vocabulary()).encode(["indlæsning"])
    model = {Path(options.model).name: language_model(options.model)} if options.model else {}
    tokenise("load the dictionaries before the clock starts")

    seeds = range(project.project.seed, project.project.seed + options.seeds)
    print(
        f"{date.today().isoformat()}, gapmap {__version__}, Python {platform.python_version()}; "
        f"means over {options.seeds} seeds, ± their standard deviation; "
        f"the number of themes chosen between {bounds[0]} and {bounds[1]}.\n"
    )
    print(HEADINGS)
    print("|---" * (HEADINGS.count("|") - 1) + "|")
    other = other_texts(Path(options.labelled)) if options.labelled else ()
    for texts in (*sample_waves(project), *other):
        for name, method in methods(texts, bounds, model).items():
            results = [measure(texts, method, seed) for seed in seeds]
            print(row(texts, name, results), flush=True)


if __name__ == "__main__":
    main()
