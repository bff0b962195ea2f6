import numpy as np
import pandas as pd
import pytest

from gapmap.stages.disclose import disclose_gaps
from gapmap.stages.gaps import score_gaps
from gapmap.stages.waves import compare_waves
from tests.builders import Person, evidence, rules, themes_of


def wave_of(n, /, *, found=(), unmentioned=(), **counts):
    """Gaps and themes of a wave in which counts[theme] of n respondents mention the theme."""
    people = [
        Person(needs=[theme for theme, count in counts.items() if place < count])
        for place in range(n)
    ]
    gaps = score_gaps(evidence(people, themes=[*counts, *unmentioned]), rules=rules()).gaps
    codebook = [theme for theme in (*counts, *unmentioned) if theme not in found]
    return gaps, pd.concat([themes_of(codebook, "codebook"), themes_of(found, "found")])


def compared(current, previous):
    trends = compare_waves(*current, *previous, previous_wave="2019")
    return trends.set_index("theme_id")


def test_the_change_is_now_less_then():
    row = compared(wave_of(70, a=56), wave_of(80, a=48)).loc["a"]
    assert row["demand_change"] == pytest.approx(0.2)
    assert row["gap_change"] == pytest.approx(0.2)  # nothing is offered in either wave
    assert row["demand_change_low"] < 0.2 < row["demand_change_high"]
    assert (row["event"], row["previous_wave"]) == ("kept", "2019")


def test_the_change_has_newcombes_interval():
    # 9/10 less 3/10: Newcombe (1998), table II, method 10.
    row = compared(wave_of(10, a=9), wave_of(10, a=3)).loc["a"]
    assert (row["demand_change_low"], row["demand_change_high"]) == pytest.approx(
        (0.1705, 0.8090), abs=5e-5
    )


@pytest.mark.parametrize(("now", "then"), [(9, 3), (3, 9), (6, 4), (4, 6)])
def test_p_is_below_5_percent_just_when_the_interval_leaves_zero_out(now, then):
    row = compared(wave_of(10, a=now), wave_of(10, a=then)).loc["a"]
    apart = row["demand_change_low"] > 0 or row["demand_change_high"] < 0
    assert (row["q"] < 0.05) == apart  # one theme: q is p


def test_no_change_has_p_1():
    assert compared(wave_of(20, a=5), wave_of(20, a=5)).loc["a", "q"] == 1


def test_q_is_controlled_over_the_themes():
    alone = compared(wave_of(40, a=20), wave_of(40, a=8)).loc["a", "q"]
    among = compared(wave_of(40, a=20, b=9, c=9), wave_of(40, a=8, b=9, c=9)).loc["a", "q"]
    assert among == pytest.approx(3 * alone)


def test_themes_come_and_go():
    trends = compared(wave_of(20, a=5, b=6, c=0), wave_of(20, b=6, c=7, d=8))
    assert trends["event"].to_dict() == {"a": "new", "b": "kept", "c": "gone", "d": "gone"}
    assert trends["demand_change"].isna().to_dict() == {
        "a": True,  # the wave before did not look for it
        "b": False, "c": False, "d": True,
    }  # fmt: skip
    assert trends["codebook_changed"].isna().all()


def test_a_theme_that_neither_wave_mentions_has_no_trend():
    current, previous = wave_of(20, a=5, b=0), wave_of(20, a=5, b=0)
    assert list(compared(current, previous).index) == ["a"]


def test_themes_found_in_a_wave_are_never_compared():
    assert compared(wave_of(20, a=5, found=["a"]), wave_of(20, a=5, found=["a"])).empty


def test_hidden_figures_stay_hidden():
    hidden, shown = wave_of(20, a=3), wave_of(20, a=9)
    for current, previous in ((hidden, shown), (shown, hidden)):
        row = compared(
            (disclose_gaps(current[0], min_cell=5), current[1]),
            (disclose_gaps(previous[0], min_cell=5), previous[1]),
        ).loc["a"]
        assert row["event"] == "kept"
        assert row.drop(["event", "previous_wave", "codebook_changed"]).isna().all()


def test_without_an_earlier_wave_there_are_no_trends():
    gaps, themes = wave_of(5, a=2)
    assert compare_waves(gaps, themes, None, None, previous_wave=None).empty
    empty = score_gaps(evidence([]), rules=rules()).gaps
    assert compare_waves(empty, themes_of([]), gaps, themes_of([]), previous_wave="2019").empty


def test_the_tables_handed_in_do_not_change():
    current, previous = wave_of(20, a=5), wave_of(20, a=9)
    before = [frame.copy(deep=True) for frame in (*current, *previous)]
    compared(current, previous)
    for frame, copy in zip((*current, *previous), before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_row_order_does_not_matter():
    current, previous = wave_of(20, a=5, b=9), wave_of(20, a=9, b=2)
    turned = [tuple(frame.iloc[::-1] for frame in wave) for wave in (current, previous)]
    pd.testing.assert_frame_equal(compared(current, previous), compared(*turned))
    assert np.isfinite(compared(*turned)["q"]).all()
