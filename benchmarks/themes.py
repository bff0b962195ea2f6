"""How well themes agree with the labels a person gave, against other ways of finding them.

    python benchmarks/themes.py [--labelled FOLDER] [--model MODEL] [--seeds 5]
                                [--texts NAME ...] [--methods NAME ...]

Reads the two waves of the sample and the gold labels from the project's own folders, and, where
there are any, other labelled texts: a folder (or GAPMAP_BENCH_DATA) that holds SIB-200, xSID or
the agenda titles as listed in LABELLED. With --model, a folder or a name as in the setting
themes.model, that model is measured as well; with the extra `peers`, BERTopic. --texts and
--methods take those whose name holds one of the words given. Each set of texts is grouped alone.
Prints the figures as markdown; prints no text.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from sklearn.metrics import (
    adjusted_mutual_info_score,
    adjusted_rand_score,
    v_measure_score,
)

from benchmarks.labelled_texts import ROOT, Labelled, other_texts, sample_waves
from benchmarks.theme_methods import DEFAULT, PARTS, SIMPLE, Grouped, Method, found_by, ours
from benchmarks.theme_peers import missing, peers
from gapmap import __version__
from gapmap.models import find_model
from gapmap.settings import Themes
from gapmap.settings_file import read_project
from gapmap.text.encoders import Encoder, make_encoder
from gapmap.text.sentence_encoder import Embedding, SentenceEncoder
from gapmap.text.tokens import tokenise
from gapmap.text.vocabulary_files import load_vocabulary

NO_THEME = "none"
"""Respondents in no theme are measured as a group of their own: leaving out is no gain."""

HEADINGS = (
    "| texts | method | themes | AMI | ARI | V | left out | mentions | stability | CPU seconds |"
)


@dataclass(frozen=True)
class Result:
    """Figures of one grouping; shares are of the respondents with a label.

    Mentions are pairs of such a respondent and a theme, against the labels that were given.
    """

    n_themes: int
    ami: float
    ari: float
    v: float
    left_out: float
    mentions: float
    stability: float
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


def measure(texts: Labelled, method: Method, seed: int) -> Result:
    start = time.process_time()
    grouped = method(texts, seed)
    return figures(texts, grouped, time.process_time() - start)


def figures(texts: Labelled, grouped: Grouped, seconds: float) -> Result:
    """A respondent's theme is that with the largest summed membership, the first of equals."""
    memberships = grouped.memberships
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
        mentions=int(sums["respondent_id"].isin(people).sum()) / texts.mentions,
        stability=grouped.stability,
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


def methods(bounds: tuple[int, int], model: str | None) -> dict[str, Method]:
    """Fewest and most themes, a language model -> every method by name."""
    named = {Path(model).name: found_by(language_model(model))} if model else {}
    return {
        **SIMPLE,
        **peers(),
        **named,
        f"{DEFAULT} (default)": ours(DEFAULT),
        "default, number chosen": ours(DEFAULT, bounds),
        **PARTS,
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
        f"{mean('mentions'):.0%}",
        "" if np.isnan(mean("stability")) else f"{mean('stability'):.2f}",
        f"{mean('seconds'):.1f}",
    )
    return f"| {' | '.join(cells)} |"


def is_wanted(name: str, words: Sequence[str]) -> bool:
    """Whether a name holds one of the words, or there are no words to hold."""
    return not words or any(word.lower() in name.lower() for word in words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--labelled", type=Path, default=os.environ.get("GAPMAP_BENCH_DATA"))
    parser.add_argument("--model")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--texts", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--methods", nargs="+", default=[], metavar="NAME")
    options = parser.parse_args()
    project = read_project(ROOT / "gapmap.toml")
    bounds = (project.themes.min_themes, project.themes.max_themes)
    for line in missing():
        print(line, file=sys.stderr)
    make_encoder(DEFAULT, 0, vocabulary=load_vocabulary()).encode(["indlæsning"])
    tokenise("load the dictionaries before the clock starts")

    seeds = range(project.project.seed, project.project.seed + options.seeds)
    print(
        f"{date.today().isoformat()}, gapmap {__version__}, Python {platform.python_version()}; "
        f"means over {options.seeds} seeds, ± their standard deviation; "
        f"the number of themes chosen between {bounds[0]} and {bounds[1]}.\n"
    )
    print(HEADINGS)
    print("|---" * (HEADINGS.count("|") - 1) + "|")
    chosen = {
        name: method
        for name, method in methods(bounds, options.model).items()
        if is_wanted(name, options.methods)
    }
    other = other_texts(Path(options.labelled)) if options.labelled else ()
    for texts in (*sample_waves(project), *other):
        if is_wanted(texts.name, options.texts):
            for name, method in chosen.items():
                results = [measure(texts, method, seed) for seed in seeds]
                print(row(texts, name, results), flush=True)


if __name__ == "__main__":
    main()
