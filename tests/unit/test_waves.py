from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gapmap.codebook.model import EMPTY, Codebook, CodebookTheme
from gapmap.stages.alignment import Wave, certain_links, likely_links
from gapmap.stages.disclose import disclose_gaps
from gapmap.stages.gaps import score_gaps
from gapmap.stages.waves import compare_waves
from gapmap.text.encoders import make_encoder
from gapmap.text.vocabulary_files import load_vocabulary
from tests.builders import Person, evidence, rules

ENCODER = make_encoder("vocabulary", 7, vocabulary=load_vocabulary())


def wave_of(n, /, *, name="2024", who="r", types=None, texts=None, **counts):
    """A wave in which counts[theme] of n respondents mention the theme."""
    people = [
        Person(needs=[theme for theme, count in counts.items() if place < count])
        for place in range(n)
    ]
    told = evidence(people, themes=list(counts))
    ids = {one: f"{who}{place}" for place, one in enumerate(told.respondents["respondent_id"])}
    respondents = told.respondents.assign(respondent_id=told.respondents["respondent_id"].map(ids))
    if types:
        respondents = respondents.assign(respondent_type=(types * n)[:n])
    statements = told.statements.assign(respondent_id=told.statements["respondent_id"].map(ids))
    if texts:
        theme = told.assignments.set_index("statement_id")["theme_id"]
        said = statements["statement_id"].map(theme).map(texts).fillna("")
        statements = statements.assign(text=said)
    themes = told.themes.assign(definition="one", source="codebook")
    return Wave(
        name,
        score_gaps(told, rules=rules()).gaps,
        themes,
        respondents,
        statements,
        told.assignments,
    )


def then_of(n, /, **counts):
    return wave_of(n, name="2019", **{"who": "old"} | counts)


def compared(now, then, codebook=EMPTY):
    found = compare_waves(now, then, codebook=codebook, encoder=ENCODER)
    return found.trends.set_index("theme_id")


def test_the_change_is_now_less_then():
    row = compared(wave_of(70, a=56), then_of(80, a=48)).loc["a"]
    assert row["demand_change"] == pytest.approx(0.2)
    assert row["gap_change"] == pytest.approx(0.2)  # nothing is offered in either wave
    assert row["demand_change_low"] < 0.2 < row["demand_change_high"]
    assert (row["event"], row["previous_wave"]) == ("kept", "2019")


def test_the_change_has_newcombes_interval():
    # 9/10 less 3/10: Newcombe (1998), table II, method 10.
    row = compared(wave_of(10, a=9), then_of(10, a=3)).loc["a"]
    assert (row["demand_change_low"], row["demand_change_high"]) == pytest.approx(
        (0.1705, 0.8090), abs=5e-5
    )


def test_swapping_the_waves_turns_the_change_round():
    one = compared(wave_of(50, a=20, b=9), then_of(60, a=12, b=30))
    other = compared(then_of(60, a=12, b=30), wave_of(50, a=20, b=9))
    for name in ("demand", "gap"):
        assert np.allclose(one[f"{name}_change"], -other[f"{name}_change"])
        assert np.allclose(one[f"{name}_change_low"], -other[f"{name}_change_high"])
    assert np.allclose(one["q"], other["q"])


@pytest.mark.parametrize(("now", "then"), [(9, 3), (3, 9), (6, 4), (4, 6)])
@pytest.mark.parametrize("who", ["old", "others"])
def test_p_is_below_5_percent_just_when_the_interval_leaves_zero_out(now, then, who):
    row = compared(wave_of(10, a=now, who=who), then_of(10, a=then)).loc["a"]
    apart = row["demand_change_low"] > 0 or row["demand_change_high"] < 0
    assert (row["q"] < 0.05) == apart  # one theme: q is p


def test_no_change_has_p_1():
    assert compared(wave_of(20, a=5), then_of(20, a=5)).loc["a", "q"] == 1


def test_q_is_controlled_over_the_themes():
    alone = compared(wave_of(40, a=20), then_of(40, a=8)).loc["a", "q"]
    among = compared(wave_of(40, a=20, b=9, c=9), then_of(40, a=8, b=9, c=9)).loc["a", "q"]
    assert among == pytest.approx(3 * alone)


def test_the_same_people_tell_a_change_apart_sooner():
    apart = compared(wave_of(40, a=20), then_of(40, a=12)).loc["a"]
    again = compared(wave_of(40, a=20, who="old"), then_of(40, a=12)).loc["a"]
    width = "demand_change_high"
    assert again["demand_change"] == apart["demand_change"]
    assert again[width] - again["demand_change_low"] < apart[width] - apart["demand_change_low"]
    found = compare_waves(
        wave_of(40, a=20, who="old"), then_of(40, a=12), codebook=EMPTY, encoder=ENCODER
    )
    assert found.n_again == 40


def test_themes_come_and_go():
    trends = compared(wave_of(20, a=5, b=6, c=0), then_of(20, b=6, c=7, d=8))
    assert trends["event"].to_dict() == {"a": "new", "b": "kept", "c": "gone", "d": "gone"}
    assert trends["demand_change"].isna().to_dict() == {
        "a": True, "b": False, "c": True, "d": True,
    }  # fmt: skip


def test_a_theme_that_neither_wave_mentions_has_no_trend():
    current, previous = wave_of(20, a=5, b=0), then_of(20, a=5, b=0)
    assert list(compared(current, previous).index) == ["a"]


