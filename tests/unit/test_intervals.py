import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gapmap.stages.intervals import difference_interval, draw_replicates, share_intervals, wilson


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
     (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_wilson_gives_the_published_intervals(count, n, low, high):
    # Newcombe (1998), Two-sided confidence intervals for the single proportion, table I.
    ends = wilson(np.array([count / n]), np.array([n]))
    assert np.ravel(ends) == pytest.approx([low, high], abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090),
     ((6, 7), (2, 7), 0.0582, 0.8062), ((5, 56), (0, 29), -0.0381, 0.1926)],
)  # fmt: skip
def test_a_difference_gives_the_published_intervals(first, second, low, high):
    # Newcombe (1998), Interval estimation for the difference, table II, method 10.
    ends = difference_interval(*(with_wilson(*counts) for counts in (first, second)))
    assert np.ravel(ends) == pytest.approx([low, high], abs=5e-5)


def with_wilson(count, n):
    share = np.array([count / n])
    return (share, *wilson(share, np.array([n])))


def test_nobody_gives_no_interval():
    assert np.isnan(wilson(np.array([np.nan, 0.5]), np.array([5.0, 0.0]))).all()


def test_replicates_draw_within_strata_and_follow_the_seed():
    strata = np.array(["b", "a", "b", "a", "b"], dtype=object)
    counts = draw_replicates(strata, 500, np.random.default_rng(3))
    assert (counts[:, strata == "a"].sum(axis=1) == 2).all()
    assert (counts[:, strata == "b"].sum(axis=1) == 3).all()
    assert counts.mean(axis=0) == pytest.approx(np.ones(5), abs=0.15)
    assert (counts == draw_replicates(strata, 500, np.random.default_rng(3))).all()
    assert (counts != draw_replicates(strata, 500, np.random.default_rng(4))).any()


def test_many_respondents_get_percentiles_and_few_get_wilson():
    replicates = np.tile(np.linspace(0.3, 0.5, 1001)[:, None], (1, 3))
    share = np.array([0.4, 0.4, 0.4])
    low, high = share_intervals(share, replicates, np.array([100.0, 29.0, 24.0]))
    assert (low[0], high[0]) == pytest.approx((0.305, 0.495))
    expected = np.array(wilson(share[1:], np.array([29.0, 24.0])))
    assert np.array([low[1:], high[1:]]) == pytest.approx(expected)


def test_a_share_near_zero_gets_wilson_among_many():
    low, high = share_intervals(np.array([0.0]), np.zeros((50, 1)), np.array([400.0]))
    assert low == [0]
    assert high == pytest.approx(1.96**2 / (400 + 1.96**2), rel=1e-3)


def test_replicates_that_are_not_known_leave_wilson():
    replicates = np.array([[0.5], [np.nan]])
    low, high = share_intervals(np.array([0.5]), replicates, np.array([100.0]))
    expected = np.array(wilson(np.array([0.5]), np.array([100.0])))
    assert np.array([low, high]) == pytest.approx(expected)


@given(
    st.floats(0, 1),
    st.floats(1, 500),
    arrays(float, (20, 1), elements=st.floats(0, 1)),
)
def test_an_interval_contains_its_estimate_and_stays_within_0_and_1(share, n, replicates):
    low, high = share_intervals(np.array([share]), replicates, np.array([n]))
    assert 0 <= low[0] <= share <= high[0] <= 1
