"""Krippendorff's alpha: the published examples, sets of themes, and what cannot be told."""

from __future__ import annotations

import random
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapmap.stages.alpha import krippendorff, masi


def units(*coders: str) -> list[list[str]]:
    """What each coder wrote, a dot where they did not -> the values of each unit."""
    return [[value for value in unit if value != "."] for unit in zip(*coders, strict=True)]


FOUR_OBSERVERS = units("123321412...", "1233224125.3", ".33323422 51.".replace(" ", ""),
                       "1233244125 1.".replace(" ", ""))  # fmt: skip


@pytest.mark.parametrize(
    ("coded", "alpha"),
    [
        # Krippendorff (2011), Computing Krippendorff's alpha-reliability, examples A, B and C:
        # two observers and two values, two observers, four observers who skip some units.
        (units("0100000010", "1110010000"), 0.095),
        (units("aabbdcccedda", "babbbccceddd"), 0.692),
        (FOUR_OBSERVERS, 0.743),
        # Three observers; the example that most programs for alpha are tested with.
        (units(".....34121133.3", "1.21334 3.......".replace(" ", ""), "..21344.21133.4"), 0.691),
    ],
)
def test_alpha_gives_the_published_values(coded, alpha):
    assert krippendorff(coded).value == pytest.approx(alpha, abs=5e-4)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        (("K1",), ("K1",), 0.0), ((), (), 0.0), (("K1",), ("K2",), 1.0), (("K1",), (), 1.0),
        (("K1", "K2"), ("K1",), 1 - 1 / 2 * 2 / 3), (("K1", "K2"), ("K2", "K3"), 1 - 1 / 3 / 3),
        (("K1", "K2"), ("K1", "K2", "K3", "K4"), 1 - 1 / 2 * 2 / 3),
        (("K1", "K2"), ("K3", "K4"), 1.0),
    ],
)  # fmt: skip
def test_sets_are_compared_as_published(one, other, distance):
    # Passonneau (2006): Jaccard's index times 1, 2/3, 1/3 or 0.
    assert masi(one, other) == masi(other, one) == pytest.approx(distance)


@pytest.mark.parametrize(
    "coded",
    [
        [], ["ab"], [["a", "b"], ["a"], ["b"]], ["a", "b", "a"],
        [["a", "a"], ["a", "a", "a"], ["a", "a"]],
    ],
    ids=["nothing", "one unit", "one unit that two coded", "one coder", "no variation"],
)  # fmt: skip
def test_what_cannot_be_told_is_nan(coded):
    assert np.isnan(astuple(krippendorff(coded))).all()


def test_those_who_always_agree_have_one_and_those_who_never_do_are_below_none():
    assert krippendorff(["aa", "bb", "aa", "cc"]).value == krippendorff(["aa", "bb"]).high == 1
    assert krippendorff(["ab", "ba", "ab", "ba"]).value < 0


def test_chance_has_none():
    rng = np.random.default_rng(5)
    alpha = krippendorff(rng.integers(0, 3, (4000, 2)).tolist())
    assert alpha.low < 0 < alpha.high
    assert abs(alpha.value) < 0.05


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=3), max_size=12), st.randoms())
@settings(max_examples=40, deadline=None)
def test_neither_the_order_of_units_nor_that_of_coders_matters(coded, shuffler):
    other = [random.Random(3).sample(unit, len(unit)) for unit in coded]
    shuffler.shuffle(other)
    one, again = (krippendorff(u, replicates=50) for u in (coded, other))
    assert astuple(one) == pytest.approx(astuple(again), nan_ok=True, abs=0)


def test_the_interval_narrows_with_the_units_and_not_with_those_drawn_together():
    coded = ["aa", "bb", "ab", "bb", "aa", "ba", "aa", "bb"] * 3
    few = krippendorff(coded)
    many = krippendorff(coded * 4)
    together = krippendorff(coded * 4, drawn_as=[*range(len(coded))] * 4)
    assert many.high - many.low < 0.6 * (few.high - few.low)
    assert together.high - together.low == pytest.approx(few.high - few.low, rel=0.1)


def test_a_sample_without_disagreement_does_not_prove_that_there_is_none():
    # Of 60 units none: up to 5.96% may be (Clopper & Pearson 1934), of an expected 50.4%.
    some = krippendorff(["aa", "bb"] * 30)
    assert some.low == pytest.approx(1 - 0.0596 / (0.5 * 120 / 119), abs=1e-4)
    assert some.high == 1
    assert krippendorff(["aa", "bb"] * 300).low > some.low > krippendorff(["aa", "bb"] * 3).low
