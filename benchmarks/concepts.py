"""How often the vocabulary finds a concept in an answer, and how often it is right to.

Coverage is the share of real answers that carry a concept. Precision is the share of right
ones among the concepts found in 200 statements of the extra rows, drawn at random, outside the
200 of the first draw, and judged from the statement and the concept's two names alone:
gold/concepts_extra.csv. A pair of statement and concept that is not judged is told as
unlabelled and counts as neither.

    python benchmarks/concepts.py [--list]

With --list, prints the unlabelled pairs to be judged, and nothing else. Append the
first seven columns to the gold file: right is 1 where the statement speaks of the concept and
0 where it does not, or where the judge hesitates, and then doubtful is 1.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from gapmap import __version__
from gapmap.readers import read_export
from gapmap.settings import Columns, ProjectSettings, Wave, WaveSettings
from gapmap.settings_file import read_project, read_wave
from gapmap.stages.ingest import read_responses
from gapmap.stages.intervals import wilson
from gapmap.stages.redact import redact
from gapmap.stages.statements import split_answers
from gapmap.text.tokens import tokenise
from gapmap.text.vocabulary import Vocabulary
from gapmap.text.vocabulary_files import load_vocabulary

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "benchmarks" / "gold"
LABELS = GOLD / "concepts_extra.csv"
SECRET = b"benchmark"

EXTRA = ("extra_hard_2019", "extra_hard_2024")
WAVES = ("2019", "2024")

N_DRAWN = 200
SEED = "concepts 2"
SEEN_SEEDS = ("concepts 1",)
"""Earlier draws: the vocabulary was revised after their labels, so they measure it no longer."""

PAIR = ("file", "respondent_id", "question", "statement", "concept")
"""What tells a pair; `statement` is the start of the SHA-256 of its redacted text."""

_DIGITS = 12
_SAYS_NOTHING = ("blank", "non_answer")

Pair = tuple[str, ...]


class Label(NamedTuple):
    """What the judge says of a pair; a doubtful one is not right."""

    right: bool
    doubtful: bool


@dataclass(frozen=True)
class Precision:
    """How many of some pairs are right.

    Attributes:
        n_right: Judged right.
        n_doubtful: Judged wrong, with hesitation.
        n_labelled: Judged at all.
        n_unlabelled: Not judged.
    """

    n_right: int
    n_doubtful: int
    n_labelled: int
    n_unlabelled: int

    @property
    def share(self) -> float:
        """Right ones among the judged, 0-1; NaN when none is judged."""
        return self.n_right / self.n_labelled if self.n_labelled else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95% interval of the share."""
        low, high = wilson(np.array(self.share), np.array(self.n_labelled))
        return float(low), float(high)


def extra_statements(project: ProjectSettings, vocabulary: Vocabulary) -> pd.DataFrame:
    """Project, vocabulary -> what the further respondents say.

    Returns:
        file, respondent_id as delivered, question, text of the statements that say something.
    """
    columns = Columns(
        respondent_id="respondent_id", needs=("need_text",), missing=("missing_text",)
    )
    told = [
        _statements(
            GOLD / f"{name}.csv",
            WaveSettings(wave=Wave(file=f"{name}.csv", label=name), columns=columns),
            project=project,
            vocabulary=vocabulary,
        ).assign(file=name)
        for name in EXTRA
    ]
    return pd.concat(told, ignore_index=True)


def sample_statements(project: ProjectSettings, vocabulary: Vocabulary) -> pd.DataFrame:
    """Project, vocabulary -> what the respondents of the sample say, likewise."""
    told = []
    for wave in WAVES:
        folder = ROOT / "data" / "raw" / wave
        settings = read_wave(folder / "wave.toml", project)
        statements = _statements(
            folder / settings.wave.file, settings, project=project, vocabulary=vocabulary
        )
        told.append(statements.assign(file=f"sample {wave}"))
    return pd.concat(told, ignore_index=True)


def _statements(
    path: Path, settings: WaveSettings, *, project: ProjectSettings, vocabulary: Vocabulary
) -> pd.DataFrame:
    export = read_export(path, settings.format)
    responses = read_responses(export, settings, project, wave=settings.wave.label).responses
    split = split_answers(redact(responses, SECRET)[0], secret=SECRET, vocabulary=vocabulary)
    pseudonyms = split.respondents["respondent_id"]
    delivered = dict(zip(pseudonyms, responses["respondent_id"], strict=True))
    told = split.statements[~split.statements["outcome"].isin(_SAYS_NOTHING)]
    return told[["respondent_id", "question", "text"]].replace({"respondent_id": delivered})


def draw(statements: pd.DataFrame, n: int, seed: str = SEED) -> pd.DataFrame:
    """Statements -> n of them at random, from each file in proportion.

    Each statement's lot is a hash of the seed and of itself, so that the draw does not depend
    on the order, and a statement that is split anew changes no lot but its own.
    """
    parts = ["file", "respondent_id", "question", "text"]
    distinct = statements[parts].drop_duplicates()
    lots = distinct.agg("\n".join, axis=1).map(lambda one: _sha256(f"{seed}\n{one}"))
    ordered = distinct.assign(lot=lots).sort_values("lot")
    of_file = ordered.groupby("file")["lot"]
    # How far into its file each one stands: the first n of all take as large a share of each.
    passed = (of_file.cumcount() + 0.5) / of_file.transform("size")
    return ordered.assign(passed=passed).sort_values(["passed", "lot"]).head(n)[parts]


