from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.text.features import lemma_counts, lexical_features, piece_counts
from gapmap.text.negation import affirmed, denied_spans
from gapmap.text.tokens import tokenise
from gapmap.text.vocabulary_files import load_vocabulary


def denied(text: str) -> str:
    tokens = tokenise(text)
    places = {place for start, end in denied_spans(tokens) for place in range(start, end)}
    return " ".join(token.text for place, token in enumerate(tokens) if place in places)


DENIED = [
    ("penge er ikke problemet", "penge"),
    ("det er ikke penge, vi mangler", "penge"),
    ("Det er ikke penge vi mangler", "penge"),
    ("money is not the issue", "money"),
    ("vi mangler ikke teknologi, men folk", "teknologi"),
    ("data har vi nok af", "data"),
    ("det handler ikke om teknologi", "teknologi"),
    ("we don't need more funding", "funding"),
    ("Adgang til data er ikke problemet, det er tiden", "adgang til data"),
    ("Problemet er ikke penge, men mandat", "penge"),
    ("The problem is not money but access", "money"),
    ("Money isn’t the bottleneck", "money"),
    ("Det er ikke kurser, vi har brug for flere af.", "kurser"),
    ("Det er ikke udstyret der er problemet, det står klar", "udstyret"),
    ("Vi behøver ikke flere piloter.", "piloter"),
    ("Vi har brug for svar og ikke flere møder", "møder"),
    ("Netværk har vi nok af. Vi mangler folk", "netværk"),
    ("Messer er der nok af; vi mangler møder", "messer"),
    ("Flere test er det sidste, vi ønsker os", "flere test"),
    ("Vi mangler investorer, vi har kunder nok herhjemme.", "kunder"),
    ("Vi har ingen problemer med økonomien", "økonomien"),
    ("Det drejer sig ikke om at få flere penge", "at få flere penge"),
    ("Der er ikke brug for flere netværk", "flere netværk"),
    ("Vi har ikke brug for flere kurser, men for tid", "flere kurser"),
    ("What we need is not more money but people", "more money"),
    ("It's not about technology", "technology"),
    ("We have enough data", "data"),
    ("we are not short of ideas", "ideas"),
    ("Der er ingen mangel på investorer", "investorer"),
    ("Det skorter ikke på viljen", "viljen"),
    ("vi mangler tid, ikke penge", "penge"),
    ("For os er pengene ikke problemet", "pengene"),
    ("Det vi mangler er ikke penge, men folk", "penge"),
    ("vi mangler ikke penge og udstyr", "penge og udstyr"),
    ("Vi mangler ikke penge og vi har brug for folk", "penge"),
    ("Teknologi er ikke det, vi mangler", "teknologi"),
    ("There is no need for more networks", "more networks"),
    ("at finde investorer er ikke problemet", "at finde investorer"),
    ("Money is not what we need", "money"),
    ("penger er ikke problemet", "penger"),
    ("pengar är inte problemet", "pengar"),
    ("Det handler ikke om penge eller tid", "penge eller tid"),
    ("Vi har rigeligt med data", "data"),
    ("Det er ikke pengene, der mangler", "pengene"),
]  # fmt: skip

