"""How much personal data is found in the sample's answers, and how much else is touched.

Gold is what was planted: the strings of `gold_pii`, of each respondent. One counts as found
if nothing of it is left in the redacted answers (titles may stay). Settings and lists were
tuned on the answers of 2019 alone. Nothing is printed but figures, unless --show.

    python benchmarks/redaction.py [--show 2019]
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from gapmap.readers import read_export
from gapmap.settings_file import read_project, read_wave
from gapmap.stages.ingest import read_responses
from gapmap.stages.questions import questions_in
from gapmap.text.name_contexts import presents
from gapmap.text.personal_data import KINDS, MARKS, mark_personal_data

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "benchmarks" / "gold"


@dataclass
class Figures:
    """What was found and what was touched without need, by kind.

    Attributes:
        planted: Strings of the gold.
        found: Those of which nothing is left.
        n_clean: Answers without personal data.
        touched: Clean answers that hold a mark of the kind.
        n_touched: Clean answers that hold any mark.
        shown: What went wrong, for those who may read it.
    """

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    n_clean: int = 0
    touched: Counter[str] = field(default_factory=Counter)
    n_touched: int = 0
    shown: list[str] = field(default_factory=list)


def kind_of(planted: str) -> str:
    """A planted string -> its kind, by its shape."""
    digits = re.sub(r"\D", "", planted)
    letters = re.sub(r"[\W\d_]", "", planted)
    if "@" in planted or re.search(r"\((?:at|snabel-?a)\)", planted):
        return "e-mail"
    if re.search(r"https?://|www\.|\.\w+/", planted):
        return "link"
    if len(digits) == 10 and not letters and not planted.startswith(("+", "00")):
        return "cpr"
    if len(digits) >= 8 and not letters:
        return "phone"
    return "address" if digits else "name"


def is_gone(planted: str, redacted: str) -> bool:
    """Whether nothing of a planted string is left but titles."""
    kind = kind_of(planted)
    if kind in ("name", "address"):
        words = [w for w in re.findall(r"[^\W\d_]{2,}", planted) if not presents(w)]
        left = {w.lower() for w in re.findall(r"[^\W\d_]+", MARKS.sub(" ", redacted))}
        return not any(word.lower() in left for word in words)
    return planted not in redacted


def measure(answers: pd.DataFrame) -> Figures:
    """Respondents with their texts and gold_pii -> figures."""
    figures = Figures()
    for row in answers.itertuples(index=False):
        gold = [one for one in row.gold_pii.split("|") if one]
        texts = {text: mark_personal_data(text) for text in row.texts if text.strip()}
        for planted in gold:
            redacted = " ".join(texts[text][0] for text in texts if planted in text)
            kind = kind_of(planted)
            figures.planted[kind] += 1
            if redacted and is_gone(planted, redacted):
                figures.found[kind] += 1
            else:
                figures.shown.append(f"missed {kind}: {planted}: {redacted}")
        for text, (redacted, marks) in texts.items():
            if any(planted in text for planted in gold):
                continue
            figures.n_clean += 1
            if marks:
                figures.n_touched += 1
                figures.touched.update(set(marks))
                figures.shown.append(f"touched {dict(marks)}: {redacted} <- {text}")
    return figures


def of_wave(wave: str) -> pd.DataFrame:
    """Wave of the sample -> respondents as delivered, their texts and gold_pii."""
    project = read_project(ROOT / "gapmap.toml")
    folder = ROOT / "data" / "raw" / wave
    settings = read_wave(folder / "wave.toml", project)
    export = read_export(folder / settings.wave.file, settings.format)
    responses = read_responses(export, settings, project, wave=wave).responses
    questions = questions_in(responses)
    gold = read_gold(f"gold_{wave}.csv").set_index("respondent_id")["gold_pii"]
    return pd.DataFrame(
        {
            "texts": responses[questions].to_numpy().tolist(),
            "gold_pii": gold.loc[responses["respondent_id"]].to_numpy(),
        }
    )


def extra(wave: str) -> pd.DataFrame:
    """Wave -> the further respondents, their texts and gold_pii."""
    rows = read_gold(f"extra_hard_{wave}.csv")
    texts = rows[["need_text", "missing_text"]].to_numpy().tolist()
    return pd.DataFrame({"texts": texts, "gold_pii": rows["gold_pii"]})


def read_gold(name: str) -> pd.DataFrame:
    return pd.read_csv(GOLD / name, dtype=str, keep_default_na=False)


def write_table(measured: dict[str, Figures]) -> str:
    """Figures by data set -> a table in Markdown."""
    kinds = [k for k in KINDS if any(f.planted[k] or f.touched[k] for f in measured.values())]
    heads = [f"| {'kind'} | {' | '.join(measured)} |", "|---" * (len(measured) + 1) + "|"]
    found = [
        f"| {kind} | "
        + " | ".join(
            f"{f.found[kind]} of {f.planted[kind]} ({f.found[kind] / f.planted[kind]:.0%})"
            if f.planted[kind]
            else "none planted"
            for f in measured.values()
        )
        + " |"
        for kind in kinds
    ]
    clean = "| answers without personal data | " + " | ".join(
        str(f.n_clean) for f in measured.values()
    )
    touched = "| of them touched | " + " | ".join(
        f"{f.n_touched} ({f.n_touched / f.n_clean:.1%})"
        + "".join(f", {kind} {n}" for kind, n in sorted(f.touched.items()))
        for f in measured.values()
    )
    return "\n".join([*heads, *found, f"{clean} |", f"{touched} |"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--show", choices=["2019"], help="print what went wrong in that wave")
    arguments = parser.parse_args()
    data = {
        "2019": of_wave("2019"),
        "2024": of_wave("2024"),
        "hard 2019": extra("2019"),
        "hard 2024": extra("2024"),
    }
    mark_personal_data("Anna")  # load the lists before the clock starts
    started = time.perf_counter()
    measured = {name: measure(answers) for name, answers in data.items()}
    seconds = time.perf_counter() - started
    n_answers = sum(len(row) for answers in data.values() for row in answers["texts"])
    print(f"Found, of what was planted ({date.today():%Y-%m-%d}):\n\n{write_table(measured)}")
    print(f"\n{n_answers} answers in {seconds:.2f} s: {seconds / n_answers * 1000:.2f} ms each.")
    if arguments.show:
        print("\n".join(measured[arguments.show].shown))


if __name__ == "__main__":
    main()
