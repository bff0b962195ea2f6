import numpy as np
import pytest

from gapmap.stages.ranks import rank_gaps, rank_intervals

NAN = float("nan")


def test_equal_gaps_share_the_best_place():
    assert rank_gaps(np.array([[0.1, 0.3, 0.1, 0.0]])).tolist() == [[2, 1, 2, 4]]


def test_gaps_that_differ_in_the_last_digit_are_equal():
    assert rank_gaps(np.array([[0.1 + 0.2, 0.3]])).tolist() == [[1, 1]]


def test_a_row_without_respondents_has_no_places():
    ranks = rank_gaps(np.array([[NAN, NAN], [0.1, 0.2]]))
    assert np.isnan(ranks[0]).all()
    assert ranks[1].tolist() == [2, 1]


def test_rank_intervals_are_places_of_the_replicates():
    gaps = np.array([[0.3, 0.2, 0.1]] * 90 + [[0.2, 0.3, 0.1]] * 10)
    low, high, _ = rank_intervals(np.array([1.0, 2.0, 3.0]), gaps)
    assert (low.tolist(), high.tolist()) == ([1, 1, 3], [2, 2, 3])


def test_rank_intervals_hold_the_estimate():
    low, high, _ = rank_intervals(np.array([2.0, 1.0]), np.array([[0.2, 0.1]] * 5))
    assert (low.tolist(), high.tolist()) == ([1, 1], [2, 2])


def test_the_share_of_top_five_leaves_out_gaps_of_zero():
    gaps = np.array([[0.6, 0.5, 0.4, 0.3, 0.2, 0.1], [0.6, 0.5, 0.4, 0.0, 0.0, 0.0]])
    *_, top5 = rank_intervals(rank_gaps(gaps[:1])[0], gaps)
    assert top5 == pytest.approx([1, 1, 1, 0.5, 0.5, 0])


def test_replicates_without_respondents_are_passed_over():
    low, high, top5 = rank_intervals(np.array([1.0]), np.array([[NAN], [0.1]]))
    assert (low.tolist(), high.tolist(), top5.tolist()) == ([1], [1], [1])
    assert np.isnan(rank_intervals(np.array([1.0]), np.array([[NAN]]))).all()
