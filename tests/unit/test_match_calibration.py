import json
from importlib.resources import files

import numpy as np
import pytest

from gapmap.stages.calibration import Logistic, load_calibration
from gapmap.stages.match_features import FEATURES


def test_a_logistic_of_nothing_is_its_intercept():
    even, rare = Logistic(0.0, (1.0, 2.0, 3.0)), Logistic(np.log(1 / 9), (0.0, 0.0, 0.0))
    assert even.probability(np.zeros((2, 5, 3))).shape == (2, 5)
    assert (even.probability(np.zeros((2, 5, 3))) == 0.5).all()
    assert rare.probability(np.ones(3)) == pytest.approx(0.1)


def test_coefficients_add_to_the_log_odds_in_order():
    probability = Logistic(-1.0, (2.0, 0.0, 4.0)).probability(np.array([0.5, 9.0, 0.25]))
    assert probability == pytest.approx(1 / (1 + np.exp(-1.0)))


def test_the_calibration_that_ships_rises_with_every_similarity():
    shipped = load_calibration()
    for model in (shipped.fit, shipped.fit_full):
        assert all(coefficient > 0 for coefficient in model.coefficients)


def test_what_shares_nothing_is_openly_unlikely_to_serve():
    shipped = load_calibration()
    assert shipped.fit.probability(np.zeros(3)) < 0.05


def test_what_shares_much_is_likely_to_serve_fully():
    alike = np.array([0.6, 0.15, 0.15])
    assert load_calibration().fit.probability(alike) > 0.9
    assert load_calibration().fit_full.probability(alike) > 0.5


def test_the_file_says_where_its_numbers_come_from():
    written = json.loads(files("gapmap.resources").joinpath("matching.json").read_text("utf-8"))
    assert set(written["fit"]["coefficients"]) == set(FEATURES)
    assert {"written_by", "date", "trained_on", "cross_validated_by_offer"} <= set(written)
