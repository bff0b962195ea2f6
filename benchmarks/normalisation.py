"""How many words are read as they should be, by kind of word.

The list was written from knowledge of Danish, before the code; the half called held_out was
not read again until the code was written; one fault was mended after that. Several right
answers are divided by |.

    python benchmarks/normalisation.py [--half tuning] [--show]
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

from gapmap.text.compounds import parts_of
from gapmap.text.tokens import lemma_of

WORDS = Path(__file__).resolve().parents[1] / "tests" / "unit" / "normalisation_words.csv"
HALVES = ("tuning", "held_out")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--half", choices=HALVES, help="default: both")
    parser.add_argument("--show", action="store_true", help="list the wrong ones, too")
    parsed = parser.parse_args()
    halves = (parsed.half,) if parsed.half else HALVES
    right: dict[tuple[str, str], list[bool]] = defaultdict(list)
    with WORDS.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["half"] in halves]
    for row in rows:
        read = reading(row["kind"], row["word"])
        is_right = read in row["expected"].split("|")
        right[row["kind"], row["half"]].append(is_right)
        if parsed.show and not is_right:
            print(row["kind"], row["word"], row["expected"], read)
    print(f"Words read as they should be, {date.today()}\n")
    print("| kind |", " | ".join(halves), "|")
    print("| --- |" + " ---: |" * len(halves))
    for kind in dict.fromkeys(row["kind"] for row in rows):
        print(f"| {kind} |", " | ".join(share(right[kind, half]) for half in halves), "|")


def reading(kind: str, word: str) -> str:
    """A word -> its lemma, or its parts; of a simple word, the word itself if it is not split."""
    parts = parts_of(word)
    if kind == "simple" and len(parts) == 1:
        return word
    return "+".join(parts) if kind in {"compound", "simple"} else lemma_of(word)


def share(right: list[bool]) -> str:
    return f"{sum(right)} of {len(right)}"


if __name__ == "__main__":
    main()