NEEDS = [
    "ikke adgang til data",
    "der er ikke penge til",
    "vi kan ikke få data",
    "mangler penge",
    "ingen penge",
    "no access to data",
    "vi har ikke adgang til data",
    "vi har ikke nok data",
    "we don't have enough data",
    "we do not have access to funding",
    "penge er ikke nok",
    "penge er ikke det eneste problem",
    "det er ikke kun penge, vi mangler",
    "det handler ikke kun om teknologi",
    "it is not just about money",
    "we don't need money only",
    "Det er ikke let, vi mangler penge",
    "Det er ikke muligt at få data",
    "vi har nok brug for data",
    "vi har nok mest brug for penge",
    "Vi har masser af data, som ikke må bruges",
    "Vi har masser af data men må ikke dele dem",
    "so that we don't need approval for every study",
    "så borgerne ikke behøver at køre til hospitalet",
    "Problemet er ikke løst",
    "Problemet er ikke kun penge",
    "behovet er ikke dækket",
    "vi kender ikke investorer",
    "hvis vi har data nok, kan vi træne",
    "vi har ikke fundet investorer",
    "Der er ikke testfaciliteter i regionen",
    "ikke noget testmiljø",
    "Vi har ikke råd til at køre et studie",
    "Hjælp til udbud og ikke mindst penge",
    "vi mangler et system, som ikke koster penge",
    "Det er ikke nok med penge",
    "Udbud, hvor prisen ikke er det eneste, der tæller",
    "der findes ikke et anlæg",
    "regler er ikke tilpasset udstyr",
    "There is not enough funding",
    "We lack funding",
    "no one helps with regulation",
    "nothing works across municipalities",
    "Data er ikke tilgængelige",
    "data er ikke delt mellem kommuner",
    "Investorerne forstår ikke sundhed",
    "Kommunerne har ingen penge",
    "vi har hverken penge eller tid",
    "Vi har ikke tid til forskning",
    "not enough clinicians",
    "money is not available",
    "Pengene er der ikke",
    "er der ikke nogen der kan hjælpe med penge",
    "Vi mangler nogen der ikke koster penge",
    "The problem is not solved without data",
    "Mangel på data er et problem",
    "Vi har ikke nok af testborgere",
    "har vi nok af data?",
    "vi mangler viden og ikke mindst penge",
    "The main issue is no funding",
    "Vi ved ikke, om vi har nok data",
    "we are not able to get funding",
    "det er ikke os der har pengene",
    "Penge, der ikke er låst til projekter",
    "Kurser er der masser af til ledere, men ikke til os",
    "Huset har kontorer, ikke laboratorier",
    "Puljen må ikke bruges til drift",
    "Penge er ikke problemet alene",
]


@pytest.mark.parametrize(("text", "topic"), DENIED)
def test_a_topic_that_is_said_to_be_no_need_is_denied(text, topic):
    assert denied(text) == topic


@pytest.mark.parametrize("text", NEEDS)
def test_what_is_missing_or_only_part_of_the_problem_is_not_denied(text):
    assert denied(text) == ""


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("Penge er ikke problemet", set()),
        ("Penge er ikke problemet, men investorer er", {"early-capital"}),
        ("Vi mangler ikke penge. Vi mangler penge til patenter.", {"funding", "patents"}),
        ("Der er ikke penge", {"funding"}),
    ],
)
def test_the_vocabulary_finds_no_denied_concept(text, concepts):
    vocabulary = load_vocabulary()
    found = vocabulary.find(tokenise(text))
    assert {name for name in found if not vocabulary.by_id[name].is_context} == concepts


def test_denied_words_and_their_pieces_do_not_weigh():
    text = "Netværk har vi nok af, vi mangler klinikere"
    assert "netværk" not in lemma_counts([text]).names
    assert "kliniker" in lemma_counts([text]).names
    assert "etv" not in piece_counts([text]).names
    assert lexical_features(["Netværk har vi nok af"]).shape[0] == 1


def test_without_a_word_that_denies_every_token_is_kept():
    tokens = tokenise("Vi mangler penge, data og tid.")
    assert affirmed(tokens) == list(tokens)


WORDS = (
    "vi mangler ikke penge er problemet , men data har nok af det handler om not the issue we "
    "don't need more og . at finde ingen"
)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=15).map(" ".join))
def test_denied_stretches_lie_within_the_text_and_hold_a_word(text):
    tokens = tokenise(text)
    for start, end in denied_spans(tokens):
        assert 0 <= start < end <= len(tokens)
        assert any(token.is_word for token in tokens[start:end])
    assert denied_spans(tokens) == denied_spans(tokenise(text.upper()))
