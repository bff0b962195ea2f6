"""What an hour of review is worth: themes before and after, against the labels a person gave.

    python benchmarks/review.py [--reviewed 100] [--seeds 3] [--this-wave-only]

The review is scripted from the gold labels of the sample's wave of 2019. Each theme found is
renamed to, or merged into, the label that most of its respondents have. The statements that the
queue puts first are settled: a statement stays in the theme it stands in where its respondent
has that label, and goes to all of the respondent's labels where not. Then 2019 is grouped again
with that codebook, and 2024, of which the codebook knows nothing. Measured is the adjusted
mutual information of each respondent's theme with their first label: in 2019 among respondents
of whom no statement was settled, nor one that somebody else said as well. "Before, named" are
the themes found without a codebook, renamed and merged in the same way. Prints no text.
"""

from __future__ import annotations

import argparse
import platform
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score

from benchmarks.labelled_texts import ROOT, Labelled, sample_waves
from gapmap import __version__
from gapmap.codebook.model import Codebook, CodebookTheme, StatementDecision
from gapmap.settings_file import read_project
from gapmap.stages.exemplars import choose_examples, choose_exemplars
from gapmap.stages.review_queue import queue_statements
from gapmap.stages.themes import Found, find_themes
from gapmap.text.encoders import make_encoder
from gapmap.text.tokens import text_key
from gapmap.text.vocabulary_files import load_vocabulary

NO_THEME = "none"
DAY = date(2026, 1, 1)
HEADINGS = "| wave | themes | respondents | before | before, named | after | gain | in no theme |"


@dataclass(frozen=True)
class Setting:
    """How themes are found."""

    bounds: tuple[int, int]
    seed: int

    def group(self, texts: Labelled, wave: str, codebook: Codebook) -> Found:
        """Texts of a wave, the codebook -> its themes."""
        vocabulary = load_vocabulary()
        return find_themes(
            texts.statements,
            wave=wave,
            encoder=make_encoder("vocabulary+lexical", self.seed, vocabulary=vocabulary),
            vocabulary=vocabulary,
            bounds=self.bounds,
            seed=self.seed,
            codebook=codebook,
        )


def said(found: Found) -> pd.DataFrame:
    """Themes found -> one row per statement and theme, with who said it and its key."""
    statements = found.statements[["statement_id", "respondent_id", "text"]]
    joined = found.assignments.merge(statements, on="statement_id")
    return joined.assign(key=joined["text"].map(text_key))


def majority(found: Found, texts: Labelled) -> dict[str, str]:
    """Theme -> the label that most of its respondents have, the first of equals."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    pairs = said(found)[["respondent_id", "theme_id"]].drop_duplicates()
    for person, theme in pairs.itertuples(index=False):
        if person in texts.labels:
            votes[theme][texts.labels[person]] += 1
    return {
        theme: min(counted, key=lambda label: (-counted[label], label))
        for theme, counted in votes.items()
    }


def reviewed(found: Found, texts: Labelled, n: int) -> Codebook:
    """Themes found, labels -> the codebook that the scripted review leaves."""
    named = majority(found, texts)
    people = pd.DataFrame({"respondent_id": sorted(set(texts.statements["respondent_id"]))})
    described = choose_exemplars(
        found.themes, found.assignments, found.statements, people.assign(respondent_type="")
    )
    examples = choose_examples(described, found.assignments, found.statements)
    parts: dict[str, list[pd.Series]] = defaultdict(list)
    for _, theme in described.iterrows():
        if theme["theme_id"] in named:
            parts[named[theme["theme_id"]]].append(theme)
    order = list(described.sort_values("n_respondents", ascending=False)["theme_id"])
    queue = queue_statements(found.statements, found.assignments, order=order)[:n]
    decided = []
    for row in queue.to_dict("records"):
        labels = texts.given.get(row["respondent_id"], [])
        kept = named.get(row["theme_id"], "")
        themes = (kept,) if kept in labels else tuple(labels)
        decided.append(
            StatementDecision(
                "2019", row["statement_id"], row["text"], themes, "gold", DAY, "labelled"
            )
        )
    labels = sorted({*parts, *(theme for one in decided for theme in one.themes)})
    return Codebook(
        version=1,
        themes=tuple(
            CodebookTheme(
                label,
                label_da=parts[label][0]["label_da"] if parts[label] else label,
                label_en=parts[label][0]["label_en"] if parts[label] else label,
                concepts=tuple(sorted({c for part in parts[label] for c in part["concepts"]})),
                examples=tuple(
                    text for part in parts[label] for text in examples[part["theme_id"]]
                ),
            )
            for label in labels
        ),
        statements=tuple(decided),
    )


def theme_of(found: Found) -> dict[str, str]:
    """Themes found -> each respondent's theme: the largest summed membership, ties by id."""
    sums = said(found).groupby(["respondent_id", "theme_id"], as_index=False)["membership"].sum()
    sums = sums.sort_values(["membership", "theme_id"], ascending=[False, True], kind="stable")
    best = sums.drop_duplicates("respondent_id")
    return dict(zip(best["respondent_id"], best["theme_id"], strict=True))


