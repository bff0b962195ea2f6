from __future__ import annotations

import numpy as np
import pytest

from gapmap.stages.inference import COUNTS, Reader
from gapmap.stages.suppression import find_sums

KEYS = [
    ("all", ""),
    *(("respondent_type", kind) for kind in "ab"),
    *(("region", region) for region in "xy"),
    *(("respondent_type_region", f"{kind} | {region}") for kind in "ab" for region in "xy"),
]


def cross(ax, ay, bx, by):
    """Four crossed cells -> the counts of all segments, in the order of KEYS."""
    return np.array([ax + ay + bx + by, ax + ay, bx + by, ax + bx, ay + by, ax, ay, bx, by])


def told(hidden=("a | x", "a | y", "b | x", "b | y"), **counts):
    """The names of the hidden n_need that a reader can tell."""
    zero = cross(0, 0, 0, 0)
    tables = dict.fromkeys(COUNTS, zero) | {"n": cross(40, 40, 40, 40)} | counts
    is_shown = np.array([name not in hidden for _, name in KEYS])
    shown = dict.fromkeys(COUNTS, is_shown) | {"n": np.ones(len(KEYS), dtype=bool)}
    before = {name: cells.copy() for name, cells in tables.items()}
    found = Reader(find_sums(KEYS), len(KEYS)).told(tables, shown, shown["n"])
    assert all((tables[name] == before[name]).all() for name in tables)
    return {KEYS[position][1] for position in np.flatnonzero(found)}


def test_hidden_cells_that_can_be_traded_are_safe():
    assert told(n_need=cross(3, 9, 8, 4)) == set()


def test_a_lone_hidden_cell_is_told():
    assert told(("a | x",), n_need=cross(3, 9, 8, 4)) == {"a | x"}


def test_who_lacks_an_offer_tells_who_mentions_the_need():
    # Type a lacks every offer, type b lacks none: the unmet of a region are its type a.
    need = cross(3, 9, 8, 4)
    assert told(n_need=need, n_unmet=cross(3, 9, 0, 0)) == {"a | x", "a | y", "b | x", "b | y"}


def test_where_everyone_lacks_an_offer_nothing_more_is_told():
    need = cross(3, 9, 8, 4)
    assert told(n_need=need, n_unmet=need) == set()


def test_knowing_that_a_zero_is_shown_tells_ones():
    assert told(("a | x", "a | y", "b | x", "b | y"), n_need=cross(1, 1, 1, 1)) == {
        "a | x", "a | y", "b | x", "b | y",
    }  # fmt: skip


@pytest.mark.parametrize("n", [(0, 0, 0, 0), (0, 9, 9, 0)])
def test_zeros_are_not_told(n):
    assert "a | x" not in told(n_need=cross(*n))
