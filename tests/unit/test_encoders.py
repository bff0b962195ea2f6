import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapmap.errors import SettingsError
from gapmap.text.encoders import LexicalEncoder, make_encoder, reduce, unit_rows
from gapmap.text.features import lexical_features
from gapmap.text.likeness import learn_likeness
from gapmap.text.tokens import tokenise
from gapmap.text.vocabulary import Concept, Vocabulary
from gapmap.text.vocabulary_files import load_vocabulary

NAMES = ("vocabulary+lexical", "vocabulary", "lexical")
TEXTS = (
    "Adgang til sundhedsdata og registre",
    "Access to health data and registries",
    "Hjælp til CE-mærkning og MDR",
    "Regulatory help with MDR and CE marking",
    "Investorer med tidlig kapital",
    "Rekruttering af patienter til kliniske forsøg",
    "...",
)


def cosines(name, texts=TEXTS):
    vectors = unit_rows(make_encoder(name, seed=1, vocabulary=load_vocabulary()).encode(texts))
    return vectors @ vectors.T


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_one_long_on_average_and_zero_where_nothing_is_said(name):
    lengths = np.linalg.norm(
        make_encoder(name, seed=1, vocabulary=load_vocabulary()).encode(TEXTS), axis=1
    )
    assert lengths[:-1].mean() == pytest.approx(1)
    assert lengths[-1] == 0


def test_a_text_that_names_its_need_plainly_has_a_longer_row():
    texts = [*TEXTS, "noget med data"]
    lengths = np.linalg.norm(
        make_encoder("vocabulary+lexical", seed=1, vocabulary=load_vocabulary()).encode(texts),
        axis=1,
    )
    assert lengths[0] > lengths[-1]


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("registerudtrækkene", "health-data"),
        ("de regulatoriske myndigheders krav", "regulation"),
        ("eksportrådgiverne kender ikke markederne", "export-international"),
    ],
)
def test_words_no_form_matches_are_like_the_forms_they_share_parts_with(text, need):
    vocabulary = load_vocabulary()
    needs = learn_likeness(vocabulary).to_needs([text])[0]
    assert vocabulary.needs[int(needs.argmax())] == need


def test_likeness_is_one_long_or_nothing():
    likeness = learn_likeness(load_vocabulary()).to_needs(["sundhedsdata", "...", ""])
    assert np.linalg.norm(likeness, axis=1) == pytest.approx([1, 0, 0])


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(len(TEXTS))), repeats=st.lists(st.integers(0, 6), max_size=4))
def test_vectors_follow_from_the_set_of_texts(name, order, repeats):
    encoder = make_encoder(name, seed=1, vocabulary=load_vocabulary())
    rows = [*order, *repeats]
    shuffled = encoder.encode([TEXTS[row].upper() for row in rows])
    assert np.array_equal(shuffled, encoder.encode(TEXTS)[rows])


@pytest.mark.parametrize("name", ["vocabulary+lexical", "vocabulary"])
def test_the_vocabulary_brings_danish_and_english_together(name):
    near = cosines(name)
    assert near[0, 1] > 0.5 > 0.1 > near[0, 2]
    assert near[2, 3] > 0.9 > 0.1 > near[2, 4]


def test_words_alone_do_not():
    assert cosines("lexical")[0, 1] < 0.5


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("texts", [[], ["data"], ["..."], ["", "!"], ["data"] * 5])
def test_few_and_empty_texts_are_encoded(name, texts):
    vectors = make_encoder(name, seed=1, vocabulary=load_vocabulary()).encode(texts)
    assert vectors.shape[0] == len(texts)
    assert vectors.shape[1] > 0
    assert np.isfinite(vectors).all()


def test_the_same_seed_gives_the_same_fingerprint_and_another_gives_another():
    for name in NAMES:
        assert (
            make_encoder(name, 1, vocabulary=load_vocabulary()).fingerprint
            == make_encoder(name, 1, vocabulary=load_vocabulary()).fingerprint
        )
        assert (
            make_encoder(name, 1, vocabulary=load_vocabulary()).fingerprint
            != make_encoder(name, 2, vocabulary=load_vocabulary()).fingerprint
        )
    assert len(
        {make_encoder(name, 1, vocabulary=load_vocabulary()).fingerprint for name in NAMES}
    ) == len(NAMES)


def test_an_unknown_encoder_is_a_fault_in_the_settings():
    with pytest.raises(SettingsError, match=r"themes\.encoder"):
        make_encoder("bert", seed=1, vocabulary=load_vocabulary())


def test_vectors_have_no_more_than_the_dimensions_asked_for():
    texts = [f"{first} {second}" for first in "abcdefgh" for second in "ijklmnop"]
    assert LexicalEncoder(1, dimensions=5).encode(texts).shape == (64, 5)


def test_reduction_keeps_texts_with_the_same_words_together():
    features = lexical_features(["data data", "data", "fond", "penge og lån", "lån"])
    vectors = reduce(features, 3, seed=1)
    assert vectors[0] @ vectors[1] > 0.99


def test_a_row_too_faint_to_have_a_direction_becomes_zero():
    rows = unit_rows(np.array([[3.0, 4.0], [1e-12, 0.0], [0.0, 0.0]]))
    assert rows.tolist() == [[0.6, 0.8], [0.0, 0.0], [0.0, 0.0]]


def test_a_likely_word_is_never_found_and_still_makes_a_text_like_the_need():
    data = Concept("data", "Data", "Data", "", ("data",), (), "a", likely=("frobozz",))
    money = Concept("money", "Penge", "Money", "", ("penge",), (), "a")
    vocabulary = Vocabulary((data, money))
    assert vocabulary.find(tokenise("mere frobozz")) == {}
    needs = learn_likeness(vocabulary).to_needs(["mere frobozz"])[0]
    assert vocabulary.needs[int(needs.argmax())] == "data"
