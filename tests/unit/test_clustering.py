import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapmap.stages.clustering import find_centres, nearest, stability
from gapmap.text.encoders import unit_rows


def rays(n_groups, *, each=15, spread=0.05, seed=0):
    """Texts around as many directions, all at right angles."""
    noise = np.random.default_rng(seed).normal(scale=spread, size=(n_groups * each, n_groups + 2))
    return unit_rows(np.repeat(np.eye(n_groups, n_groups + 2), each, axis=0) + noise)


@pytest.mark.parametrize("n_groups", [3, 5, 8])
def test_the_number_of_clear_groups_is_found(n_groups):
    vectors = rays(n_groups)
    centres = find_centres(vectors, (2, 12), seed=1)
    assert len(centres) == n_groups
    groups = nearest(vectors, centres).reshape(n_groups, -1)
    assert (groups == groups[:, :1]).all()


def test_clear_groups_are_stable_and_noise_is_not():
    clear = rays(4)
    noise = unit_rows(np.random.default_rng(0).normal(size=(120, 12)))
    assert stability(clear, find_centres(clear, (4, 4), seed=1), seed=1).min() > 0.95
    assert stability(noise, find_centres(noise, (6, 6), seed=1), seed=1).max() < 0.6


def test_the_number_stays_within_the_bounds():
    vectors = rays(4)
    assert len(find_centres(vectors, (6, 9), seed=1)) >= 6
    assert len(find_centres(vectors, (2, 3), seed=1)) <= 3


@settings(max_examples=8, deadline=None)
@given(n_rows=st.integers(0, 12), seed=st.integers(0, 2**32 - 1))
def test_few_rows_give_no_more_groups_than_there_are_rows(n_rows, seed):
    vectors = rays(12, each=1)[:n_rows]
    centres = find_centres(vectors, (8, 30), seed)
    assert len(centres) == min(n_rows, 8)
    assert set(nearest(vectors, centres)) == set(range(len(centres))) if n_rows else True
    assert stability(vectors, centres, seed).shape == (len(centres),)


def test_equal_rows_are_one_group():
    vectors = np.tile([[0.6, 0.8]], (20, 1))
    centres = find_centres(vectors, (8, 30), seed=1)
    assert centres == pytest.approx(np.array([[0.6, 0.8]]))
    assert stability(vectors, centres, seed=1) == pytest.approx([1.0])


def test_the_same_rows_and_seed_give_the_same_groups():
    vectors = rays(6, spread=0.3)
    assert np.array_equal(find_centres(vectors, (2, 9), 3), find_centres(vectors, (2, 9), 3))
