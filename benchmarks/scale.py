"""A survey of a million rows: rows per second and peak memory, step by step.

The export is made up from invented sentences: one in ten answers is a copy of another, some
hold invented personal data, some say nothing. Every step reads what the one before it left in
memory, as in a run; the peak is that of the whole process, so far.

    python benchmarks/scale.py [--rows 1000000] [--without-split]
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from gapmap.readers import read_export
from gapmap.settings import ProjectSettings, WaveSettings
from gapmap.settings_file import read_project
from gapmap.stages.ingest import read_responses
from gapmap.stages.redact import redact
from gapmap.stages.statements import split_answers
from gapmap.text.vocabulary_files import load_vocabulary

ROOT = Path(__file__).resolve().parents[1]
NEED, MISSING = "Hvad har I brug for?", "Hvad mangler I?"
SETTINGS = WaveSettings.model_validate(
    {
        "wave": {"file": "export.csv", "label": "1"},
        "columns": {
            "respondent_id": "Id",
            "submitted_at": "Afsluttet",
            "respondent_type": "Type",
            "region": "Landsdel",
            "size": "Ansatte",
            "needs": (NEED,),
            "missing": (MISSING,),
            "importance": "Vigtighed",
            "satisfaction": "Tilfredshed",
        },
    }
)
WHO = ("Vi", "Jeg", "Vores afdeling", "Kollegerne i driften", "Ledelsen", "De nye medarbejdere")
WANTS = ("mangler", "har brug for", "leder efter", "vil gerne have", "kan ikke finde", "ønsker")
WHAT = (
    "adgang til testfaciliteter", "risikovillig kapital", "hjælp til CE-mærkning",
    "sundhedsdata i et format, der kan læses", "en klinisk partner", "kurser i regulatorik",
    "et overblik over puljerne", "medarbejdere med digitale kompetencer", "en indkøber, der svarer",
)  # fmt: skip
WHY = (
    "så vi kan komme videre med projekt {n}", "fordi sag {n} ellers går i stå",
    "og det haster for produkt {n}", "inden version {n} skal på markedet",
    "for ellers vælger kunde {n} en anden", "når forsøg {n} begynder efter sommerferien",
)  # fmt: skip
NOTHING = ("ved ikke", "-", "ingen", "", "", "n/a", "Nothing")
PERSONAL = (
    "Ring på 20 30 {a} {b}.",
    "Skriv til kim{n}@firma.example.",
    "Mit cpr er 0101{a}-12{b}.",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="default: a million")
    parser.add_argument("--without-split", action="store_true", help="leave out the statements")
    parsed = parser.parse_args()
    project = read_project(ROOT / "gapmap.toml")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        write_export(path, project, parsed.rows)
        size = path.stat().st_size / 2**20
        print(f"{parsed.rows:,} rows, {size:.0f} MB, {date.today()}, {os.cpu_count()} cores\n")
        print("| step | seconds | rows per second | peak memory so far, MB |")
        print("| --- | ---: | ---: | ---: |")
        run(path, project, parsed.rows, split=not parsed.without_split)


def run(path: Path, project: ProjectSettings, n: int, *, split: bool) -> None:
    with timed("read", n):
        export = read_export(path, SETTINGS.format)
    with timed("ingest", n):
        survey = read_responses(export, SETTINGS, project, wave="1")
    del export
    with timed("redact", n):
        redacted, marks = redact(survey.responses, b"0" * 32)
    del survey
    if split:
        with timed("split_answers", n):
            found = split_answers(redacted, secret=b"0" * 32, vocabulary=load_vocabulary())
        print(f"\n{len(found.statements):,} statements")
    print(f"\n{len(redacted):,} respondents; marks set: {marks}")


@contextmanager
def timed(name: str, n: int) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| {name} | {seconds:.1f} | {n / seconds:,.0f} | {peak:.0f} |", flush=True)


def write_export(path: Path, project: ProjectSettings, n: int) -> None:
    """The same bytes for the same number of rows."""
    chance = random.Random(n)  # noqa: S311 (invented answers, no secret)
    types, regions = list(project.respondent_types), list(project.regions)
    sizes = list(project.sizes)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(
            ["Id", "Afsluttet", "Type", "Landsdel", "Ansatte", NEED, MISSING, "Vigtighed",
             "Tilfredshed"]
        )  # fmt: skip
        for number in range(n):
            day = date(2031, 3, 1) + timedelta(days=chance.randrange(30))
            writer.writerow(
                [number, day, chance.choice(types), chance.choice(regions), chance.choice(sizes),
                 answer(chance, n), answer(chance, n), chance.randint(1, 5), chance.randint(1, 5)]
            )  # fmt: skip


def answer(chance: random.Random, n: int) -> str:
    """One or two sentences of some 60 letters; one in ten says nothing, one in fifty too much."""
    kind = chance.random()
    if kind < 0.1:
        return chance.choice(NOTHING)
    said = [sentence(chance, n) for _ in range(1 + (kind > 0.8))]
    if kind > 0.98:
        a, b, number = chance.randrange(10, 99), chance.randrange(10, 99), chance.randrange(n)
        said.append(chance.choice(PERSONAL).format(a=a, b=b, n=number))
    return " ".join(said)


def sentence(chance: random.Random, n: int) -> str:
    why = chance.choice(WHY).format(n=chance.randrange(n))
    return f"{chance.choice(WHO)} {chance.choice(WANTS)} {chance.choice(WHAT)}, {why}."


if __name__ == "__main__":
    main()
