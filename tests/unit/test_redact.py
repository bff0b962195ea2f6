from __future__ import annotations

import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.stages.redact import pseudonymise, redact, redact_text
from gapmap.text.personal_data import KINDS, MARKS, PATTERNS

SECRET = b"s" * 32

FOUND = [
    ("Borger 140738-1936 er indlagt", "Borger [cpr] er indlagt"),
    ("cpr: 140738 1936.", "cpr: [cpr]."),
    ("1407381936", "[cpr]"),
    ("14 07 38 1936", "[cpr]"),
    ("14.07.38-1936", "[cpr]"),
    ("14/07/38-1936", "[cpr]"),
    ("140738 - 1936", "[cpr]"),
    ("140738–1936", "[cpr]"),
    ("(610190-1234)", "([cpr])"),  # a substitute number: 60 is added to the day
    ("371342-1187", "[cpr]"),  # no date, but nothing else is written like this
    ("min cpr er 3713421187", "min cpr er [cpr]"),
    ("010190-1234 og 020290-4321", "[cpr] og [cpr]"),
    ("skriv til kim.holm+1@firma.example.", "skriv til [e-mail]."),
    ("<Kim@Firma.EXAMPLE>", "<[e-mail]>"),
    ("mailto:æble-grød@øl.dk, tak", "mailto:[e-mail], tak"),
    ("kim @ firma.dk", "[e-mail]"),
    ("kim (at) firma (dot) dk", "[e-mail]"),
    ("kim[at]firma.dk", "[e-mail]"),
    ("kim snabel-a firma punktum dk", "[e-mail]"),
    ("k@a.dk;l@b.dk", "[e-mail];[e-mail]"),
    ("Ring 20 30 40 50", "Ring [telefon]"),
    ("20304050", "[telefon]"),
    ("2030 4050", "[telefon]"),
    ("2030-4050", "[telefon]"),
    ("20-30-40-50", "[telefon]"),
    ("20.30.40.50", "[telefon]"),
    ("20 30 4050", "[telefon]"),
    ("203 04 050", "[telefon]"),
    ("203 040 50", "[telefon]"),
    ("20 304 050", "[telefon]"),
    ("20\u00a030\u00a040\u00a050", "[telefon]"),
    ("+45 20 30 40 50", "[telefon]"),
    ("+4520304050", "[telefon]"),
    ("(+45) 2030 4050", "[telefon]"),
    ("0045 20304050", "[telefon]"),
    ("45 20 30 40 50", "[telefon]"),
    ("12 34 56 78", "[telefon]"),
    ("+46 70-123 45 67", "[telefon]"),
    ("+44 (0)20 7946 0958", "[telefon]"),
    ("0046701234567", "[telefon]"),
    ("070-123 45 67", "[telefon]"),
    ("tlf. 2 03 04 05 0", "tlf. [telefon]"),
    ("tlf. 20 30 40 50/60 70 80 90", "tlf. [telefon]/[telefon]"),
    ("mobil 2019 2024", "mobil [telefon]"),
    ("Mobil: 70200000", "Mobil: [telefon]"),
]

NOT_PERSONAL = [
    "Vi skal bruge 1.200.000 kr.",
    "i 2030",
    "EU 2017/745 og EU 2017/746",
    "ISO 13485",
    "ISO 13485:2016",
    "ISO 9001 2015",
    "EN 60601-1-2:2015",
    "FDA 510(k)",
    "FHIR R4",
    "FSIII",
    "døgnbemanding 24/7",
    "i 2019-2024",
    "perioden 2021–2027",
    "2019 2020",
    "18-11-2019",
    "18.11.2019 kl. 10.30",
    "2019-11-18",
    "01-02-2019 12:30",
    "01.12.2019-31.12.2020",
    "åbent 08-10 12-14",
    "12000000 kr",
    "kr. 12500000",
    "DKK 12 500 000",
    "12 500 000 kr.",
    "12.500.000",
    "12 000 000",
    "12345678 stk.",
    "25000000 %",
    "12500000 mio.",
    "12345678,50",
    "12500000 borgere",
    "+1.200.000 kr",
    "en EU call 2021-2027",
    "98 kommuner, 5 regioner, 22 timer",
    "65+ år",
    "de 170 sider",
    "0,12345678",
    "v. 10.12.20",
    "3 @ 50 kr",
    "@klyngen",
    "en [telefon] fra 2019-2024",
    "",
]


