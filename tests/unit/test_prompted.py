"""Who ticked a theme, of those who were asked: counted apart from what people say themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapmap.stages.disclose import disclose_gaps
from gapmap.stages.gaps import score_gaps
from gapmap.stages.prompted import count_prompted
from gapmap.stages.suppression import find_sums
from gapmap.tables import TABLES
from tests.attack import Programme
from tests.builders import Offer, Person, cell, evidence, rules

OFFERS = (Offer({"K1": "partly"}), Offer({"K2": "full"}, regions=["Nord"]))
NOT_ASKED = None


def asked_of(ticks):
    """Themes ticked by each person, None = not asked -> table asked."""
    rows = [
        {"respondent_id": f"r{place}", "question": "ticks_1", "n_ticks": len(themes)}
        for place, themes in enumerate(ticks)
        if themes is not NOT_ASKED
    ]
    return TABLES["asked"].shape(
        pd.DataFrame(rows, columns=["respondent_id", "question", "n_ticks"])
    )


def prompted_of(ticks, question="ticks_1"):
    rows = [
        {"respondent_id": f"r{place}", "theme_id": theme, "question": question}
        for place, themes in enumerate(ticks)
        for theme in themes or ()
    ]
    return TABLES["prompted"].shape(
        pd.DataFrame(rows, columns=["respondent_id", "theme_id", "question"])
    )


def counted(people, ticks, *, more=None):
    survey = evidence(people, OFFERS)
    scored = score_gaps(survey, rules=rules())
    prompted = prompted_of(ticks)
    if more is not None:
        prompted = pd.concat([prompted, more])
    return count_prompted(scored.gaps, survey.respondents, asked_of(ticks), prompted)


def test_ticks_are_counted_among_those_asked_segment_by_segment():
    people = [Person(region="Nord")] * 2 + [Person(region="Syd")] * 3
    found = counted(people, [("K1",), (), ("K1", "K2"), ("K1",), NOT_ASKED])
    assert cell(found, "K1")[["n_asked", "n_prompted"]].tolist() == [4, 3]
    assert cell(found, "K1", "region", "Nord")[["n_asked", "n_prompted"]].tolist() == [2, 1]
    assert cell(found, "K2", "region", "Syd")[["n_asked", "n_prompted"]].tolist() == [2, 1]


def test_who_says_nothing_in_their_own_words_counts_among_those_asked():
    people = [Person(needs=["K1"]), Person(answered=False)]
    found = cell(counted(people, [("K1",), ("K1",)]), "K1")
    assert found[["n", "n_need", "n_asked", "n_prompted"]].tolist() == [1, 1, 2, 2]


def test_a_theme_that_is_ticked_and_never_mentioned_has_its_row():
    found = cell(counted([Person(needs=["K1"]), Person()], [("K2",), ("K2",)]), "K2")
    assert (found["n_need"], found["demand"], found["n_prompted"]) == (0, 0.0, 2)


def test_a_theme_ticked_in_two_lists_counts_a_person_once():
    ticks = [("K1",)]
    found = counted([Person()], ticks, more=prompted_of(ticks, "ticks_2"))
    assert cell(found, "K1")["n_prompted"] == 1


def test_a_theme_that_the_gaps_do_not_hold_is_left_out():
    assert set(counted([Person()], [("K9",)])["n_prompted"]) == {0}


people_and_ticks = st.lists(
    st.tuples(
        st.builds(
            Person,
            type=st.sampled_from(["Virksomhed", "Kommune"]),
            region=st.sampled_from(["Nord", "Syd"]),
            needs=st.lists(st.sampled_from(["K1", "K2"]), unique=True, max_size=2),
        ),
        st.none() | st.lists(st.sampled_from(["K1", "K2"]), unique=True),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=20)
@given(people_and_ticks)
def test_ticks_change_no_other_figure(answers):
    people, ticks = [p for p, _ in answers], [t for _, t in answers]
    without = counted(people, [NOT_ASKED] * len(people))
    others = [name for name in without.columns if name not in ("n_asked", "n_prompted")]
    pd.testing.assert_frame_equal(counted(people, ticks)[others], without[others])


@settings(max_examples=20)
@given(people_and_ticks, st.randoms(use_true_random=False))
def test_the_order_of_the_people_changes_nothing(answers, random):
    shuffled = list(answers)
    random.shuffle(shuffled)
    first, second = (
        counted([p for p, _ in rows], [t for _, t in rows])[["theme_id", "n_asked", "n_prompted"]]
        for rows in (answers, shuffled)
    )
    order = ["theme_id", "n_asked", "n_prompted"]
    assert first.sort_values(order).values.tolist() == second.sort_values(order).values.tolist()


def plain_gaps(cells):
    """(kind, segment) -> n, n_asked, n_prompted, as the table gaps with one theme."""
    columns = {c.name: 0 for c in TABLES["gaps"].columns if c.kind in ("integer", "number")}
    columns |= {name: 1 for name in columns if name.startswith("rank")}
    columns |= {"importance": np.nan, "satisfaction": np.nan, "theme_id": "K1", "kind": ""}
    rows = [
        columns | {"segment_kind": kind, "segment": name, "n": n, "n_asked": a, "n_prompted": p}
        for (kind, name), (n, a, p) in cells.items()
    ]
    return TABLES["gaps"].shape(pd.DataFrame(rows))


def by_type(**types):
    total = tuple(map(sum, zip(*types.values(), strict=True)))
    return {("all", ""): total} | {("respondent_type", k): v for k, v in types.items()}


def shown_of(cells, column="n_prompted"):
    shown = disclose_gaps(plain_gaps(cells), min_cell=5).set_index("segment")[column]
    return {name: None if pd.isna(value) else int(value) for name, value in shown.items()}


@pytest.mark.parametrize(
    ("asked", "prompted", "is_shown"),
    [
        (40, 0, True), (40, 1, False), (40, 4, False), (40, 5, True), (40, 35, True),
        (40, 36, False), (40, 39, False), (40, 40, True), (10, 5, True), (9, 5, False),
        (0, 0, True),
    ],
)  # fmt: skip
def test_a_small_count_and_a_small_rest_are_hidden(asked, prompted, is_shown):
    assert (shown_of({("all", ""): (60, asked, prompted)})[""] is not None) == is_shown


def test_a_count_that_follows_from_the_others_is_hidden():
    shown = shown_of(by_type(A=(60, 40, 20), B=(60, 40, 3), C=(60, 40, 12)))
    assert shown == {"": 35, "A": 20, "B": None, "C": None}


def test_a_segment_too_small_for_its_words_shows_no_ticks():
    cells = by_type(A=(60, 45, 20), B=(9, 40, 20), C=(60, 40, 12))
    assert shown_of(cells) == {"": 52, "A": 20, "B": None, "C": None}
    assert shown_of(cells, "n_asked")["B"] is None


def test_who_was_asked_is_hidden_where_few_were_and_nothing_tells_it():
    cells = by_type(A=(60, 40, 20), B=(60, 9, 5), C=(60, 30, 12))
    assert shown_of(cells, "n_asked") == {"": 79, "A": 40, "B": None, "C": None}


def test_ticks_are_shown_where_the_words_of_the_theme_are_hidden():
    gaps = plain_gaps({("all", ""): (60, 40, 20)}).assign(n_need=2)
    (row,) = disclose_gaps(gaps, min_cell=5).to_dict("records")
    assert pd.isna(row["n_need"])
    assert (row["n_asked"], row["n_prompted"]) == (40, 20)


counts = st.integers(0, 30).flatmap(lambda n: st.tuples(st.just(60), st.just(n), st.integers(0, n)))


@settings(max_examples=40)
@given(st.lists(st.tuples(counts, counts), min_size=2, max_size=3))
def test_no_hidden_count_can_be_worked_out(parts):
    """An integer programme over the sums finds at least two values for each hidden count."""
    names = [f"T{place}" for place in range(len(parts))]
    crossed = {
        ("respondent_type_region", f"{name} | {region}"): cells
        for name, pair in zip(names, parts, strict=True)
        for region, cells in zip(("Nord", "Syd"), pair, strict=True)
    }
    cells = {("all", ""): (0, 0, 0)} | crossed
    for (_, name), own in crossed.items():
        one, _, region = name.partition(" | ")
        for key in (("all", ""), ("respondent_type", one), ("region", region)):
            cells[key] = tuple(np.add(cells.get(key, (0, 0, 0)), own).tolist())
    shown = disclose_gaps(plain_gaps(cells), min_cell=5)
    keys = list(zip(shown["segment_kind"], shown["segment"], strict=True))
    most = max(n_asked for _, n_asked, _ in cells.values())
    programme = Programme(most)
    for column in ("n_asked", "n_prompted"):
        for key, value in zip(keys, shown[column], strict=True):
            programme.add((column, *key), None if pd.isna(value) else int(value))
        for one in find_sums(keys):
            parts_of = {(column, *keys[part]): 1.0 for part in one.parts}
            programme.relate(parts_of | {(column, *keys[one.total]): -1.0}, 0, 0)
    for key in keys:
        programme.relate({("n_asked", *key): 1.0, ("n_prompted", *key): -1.0}, 0, most)
    hidden = [
        ("n_prompted", *key)
        for key, value in zip(keys, shown["n_prompted"], strict=True)
        if pd.isna(value) and cells[key][2] > 0
    ]
    assert [hidden[number] for number, _ in programme.single(hidden)] == []


def test_the_inputs_are_unchanged():
    survey = evidence([Person(needs=["K1"])], OFFERS)
    gaps = score_gaps(survey, rules=rules()).gaps
    before = gaps.copy(deep=True)
    count_prompted(gaps, survey.respondents, asked_of([("K1",)]), prompted_of([("K1",)]))
    pd.testing.assert_frame_equal(gaps, before)
