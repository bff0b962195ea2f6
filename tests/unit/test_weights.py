import math

import numpy as np
import pytest
import weightipy
from hypothesis import given
from hypothesis import strategies as st

from gapmap.errors import SettingsError
from gapmap.stages.weights import (
    count_capped,
    design_effect,
    effective_n,
    prepare_margins,
    rake,
    rake_each,
)
from gapmap.tables import NOT_STATED
from tests.builders import Person, respondents_of

NORTH_AND_SOUTH = {"region": {"Nord": 0.5, "Syd": 0.5}}


def people_of(**counts):
    """a_Nord=3 -> three respondents of type a in Nord."""
    return respondents_of(
        [Person(*name.split("_")) for name, n in counts.items() for _ in range(n)]
    )


def test_one_margin_is_met_by_share_over_share():
    weights = rake(people_of(a_Nord=3, a_Syd=1), NORTH_AND_SOUTH, 5)
    assert weights == pytest.approx([2 / 3, 2 / 3, 2 / 3, 2])


def test_two_margins_keep_the_odds_ratio_of_the_sample():
    # Cells 1, 1, 1, 3 have odds ratio 3; with even margins p / (0.5 - p) = sqrt(3).
    respondents = people_of(a_Nord=1, a_Syd=1, b_Nord=1, b_Syd=3)
    weights = rake(respondents, NORTH_AND_SOUTH | {"respondent_type": {"a": 0.5, "b": 0.5}}, 5)
    p = 0.5 * math.sqrt(3) / (1 + math.sqrt(3))
    assert weights == pytest.approx([6 * p, 3 - 6 * p, 3 - 6 * p, 2 * p, 2 * p, 2 * p], abs=1e-6)


def test_raking_starts_from_the_delivered_weight():
    respondents = respondents_of([Person(weight=1), Person(weight=3), Person(region="Syd")])
    assert rake(respondents, NORTH_AND_SOUTH, 5) == pytest.approx([0.375, 1.125, 1.5])


def test_without_margins_the_delivered_weights_are_only_scaled():
    assert rake(respondents_of([Person(weight=1), Person(weight=9)]), {}, 1.5).tolist() == [
        0.2,
        1.8,
    ]


def test_a_blank_answer_keeps_its_weight_beside_a_margin():
    respondents = people_of(a_Nord=3, a_Syd=1)
    with_blank = respondents_of(
        [Person("a", "Nord")] * 3 + [Person("a", "Syd")] + [Person("a", NOT_STATED)] * 2
    )
    assert rake(with_blank, NORTH_AND_SOUTH, 5) == pytest.approx(
        [*rake(respondents, NORTH_AND_SOUTH, 5), 1, 1]
    )


def test_no_weight_exceeds_the_cap_and_the_capped_are_counted():
    respondents = people_of(a_Nord=18, a_Syd=2)
    free = rake(respondents, NORTH_AND_SOUTH, 10)
    assert free.max() == pytest.approx(5)
    assert count_capped(free, 10) == 0
    capped = rake(respondents, NORTH_AND_SOUTH, 3)
    assert capped.max() <= 3 * capped.mean() * (1 + 1e-6)
    assert count_capped(capped, 3) == 2
    assert capped.mean() == pytest.approx(1)


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ({"Nord": 0.5, "Syd": 0.4}, "sum to 0.9000"),
        ({"Nord": 0.5, "Syd": 0.3, "Øst": 0.2}, "weights.margins.region.Øst"),
        ({"Nord": 1.0}, "1 categories that respondents state have no share"),
        ({"Nord": 1.0, "Syd": 0.0}, "1 categories that respondents state have no share"),
    ],
)  # fmt: skip
def test_impossible_margins_are_refused(shares, told):
    with pytest.raises(SettingsError, match=told):
        rake(people_of(a_Nord=2, a_Syd=2), {"region": shares}, 5)


def test_all_faults_of_the_margins_are_told_at_once():
    margins = {"region": {"Nord": 0.4}, "respondent_type": {"b": 1.0}}
    with pytest.raises(SettingsError) as refused:
        rake(people_of(a_Nord=2, a_Syd=2), margins, 5)
    assert len(refused.value.faults) == 4


def test_margins_that_contradict_each_other_are_refused():
    # Everyone in Nord is of type a and the other way round, but the shares differ.
    margins = {"region": {"Nord": 0.5, "Syd": 0.5}, "respondent_type": {"a": 0.8, "b": 0.2}}
    with pytest.raises(SettingsError, match="cannot be met together"):
        rake(people_of(a_Nord=3, b_Syd=3), margins, 5)


