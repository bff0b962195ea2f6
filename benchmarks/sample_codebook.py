"""The codebook of the sample project: an invented review, filled in from the gold labels.

    python benchmarks/sample_codebook.py [--write]

Runs 2019 in a copy of the sample project, exports the workbook of its review, fills it in as two
invented people would who know the gold labels, imports it, and runs both waves with the codebook.
Prints what changed, and what became of the themes in 2024. With --write the codebook is put into
the project, where it shows what a finished report looks like.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pandas as pd

from benchmarks.labelled_texts import GOLD, ROOT, read_gold
from gapmap import run_wave
from gapmap.codebook.files import FILE
from gapmap.readers import read_export
from gapmap.review.exchange import apply_import, export_review, plan_import
from gapmap.run import open_run
from gapmap.stages.ingest import read_responses
from gapmap.stages.redact import pseudonymise
from gapmap.store import Store
from tests.review_filler import Filler

ANE, BO = "Ane Eksempel (opdigtet)", "Bo Eksempel (opdigtet)"
WHY = "opdigtet gennemgang, så eksemplet viser en færdig rapport"
DAY = date(2020, 2, 3)
ONE_IN = 9
"""The second coder sees one statement in so many otherwise."""

QUOTES_PER_THEME = 2
UNFIT = ("http", "[", "tlf", "?")
"""What a quote for print should not hold."""


def gold_of(project: Path, wave: str) -> dict[str, list[str]]:
    """Project, wave -> pseudonym of each respondent with gold labels -> the labels."""
    run = open_run(project, wave)
    survey = read_responses(
        read_export(run.export, run.settings.format), run.settings, run.project, wave=wave
    )
    ids = survey.responses["respondent_id"]
    gold = read_gold(f"gold_{wave}.csv")
    pairs = zip(ids, pseudonymise(ids, run.store.secret()), strict=True)
    return {pseudonym: gold[one] for one, pseudonym in pairs if one in gold}


def majority(store: Store, wave: str, gold: dict[str, list[str]]) -> dict[str, str]:
    """Published wave -> theme -> the label that most of its respondents have first."""
    said = store.load_table(wave, "assignments").merge(
        store.load_table(wave, "statements")[["statement_id", "respondent_id"]]
    )
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for theme, person in said[["theme_id", "respondent_id"]].drop_duplicates().itertuples(False):
        if person in gold:
            votes[theme][gold[person][0]] += 1
    return {t: min(votes[t], key=lambda label: (-votes[t][label], label)) for t in votes}


def fill_in(project: Path, folder: Path) -> list[Path]:
    """Run project -> the two filled-in workbooks."""
    store = Store(project)
    gold = gold_of(project, "2019")
    named = majority(store, "2019", gold)
    labels = pd.read_csv(GOLD / "codebook.csv", dtype=str).set_index("theme")
    person = store.load_table("2019", "statements").set_index("statement_id")["respondent_id"]
    workbook = export_review(project, "2019", to=folder)
    ane, bo = Filler(workbook, who=ANE, why=WHY), Filler(workbook, who=BO, why=WHY)
    first: dict[str, str] = {}
    for row in ane.rows("themes"):
        theme = row["Tema-id"]
        label = named[theme]
        if label in first:
            ane.set("themes", theme, {"merge_into": first[label]})
            continue
        first[label] = theme
        names = {"da": labels.loc[label, "label_da"], "en": labels.loc[label, "label_en"]}
        ane.set("themes", theme, {f"new_label_{one}": str(name) for one, name in names.items()})
    for row in ane.rows("statements"):
        wanted = gold.get(str(person[row["Udsagn-id"]]), [])
        shown = [theme.split(" · ")[0] for theme in row["Tema"].split("; ")]
        if any(named.get(theme) in wanted for theme in shown):
            ane.set("statements", row["Udsagn-id"], {"right": "ja"})
            continue
        chosen = [first[label] for label in wanted if label in first][:2] or ["intet tema"]
        values = {f"theme_{n}": theme for n, theme in enumerate(chosen, start=1)}
        ane.set("statements", row["Udsagn-id"], {"right": "nej"} | values)
    fits = pd.read_csv(GOLD / "offers_gold.csv", dtype=str, keep_default_na=False)
    grades = {
        (theme, offer): fit
        for offer, themes, fit in fits.itertuples(index=False)
        for theme in filter(None, themes.split(";"))
    }
    words = {"full": "egnet", "partial": "delvist egnet", "": "ikke egnet"}
    seen: Counter[str] = Counter()
    for row in ane.rows("matches"):
        seen[row["Tema-id"]] += 1
        grade = words[grades.get((named[row["Tema-id"]], row["Tilbud-id"]), "")]
        ane.set("matches", row["Tema-id"], {"decision": grade}, seen[row["Tema-id"]])
    approved: Counter[str] = Counter()
    for row in ane.rows("quotes"):
        wanted = gold.get(str(person[row["Udsagn-id"]]), [])
        label = named.get(row["Tema"].split(" · ")[0], "")
        fits_theme = label in wanted[:1] and not any(sign in row["Udsagn"] for sign in UNFIT)
        if fits_theme and approved[label] < QUOTES_PER_THEME:
            approved[label] += 1
            ane.set("quotes", row["Udsagn-id"], {"approve": "ja"})
    others = sorted(first.values())
    for number, row in enumerate(ane.rows("sample")):
        wanted = gold.get(str(person[row["Udsagn-id"]]), [])
        coded = [first[label] for label in wanted if label in first][:1] or ["intet tema"]
        ane.set("sample", row["Udsagn-id"], {"theme_1": coded[0]})
        seen_otherwise = others[number % len(others)] if number % ONE_IN == 0 else coded[0]
        bo.set("sample", row["Udsagn-id"], {"theme_1": seen_otherwise})
    return [ane.save(folder / "ane.xlsx"), bo.save(folder / "bo.xlsx")]


def tell_2024(project: Path) -> None:
    """Project with both waves run -> what became of the themes, beside the gold labels."""
    store = Store(project)
    named = majority(store, "2024", gold_of(project, "2024"))
    trends = store.load_table("2024", "trends")
    for row in trends.sort_values("q", na_position="last").to_dict("records"):
        change = row["demand_change"]
        told = "" if pd.isna(change) else f"{change:+.3f}, q {row['q']:.3f}"
        gold = named.get(row["theme_id"], "")
        print(f"2024: {row['theme_id']} {row['label_en']} ({gold}): {row['event']} {told}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        shutil.copytree(ROOT / "data", project / "data", ignore=shutil.ignore_patterns("processed"))
        shutil.copy(ROOT / "gapmap.toml", project)
        run_wave(project, "2019")
        imported = plan_import(project, "2019", fill_in(project, Path(folder)), when=DAY)
        for line in imported.changes:
            print(line)
        apply_import(project, imported)
        if options.write:
            shutil.copy(project / FILE, ROOT / FILE)
        run_wave(project, "2019")
        run_wave(project, "2024")
        tell_2024(project)


if __name__ == "__main__":
    main()
