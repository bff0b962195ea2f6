"""What benchmarks/themes.py and benchmarks/scale_themes.py measure."""

from __future__ import annotations

from random import Random

import pandas as pd
import pytest

from benchmarks.labelled_texts import Labelled
from benchmarks.scale_themes import damaged, drawn, growth
from benchmarks.theme_methods import Grouped, by_label, nmf_of_concepts, nmf_of_words
from benchmarks.themes import figures, is_wanted
from gapmap.tables import STATEMENTS


def labelled(told: dict[str, str], labels: dict[str, str]) -> Labelled:
    blank = STATEMENTS.empty().reindex(range(len(told)))
    statements = blank.assign(
        statement_id=list(told), respondent_id=list(told), text=list(told.values())
    )
    return Labelled("made up", statements.assign(outcome="no_theme"), labels, len(labels))


FOUR = labelled(dict.fromkeys("abcd", "tekst"), {"a": "x", "b": "x", "c": "y", "d": "y"})


@pytest.mark.parametrize(
    ("labels", "ari", "left_out"),
    [
        ([1, 1, 2, 2], 1.0, 0.0),
        ([1, 2, 1, 2], -0.5, 0.0),
        ([1, 1, -1, -1], 1.0, 0.5),
        ([1, -1, 2, -1], -2 / 7, 0.5),
    ],
)
def test_who_is_left_out_is_a_group_of_its_own(labels, ari, left_out):
    found = figures(FOUR, by_label(list("abcd"), labels), seconds=1.0)
    assert (found.ari, found.left_out) == (pytest.approx(ari), left_out)


def test_a_respondents_theme_has_the_largest_sum_and_the_first_id_of_equals():
    rows = [
        ("a", "1", 0.5), ("a", "2", 0.3), ("a", "2", 0.3), ("b", "3", 0.4), ("b", "2", 0.4),
        ("c", "1", 1.0), ("d", "1", 1.0),
    ]  # fmt: skip
    memberships = pd.DataFrame(rows, columns=["respondent_id", "theme_id", "membership"])
    found = figures(FOUR, Grouped(memberships), seconds=1.0)
    assert (found.ari, found.n_themes) == (pytest.approx(1.0), 3)


@pytest.mark.parametrize("method", [nmf_of_words, nmf_of_concepts])
def test_nmf_parts_what_shares_no_word(method):
    told = {
        "a1": "kapital fra investorer",
        "a2": "investorer og mere kapital",
        "a3": "kapital, kapital og kapital",
        "a4": "risikovillig kapital",
        "b1": "adgang til sundhedsdata",
        "b2": "sundhedsdata og mere sundhedsdata",
        "b3": "hurtig adgang til sundhedsdata",
        "b4": "sundhedsdata, til forskning",
    }
    texts = labelled(told, {person: person[0] for person in told})
    assert figures(texts, method(texts, 1), seconds=1.0).ari == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("name", "words", "wanted"),
    [("sample 2019", [], True), ("sample 2019", ["SAMPLE"], True), ("xSID", ["sample"], False)],
)
def test_texts_and_methods_are_chosen_by_a_word_of_their_name(name, words, wanted):
    assert is_wanted(name, words) is wanted


def test_drawn_answers_differ_and_are_the_same_for_the_same_seed():
    texts = labelled({"a": "vi mangler adgang til testfaciliteter i regionen nu"}, {})
    one, again = (drawn(texts.statements, 50, Random(3)) for _ in range(2))
    pd.testing.assert_frame_equal(one, again)
    assert one["text"].nunique() > 25
    assert one["respondent_id"].nunique() == 50


def test_a_damaged_text_never_breaks():
    assert damaged("", Random(1)) == ""
    assert all(isinstance(damaged("a", Random(seed)), str) for seed in range(200))


def test_growth_is_the_exponent():
    sizes = [{"answers": 10.0, "seconds": 1.0}, {"answers": 100.0, "seconds": 100.0}]
    assert growth(sizes, "seconds") == "2.00"
    assert growth(sizes[:1], "seconds") == ""
