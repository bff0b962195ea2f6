from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.text.sentences import split_into_statements


def split(answer: str) -> list[str]:
    return [answer[start:end] for start, end in split_into_statements(answer)]


@pytest.mark.parametrize(
    ("answer", "statements"),
    [
        ("testfaciliteter", ["testfaciliteter"]),
        ("  Vi mangler penge. ", ["Vi mangler penge."]),
        ("Vi mangler penge. Og vi mangler tid!", ["Vi mangler penge.", "Og vi mangler tid!"]),
        ("Hvem spørger man? Ingen ved det…", ["Hvem spørger man?", "Ingen ved det…"]),
        ('De sagde "det går ikke." Så gik vi.', ['De sagde "det går ikke."', "Så gik vi."]),
        ("Mangler data\nMangler folk", ["Mangler data", "Mangler folk"]),
        ("Mangler data\n\n\nMangler folk", ["Mangler data", "Mangler folk"]),
        ("Data fra 2005. Kommunerne tøver.", ["Data fra 2005.", "Kommunerne tøver."]),
    ],
)
def test_sentences_and_lines_are_statements(answer, statements):
    assert split(answer) == statements


@pytest.mark.parametrize(
    "answer",
    [
        "Penge, tid m.v. Det hele mangler os",
        "Støtte fra f.eks. Innovationsfonden og andre",
        "Data fra bl.a. Region Nord og Syd",
        "Det koster 900.000 kr. Det har vi ikke",
        "Vi bruger ca. 200 timer på det",
        "Drift inkl. Support og uddannelse",
        "Logistik, rengøring osv. Det fylder meget",
        "Kontakt til dr. Hansen på afdelingen",
        "Se spørgsmål nr. 5 om data",
        "En aftale med J. P. Hansen om data",
        "Plads på 4. sal uden elevator",
        "Senest d. 3. maj skal vi have svar",
        "en afd. hvor vi må stille apparatet op",
        "Version 2.0 af www.firma.dk er klar",
        "Vi ville gerne… men ingen tør",
        "Adgang til TTO'en, pt. Lukket for os",
    ],
)
def test_a_full_stop_within_a_sentence_ends_none(answer):
    assert split(answer) == [answer]


@pytest.mark.parametrize(
    ("answer", "items"),
    [
        ("1) clinical sites 2) money 3) advice", ["clinical sites", "money", "advice"]),
        ("1. Adgang til data 2. Penge", ["Adgang til data", "Penge"]),
        ("(a) adgang til data (b) tid", ["adgang til data", "tid"]),
        ("- penge\n- tid til det\n• folk", ["penge", "tid til det", "folk"]),
        ("1. penge\n2. tid", ["penge", "tid"]),
        ("klinikere; testdata; et sted", ["klinikere", "testdata", "et sted"]),
        ("- Vi mangler data. Det haster. Nu", ["Vi mangler data.", "Det haster. Nu"]),
    ],
)  # fmt: skip
def test_the_items_of_lists_are_statements_even_of_one_word(answer, items):
    assert split(answer) == items


@pytest.mark.parametrize(
    "answer",
    [
        "Vi har fase 2) klar til test",
        "Klasse 1) eller noget andet",
        "Vi fik 3. og 4. plads",
        "Den virker; det gør prisen ikke",
        "Telefontiden er tirsdag 10-12, og så er der optaget",
        "- 5 graders fryser til prøver",
    ],
)
def test_what_looks_like_a_list_and_is_none(answer):
    assert len(split(answer)) == 1


@pytest.mark.parametrize(
    ("answer", "statements"),
    [
        ("Vi mangler data. Nu!", ["Vi mangler data. Nu!"]),
        ("Bleer. Vi køber 2,3 millioner om året.", ["Bleer. Vi køber 2,3 millioner om året."]),
        ("Penge. Penge. Penge.", ["Penge. Penge. Penge."]),
        ("Vi mangler:\n- data\n- folk", ["Vi mangler:\n- data", "folk"]),
        ("Følgende: 1) data 2) folk", ["Følgende: 1) data", "folk"]),
        ("Vi mangler folk. Nemlig:", ["Vi mangler folk. Nemlig:"]),
        ("Nemlig:", ["Nemlig:"]),
    ],
)
def test_what_cannot_stand_alone_joins_its_neighbour(answer, statements):
    assert split(answer) == statements


def test_only_list_numbers_are_kept_as_they_are():
    assert split("1) 2) ") == ["1) 2)"]


PIECES = st.sampled_from(
    ["Vi mangler penge", "tid", "f.eks.", ". ", "! ", "? ", ": ", "; ", "\n", "- ", "1) ", "2) ",
     "a) ", "b) ", "…", " ", "[telefon]", "Æble", '"', ")", "3. ", "m.v. ", "🙂"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join))
def test_statements_are_places_of_the_answer_that_leave_out_no_word(answer):
    places = split_into_statements(answer)
    assert bool(places) == bool(answer.strip())
    assert [end for _, end in places] == sorted(end for _, end in places)
    left_out, reached = "", 0
    for start, end in places:
        assert reached <= start < end
        assert answer[start:end] == answer[start:end].strip()
        left_out += answer[reached:start]
        reached = end
    left_out += answer[reached:]
    assert not re.sub(r"[\s;\-.):(]|\b[123abc]\b|[•]", "", left_out)
