"""Shares corrected by a coded sample: right on average, with intervals that hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.correction import WAYS, measure
from gapmap.stages.correction import correct_share


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("share", [0.05, 0.10, 0.25])
def test_with_sixty_coded_statements_the_interval_holds_the_truth(way, share):
    error, of_corrected, held, width, *_ = measure(share, way, surveys=150, coded=60).T
    assert held.mean() >= 0.93
    assert abs(of_corrected.mean()) < 0.005
    assert np.abs(of_corrected).max() < np.abs(error).max() / 3
    assert width.mean() < 0.2


def test_the_interval_of_the_papers_does_not():
    textbook_held = measure(0.05, "by theme", surveys=150, coded=60)[:, 5]
    assert textbook_held.min() < 0.8


def test_a_machine_that_is_always_right_keeps_its_share():
    machine = np.array([True] * 10 + [False] * 50)
    found = correct_share(machine.astype(float), machine, np.full(60, 0.1), 1 / 6)
    assert found.share == pytest.approx(1 / 6)
    assert found.low < 1 / 6 < found.high


def test_a_part_without_a_coded_statement_counts_one_half_and_could_be_anything():
    found = correct_share(np.zeros(20), np.zeros(20, dtype=bool), np.full(20, 0.1), 0.4)
    assert found.share == pytest.approx(0.2)
    assert found.high >= 0.4


@given(
    st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=40),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_statements_does_not_matter_and_shares_are_shares(pairs, random):
    def shares(rows):
        people, machine = (np.array(side, dtype=bool) for side in zip(*rows, strict=True))
        return correct_share(people.astype(float), machine, np.full(len(rows), 0.2), 0.3)

    turned = list(pairs)
    random.shuffle(turned)
    one, other = shares(pairs), shares(turned)
    assert one.share == pytest.approx(other.share)
    assert -1e-9 <= one.low <= one.share <= one.high <= 1 + 1e-9
