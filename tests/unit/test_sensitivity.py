import numpy as np
import pytest

from gapmap.stages.evidence import take_sample
from gapmap.stages.sensitivity import rank_agreement, regrade, vary
from tests.builders import Offer, Person, evidence, rules


def varied(people, offers, weights=None):
    sample = take_sample(evidence(people, offers), rules())
    weights = np.ones(len(people)) if weights is None else np.array(weights, dtype=float)
    found = vary(sample, weights, 0.5)
    return {
        variant: dict(zip(rows["theme_id"], rows["gap"], strict=True))
        for variant, rows in found.groupby("variant")
    }, found


PEOPLE = [Person(needs=["a", "b"]), Person(needs=["a"]), Person(needs=["c"]), Person()]


def test_partly_counts_as_none_and_as_full():
    gaps, _ = varied(PEOPLE, [Offer({"a": "partly", "c": "full"})])
    assert gaps["partly_as_none"] == {"a": 0.5, "b": 0.25, "c": 0}
    assert gaps["partly_as_full"] == {"a": 0, "b": 0.25, "c": 0}


def test_grades_are_worked_out_again_under_another_threshold():
    offers = [Offer({"a": "partly"}, fits=(0.55, 0.45))]
    gaps, _ = varied(PEOPLE, offers)
    assert gaps["threshold_minus_0.1"]["a"] == 0  # 0.45 now counts as full
    assert gaps["threshold_plus_0.1"]["a"] == 0.5  # 0.55 no longer counts


@pytest.mark.parametrize(("status", "grade"), [("confirmed", 1.0), ("rejected", 0.0)])
def test_what_an_analyst_decided_stays(status, grade):
    offers = [Offer({"a": "full"}, fits=(0.55, 0.1), status=status)]
    sample = take_sample(evidence(PEOPLE, offers), rules())
    for threshold in (0.4, 0.6):
        assert regrade(sample, threshold).tolist()[0] == [grade]


def test_a_threshold_that_is_met_exactly_counts():
    offers = [Offer({"a": "none"}, fits=(0.8, 0.8))]
    sample = take_sample(evidence(PEOPLE, offers), rules())
    assert regrade(sample, 0.7 + 0.1).tolist()[0] == [1]
    assert regrade(sample, 0.9 - 0.1).tolist()[0] == [1]


def test_without_weights():
    gaps, found = varied(PEOPLE, [], weights=[0.1, 0.1, 3.7, 0.1])
    assert gaps["unweighted"] == {"a": 0.5, "b": 0.25, "c": 0.25}
    assert gaps["partly_as_none"]["c"] == pytest.approx(3.7 / 4)
    ranks = found[found["variant"] == "unweighted"].set_index("theme_id")["rank"]
    assert ranks.to_dict() == {"a": 1, "b": 2, "c": 2}


def test_tau_is_one_when_the_ranking_stays_and_less_when_it_turns():
    _, found = varied(PEOPLE, [Offer({"a": "partly", "c": "full"})])
    tau = found.groupby("variant")["tau"].first()
    assert tau["unweighted"] == pytest.approx(1)
    assert tau["partly_as_full"] < 1


def test_tau_by_hand():
    assert rank_agreement(np.array([1.0, 2, 3]), np.array([1.0, 3, 2])) == pytest.approx(1 / 3)
    assert rank_agreement(np.array([1.0, 2]), np.array([2.0, 1])) == -1


@pytest.mark.parametrize("constant", [[0.0, 0.0], [np.nan, np.nan]])
def test_tau_is_empty_where_a_ranking_says_nothing(constant):
    assert np.isnan(rank_agreement(np.array([0.1, 0.2]), np.array(constant)))


def test_there_are_five_variants_of_every_theme_and_none_without_themes():
    _, found = varied(PEOPLE, [])
    assert found.groupby("variant").size().to_dict() == dict.fromkeys(
        ("partly_as_full", "partly_as_none", "threshold_minus_0.1", "threshold_plus_0.1",
         "unweighted"), 3,
    )  # fmt: skip
    assert varied([Person()], [])[1].empty