def test_proposals_of_two_waves_are_paired_by_what_is_said():
    money, data = "kapital og investorer", "adgang til sundhedsdata"
    now = wave_of(30, p1=9, p2=12, texts={"p1": money, "p2": data})
    then = then_of(30, q1=6, q2=15, texts={"q1": data, "q2": money})
    trends = compared(now, then)
    assert trends["previous_theme_ids"].map(list).to_dict() == {"p1": ["q2"], "p2": ["q1"]}
    assert trends.loc["p1", "demand_change"] == pytest.approx(-0.2)


def test_a_proposal_that_nothing_was_like_is_new():
    now = wave_of(30, p1=9, p2=12, texts={"p1": "kapital", "p2": "mangel på medicin"})
    then = then_of(30, q1=9, q2=9, texts={"q1": "investorer", "q2": "sundhedsdata"})
    events = compared(now, then)["event"].to_dict()
    assert events == {"p1": "kept", "p2": "new", "q2": "gone"}


def theme(theme_id, **more):
    return CodebookTheme(theme_id, theme_id, theme_id, **more)


def test_what_became_of_a_theme_is_known_from_the_codebook():
    codebook = Codebook(
        version=2,
        themes=(
            theme("K1", found_as=("2019-P01",)),
            theme("K2", merged_into="K1"),
            theme("K3", split_from="K4"),
            theme("K4"),
        ),
    )
    links = certain_links(["2019-P01", "K2", "K4"], ["K1", "K3", "K4"], codebook)
    pairs = {(link.then, link.now) for link in links}
    assert pairs == {("2019-P01", "K1"), ("K2", "K1"), ("K4", "K4"), ("K4", "K3")}
    events = compared(wave_of(20, K1=9, K3=4, K4=8), then_of(20, K2=5, K4=9), codebook)["event"]
    assert events.to_dict() == {"K1": "kept", "K3": "split", "K4": "kept"}
    merged = compared(wave_of(20, K1=9), then_of(20, K1=5, K2=9), codebook)["event"]
    assert merged.to_dict() == {"K1": "merged"}


def test_each_theme_has_one_partner_and_the_rest_join_what_they_are_like():
    likeness = pd.DataFrame(
        [[0.9, 0.8, 0.1], [0.7, 0.2, 0.1]], index=["a", "b"], columns=["x", "y", "z"]
    )
    assert {(one.then, one.now) for one in likely_links(likeness)} == {("a", "y"), ("b", "x")}
    split = pd.DataFrame([[0.9, 0.8]], index=["a"], columns=["x", "y"])
    assert {(one.then, one.now) for one in likely_links(split)} == {("a", "x"), ("a", "y")}
    assert likely_links(likeness * 0.4) == []


def test_a_theme_whose_definition_was_edited_says_so():
    now, then = wave_of(20, a=5, b=6), then_of(20, a=5, b=6)
    edited = replace(now, themes=now.themes.assign(definition=["two", "one"]))
    assert compared(edited, then)["codebook_changed"].to_dict() == {"a": True, "b": False}


def test_the_mix_of_the_wave_before_shows_what_is_only_another_mix():
    # Half of each type mentions it in both waves of the first type, nobody of the second.
    types = ["Virksomhed"] * 40 + ["Offentlig organisation"] * 40
    now = wave_of(80, a=40, types=types)
    then = then_of(40, a=10, types=["Virksomhed"] * 10 + ["Offentlig organisation"] * 30)
    row = compared(now, then).loc["a"]
    assert row["demand_change"] == pytest.approx(0.25)
    assert row["demand_change_mix"] == pytest.approx(0.0, abs=1e-6)
    found = compare_waves(now, then, codebook=EMPTY, encoder=ENCODER)
    assert found.mix_distance == pytest.approx(0.25)


def test_hidden_figures_stay_hidden():
    hidden, shown = wave_of(20, a=3), then_of(20, a=9)
    for current, previous in ((hidden, shown), (shown, hidden)):
        row = compared(
            replace(current, gaps=disclose_gaps(current.gaps, min_cell=5)),
            replace(previous, gaps=disclose_gaps(previous.gaps, min_cell=5)),
        ).loc["a"]
        assert row["event"] == "kept"
        told = ["event", "previous_wave", "previous_theme_ids", "codebook_changed",
                "label_da", "label_en"]  # fmt: skip
        assert row.drop(told).isna().all()


def test_without_an_earlier_wave_there_are_no_trends():
    assert compare_waves(wave_of(5, a=2), None, codebook=EMPTY, encoder=ENCODER).trends.empty
    assert compared(wave_of(0), then_of(5, a=2))["event"].to_dict() == {"a": "gone"}


def test_the_tables_handed_in_do_not_change():
    waves = wave_of(20, a=5), then_of(20, a=9)
    tables = [table for wave in waves for table in (wave.gaps, wave.themes, wave.statements)]
    before = [table.copy(deep=True) for table in tables]
    compared(*waves)
    for table, copy in zip(tables, before, strict=True):
        pd.testing.assert_frame_equal(table, copy)


def test_row_order_does_not_matter():
    waves = wave_of(20, a=5, b=9), then_of(20, a=9, b=2)
    turned = [
        Wave(
            wave.name,
            *(
                table.iloc[::-1].reset_index(drop=True)
                for table in (
                    wave.gaps, wave.themes, wave.respondents, wave.statements, wave.assignments
                )
            ),
        )
        for wave in waves
    ]  # fmt: skip
    pd.testing.assert_frame_equal(compared(*waves), compared(*turned))
    assert np.isfinite(compared(*turned)["q"]).all()
