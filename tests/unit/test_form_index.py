from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapmap.text.form_index import FormIndex, Hit, split_form
from gapmap.text.tokens import tokenise


def found(text, *forms):
    index = FormIndex()
    for value, form in enumerate(forms):
        index.add(form, value)
    return [forms[hit.value] for hit in index.find(tokenise(text))]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("data", "Vi mangler DATA"),
        ("kursus", "flere kurser"),
        ("forsøg*", "et forsøgscenter"),
        ("forsøg*", "forsøg"),
        ("*fond", "den nye vækstfond"),
        ("*fond", "nye vækstfonde"),
        ("klinisk* forsøg*", "kliniske forsøgsenheder"),
        ("adgang til klinik*", "god adgang til klinikere"),
        ("qa/ra", "hjælp til QA/RA"),
        ("others' patent*", "clear others’ patents"),
        ("ph.d.", "en ph.d. i kemi"),
        ("r&d", "more R&D"),
        ("first-in-human", "First-in-human"),
        ("læge* der vil", "en læge, der vil"),
        ("at det virker", "vise, at det virker"),
    ],
)
def test_a_form_is_found(form, text):
    assert found(text, form) == [form]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("data", "database"),
        ("forsøg*", "dyreforsøg"),
        ("*fond", "fondsansøgning"),
        ("adgang til data", "adgang, til data"),
        ("læge der", "en læge; der er"),
        ("læge der", "en læge, her og der"),
        ("adgang til data", "adgang til [navn] data"),
        ("adgang til data", "data til adgang"),
        ("klinisk* forsøg*", "klinisk godt forsøg"),
    ],
)
def test_a_form_is_not_found(form, text):
    assert found(text, form) == []


def test_forms_may_overlap_and_come_by_place():
    index = FormIndex()
    index.add("kliniske forsøg", 7)
    index.add("forsøg*", 8)
    assert index.find(tokenise("nu kliniske forsøg")) == [Hit(7, 1, 3), Hit(8, 2, 3)]


def test_a_form_added_after_a_search_is_found_too():
    index = FormIndex()
    index.add("data", 0)
    tokens = tokenise("data og fonde")
    index.find(tokens)
    index.add("fond", 1)
    assert [hit.value for hit in index.find(tokens)] == [0, 1]


@pytest.mark.parametrize("form", ["", "  ", "*", "a *", "*data*", "da*ta"])
def test_a_form_that_cannot_be_read_is_refused(form):
    with pytest.raises(ValueError, match=r"empty|star"):
        split_form(form)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["data", "adgang", "til", "klinik"]), min_size=1, max_size=6))
def test_a_phrase_is_found_as_often_as_it_occurs(parts):
    phrase = ("adgang", "til")
    times = sum(pair == phrase for pair in pairwise(parts))
    assert len(found(" ".join(parts), "adgang til")) == times
