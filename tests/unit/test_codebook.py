"""The codebook: read and written back the same, and every fault told at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.codebook.faults import faults_against
from gapmap.codebook.files import read_codebook, write_codebook
from gapmap.codebook.model import (
    EMPTY,
    Change,
    Codebook,
    CodebookTheme,
    Coding,
    MatchDecision,
    QuoteDecision,
    StatementDecision,
)
from gapmap.errors import SettingsError
from gapmap.text.tokens import text_key
from gapmap.text.vocabulary_files import load_vocabulary

DAY = date(2026, 11, 25)
BY = {"who": "Ane", "when": DAY, "why": "read it"}


def theme(theme_id: str, **changed: object) -> CodebookTheme:
    made = CodebookTheme(id=theme_id, label_da=f"Tema {theme_id}", label_en=f"Theme {theme_id}")
    return replace(made, **changed)


def statement(text: str, *themes: str, number: str = "s1") -> StatementDecision:
    return StatementDecision(wave="2031", id=number, text=text, themes=themes, **BY)


WHOLE = Codebook(
    version=3,
    themes=(
        theme(
            "K01",
            definition="Penge: også lån",
            include=("seed-kapital", "kapital*"),
            exclude=("driftsmidler",),
            concepts=("funding",),
            examples=("Kapital til #1: no, on & 'yes'",),
            found_as=("2031-P04",),
            changes=(Change(when=DAY, who="Ane", why="nyt navn", what="label_da"),),
        ),
        theme("K02", merged_into="K01"),
        theme("K03", split_from="K01", retired=True),
    ),
    statements=(statement("Lån", "K02"), statement("Vejret", number="s2")),
    matches=(MatchDecision(theme="K01", offer="007", grade="none", **BY),),
    quotes=(QuoteDecision(wave="2031", id="s1", text="Lån", **BY),),
    codings=(
        Coding(wave="2031", id="s1", text="Lån", coder="Bo", themes=(), when=DAY, share=0.125),
    ),
)


def faults(text: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read_codebook(text.encode())
    return [str(fault) for fault in caught.value.faults]


def test_what_is_written_reads_back_the_same():
    assert read_codebook(write_codebook(WHOLE)) == WHOLE


@given(st.text(min_size=1).map(str.strip).filter(bool))
def test_any_text_survives_the_file(text):
    printable = "".join(c for c in text if c.isprintable()).strip()
    codebook = replace(WHOLE, statements=(statement(printable or "x", "K01"),))
    assert read_codebook(write_codebook(codebook)) == codebook


def test_a_file_without_anything_is_a_codebook_without_anything():
    assert read_codebook(b"# only a comment\n") == EMPTY


def test_a_merged_theme_is_found_where_it_went_and_a_retired_one_nowhere():
    assert [WHOLE.resolve(one) for one in ("K01", "K02", "K03", "K99")] == ["K01", "K01", "", ""]
    assert [one.id for one in WHOLE.active] == ["K01"]


def test_a_decision_holds_for_all_that_say_the_same():
    assert WHOLE.decided[text_key("  LÅN! ")] == ("K01",)
    assert WHOLE.decided[text_key("vejret")] == ()


def test_a_text_whose_themes_are_all_retired_is_not_decided():
    codebook = replace(WHOLE, statements=(statement("Lån", "K03"),))
    assert codebook.decided == {}


def test_a_decision_of_its_own_wins_over_those_of_merged_themes():
    merged = MatchDecision(theme="K02", offer="007", grade="full", **BY)
    other = MatchDecision(theme="K02", offer="008", grade="partly", **BY)
    codebook = replace(WHOLE, matches=(*WHOLE.matches, merged, other))
    assert codebook.grades == {("K01", "007"): "none", ("K01", "008"): "partly"}


def test_the_definition_changes_with_what_belongs_to_a_theme_and_not_with_its_name():
    named = replace(WHOLE, themes=(replace(WHOLE.themes[0], label_da="Andet"), *WHOLE.themes[1:]))
    wider = replace(WHOLE, themes=(replace(WHOLE.themes[0], include=()), *WHOLE.themes[1:]))
    assert named.definitions == WHOLE.definitions
    assert wider.definitions["K01"] != WHOLE.definitions["K01"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- K01", "is no codebook"),
        ("version: one", "version: is no whole number"),
        ("version: 1\nthemen: []", "unknown key themen"),
        ("version: 1\nthemes: K01", "themes: is no list"),
        ("version: 1\nthemes: [K01]", "themes, entry 1: is no entry"),
        ("version: 1\nthemes: [{id: K-1, label_da: a, label_en: b}]", "entry 1, id: is not an id"),
        ("version: 1\nthemes: [{id: K1, label_en: b}]", "entry 1: no label_da"),
        ("version: 1\nthemes: [{id: K1, label_da: a, label_en: b, retired: ja}]", "true or false"),
        (
            "version: 1\nthemes: [{id: K1, label_da: a, label_en: b, merged_into: K9}]",
            "merged_into names K9",
        ),
        (
            "version: 1\nthemes: [{id: K1, label_da: a, label_en: b, include: [A*b]}]",
            "1 forms under include",
        ),
        ("version: 1\nthemes: [{id: K1, label_da: a, label_en: b, changes: [x]}]", "changes"),
        (
            "version: 1\nmatches: [{theme: K1, offer: T1, grade: full, who: A, when: "
            "2026-01-01, why: x}]",
            "names K1, which is no theme here",
        ),
        (
            "version: 1\nmatches: [{theme: K1, offer: T1, grade: best, who: A, why: x}]",
            "grade: is not one of full, partly, none",
        ),
    ],
)
def test_faults_say_where_they_are(text, told):
    assert any(told in fault for fault in faults(text))


def test_all_faults_are_told_at_once_and_no_text_of_a_statement():
    text = """
version: 1
themes:
- {id: K1, label_da: Penge, label_en: Money, merged_into: K2}
- {id: K2, label_da: Lån, label_en: Loans, merged_into: K1}
statements:
- {wave: '2031', id: s1, text: hemmelig sag, themes: [K7], who: A, when: 2026-01-01, why: x}
- {wave: '2031', id: s2, text: 'Hemmelig sag!', themes: [K1], who: A, when: 2026-01-01, why: x}
"""
    told = faults(text)
    assert len([one for one in told if "circle" in one]) == 2
    assert any("entries 1, 2 decide the same thing more than once" in one for one in told)
    assert any("entry 1: names K7" in one for one in told)
    assert not any("hemmelig" in one.lower() for one in told)


def test_two_themes_may_not_be_called_the_same_unless_one_is_out_of_use():
    one, other = theme("K1", label_en="Money"), theme("K2", label_en="money")
    book = write_codebook(Codebook(version=1, themes=(one, other))).decode()
    assert any("K1 and K2 are called the same" in fault for fault in faults(book))
    merged = Codebook(version=1, themes=(one, replace(other, merged_into="K1")))
    assert read_codebook(write_codebook(merged)) == merged


def test_concepts_and_offers_that_are_not_there_are_told():
    codebook = replace(WHOLE, themes=(theme("K01", concepts=("moonlight",)), *WHOLE.themes[1:]))
    told = [str(one) for one in faults_against(codebook, load_vocabulary(), {"008"}, "c.yaml")]
    assert any("unknown concept moonlight" in one for one in told)
    assert any("no catalogue has the offer 007" in one for one in told)