@pytest.mark.parametrize(("text", "redacted"), FOUND)
def test_personal_data_is_marked(text, redacted):
    assert redact_text(text) == (redacted, len(MARKS.findall(redacted)))


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_other_numbers_and_signs_stay(text):
    assert redact_text(text) == (text, 0)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_a_mark_is_never_marked_again(pattern):
    assert redact_text(pattern.mark) == (pattern.mark, 0)


@given(st.lists(st.sampled_from([*(t for t, _ in FOUND), *NOT_PERSONAL, "1", " ", "-", "@"])))
def test_redacting_again_changes_nothing(parts):
    once, _ = redact_text(" ".join(parts))
    assert redact_text(once) == (once, 0)


@given(st.text(alphabet="0123456789 +-.@ak\n", max_size=60))
def test_no_cpr_or_address_survives_in_any_surroundings(noise):
    redacted, n = redact_text(f"{noise}, 010190-1234; kim@firma.dk {noise}")
    assert "010190-1234" not in redacted
    assert "kim@firma.dk" not in redacted
    assert n >= 2


@pytest.mark.parametrize("text", ["1" * 20_000, "1 " * 20_000, "a" * 20_000, "a." * 20_000 + "@"])
def test_a_long_text_takes_no_long_time(text):
    started = time.perf_counter()
    redact_text(text)
    assert time.perf_counter() - started < 2


def responses(*needs: str, **columns: str) -> pd.DataFrame:
    background = dict.fromkeys(("respondent_type", "region", "size", "field"), "x")
    return pd.DataFrame(
        {"respondent_id": f"{n}", "source_row": n + 1, **background, "need_1": need, **columns}
        for n, need in enumerate(needs)
    ).astype({"need_1": "str"})


def test_texts_and_background_are_redacted_and_counted_by_kind():
    given_responses = responses(
        "ring 20 30 40 50", "ingen", missing_1="010190-1234 a@b.dk", field="Andet: k@l.dk"
    )
    redacted, counts = redact(given_responses, SECRET)
    assert redacted["need_1"].tolist() == ["ring [telefon]", "ingen"]
    assert redacted["missing_1"].tolist() == ["[cpr] [e-mail]"] * 2
    assert redacted["field"].tolist() == ["Andet: [e-mail]"] * 2
    assert counts == dict.fromkeys(KINDS, 0) | {"e-mail": 4, "cpr": 2, "phone": 1}


def test_kinds_that_do_not_occur_are_counted_as_none():
    assert redact(responses("penge"), SECRET)[1] == dict.fromkeys(KINDS, 0)


def test_ids_become_keyed_hashes():
    redacted, _ = redact(responses("a", "b"), SECRET)
    ids = redacted["respondent_id"]
    assert ids.is_unique
    assert ids.str.fullmatch(r"[0-9a-f]{16}").all()
    assert ids.tolist() == pseudonymise(pd.Series(["0", "1"]), SECRET).tolist()
    assert ids.tolist() != pseudonymise(pd.Series(["0", "1"]), b"other").tolist()


def test_the_secret_and_the_raw_id_find_a_respondent_and_another_secret_finds_nobody():
    raw = pd.Series(["1001", "1002", "1003"])
    stored = pseudonymise(raw, SECRET)
    assert stored.tolist().index(pseudonymise(pd.Series(["1002"]), SECRET)[0]) == 1
    guesses = pseudonymise(raw, b"t" * 32)
    assert not set(guesses) & set(stored)
    assert not any(raw_id in pseudonym for raw_id in raw for pseudonym in stored)


def test_the_hash_is_the_published_one():
    # RFC 4231, test case 2: HMAC-SHA256 with the key "Jefe".
    hashed = pseudonymise(pd.Series(["what do ya want for nothing?"]), b"Jefe")
    assert hashed.tolist() == ["5bdcc146bf60754e"]


def test_the_responses_are_unchanged():
    given_responses = responses("ring 20 30 40 50")
    before = given_responses.copy(deep=True)
    redact(given_responses, SECRET)
    pd.testing.assert_frame_equal(given_responses, before)
