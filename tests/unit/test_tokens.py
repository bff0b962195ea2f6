import pytest
import simplemma
from hypothesis import given, settings
from hypothesis import strategies as st

from gapmap.text.lemmas import overrides
from gapmap.text.tokens import Token, lemma_of, normalise, tokenise


def lemmas(text):
    return [token.lemma for token in tokenise(text)]


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("kurser", "kursus"),
        ("svært", "svær"),
        ("leder", "leder"),
        ("forsker", "forsker"),
        ("virksomhedernes", "virksomhed"),
        ("testfaciliteter", "testfacilitet"),
        ("velfærdsteknologiske", "velfærdsteknologi"),
        ("procurement", "procurement"),
        ("municipalities", "municipality"),
        ("companies", "company"),
        ("mdr", "mdr"),
        ("3-5", "3-5"),
        ("2017/745", "2017/745"),
    ],
)
def test_lemmas_are_those_of_a_survey(word, lemma):
    assert lemma_of(word) == lemma


def test_every_override_changes_what_the_dictionaries_say():
    for word, lemma in overrides().items():
        assert simplemma.lemmatize(word, ("da", "en"), low_memory=True).lower() != lemma, word


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("  Adgang\n til\tDATA ", "adgang til data"),
        ("API’er og “data”", 'api\'er og "data"'),
        ("sund\u00adheds\u200bdata", "sundhedsdata"),
        ("o\u0308konomi", "ökonomi"),
        ("Ring [telefon] til os", "ring - til os"),
        ("[navn 1] og [cpr-nummer]", "- og -"),
        ("[1] kilder", "[1] kilder"),
    ],
)
def test_normalise(text, normal):
    assert normalise(text) == normal


@settings(deadline=None)
@given(st.text())
def test_normalising_twice_changes_nothing_more(text):
    assert normalise(normalise(text)) == normalise(text)


def test_tokens_keep_their_order_and_their_signs():
    assert tokenise("Kurser, nu!") == (
        Token("kurser", "kursus"),
        Token(",", ","),
        Token("nu", "nu"),
        Token("!", "!"),
    )


def test_words_are_what_is_not_a_sign():
    words = [token.text for token in tokenise("CE-mærkning (og MDR), tak.") if token.is_word]
    assert words == ["ce-mærkning", "og", "mdr", "tak"]


def test_a_redaction_mark_is_no_word():
    words = [token.text for token in tokenise("Ring til [telefon] i morgen") if token.is_word]
    assert words == ["ring", "til", "i", "morgen"]


@pytest.mark.parametrize("text", ["", "   ", "\u200b"])
def test_an_empty_text_has_no_tokens(text):
    assert tokenise(text) == ()


@pytest.mark.parametrize("word", ["og", "ikke", "the", "skulle", "vores", ",", "–"])
def test_function_words_and_signs_are_stop_words(word):
    (token,) = tokenise(word)
    assert token.is_stop_word


@pytest.mark.parametrize("word", ["data", "kommune", "mdr", "trial", "udbud"])
def test_words_of_the_field_are_no_stop_words(word):
    (token,) = tokenise(word)
    assert not token.is_stop_word


def test_a_very_long_answer_is_read():
    assert len(tokenise("data " * 250_000)) == 250_000
