import numpy as np
import pytest

from gapmap.stages import measures
from gapmap.stages.evidence import take_sample
from gapmap.stages.measures import measure
from tests.builders import Offer, Person, evidence, rules


def measured(people, offers, *, weights=None, population=None):
    """The measures of all respondents, theme a, one row of weights."""
    sample = take_sample(evidence(people, offers), rules())
    weights = np.ones(len(people)) if weights is None else np.array(weights, dtype=float)
    return measure(sample, weights[None, :], population).of(0)


FOUR = [Person(needs=["a"]), Person("Kommune", needs=["a"]), Person(needs=["b"]), Person()]


def test_the_best_offer_open_to_the_respondent_counts():
    # Both have the need; only the municipality gets the full offer, the company half.
    offers = [Offer({"a": "full"}, audience=["Kommune"]), Offer({"a": "partly"})]
    found = measured(FOUR, offers)
    assert found.demand[0, 0] == 2 / 4
    assert found.met[0, 0] == (1 + 0.5) / 4
    assert found.gap[0, 0] == 0.5 / 4
    assert found.coverage[0, 0] == 0.75


def test_offers_that_serve_partly_do_not_add_up():
    assert measured(FOUR, [Offer({"a": "partly"})] * 3).met[0, 0] == 0.5 * 2 / 4


def test_shares_are_weighted():
    found = measured(FOUR, [Offer({"a": "full"}, audience=["Kommune"])], weights=[3, 1, 2, 2])
    assert found.demand[0].tolist() == [4 / 8, 2 / 8]
    assert found.gap[0, 0] == 3 / 8


def test_coverage_is_empty_where_nobody_mentions_the_theme():
    found = measured([Person(needs=["b"])], [Offer({"a": "full"})])
    assert (found.demand[0, 0], found.gap[0, 0]) == (0, 0)
    assert np.isnan(found.coverage[0, 0])


def test_places_are_shared_out_over_everything_an_offer_could_meet():
    # The load is 2 (theme a) + half of 1 (theme b) = 2.5; one place: each grade times 0.4.
    found = measured(FOUR, [Offer({"a": "full", "b": "partly"}, capacity=1)])
    assert found.gap_capacity[0].tolist() == pytest.approx([(2 - 2 * 0.4) / 4, (1 - 0.5 * 0.4) / 4])
    assert found.gap[0].tolist() == [0, 0.5 / 4]


def test_when_places_run_out_the_next_best_offer_steps_in():
    offers = [Offer({"a": "full"}, capacity=0), Offer({"a": "partly"})]
    found = measured(FOUR, offers)
    assert (found.gap[0, 0], found.gap_capacity[0, 0]) == (0, 0.5 * 2 / 4)


def test_enough_places_and_unknown_places_limit_nothing():
    for capacity in (2, None):
        assert measured(FOUR, [Offer({"a": "full"}, capacity=capacity)]).gap_capacity[0, 0] == 0


def test_the_population_scales_the_load_and_not_the_shares():
    # 400 organisations: 200 with the need for 50 places.
    found = measured(FOUR, [Offer({"a": "full"}, capacity=50)], population=400)
    assert found.gap[0, 0] == 0
    assert found.gap_capacity[0, 0] == pytest.approx(0.5 - 0.5 * 50 / 200)


def test_many_rows_are_measured_as_one_by_one(monkeypatch):
    sample = take_sample(evidence(FOUR, [Offer({"a": "full"}, capacity=1)]), rules())
    rows = np.array([[1.0, 2, 3, 4], [0, 1, 1, 1], [0, 0, 0, 0]])
    together = measure(sample, rows, None)
    monkeypatch.setattr(measures, "CHUNK", 4)
    apart = measure(sample, rows, None)
    for name in ("demand", "met", "met_capacity"):
        assert getattr(apart, name).shape == (len(sample.segments), 3, 2)
        np.testing.assert_array_equal(getattr(apart, name), getattr(together, name))
    assert np.isnan(together.demand[:, 2]).all()
