"""Are themes of two waves paired rightly? Measured on random halves of one wave.

    python benchmarks/alignment.py [--splits 10]

The respondents of the sample's wave of 2019 are split into halves at random; each half is grouped
by itself, and the themes of the two are paired by likeness alone. A pair is right when most
respondents of both themes have the same label. Prints, for several thresholds, how many of the
pairs are right, and how many of the labels that both halves have are paired. Prints no text.
"""

from __future__ import annotations

import argparse
import platform
from collections import Counter
from datetime import date
from unittest.mock import patch

import numpy as np
import pandas as pd

from benchmarks.labelled_texts import ROOT, Labelled, sample_waves
from gapmap import __version__
from gapmap.settings_file import read_project
from gapmap.stages import alignment
from gapmap.stages.alignment import Wave, compare_themes, likely_links
from gapmap.stages.themes import find_themes
from gapmap.text.encoders import make_encoder
from gapmap.text.vocabulary_files import load_vocabulary

THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def half(texts: Labelled, people: set[str], bounds: tuple[int, int], seed: int) -> Wave:
    vocabulary = load_vocabulary()
    statements = texts.statements[texts.statements["respondent_id"].isin(people)]
    found = find_themes(
        statements.reset_index(drop=True),
        wave="half",
        encoder=make_encoder("vocabulary+lexical", seed, vocabulary=vocabulary),
        vocabulary=vocabulary,
        bounds=bounds,
        seed=seed,
    )
    return Wave(
        "half", pd.DataFrame(), found.themes, pd.DataFrame(), found.statements, found.assignments
    )


def labels_of(wave: Wave, texts: Labelled) -> dict[str, str]:
    """Theme -> the label that most of its respondents have."""
    said = wave.assignments.merge(wave.statements[["statement_id", "respondent_id"]])
    found = {}
    for theme, rows in said.groupby("theme_id"):
        people = [one for one in rows["respondent_id"].unique() if one in texts.labels]
        votes = Counter(texts.labels[one] for one in people)
        found[str(theme)] = min(votes, key=lambda label: (-votes[label], label)) if votes else ""
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--splits", type=int, default=10)
    options = parser.parse_args()
    project = read_project(ROOT / "gapmap.toml")
    bounds = (project.themes.min_themes, project.themes.max_themes)
    texts = next(iter(sample_waves(project)))
    encoder = make_encoder("vocabulary", 0, vocabulary=load_vocabulary())
    people = sorted(set(texts.statements["respondent_id"]))
    made = []
    for number in range(options.splits):
        drawn = np.random.default_rng(number).permutation(people)
        sides = [set(drawn[: len(people) // 2]), set(drawn[len(people) // 2 :])]
        waves = [half(texts, side, bounds, number) for side in sides]
        named = [labels_of(wave, texts) for wave in waves]
        likeness = compare_themes(*waves, (list(named[0]), list(named[1])), encoder)
        made.append((likeness, named))
    print(
        f"{date.today().isoformat()}, gapmap {__version__}, Python {platform.python_version()}; "
        f"{options.splits} splits.\n"
    )
    print("| threshold | pairs | right | labels paired |\n|---|---|---|---|")
    for threshold in THRESHOLDS:
        pairs = right = shared = found = 0
        with patch.object(alignment, "ALIKE", threshold):
            for likeness, (first, second) in made:
                links = likely_links(likeness)
                same = {first[one.then] for one in links if first[one.then] == second[one.now]}
                pairs += len(links)
                right += sum(first[one.then] == second[one.now] for one in links)
                shared += len(set(first.values()) & set(second.values()))
                found += len(same)
        print(f"| {threshold} | {pairs} | {right / max(pairs, 1):.1%} | {found / shared:.1%} |")


if __name__ == "__main__":
    main()
