from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.text.coordination import split_coordinated

CONCEPTS = {
    "test": "testing", "data": "data", "ce-mærk": "regulation", "regul": "regulation",
    "penge": "funding", "kapital": "funding", "funding": "funding", "investor": "funding",
    "læge": "clinicians", "klinik": "clinicians", "clinic": "clinicians", "patent": "patents",
    "uddannel": "training", "kina": "export", "udstyr": "equipment", "lab": "equipment",
}  # fmt: skip


def concepts_in(text: str) -> frozenset[str]:
    return frozenset(name for word, name in CONCEPTS.items() if word in text.lower())


def split(statement: str) -> list[str]:
    return [statement[start:end] for start, end in split_coordinated(statement, concepts_in)]


@pytest.mark.parametrize(
    ("statement", "needs"),
    [
        (
            "Testfaciliteter, adgang til data, hjælp til CE-mærkning og penge",
            ["Testfaciliteter", "adgang til data", "hjælp til CE-mærkning", "penge"],
        ),
        ("Vi mangler testmiljøer, data og penge.", ["Vi mangler testmiljøer", "data", "penge."]),
        ("Penge og data", ["Penge", "data"]),
        ("PENGE OG DATA", ["PENGE", "DATA"]),
        ("penge samt regulatorisk hjælp", ["penge", "regulatorisk hjælp"]),
        ("Funding and access to clinicians", ["Funding", "access to clinicians"]),
        ("Funding, data, and test sites", ["Funding", "data", "test sites"]),
        ("penge, data, patenter", ["penge", "data", "patenter"]),
        ("Kapital og adgang til klinikere", ["Kapital", "adgang til klinikere"]),
        ("hjælp til patenter og adgang til data", ["hjælp til patenter", "adgang til data"]),
        (
            "Vi mangler læger der vil teste, og vi mangler penge",
            ["Vi mangler læger der vil teste", "vi mangler penge"],
        ),
        ("Vi mangler penge og har brug for data", ["Vi mangler penge", "har brug for data"]),
        ("penge og en læge som vil være med", ["penge", "en læge som vil være med"]),
        ("Funding and someone with US patents", ["Funding", "someone with US patents"]),
        ("bedre data och pengar till klinik", ["bedre data", "pengar till klinik"]),
        ("penge, kapital og data", ["penge, kapital", "data"]),
        ("penge, kaffe og data", ["penge, kaffe", "data"]),
    ],
)
def test_needs_that_stand_alone_are_cut_apart(statement, needs):
    assert split(statement) == needs


@pytest.mark.parametrize(
    "statement",
    [
        "penge og kapital",  # one concept
        "læger og sygeplejersker",
        "kommuner og regioner",
        "life science og velfærdsteknologi",
        "hjælp til patenter og data",  # a shared preposition
        "hjælp til patenter, data og penge",
        "investorer, hjælp til patenter og data",
        "PENGE OG DATA DER IKKE ER LÅST",
        "adgang til en læge og et laboratorium",
        "adgang til flere data og bedre udstyr",
        "samarbejde med læger og adgang til data",
        "et møde mellem læger og investorer",
        "både penge og data",
        "penge eller data",
        "penge, data eller patenter",
        "data- og patenthjælp",
        "vi køber data og udstyr",  # a shared verb
        "Kommunerne køber data og udstyr",
        "Lægerne tester udstyr og investorerne venter",
        "penge og data er svære at få",
        "udstyr og data findes ikke",
        "patenter og finansieringen af den, siger en investor",
        "CE-mærkning og penge til det",
        "Investorer der forstår data og har penge",
        "Vi leder efter læger der tester og mangler penge",
        "Læger, der vil teste, og som har udstyr",
        "Penge, fordi vi mangler data",
        "Data, så vi kan teste",
        "Penge, især kapital til patenter",
        "penge (fx kapital, data og patenter)",
        "Penge: kapital, data og patenter",
        "Mangler I penge og data?",
        "penge, data",  # two names without "and" may explain each other
        "data, kapital, penge",  # and so may any row of names for one thing
        "penge og ingen data",
        "penge, ikke data",
        "investorens data og penge",
        "2,3 mio. og data",
        "",
        "og",
        ", og ,",
    ],
)
def test_what_shares_or_explains_stays_whole(statement):
    assert split(statement) == [statement]


PIECES = st.sampled_from(
    ["penge", "data", "adgang til", "patenter", ", ", " og ", ", og ", " and ", " samt ", " ",
     "Vi mangler ", "hjælp", "der ", "en læge ", ".", "🙂", "[telefon]", "OG", "  "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join).map(str.strip))
def test_places_do_not_overlap_and_lose_only_commas_and_conjunctions(statement):
    left_out, reached = "", 0
    for start, end in split_coordinated(statement, concepts_in):
        assert reached <= start <= end
        left_out += f" {statement[reached:start]}"
        reached = end
    left_out += statement[reached:]
    assert not re.sub(r"\b(og|and|samt|och)\b|[\s,]", "", left_out, flags=re.IGNORECASE)
