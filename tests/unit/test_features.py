import numpy as np
import pytest

from gapmap.text.features import concept_counts, lexical_features, tfidf
from gapmap.text.vocabulary import Concept, Vocabulary


def vocabulary(*concepts):
    made = [
        Concept(name, name, name, broader, forms=(name,), vetoes=(), area="a", is_context=context)
        for name, broader, context in concepts
    ]
    return Vocabulary(tuple(sorted(made, key=lambda concept: concept.id)))


def lengths(matrix):
    return np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())


def test_rows_have_length_one_or_nothing_in_them():
    features = lexical_features(["adgang til data", "og i det", "kliniske forsøg"])
    assert lengths(features) == pytest.approx([1, 1, 1])
    assert lengths(tfidf(features[:0])).size == 0
    assert lengths(lexical_features(["...", "!"])) == pytest.approx([0, 0])


def test_a_rare_feature_weighs_more_than_a_common_one():
    known = vocabulary(("data", "", False), ("fond", "", False))
    counts = concept_counts(["data fond", "data", "data"], known)
    first = tfidf(counts).toarray()[0]
    assert first[1] > first[0] > 0


def test_the_broader_concept_counts_half_unless_it_is_said_itself():
    known = vocabulary(("kapital", "", False), ("lån", "kapital", False))
    said, both = concept_counts(["lån", "lån og kapital"], known).toarray()
    assert said.tolist() == [0.5, 1.0]
    assert both.tolist() == [1.0, 1.0]


def test_context_does_not_count():
    known = vocabulary(("kommune", "", True), ("data", "", False))
    counts = concept_counts(["data i en kommune"], known).toarray()[0]
    assert dict(zip(["data", "kommune"], counts, strict=True)) == {"data": 1.0, "kommune": 0.0}


def test_of_many_texts_only_features_of_two_are_kept():
    few, many = ["data", "fond"], ["data", "fond"] + ["penge"] * 60
    assert lexical_features(few).shape[1] > 0
    assert lengths(lexical_features(many)[:2]) == pytest.approx([0, 0])


def test_a_compound_is_like_its_parts_but_not_the_same():
    compound, part, other = lexical_features(["sundhedsdata", "data", "fond"]).toarray()
    assert 0 < compound @ part < 1
    assert compound @ part > compound @ other


def test_a_misspelt_word_has_the_features_of_its_lemma():
    wrong, right, other = lexical_features(["netvaerk", "netværk", "kapital"]).toarray()
    assert wrong @ right > 0.3
    assert wrong @ other == 0
