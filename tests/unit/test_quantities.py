"""Shares in words: no surer than the interval, in correct Danish and English."""

from __future__ import annotations

import pytest

from gapmap.report.quantities import share_in_words
from gapmap.report.rows import Estimate
from gapmap.report.words import Words


@pytest.mark.parametrize(
    ("estimate", "danish", "english"),
    [
        ((0.125, 0.1, 0.16), "omkring hver ottende", "about one in eight"),
        ((0.13, 0.1, 0.15), "omkring hver ottende", "about one in eight"),
        ((0.5, 0.45, 0.56), "omkring hver anden", "about one in two"),
        ((0.64, 0.6, 0.7), "omkring to ud af tre", "about two in three"),
        ((0.76, 0.7, 0.82), "omkring tre ud af fire", "about three in four"),
        (
            (0.125, 0.1, 0.2),
            "mellem hver tiende og hver femte",
            "between one in ten and one in five",
        ),
        (
            (0.4, 0.2, 0.6),
            "mellem hver femte og to ud af tre",
            "between one in five and two in three",
        ),
        (
            (0.14, 0.09, 0.19),
            "mellem hver tolvte og hver femte",
            "between one in twelve and one in five",
        ),
        ((0.12, 0.04, 0.15), "højst hver sjette", "at most one in six"),
        ((0.03, 0.01, 0.09), "højst hver tiende", "at most one in ten"),
        ((0.02, 0.01, 0.04), "færre end hver tyvende", "fewer than one in twenty"),
        ((0.95, 0.8, 0.98), "mindst tre ud af fire", "at least three in four"),
        ((0.5, 0.01, 0.99), "", ""),
        ((0.0, 0.0, 0.02), "", ""),
        ((None, None, None), "", ""),
        ((0.2, None, None), "", ""),
    ],
)
def test_a_share_is_told_as_far_as_its_interval_carries(estimate, danish, english):
    assert share_in_words(Words("da"), Estimate(*estimate)) == danish
    assert share_in_words(Words("en"), Estimate(*estimate)) == english


@pytest.mark.parametrize("value", [share / 200 for share in range(1, 201)])
def test_what_is_said_holds_the_share(value):
    """The share lies in what the words say, up to the rounding to the nearest fraction."""
    parts = {
        "one in two": 1 / 2, "one in three": 1 / 3, "one in four": 1 / 4, "one in five": 1 / 5,
        "one in six": 1 / 6, "one in seven": 1 / 7, "one in eight": 1 / 8, "one in nine": 1 / 9,
        "one in ten": 1 / 10, "one in twelve": 1 / 12, "one in fifteen": 1 / 15,
        "one in twenty": 1 / 20, "two in three": 2 / 3, "three in four": 3 / 4,
        "nine in ten": 9 / 10,
    }  # fmt: skip
    low, high = value * 0.9, min(1.0, value * 1.1)
    told = share_in_words(Words("en"), Estimate(value, low, high))
    named = [share for words, share in parts.items() if told.endswith(words)]
    assert len(named) == 1
    if told.startswith("about"):
        assert 0.8 < value / named[0] < 1.25
    elif told.startswith(("fewer than", "at most")):
        assert high <= named[0]
    else:
        assert low >= named[0]
