from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.text.name_lists import name_lists
from gapmap.text.personal_data import MARKS, PATTERNS, mark_personal_data

NAMES = [
    ("min kollega Jens Hansen ved mere", "min kollega [navn] ved mere"),
    ("kontakt Mette Aas", "kontakt [navn]"),
    ("kontakt jens hansen på kontoret", "kontakt [navn] på kontoret"),
    ("hr. Vestermark sagde nej", "hr. [navn] sagde nej"),
    ("Overlæge Kragelund er imod", "Overlæge [navn] er imod"),
    ("lektor Signe Vestermark på instituttet", "lektor [navn] på instituttet"),
    ("Dr. Lund from Odense", "Dr. [navn] from Odense"),
    ("Prof. Aldo Brenninkmeyer, room 2", "Prof. [navn], room 2"),
    ("v/ Mette Aas", "v/ [navn]"),
    ("mvh Bo", "mvh [navn]"),
    ("Mvh. Lone Skov", "Mvh. [navn]"),
    ("Med venlig hilsen\nKirsten Dahl", "Med venlig hilsen\n[navn]"),
    ("hilsen mette", "hilsen [navn]"),
    ("jeg hedder kim", "jeg hedder [navn]"),
    ("My name is Xerxes Quillby.", "My name is [navn]."),
    ("I'm Sarah Connor, CEO", "I'm [navn], CEO"),
    ("Ask Mary Jones or call Bob", "Ask [navn] or call [navn]"),
    ("spørg efter Preben", "spørg efter [navn]"),
    ("Ring til Per, han ved det", "Ring til [navn], han ved det"),
    ("Møde med Bo Frederiksen i Aarhus", "Møde med [navn] i Aarhus"),
    ("Vi talte med Anne-Mette om det", "Vi talte med [navn] om det"),
    ("Preben fra hjemmeplejen", "[navn] fra hjemmeplejen"),
    ("Prebens idé", "[navn] idé"),
    ("Peter's app", "[navn] app"),
    ("J. P. Kragelund har svaret", "[navn] har svaret"),
    ("Lyndon B. Johnson sagde det", "[navn] sagde det"),
    ("Lars von Trier lavede en film", "[navn] lavede en film"),
    ("Storm Bjørnholt sidder der", "[navn] sidder der"),
    ("Hans Jensen og Hans erfaring", "[navn] og Hans erfaring"),
    ("det var Oluf Jensen-Tving, der", "det var [navn], der"),
    ("tal med Fatima Al-Hassan", "tal med [navn]"),
    ("JENS HANSEN", "[navn]"),
    ("min mor Inger", "min mor [navn]"),
    ("borgeren Fru Sørensen", "borgeren Fru [navn]"),
    ("Kontakt: Mette Jensen, Lyngby Kommune", "Kontakt: [navn], Lyngby Kommune"),
    ("Xerxia Quillby, tlf. 20 30 40 50", "[navn], tlf. [telefon]"),
    ("20 30 40 50 (Xerxia Quillby)", "[telefon] ([navn])"),
    ("Xerxia Quillby (x.q@firma.example)", "[navn] ([e-mail])"),
    ("Ring 20 30 40 50, spørg efter Bo", "Ring [telefon], spørg efter [navn]"),
    ("Anna Hansen og Søren Friis", "[navn] og [navn]"),
]

ADDRESSES = [
    ("Nørregade 12, 2. tv., 5000 Odense", "[adresse]"),
    ("Algade 3B", "[adresse]"),
    ("algade 3b, st. th.", "[adresse]"),
    ("Kastanjehegnet 214", "[adresse]"),
    ("på Pilefinkestræde 27, hvis", "på [adresse], hvis"),
    ("Christian X's Vej 12, 8000 Aarhus C", "[adresse]"),
    ("H.C. Andersens Boulevard 12, 1553 København V", "[adresse]"),
    ("Gl. Kongevej 10, 1. sal", "[adresse]"),
    ("Sdr. Ringvej 3", "[adresse]"),
    ("Skovhuset 4, 5000 Odense C", "[adresse]"),
    ("Storgatan 12, 123 45 Stockholm", "[adresse]"),
    ("Karl Johans gate 5", "[adresse]"),
    ("Hauptstraße 5", "[adresse]"),
    ("12 Baker Street, London", "[adresse], London"),
    ("Jeg bor på Nørregade i Odense", "Jeg bor på [adresse] i Odense"),
    ("Postboks 123", "[adresse]"),
    ("k@a.dk, Fuglereden 12", "[e-mail], [adresse]"),
]

