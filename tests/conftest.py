"""A small invented project that tests run from end to end, with personal data planted in it."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("same every time", derandomize=True, deadline=None)
settings.load_profile("same every time")

PLANTED = {
    "cpr": "010190-1234",
    "e-mail": "kim.holm@firma.example",
    "phone": "20 30 40 50",
    "name": "Gudrun Ellegaard",
    "address": "Pilehegnet 214",
    "link": "linkedin.com/in/kimholm",
}

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

OFFER_HEADINGS = (
    "offer_id", "title", "provider", "offer_type", "audience", "regions", "languages",
    "description", "capacity_per_year", "price", "url", "open_from", "open_until",
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

OFFERS = (
    {
        "offer_id": "A1", "title": "Investorforum", "provider": "Fonden",
        "offer_type": "Finansiering", "audience": "Virksomhed", "regions": "Hele landet",
        "description": "Iværksættere møder investorer med risikovillig kapital til tidlige faser.",
        "capacity_per_year": "20", "open_from": "2020-01-01",
    },
    {
        "offer_id": "A2", "title": "Klinikdøren", "provider": "Hospitalet",
        "offer_type": "Testfacilitet", "audience": "Virksomhed", "regions": "Nord",
        "description": "Adgang til klinikere og afdelinger, der deltager i kliniske forsøg.",
        "capacity_per_year": "10", "open_from": "2020-01-01",
    },
    {
        "offer_id": "A3", "title": "Keramik for begyndere", "provider": "Aftenskolen",
        "offer_type": "Kursus", "audience": "Virksomhed", "regions": "Syd",
        "description": "Drej en skål på seks aftener.",
        "capacity_per_year": "12", "open_from": "2020-01-01",
    },
)  # fmt: skip


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
    rows[5]["Hvad mangler?"] = f"Spørg {PLANTED['name']}, {PLANTED['address']}, {PLANTED['link']}"
    rows[2]["Ansatte"] = PLANTED["e-mail"]
    rows[3]["Vigtighed"] = PLANTED["phone"]
    rows[4]["Hvad har I brug for?"] = "ved ikke"
    rows[4]["Hvad mangler?"] = "-"
    return rows


def as_csv(
    rows: Sequence[Mapping[str, str]], headings: Sequence[str] = HEADINGS, delimiter: str = ";"
) -> str:
    """Rows -> delimited text with a header row; a heading that a row lacks is left blank."""
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_project(folder: Path, rows: list[dict[str, str]], *, secret: str = "5" * 64) -> Path:
    """Rows -> a project folder with one wave, 2031."""
    wave = folder / "data" / "raw" / "2031"
    wave.mkdir(parents=True)
    (folder / "gapmap.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / ".gapmap-secret").write_text(secret, encoding="ascii")
    (folder / "data" / "raw" / "offers.csv").write_text(
        as_csv(OFFERS, OFFER_HEADINGS), encoding="utf-8"
    )
    (wave / "wave.toml").write_text(WAVE, encoding="utf-8")
    (wave / "export.csv").write_text(as_csv(rows), encoding="utf-8")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the invented wave 2031."""
    return write_project(tmp_path / "project", export_rows())
