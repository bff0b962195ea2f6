"""Themes of very many answers: seconds per phase, how they grow, and peak memory.

The answers are those of the sample of 2019, drawn anew and damaged with a fixed seed: words
dropped and swapped, slips of the finger, two statements run into one. So nearly all texts
differ, and unknown words abound. Every size runs in a process of its own.

    python benchmarks/scale_themes.py [--answers 10000 100000]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from math import log
from random import Random
from unittest.mock import patch

import pandas as pd

from benchmarks.labelled_texts import ROOT, sample_waves
from gapmap.settings_file import read_project
from gapmap.stages import themes
from gapmap.tables import STATEMENTS
from gapmap.text.encoders import make_encoder
from gapmap.text.tokens import tokenise
from gapmap.text.vocabulary_files import load_vocabulary

DROPPED, SWAPPED, SLIPS, JOINED = 0.15, 0.1, 0.05, 0.5
"""Shares of words dropped, swapped with the next and misspelt, and of statements joined."""

LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"
PHASES = ("find_groups", "share_out", "_sorted_out", "_describe")
"""Functions of the stage, beside the encoder's, whose seconds are told apart."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure)))
        return
    figures = [measured_apart(n) for n in sorted(options.answers)]
    sizes = [f"{one['answers']:,.0f} answers" for one in figures]
    print(f"{date.today()}, {os.cpu_count()} cores, themes.find_themes on one thread\n")
    print(f"| | {' | '.join(sizes)} | growth |")
    print(f"| --- |{' ---: |' * (len(figures) + 1)}")
    for name in figures[0]:
        cells = [f"{one[name]:,.{0 if one[name] >= 100 else 1}f}" for one in figures]
        print(f"| {name} | {' | '.join(cells)} | {growth(figures, name)} |")


def measured_apart(n: int) -> dict[str, float]:
    """Number of answers -> the figures, from a fresh process."""
    command = [sys.executable, __file__, "--measure", str(n)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def growth(figures: Sequence[dict[str, float]], name: str) -> str:
    """Figures by size -> x, where the figure grows like answers to the power of x."""
    first, last = figures[0], figures[-1]
    if first is last or min(first[name], last[name]) <= 0:
        return ""
    return f"{log(last[name] / first[name]) / log(last['answers'] / first['answers']):.2f}"


def measure(n: int) -> dict[str, float]:
    project = read_project(ROOT / "gapmap.toml")
    seed = project.project.seed
    statements = drawn(next(sample_waves(project)).statements, n, Random(seed))  # noqa: S311
    vocabulary = load_vocabulary()
    encoder = make_encoder(project.themes.encoder, seed, vocabulary=vocabulary)
    encoder.encode(["load the dictionaries before the clock starts"])
    tokenise.cache_clear()
    before = peak()
    spent: dict[str, float] = {}
    with ExitStack() as clocks:
        clocks.enter_context(timed(themes, "find_themes", spent))
        clocks.enter_context(timed(type(encoder), "encode", spent))
        for name in PHASES:
            clocks.enter_context(timed(themes, name, spent))
        found = themes.find_themes(
            statements,
            wave="scale",
            encoder=encoder,
            vocabulary=vocabulary,
            bounds=(project.themes.min_themes, project.themes.max_themes),
            seed=seed,
        )
    return {
        "answers": n,
        "statements": len(statements),
        "distinct texts": statements["text"].nunique(),
        **{f"CPU seconds, {name.strip('_')}": seconds for name, seconds in spent.items()},
        "peak memory before, MB": before,
        "peak memory, MB": peak(),
        "themes": len(found.themes),
    }


@contextmanager
def timed(owner: object, name: str, spent: dict[str, float]) -> Iterator[None]:
    """While this lasts, the seconds of every call of the function are added to `spent`."""
    called = getattr(owner, name)

    def timed_call(*given: object, **named: object) -> object:
        start = time.process_time()
        try:
            return called(*given, **named)
        finally:
            spent[name] = spent.get(name, 0.0) + time.process_time() - start

    with patch.object(owner, name, timed_call):
        yield


def peak() -> float:
    """Nothing -> the most memory that this process has had so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def drawn(statements: pd.DataFrame, n: int, chance: Random) -> pd.DataFrame:
    """Statements -> those of n respondents drawn with replacement, each damaged anew."""
    told = statements[statements["outcome"] == "no_theme"].sort_values(["respondent_id", "text"])
    answers = list(told.groupby("respondent_id")["text"].agg(list))
    texts, people = [], []
    for number in range(n):
        for text in chance.choice(answers):
            more = chance.choice(chance.choice(answers)) if chance.random() < JOINED else ""
            texts.append(damaged(f"{text} {more}", chance))
            people.append(f"{number:07d}")
    blank = STATEMENTS.empty().reindex(range(len(texts)))
    ids = [f"{number:07d}" for number in range(len(texts))]
    return blank.assign(statement_id=ids, respondent_id=people, text=texts, outcome="no_theme")


def damaged(text: str, chance: Random) -> str:
    words = [word for word in text.split() if chance.random() >= DROPPED]
    for place in range(len(words) - 1):
        if chance.random() < SWAPPED:
            words[place : place + 2] = words[place + 1], words[place]
    return " ".join(slipped(word, chance) if chance.random() < SLIPS else word for word in words)


def slipped(word: str, chance: Random) -> str:
    """Word -> the word with a letter left out, replaced, put in, or swapped with the next."""
    place = chance.randrange(len(word))
    before, letter, after = word[:place], word[place], word[place + 1 :]
    wrong = chance.choice(LETTERS)
    ways = (after, wrong + after, wrong + letter + after, after[:1] + letter + after[1:])
    return before + chance.choice(ways)


if __name__ == "__main__":
    main()
