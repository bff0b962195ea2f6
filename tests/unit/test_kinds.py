import numpy as np
import pytest

from gapmap.stages.kinds import mean_ratings, name_kinds
from tests.builders import rules

NAN = float("nan")


def kind(covered, happy, *, places=0.0, need=10.0, **changes):
    ends = [tuple(np.array([end]) for end in interval) for interval in (covered, happy)]
    (found,) = name_kinds(*ends, np.array([places]), np.array([need]), rules(**changes))
    return found


LOW, HIGH, NOT_RATED = (0.1, 0.4), (0.6, 0.9), (NAN, NAN)
UNHAPPY, HAPPY = (1.5, 2.5), (3.5, 4.5)


@pytest.mark.parametrize(
    ("coverage", "satisfaction", "expected"),
    [
        (LOW, UNHAPPY, "no_suitable_offer_for_most"),
        (LOW, NOT_RATED, "no_suitable_offer_for_most"),
        (LOW, HAPPY, "possibly_met_outside_the_catalogue"),
        (HIGH, UNHAPPY, "offers_not_felt_to_be_enough"),
        (HIGH, HAPPY, "met"),
        (HIGH, NOT_RATED, "undecided"),
        ((0.4, 0.6), UNHAPPY, "undecided"),
        (LOW, (2.5, 3.5), "undecided"),
        ((NAN, NAN), NOT_RATED, "undecided"),
    ],
)
def test_kinds_of_gap(coverage, satisfaction, expected):
    assert kind(coverage, satisfaction) == expected


def test_an_interval_that_ends_at_the_threshold():
    assert kind((0.5, 0.9), (3.0, 4.0)) == "met"  # from the threshold on it is covered
    assert kind((0.2, 0.5), UNHAPPY) == "undecided"
    assert kind(HIGH, (2.0, 3.0)) == "undecided"


def test_more_places_than_needs_wins_over_met_and_only_over_met():
    assert kind(HIGH, HAPPY, places=20) == "met"  # twice is not more than twice
    assert kind(HIGH, HAPPY, places=20.1) == "more_places_than_needs"
    assert kind(HIGH, UNHAPPY, places=99) == "offers_not_felt_to_be_enough"


def test_thresholds_come_from_the_settings():
    assert kind(HIGH, UNHAPPY, coverage=0.95) == "no_suitable_offer_for_most"
    assert kind(HIGH, UNHAPPY, satisfaction=1.2) == "met"


def ratings_of(values, weights=None, least=3):
    values = np.array(values, dtype=float)
    weights = np.ones(len(values)) if weights is None else np.array(weights, dtype=float)
    theme = np.zeros(len(values), dtype=np.intp)
    return mean_ratings(values, weights, theme, n_themes=1, least=least)


def test_a_mean_rating_by_hand():
    # Mean 3, standard deviation 1, n 3: Student's 97.5% point on 2 degrees is 4.303.
    found = ratings_of([2, 3, 4])
    assert found.mean == pytest.approx([3])
    assert (found.low, found.high) == (1, 5)
    found = ratings_of([2, 3, 4] * 9)
    half = 2.0555 * np.sqrt(18 / 26 / 27)
    assert np.ravel([found.low, found.high]) == pytest.approx([3 - half, 3 + half], abs=1e-4)


def test_a_mean_rating_is_weighted():
    assert ratings_of([1, 5, 5], weights=[2, 1, 1]).mean == pytest.approx([3])


@pytest.mark.parametrize(("n", "rated"), [(4, False), (5, True), (6, True)])
def test_a_mean_needs_enough_ratings(n, rated):
    found = ratings_of([4] * n + [NAN] * 9, least=5)
    assert np.isnan(found.mean[0]) == (not rated)


def test_ratings_without_spread_have_an_interval_of_no_width():
    found = ratings_of([4, 4, 4])
    assert (found.low, found.mean, found.high) == (4, 4, 4)
