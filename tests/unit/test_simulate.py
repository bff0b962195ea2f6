"""The invented populations of the benchmarks: very many answers find the truth that they tell."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import simulate, validity

MANY = 15_000


@pytest.fixture(scope="module")
def world() -> simulate.World:
    return simulate.make_world(validity.THEMES, validity.OFFERS, np.random.default_rng(5))


def test_the_figures_of_many_answers_are_the_true_ones(world: simulate.World) -> None:
    rng = np.random.default_rng(1)
    survey = simulate.draw_survey(world, MANY, rng)
    fits = simulate.draw_fits(world.shape, rng)
    grades = fits.found()
    tables = simulate.as_evidence(
        world, survey, simulate.put_right(survey), fits, grades, decided=True
    )
    rules = simulate.make_rules(world, is_raked=True, replicates=1, seed=1)
    found = validity.score(tables, rules, contrasts=True)
    truth = validity.true_gaps(world, grades)
    for figure in ("demand", "met", "gap", "gap_capacity", "difference"):
        off = (found[figure] - truth[figure]).abs()
        assert off.max() < 0.03, figure
        assert off.mean() < 0.006, figure


def test_unclear_statements_leave_a_theme_as_often_as_they_enter_it(
    world: simulate.World,
) -> None:
    rng = np.random.default_rng(2)
    survey = simulate.draw_survey(world, 4 * MANY, rng)
    themed = simulate.confuse(survey, world.answers @ world.demand, rng)
    before, after = (
        np.bincount(theme, minlength=validity.THEMES) for theme in (survey.theme, themed.theme)
    )
    assert after == pytest.approx(before, rel=0.05)
    is_right = themed.theme == survey.theme
    assert is_right.mean() == pytest.approx(themed.membership.mean(), abs=0.01)
    assert 0.6 < is_right.mean() < 0.9


def test_fits_say_how_often_an_offer_serves(world: simulate.World) -> None:
    rng = np.random.default_rng(3)
    fits = simulate.draw_fits((200, 200), rng)
    true = fits.true(rng)
    likely = fits.fit > 0.5
    assert (true[likely] > 0).mean() == pytest.approx(fits.fit[likely].mean(), abs=0.03)
    assert (true[likely] == 1).mean() == pytest.approx(fits.fit_full[likely].mean(), abs=0.05)
    boasting = fits.boast(2.0)
    assert (boasting.fit[likely] >= fits.fit[likely]).all()
    assert (boasting.fit_full <= boasting.fit).all()