def draw_fresh(statements: pd.DataFrame) -> pd.DataFrame:
    """Statements -> the ones to judge, no text of which an earlier draw took."""
    for seed in SEEN_SEEDS:
        seen = draw(statements, N_DRAWN, seed)
        statements = statements[~statements["text"].isin(seen["text"])]
    return draw(statements, N_DRAWN)


def pairs_in(statements: pd.DataFrame, vocabulary: Vocabulary) -> Iterator[tuple[Pair, str, str]]:
    """Statements -> every pair in them, the statement's text, and the words that say it."""
    for one in statements.itertuples(index=False):
        key = (one.file, one.respondent_id, one.question, _sha256(one.text)[:_DIGITS])
        for concept, words in vocabulary.find(tokenise(one.text)).items():
            yield (*key, concept), one.text, "; ".join(words)


def read_labels() -> dict[Pair, Label]:
    """The gold file -> what the judge says of each pair."""
    with LABELS.open(encoding="utf-8", newline="") as lines:
        return {
            tuple(row[part] for part in PAIR): Label(row["right"] == "1", row["doubtful"] == "1")
            for row in csv.DictReader(lines)
        }


def precision(found: Sequence[Pair], labels: Mapping[Pair, Label]) -> Precision:
    """Pairs found, labels -> how many of the pairs are right."""
    judged = [labels[pair] for pair in found if pair in labels]
    return Precision(
        n_right=sum(label.right for label in judged),
        n_doubtful=sum(label.doubtful for label in judged),
        n_labelled=len(judged),
        n_unlabelled=len(found) - len(judged),
    )


def coverage(statements: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """Statements -> per file, answers and respondents, and the shares with a concept.

    An answer is what one respondent says to one question; only those that say something
    count, and only respondents with such an answer.
    """
    found = statements["text"].map(lambda text: list(vocabulary.find(tokenise(text))))
    told = statements.assign(
        any=found.map(bool),
        need=found.map(lambda ids: any(not vocabulary.by_id[one].is_context for one in ids)),
    )
    columns = {}
    for unit, key in (("answers", ["question"]), ("respondents", [])):
        by_unit = told.groupby(["file", "respondent_id", *key])[["any", "need"]].any()
        by_file = by_unit.groupby("file", sort=False)
        columns[unit] = by_file.size()
        columns[f"{unit}, any concept"] = by_file["any"].mean()
        columns[f"{unit}, need concept"] = by_file["need"].mean()
    return pd.DataFrame(columns)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def write_coverage(covered: pd.DataFrame) -> str:
    heads = ["file", *covered.columns]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for file, row in covered.iterrows():
        cells = [
            f"{cell:.1%}" if "," in head else f"{cell:.0f}"
            for head, cell in zip(covered.columns, row, strict=True)
        ]
        lines.append(f"| {file} | {' | '.join(cells)} |")
    return "\n".join(lines)


def write_precision(measured: Mapping[str, Precision]) -> str:
    lines = [
        "| concepts | right | precision | 95% interval | wrong but doubtful | unlabelled |",
        "|---" * 6 + "|",
    ]
    for name, one in measured.items():
        low, high = one.interval
        lines.append(
            f"| {name} | {one.n_right} of {one.n_labelled} | {one.share:.1%} "
            f"| {low:.1%} to {high:.1%} | {one.n_doubtful} | {one.n_unlabelled} |"
        )
    return "\n".join(lines)


def write_unlabelled(found: list[tuple[Pair, str, str]], vocabulary: Vocabulary) -> None:
    labels = read_labels()
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow([*PAIR, "right", "doubtful", "label_da", "label_en", "words", "text"])
    for pair, text, words in found:
        if pair not in labels:
            concept = vocabulary.by_id[pair[-1]]
            rows.writerow([*pair, "", "", concept.label_da, concept.label_en, words, text])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--list", action="store_true", help="print the unlabelled pairs instead")
    options = parser.parse_args()
    project = read_project(ROOT / "gapmap.toml")
    vocabulary = load_vocabulary()
    extra = extra_statements(project, vocabulary)
    drawn = draw_fresh(extra)
    found = list(pairs_in(drawn, vocabulary))
    if options.list:
        write_unlabelled(found, vocabulary)
        return

    labels = read_labels()
    pairs = [pair for pair, _, _ in found]
    context = [pair for pair in pairs if vocabulary.by_id[pair[-1]].is_context]
    needs = [pair for pair in pairs if not vocabulary.by_id[pair[-1]].is_context]
    everyone = pd.concat([extra, sample_statements(project, vocabulary)], ignore_index=True)
    print(f"{date.today()}, gapmap {__version__}. Answers that carry a concept:\n")
    print(write_coverage(coverage(everyone, vocabulary)))
    n_without = len(drawn) - len({pair[:-1] for pair in pairs})
    print(
        f"\nConcepts found in {len(drawn)} statements of the extra rows; {n_without} have none:\n"
    )
    print(
        write_precision(
            {
                name: precision(some, labels)
                for name, some in (("needs", needs), ("context", context), ("all", pairs))
            }
        )
    )


if __name__ == "__main__":
    main()