def test_delivered_weights_of_zero_are_refused():
    with pytest.raises(SettingsError, match="every weight is 0"):
        rake(respondents_of([Person(weight=0)]), {}, 5)


def test_nobody_needs_no_weights():
    assert rake(respondents_of([]), NORTH_AND_SOUTH, 5).tolist() == []


def test_each_row_is_raked_by_itself():
    respondents = people_of(a_Nord=3, a_Syd=2)
    margins = prepare_margins(respondents, NORTH_AND_SOUTH)
    rows = np.array([[1.0, 1, 1, 1, 1], [2.0, 1, 0, 2, 0], [1.0, 1, 3, 0, 0], [0.0, 0, 0, 0, 0]])
    raked = rake_each(rows, np.ones(5), margins, 5)
    assert raked[0] == pytest.approx([5 / 6, 5 / 6, 5 / 6, 1.25, 1.25])
    assert raked[1] == pytest.approx([5 / 3, 5 / 6, 0, 2.5, 0])
    assert raked[2] == pytest.approx([1, 1, 3, 0, 0])  # Syd is empty here and is passed over
    assert raked[3].tolist() == [0, 0, 0, 0, 0]


def test_who_is_drawn_often_is_not_capped_for_it():
    # The fifth respondent is drawn five times: as five people of equal weight, none above 1.5.
    respondents = people_of(a_Nord=3, a_Syd=2)
    margins = prepare_margins(respondents, NORTH_AND_SOUTH)
    raked = rake_each(np.array([[2.0, 2, 1, 0, 5]]), np.ones(5), margins, 1.5)
    assert raked[0] == pytest.approx([1, 1, 0.5, 0, 2.5])


def test_kish_by_hand():
    weights = np.array([1.0, 1.0, 2.0])
    assert effective_n(weights) == pytest.approx(16 / 6)
    assert design_effect(weights) == pytest.approx(3 * 6 / 16)
    assert (effective_n(np.ones(0)), design_effect(np.ones(0))) == (0, 1)


THREE_MARGINS = {
    "respondent_type": {"a": 0.5, "b": 0.3, "c": 0.2},
    "region": {"Nord": 0.6, "Syd": 0.4},
    "size": {"1-9": 0.3, "10+": 0.7},
}


@pytest.mark.parametrize(
    ("seed", "cap", "within"), [(1, None, 1e-8), (2, None, 1e-8), (1, 2.0, 1e-3), (2, 2.0, 1e-3)]
)
def test_raking_agrees_with_another_package(seed, cap, within):
    # weightipy lets weights pass a cap by 0.0001, hence the wider bound.
    rng = np.random.default_rng(seed)
    respondents = respondents_of(
        [
            Person(
                str(rng.choice(("a", "b", "c"), p=(0.2, 0.2, 0.6))),
                str(rng.choice(("Nord", "Syd"), p=(0.3, 0.7))),
                size=str(rng.choice(("1-9", "10+"))),
            )
            for _ in range(300)
        ]
    )
    scheme = weightipy.scheme_from_dict(
        {
            variable: {name: 100 * share for name, share in shares.items()}
            for variable, shares in THREE_MARGINS.items()
        },
        rim_params={"convcrit": 1e-12, "max_iterations": 5000, "cap": cap or 0},
    )
    theirs = weightipy.weight_dataframe(respondents[list(THREE_MARGINS)].copy(), scheme, "theirs")
    ours = rake(respondents, THREE_MARGINS, cap or 1000)
    assert ours == pytest.approx(theirs["theirs"].to_numpy(), abs=within)
    assert (count_capped(ours, cap or 1000) > 10) == (cap is not None)


@given(
    st.lists(st.integers(1, 30), min_size=4, max_size=4),
    st.floats(0.2, 0.8),
    st.floats(0.2, 0.8),
)
def test_raked_weights_meet_every_margin(counts, north, a):
    respondents = people_of(
        **dict(zip(("a_Nord", "a_Syd", "b_Nord", "b_Syd"), counts, strict=True))
    )
    margins = {
        "region": {"Nord": north, "Syd": 1 - north}, "respondent_type": {"a": a, "b": 1 - a},
    }  # fmt: skip
    weights = rake(respondents, margins, 1000)
    for variable, shares in margins.items():
        for name, share in shares.items():
            found = weights[(respondents[variable] == name).to_numpy()].sum() / weights.sum()
            assert found == pytest.approx(share, abs=1e-4)
    assert design_effect(weights) >= 1 - 1e-9
