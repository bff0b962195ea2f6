import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapmap.stages.clustering import ALGORITHMS, find_groups, nearest
from gapmap.stages.spectral import spectral_labels
from gapmap.text.encoders import unit_rows


def rays(n_groups, *, each=15, spread=0.05, seed=0):
    """Points around as many directions, all at right angles."""
    noise = np.random.default_rng(seed).normal(scale=spread, size=(n_groups * each, n_groups + 2))
    return unit_rows(np.repeat(np.eye(n_groups, n_groups + 2), each, axis=0) + noise)


def in_one_group_each(labels, n_groups):
    by_group = np.asarray(labels).reshape(n_groups, -1)
    return (by_group == by_group[:, :1]).all() and len(set(by_group[:, 0])) == n_groups


@pytest.mark.parametrize("n_groups", [3, 5, 8])
def test_the_number_of_clear_groups_is_found(n_groups):
    points = rays(n_groups)
    centres = find_groups(points, (2, 12), seed=1).centres
    assert len(centres) == n_groups
    assert in_one_group_each(nearest(points, centres), n_groups)


def test_clear_groups_are_stable_and_noise_is_not():
    noise = unit_rows(np.random.default_rng(0).normal(size=(120, 12)))
    assert find_groups(rays(4), (4, 4), seed=1).stability.min() > 0.95
    assert find_groups(noise, (6, 6), seed=1).stability.mean() < 0.6


def test_the_number_stays_within_the_bounds():
    points = rays(4)
    assert len(find_groups(points, (6, 9), seed=1).centres) >= 6
    assert len(find_groups(points, (2, 3), seed=1).centres) <= 3


@settings(max_examples=8, deadline=None)
@given(n_rows=st.integers(1, 12), seed=st.integers(0, 2**31 - 1))
def test_few_points_give_no_more_groups_than_there_are_points(n_rows, seed):
    points = rays(12, each=1)[:n_rows]
    found = find_groups(points, (8, 30), seed)
    assert len(found.centres) == min(n_rows, 8)
    assert set(nearest(points, found.centres)) == set(range(len(found.centres)))
    assert found.stability.shape == (len(found.centres),)


def test_no_points_are_no_groups():
    found = find_groups(np.zeros((0, 3)), (8, 30), seed=1)
    assert found.centres.shape == (0, 3)
    assert found.stability.shape == (0,)


def test_equal_points_are_one_group():
    found = find_groups(np.tile([[0.6, 0.8]], (20, 1)), (8, 30), seed=1)
    assert found.centres == pytest.approx(np.array([[0.6, 0.8]]))
    assert found.stability == pytest.approx([1.0])


@settings(max_examples=10, deadline=None)
@given(order=st.permutations(range(48)))
def test_the_order_of_the_points_changes_nothing(order):
    points = rays(4, each=12, spread=0.3)
    ours, theirs = (find_groups(rows, (2, 9), 3) for rows in (points, points[list(order)]))
    assert np.array_equal(ours.centres, theirs.centres)
    assert np.array_equal(ours.stability, theirs.stability)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_algorithm_finds_clear_groups_among_many_points(algorithm):
    points = rays(5, each=400)
    assert in_one_group_each(nearest(points, algorithm(points, [5], 1)[5]), 5)


def test_spectral_labels_come_for_each_number_from_one_to_all():
    points = rays(4, each=3)
    labels = spectral_labels(points, [1, 4, 12])
    assert set(labels[1]) == {0}
    assert in_one_group_each(labels[4], 4)
    assert labels[12].shape == (12,)


def test_the_input_is_unchanged():
    points = rays(3)
    before = points.copy()
    find_groups(points, (2, 5), 1)
    assert np.array_equal(points, before)
