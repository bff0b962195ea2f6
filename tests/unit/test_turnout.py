import numpy as np
import pandas as pd
import pytest

from gapmap.stages.disclose import disclose_gaps, turnout
from gapmap.stages.gaps import score_gaps
from gapmap.tables import NOT_STATED
from tests.builders import Person, evidence, respondents_of, rules


def turnout_of(people, *, targets=None, invited=None, min_cell=5):
    return turnout(
        respondents_of(people), min_cell=min_cell, targets=targets or {}, invited=invited or {}
    )


def of_kind(found, kind, column="n_respondents"):
    rows = found[found["segment_kind"] == kind]
    return {
        segment: None if pd.isna(count) else int(count)
        for segment, count in zip(rows["segment"], rows[column], strict=True)
    }


def people_in(column, **counts):
    return [
        Person(**{column: name.replace("_", " ")}) for name, n in counts.items() for _ in range(n)
    ]


def test_respondents_and_answers_are_counted_per_segment():
    people = [Person(answered=False)] * 6 + people_in("type", Kommune=7)
    found = turnout_of(people)
    assert of_kind(found, "all") == {"": 13}
    assert of_kind(found, "all", "n_answered") == {"": 7}
    assert of_kind(found, "respondent_type") == {"Kommune": 7, "Virksomhed": 6}
    assert of_kind(found, "respondent_type", "n_answered") == {"Kommune": 7, "Virksomhed": 0}
    assert list(found.columns) == [
        "segment_kind", "segment", "n_respondents", "n_answered", "target", "invited",
    ]  # fmt: skip


def test_kinds_come_in_order_and_blank_answers_last():
    people = people_in("field", z=9, A=9, ikke_oplyst=9)
    found = turnout_of(people)
    assert found["segment_kind"].unique().tolist() == [
        "all", "respondent_type", "region", "size", "field",
    ]  # fmt: skip
    assert list(of_kind(found, "field")) == ["A", "z", NOT_STATED]


def test_targets_and_invitations_stand_beside_the_types():
    found = turnout_of(people_in("type", a=9, b=9), targets={"a": 12, "c": 3}, invited={"b": 40})
    assert of_kind(found, "respondent_type") == {"a": 9, "b": 9, "c": 0}
    assert of_kind(found, "respondent_type", "target") == {"a": 12, "b": None, "c": 3}
    assert of_kind(found, "respondent_type", "invited") == {"a": None, "b": 40, "c": None}
    assert (
        found.loc[found["segment_kind"] != "respondent_type", ["target", "invited"]]
        .isna()
        .all(axis=None)
    )


@pytest.mark.parametrize(("n", "hidden"), [(4, True), (5, False), (6, False)])
def test_small_numbers_are_hidden_and_so_is_the_next(n, hidden):
    found = turnout_of(people_in("region", a=n, b=20, c=30))
    expected = {"a": None, "b": None, "c": 30} if hidden else {"a": n, "b": 20, "c": 30}
    for column in ("n_respondents", "n_answered"):
        assert of_kind(found, "region", column) == expected


def test_few_answers_hide_the_respondents_too():
    people = people_in("region", a=20, b=30) + [Person(region="c")] * 4
    people += [Person(region="c", answered=False)] * 9
    found = turnout_of(people)
    for column in ("n_respondents", "n_answered"):
        assert of_kind(found, "region", column) == {"a": None, "b": 30, "c": None}


def test_how_many_left_a_question_blank_is_shown():
    found = turnout_of(people_in("region", a=20, b=30, ikke_oplyst=2))
    assert of_kind(found, "region") == {"a": 20, "b": 30, NOT_STATED: 2}


def test_turnout_and_gaps_hide_the_same_sizes():
    rng = np.random.default_rng(5)
    people = [
        Person(
            rng.choice(["a", "b", "c"], p=[0.7, 0.25, 0.05]),
            rng.choice(["x", "y", "z", "w"], p=[0.5, 0.3, 0.17, 0.03]),
            size=rng.choice(["1", "2"], p=[0.97, 0.03]),
            needs=["need"],
        )
        for _ in range(90)
    ]
    shown = disclose_gaps(score_gaps(evidence(people), rules=rules(replicates=2)).gaps, min_cell=5)
    found = turnout_of(people).set_index(["segment_kind", "segment"])["n_answered"]
    hidden = set(found[found.isna()].index)
    assert hidden
    emptied = shown.groupby(["segment_kind", "segment"])["n"].apply(lambda n: n.isna().all())
    assert hidden <= set(emptied[emptied].index)


def test_nobody():
    assert of_kind(turnout_of([]), "all") == {"": 0}