OTHER = [
    ("linkedin.com/in/jens-hansen-123", "[link]"),
    ("se https://www.linkedin.com/in/abc.", "se [link]."),
    ("www.jenshansen.dk", "[link]"),
    ("https://uni.example/staff/abc12", "[link]"),
    ("https://uni.example/~abc", "[link]"),
    ("facebook.com/mette.hansen", "[link]"),
    ("mailto:kim@firma.example", "mailto:[e-mail]"),
    ("CVR 12345678", "CVR [cvr]"),
    ("CVR-nr. 12 34 56 78", "CVR-nr. [cvr]"),
    ("VAT no. DK12345678", "VAT no. [cvr]"),
    ("IBAN DK50 0040 0440 1162 43", "IBAN [iban]"),
    ("DK5000400440116243", "[iban]"),
    ("iban: DK00 0000 0000 0000 00", "iban: [iban]"),
    ("konto 1234 0012345678", "konto [konto]"),
]

NOT_PERSONAL = [
    "Odense, Aarhus og Region Midtjylland",
    "Novo Nordisk, Medtronic og Coloplast",
    "Rigshospitalet og Herlev Hospital",
    "hilsen Odense Kommune",
    "Niels Bohr Institutet",
    "Knud Højgaards Fond",
    "Bjarke Ingels Group",
    "Steno Diabetes Center Odense",
    "Leo Pharma og Eli Lilly",
    "Carl Zeiss mikroskop",
    "Marie Curie fellowship",
    "Parkinson og Alzheimer, Barthel og Kaplan-Meier",
    "Horizon Europe og Eurostars",
    "Danske Patienter og Ældre Sagen",
    "Welfare Tech og Copenhagen Health Tech Cluster",
    "Sankt Anna Gade Skole",
    "projektet Freja",
    "Bo i eget hjem længere",
    "Per patient koster det",
    "Fie og hø",
    "Liv i landsbyen",
    "Sol og strand",
    "Storm over sundhedsvæsenet",
    "Bjørn og ulv",
    "Bank på døren",
    "i Lund og i Malmö",
    "Dahl i mad",
    "Hans erfaring er stor",
    "Will we get help? Mark it. Grace period and Grant Agreement.",
    "i maj og i Juni, in March and May",
    "en koordinator. Produkter indgår i dagligdagen",
    "VI MANGLER PENGE TIL TEST",
    "Professor Emeritus",
    "kontakt per mail",
    "ring ved lejlighed",
    "MDR, CE, HL7, FHIR R4, FSIII, ISO 13485, 510(k), EU 2017/745",
    "1.200.000 kr. i 2030, døgnet rundt 24/7",
    "Testcenter 5 og Stue 12",
    "Fase 2, 2019",
    "Torvet 5 km væk",
    "Horisont 2020",
    "Parkering 3",
    "København 2",
    "Rapporten 2",
    "Manager 2",
    "https://www.linkedin.com/company/medtronic",
    "https://sundhed.dk/borger",
    "www.healthtech.dk/kurser",
    "DK10 2000 mennesker",
    "taking into account 2030 targets",
    "modellen 12345",
]


@pytest.mark.parametrize(("text", "redacted"), [*NAMES, *ADDRESSES, *OTHER])
def test_personal_data_is_marked_and_counted(text, redacted):
    marked, found = mark_personal_data(text)
    assert marked == redacted
    assert found.total() == len(MARKS.findall(redacted))


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_what_is_no_persons_stays(text):
    assert mark_personal_data(text)[0] == text


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.mark)
def test_a_mark_is_never_marked_again(pattern):
    text = f"Kontakt {pattern.mark}, {pattern.mark} og {pattern.mark}"
    assert mark_personal_data(text)[0] == text


@given(
    st.lists(
        st.sampled_from([*(t for t, _ in (*NAMES, *ADDRESSES, *OTHER)), *NOT_PERSONAL]), max_size=4
    ),
    st.sampled_from([" ", ", ", ". ", "\n", " (", "-"]),
)
def test_marking_again_changes_nothing(parts, between):
    once, _ = mark_personal_data(between.join(parts))
    assert mark_personal_data(once) == (once, {})


@given(st.text(alphabet="ABab .,\n12-(", max_size=40))
def test_a_full_name_after_a_title_is_found_in_any_surroundings(noise):
    marked, _ = mark_personal_data(f"{noise}\nlektor Signe Vestermark\n{noise}")
    assert "Signe" not in marked
    assert "Vestermark" not in marked


@pytest.mark.parametrize(
    "piece",
    ["A", "A-", "A ", "Aa ", "Mette ", "a-", "J. ", "mvh ", "x.y/", "Aagade ", "DK50 0040 "],
)
def test_a_long_text_takes_no_long_time(piece):
    started = time.perf_counter()
    mark_personal_data(piece * (40_000 // len(piece)))
    assert time.perf_counter() - started < 4


def test_no_name_is_on_two_lists_of_given_or_of_family_names():
    lists = name_lists()
    assert not lists.given & (lists.given_words | lists.not_persons)
    assert not lists.family & (lists.family_words | lists.not_persons)
    assert len(lists.given) > 5_000