def ami(themes: dict[str, str], texts: Labelled, people: Collection[str]) -> float:
    measured = [person for person in texts.labels if person in people]
    return float(
        adjusted_mutual_info_score(
            [texts.labels[person] for person in measured],
            [themes.get(person, NO_THEME) for person in measured],
        )
    )


def unreviewed(texts: Labelled, codebook: Codebook) -> set[str]:
    """Respondents none of whose statements was settled."""
    keys = texts.statements["text"].map(text_key)
    settled = texts.statements[keys.isin(list(codebook.decided))]
    return set(texts.labels) - set(settled["respondent_id"])


def row(texts: Labelled, before: Found, after: Found, people: set[str]) -> list[object]:
    named = majority(before, texts)
    then = theme_of(before)
    merged = {person: named.get(theme, theme) for person, theme in then.items()}
    now = theme_of(after)
    figures = [ami(themes, texts, people) for themes in (then, merged, now)]
    missing = sum(person not in now for person in people) / len(people)
    return [len(people), *figures, figures[2] - figures[0], missing]


def proposals(after: Found, texts: Labelled) -> str:
    """The themes that are proposed beside the codebook, with the label most people in them have."""
    named = majority(after, texts)
    found = after.themes[after.themes["source"] == "found"]
    told = [
        f"{theme} ({n} people, mostly {named.get(theme, NO_THEME)})"
        for theme, n in zip(found["theme_id"], found["n_respondents"], strict=True)
    ]
    return ", ".join(told) or "none"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--reviewed", type=int, default=100)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--this-wave-only", action="store_true")
    options = parser.parse_args()
    project = read_project(ROOT / "gapmap.toml")
    bounds = (project.themes.min_themes, project.themes.max_themes)
    first, second, *_ = sample_waves(project)
    print(
        f"{date.today().isoformat()}, gapmap {__version__}, Python {platform.python_version()}; "
        f"{options.reviewed} statements settled, means over {options.seeds} seeds.\n"
    )
    print(HEADINGS)
    print("|---" * (HEADINGS.count("|") - 1) + "|")
    told: dict[str, list[list[object]]] = defaultdict(list)
    notes = []
    for seed in range(project.project.seed, project.project.seed + options.seeds):
        setting = Setting(bounds, seed)
        found = setting.group(first, "2019", Codebook())
        codebook = reviewed(found, first, options.reviewed)
        waves = [(first, "2019", found, unreviewed(first, codebook))]
        if not options.this_wave_only:
            alone = setting.group(second, "2024", Codebook())
            waves.append((second, "2024", alone, set(second.labels)))
        for texts, wave, before, people in waves:
            after = setting.group(texts, wave, codebook)
            told[wave].append(row(texts, before, after, people))
            notes.append(f"{wave}, seed {seed}, proposed: {proposals(after, texts)}")
            n_themes = f"{len(before.themes)} → {len(after.themes)}"
            told[f"{wave} n"].append([n_themes])
    for wave in ("2019", "2024"):
        if told[wave]:
            mean = np.mean(np.array(told[wave], dtype=float), axis=0)
            themes = "; ".join(str(one[0]) for one in told[f"{wave} n"])
            cells = [wave, themes, f"{mean[0]:.0f}", *(f"{x:.3f}" for x in mean[1:4])]
            print(f"| {' | '.join([*cells, f'{mean[4]:+.3f}', f'{mean[5]:.0%}'])} |")
    print()
    for note in notes:
        print(note)


if __name__ == "__main__":
    main()
