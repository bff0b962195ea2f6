import numpy as np
import pytest

from gapmap.stages.suppression import (
    Cells,
    Sum,
    find_exposed,
    find_pinned,
    find_sums,
    hide_more,
    hide_sizes,
)

ALL = ("all", "")


def types(**counts):
    """A total and its parts: the counts, and the keys of the cells."""
    keys = [ALL, *(("respondent_type", name) for name in counts)]
    return keys, np.array([sum(counts.values()), *counts.values()])


def hidden_of(keys, counts, *first, least=1, told=()):
    """The names of all that is hidden once the named cells are."""
    cells = Cells(
        counts,
        np.full(len(counts), least),
        find_sums(keys),
        told=np.array([name in told for _, name in keys]),
    )
    hidden = hide_more(cells, np.array([name in first for _, name in keys]))
    return {name for (_, name), is_hidden in zip(keys, hidden, strict=True) if is_hidden}


def test_sums_follow_the_kinds_of_segment():
    keys = [
        ALL, ("respondent_type", "a"), ("respondent_type", "b"), ("region", "x"),
        ("respondent_type_region", "a | x"), ("respondent_type_region", "b | x"),
    ]  # fmt: skip
    assert find_sums(keys) == (
        Sum(0, (1, 2)), Sum(0, (3,)), Sum(1, (4,)), Sum(2, (5,)), Sum(3, (4, 5)),
    )  # fmt: skip


def test_nothing_hidden_asks_for_nothing():
    assert hidden_of(*types(a=20, b=30)) == set()


def test_a_lone_hidden_part_takes_the_smallest_other_with_it():
    assert hidden_of(*types(a=3, b=30, c=12), "a") == {"a", "c"}


def test_a_part_above_zero_falls_before_a_zero():
    assert hidden_of(*types(a=3, b=30, c=0), "a") == {"a", "b"}
    assert hidden_of(*types(a=3, b=0, c=0), "a") == {"a", "b"}


def test_two_hidden_parts_protect_each_other():
    assert hidden_of(*types(a=3, b=4, c=12), "a", "b") == {"a", "b"}


@pytest.mark.parametrize(
    ("a", "b", "expected"), [(1, 1, {"a", "b", "c"}), (1, 2, {"a", "b"}), (2, 2, {"a", "b"})]
)
def test_hidden_parts_that_add_up_to_their_least_take_one_more(a, b, expected):
    assert hidden_of(*types(a=a, b=b, c=12, d=40), "a", "b") == expected


def test_hidden_zeros_take_one_above_zero():
    assert hidden_of(*types(a=0, b=0, c=12), "a", "b", least=0) == {"a", "b", "c"}


def test_a_hidden_total_with_shown_parts_takes_a_part():
    assert hidden_of(*types(a=4, b=9), "") == {"", "a"}


def test_the_total_falls_when_no_part_is_left():
    assert hidden_of(*types(a=3), "a") == {"", "a"}


def test_the_parts_of_a_total_of_zero_need_no_company():
    assert hidden_of(*types(a=0, b=0), "a") == {"a"}


def test_what_is_told_elsewhere_is_never_hidden():
    assert hidden_of(*types(a=3, b=5, c=12), "a", told=("b",)) == {"a", "c"}
    assert hidden_of(*types(a=3, b=5), "b", told=("b",)) == set()


def crossed(table):
    """Rows of a table of types and regions -> keys and counts with all totals."""
    table = np.array(table)
    keys, counts = [ALL], [table.sum()]
    for row in range(table.shape[0]):
        keys.append(("respondent_type", f"t{row}"))
        counts.append(table[row].sum())
    for column in range(table.shape[1]):
        keys.append(("region", f"r{column}"))
        counts.append(table[:, column].sum())
    for row, column in np.ndindex(*table.shape):
        keys.append(("respondent_type_region", f"t{row} | r{column}"))
        counts.append(table[row, column])
    return keys, np.array(counts)


def test_a_cell_hidden_within_its_type_is_hidden_within_its_region_too():
    keys, counts = crossed([[3, 20, 30], [40, 50, 60], [70, 80, 90]])
    assert hidden_of(keys, counts, "t0 | r0") == {"t0 | r0", "t0 | r1", "t1 | r0", "t1 | r1"}


def test_a_hidden_region_hides_one_of_its_parts():
    keys, counts = crossed([[20, 30], [40, 50]])
    hidden = hidden_of(keys, counts, "r0", "r1")
    assert {"r0", "r1", "t0 | r0", "t0 | r1"} == hidden


def test_a_cell_between_two_groups_of_hidden_cells_is_exposed():
    # Two squares of hidden cells joined by one cell: every row and column has two or more
    # hidden, yet the sums of the first square give the joint away (Gusfield 1988).
    sums = find_sums(crossed(np.ones((4, 4), dtype=int))[0])
    keys, _ = crossed(np.ones((4, 4), dtype=int))
    names = ["t0 | r0", "t0 | r1", "t1 | r0", "t1 | r1", "t1 | r2"]
    names += ["t2 | r2", "t2 | r3", "t3 | r2", "t3 | r3"]
    secret = np.array([name in names for _, name in keys])
    assert [keys[position][1] for position in find_exposed(sums, secret)] == ["t1 | r2"]


def test_an_exposed_cell_gets_company():
    counts = np.arange(16).reshape(4, 4) + 20
    keys, counts = crossed(counts)
    names = ["t0 | r0", "t0 | r1", "t1 | r0", "t1 | r1", "t1 | r2"]
    names += ["t2 | r2", "t2 | r3", "t3 | r2", "t3 | r3"]
    hidden = hidden_of(keys, counts, *names)
    secret = np.array([name in hidden for _, name in keys])
    assert set(names) < hidden
    assert find_exposed(find_sums(keys), secret) == []


def test_bounds_that_meet_pin_a_cell():
    # Of 12 and 12 respondents 11 and 11 are counted: the rest must be 1 and 1.
    keys, counts = types(a=11, b=11)
    cells = Cells(counts, np.ones(3, dtype=int), find_sums(keys), rest=np.array([2, 1, 1]))
    assert find_pinned(cells, np.array([False, True, True])) == [1, 2]
    loose = Cells(counts, np.ones(3, dtype=int), find_sums(keys), rest=np.array([9, 4, 5]))
    assert find_pinned(loose, np.array([False, True, True])) == []


@pytest.mark.parametrize(("n", "is_hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_small_sizes_are_hidden_and_a_zero_is_not(n, is_hidden):
    keys, counts = types(a=n, b=30, c=40)
    assert hide_sizes(keys, counts, min_cell=5).tolist() == [False, is_hidden, is_hidden, False]


def test_the_number_of_blank_answers_is_not_hidden():
    keys = [ALL, ("region", "x"), ("region", "ikke oplyst")]
    assert not hide_sizes(keys, np.array([33, 30, 3]), min_cell=5).any()
    keys += [("region", "y")]
    hidden = hide_sizes(keys, np.array([39, 30, 7, 2]), min_cell=5)
    assert hidden.tolist() == [False, True, False, True]


def test_the_arrays_handed_in_do_not_change():
    keys, counts = types(a=3, b=30, c=12)
    hidden = np.array([False, True, False, False])
    hide_more(Cells(counts, np.ones(4, dtype=int), find_sums(keys)), hidden)
    assert hidden.tolist() == [False, True, False, False]
