import json
from importlib.resources import files

import numpy as np
import pytest

from gapmap.stages.calibration import (
    STATEMENT_FEATURES,
    THEME_FEATURES,
    Fits,
    Logistic,
    load_calibration,
)


def test_a_logistic_of_nothing_is_its_intercept():
    even, rare = Logistic(0.0, (1.0, 2.0, 3.0)), Logistic(np.log(1 / 9), (0.0, 0.0, 0.0))
    assert even.probability(np.zeros((2, 5, 3))).shape == (2, 5)
    assert (even.probability(np.zeros((2, 5, 3))) == 0.5).all()
    assert rare.probability(np.ones(3)) == pytest.approx(0.1)


def test_coefficients_add_to_the_log_odds_in_order():
    probability = Logistic(-1.0, (2.0, 0.0, 4.0)).probability(np.array([0.5, 9.0, 0.25]))
    assert probability == pytest.approx(1 / (1 + np.exp(-1.0)))


@pytest.mark.parametrize(
    ("fits", "features"),
    [
        (load_calibration().theme, THEME_FEATURES),
        (load_calibration().statement, STATEMENT_FEATURES),
    ],
)
def test_the_calibration_that_ships_falls_with_no_similarity(fits, features):
    assert len(fits.fit.coefficients) == len(features)
    assert all(coefficient >= 0 for coefficient in fits.fit.coefficients)
    assert max(fits.fit.coefficients) > 1


def test_full_is_a_share_of_fit():
    fit, full = Fits(Logistic(0.0, (0.0,)), 0.4).probabilities(np.ones((3, 1)))
    assert list(fit) == [0.5, 0.5, 0.5]
    assert list(full) == [0.2, 0.2, 0.2]


def test_what_shares_nothing_is_openly_unlikely_to_serve():
    shipped = load_calibration()
    assert shipped.theme.fit.probability(np.zeros(4)) < 0.02
    assert shipped.statement.fit.probability(np.zeros(3)) < 0.2


def test_what_shares_much_is_likely_to_serve_fully():
    alike = np.array([0.6, 0.6, 0.15, 0.15])
    fit, full = load_calibration().theme.probabilities(alike)
    assert fit > 0.9
    assert full > 0.5


def test_a_theme_whose_people_want_different_things_is_served_with_less_certainty():
    fit = load_calibration().theme.fit
    pure, mixed = np.array([0.8, 0.4, 0.1, 0.1]), np.array([0.4, 0.4, 0.1, 0.1])
    assert fit.probability(mixed) < fit.probability(pure)


@pytest.mark.parametrize(
    ("part", "features", "figures"),
    [
        ("theme", THEME_FEATURES, "cross_validated_by_offer"),
        ("statement", STATEMENT_FEATURES, "cross_validated_by_need"),
    ],
)
def test_the_file_says_where_its_numbers_come_from(part, features, figures):
    written = json.loads(files("gapmap.resources").joinpath("matching.json").read_text("utf-8"))
    assert {"written_by", "date"} <= set(written)
    assert written[part]["trained_on"]
    assert "AUC" in written[part][figures]
    assert set(written[part]["coefficients"]) == set(features)
