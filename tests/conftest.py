"""A small invented project that tests run from end to end, with personal data planted in it."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest

PLANTED = {"cpr": "010190-1234", "e-mail": "kim.holm@firma.example", "phone": "20 30 40 50"}

SETTINGS = """
[project]
title_da = "Behov og tilbud"
title_en = "Needs and offers"
languages = ["da", "en"]
seed = 7
[respondent_types]
"Virksomhed" = { da_plural = "virksomheder", en = "company", en_plural = "companies" }
"Kommune" = { da_plural = "kommuner", en = "municipality", en_plural = "municipalities" }
[regions]
"Nord" = "North"
"Syd" = "South"
[sizes]
"1-9" = "1-9"
"10+" = "10+"
[targets]
"Virksomhed" = 30
[themes]
min_themes = 3
max_themes = 6
[gaps]
replicates = 200
"""

WAVE = """
[wave]
file = "export.csv"
label = "2031"
[columns]
respondent_id = "Id"
submitted_at = "Tid"
respondent_type = "Type"
region = "Landsdel"
size = "Ansatte"
needs = ["Hvad har I brug for?"]
missing = ["Hvad mangler?"]
importance = "Vigtighed"
satisfaction = "Tilfredshed"
[fielding.invited]
"Virksomhed" = 100
"""

HEADINGS = (
    "Id", "Tid", "Type", "Landsdel", "Ansatte", "Hvad har I brug for?", "Hvad mangler?",
    "Vigtighed", "Tilfredshed",
)  # fmt: skip

_NEEDS = {
    "capital": (
        "Vi mangler risikovillig kapital til de første år",
        "Tidlig finansiering og investorer der tør",
        "Penge til at komme fra prototype til marked, gerne fonde",
        "Seed funding from investors",
        "En investor med tålmodighed",
    ),
    "trials": (
        "Adgang til klinikere der vil teste vores udstyr",
        "Et hospital der vil være med i kliniske forsøg",
        "Patienter til kliniske studier",
        "Kliniske forsøg på en afdeling med tid",
        "Klinisk afprøvning sammen med læger",
    ),
    "data": (
        "Adgang til sundhedsdata til forskning",
        "Sundhedsdata vi må genbruge på tværs af regioner",
        "Journaldata i et format vi kan læse",
        "Access to health data registers",
        "Data fra kommunernes omsorgssystemer",
    ),
    "skills": (
        "Medarbejdere med digitale kompetencer",
        "Vi kan ikke rekruttere ingeniører",
        "Efteruddannelse af personalet i velfærdsteknologi",
        "Specialister med kompetencer i regulatorik",
        "Kurser til plejepersonale",
    ),
}
_MISSING = ("", "", "Der er intet tilbud i vores landsdel", "Nogen der svarer", "Ved ikke")

OFFERS = """offer_id;title;provider;offer_type;audience;regions;languages;description;capacity_per_year;price;url;open_from;open_until
A1;Investorforum;Fonden;Finansiering;Virksomhed;Hele landet;da;"Vi bringer iværksættere sammen med investorer og risikovillig kapital til den tidlige fase.";20;;https://example.org/a1;2020-01-01;
A2;Klinikdøren;Hospitalet;Testfacilitet;Virksomhed;Nord;da;"Adgang til klinikere og afdelinger, der deltager i kliniske forsøg og studier.";10;;https://example.org/a2;2020-01-01;
A3;Keramik for begyndere;Aftenskolen;Kursus;Virksomhed;Syd;da;"Drej en skål på seks aftener.";12;;https://example.org/a3;2020-01-01;
"""


def export_rows(n: int = 60, *, seed: int = 3) -> list[dict[str, str]]:
    """The rows of the invented export; three carry planted personal data, two no need."""
    chance = random.Random(seed)
    rows = []
    for number in range(n):
        topic = list(_NEEDS)[number % 4]
        rows.append(
            {
                "Id": f"{1000 + number}",
                "Tid": f"2031-03-{1 + number % 20:02d}",
                "Type": "Virksomhed" if number % 3 else "Kommune",
                "Landsdel": chance.choice(("Nord", "Syd")),
                "Ansatte": chance.choice(("1-9", "10+", "")),
                "Hvad har I brug for?": chance.choice(_NEEDS[topic]),
                "Hvad mangler?": chance.choice(_MISSING),
                "Vigtighed": chance.choice("345"),
                "Tilfredshed": chance.choice("12345"),
            }
        )
    rows[0]["Hvad har I brug for?"] += f", mit cpr er {PLANTED['cpr']}"
    rows[1]["Hvad mangler?"] = f"Skriv til {PLANTED['e-mail']} eller ring {PLANTED['phone']}"
    rows[2]["Ansatte"] = PLANTED["e-mail"]
    rows[3]["Vigtighed"] = PLANTED["phone"]
    rows[4]["Hvad har I brug for?"] = "ved ikke"
    rows[4]["Hvad mangler?"] = "-"
    return rows


def as_csv(rows: list[dict[str, str]]) -> str:
    """Rows -> a semicolon-separated export."""
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADINGS, delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_project(folder: Path, rows: list[dict[str, str]], *, secret: str = "5" * 64) -> Path:
    """Rows -> a project folder with one wave, 2031."""
    wave = folder / "data" / "raw" / "2031"
    wave.mkdir(parents=True)
    (folder / "gapmap.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / ".gapmap-secret").write_text(secret, encoding="ascii")
    (folder / "data" / "raw" / "offers.csv").write_text(OFFERS, encoding="utf-8")
    (wave / "wave.toml").write_text(WAVE, encoding="utf-8")
    (wave / "export.csv").write_text(as_csv(rows), encoding="utf-8")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the invented wave 2031."""
    return write_project(tmp_path / "project", export_rows())
