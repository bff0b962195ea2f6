from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from gapmap.codebook.model import EMPTY
from gapmap.stages.alignment import Wave
from gapmap.stages.disclose import (
    disclose_codings,
    disclose_contrasts,
    disclose_gaps,
    disclose_sensitivity,
    disclose_themes,
    turnout,
)
from gapmap.stages.gaps import score_gaps
from gapmap.stages.segments import divide
from gapmap.stages.suppression import find_sums
from gapmap.stages.waves import compare_waves
from gapmap.tables import GAPS, TABLES
from gapmap.text.encoders import make_encoder
from gapmap.text.vocabulary_files import load_vocabulary
from tests.builders import Person, cell, evidence, respondents_of, rules, themes_of

KEY = ["theme_id", "segment_kind", "segment"]
NUMBERS = [column.name for column in GAPS.columns if column.kind in ("integer", "number")]


def gaps_of(*rows):
    """(theme, kind, segment, n, n_need[, n_missing]) -> table gaps with a figure in each cell."""
    frame = pd.DataFrame(
        [
            dict(zip(NUMBERS, [1.0] * len(NUMBERS), strict=True))
            | {"n_unmet": 0, "n_partly": 0, "n_asked": 0, "n_prompted": 0, "kind": "met"}
            | dict(
                zip(
                    (*KEY, "n", "n_need", "n_missing"), (*row, *([0] * (6 - len(row)))), strict=True
                )
            )
            for row in rows
        ]
    )
    return TABLES["gaps"].shape(frame)


def by_type(theme="a", /, **cells):
    """Type=(n, n_need[, n_missing]) -> the rows of a theme, with the row of all."""
    total = [sum(parts) for parts in zip(*cells.values(), strict=True)]
    return [
        (theme, "all", "", *total),
        *((theme, "respondent_type", name, *counts) for name, counts in cells.items()),
    ]


def hidden_in(shown, column="n_need"):
    return {row["segment"] for _, row in shown[shown[column].isna()].iterrows()}


def shown_of(*rows, min_cell=5):
    return disclose_gaps(gaps_of(*rows), min_cell=min_cell)


@pytest.mark.parametrize(
    ("n", "n_need", "hidden"),
    [
        (9, 0, True), (10, 0, False),
        (100, 0, False), (100, 1, True), (100, 4, True), (100, 5, False), (100, 6, False),
        (100, 94, False), (100, 95, False), (100, 96, True), (100, 99, True), (100, 100, False),
    ],
)  # fmt: skip
def test_the_thresholds(n, n_need, hidden):
    shown = shown_of(("a", "all", "", n, n_need))
    assert hidden_in(shown) == ({""} if hidden else set())


@pytest.mark.parametrize(("min_cell", "hidden"), [(3, False), (4, True)])
def test_min_cell_is_a_setting(min_cell, hidden):
    assert bool(hidden_in(shown_of(("a", "all", "", 100, 3), min_cell=min_cell))) is hidden


def test_every_number_of_a_hidden_cell_is_emptied():
    row = shown_of(("a", "all", "", 100, 3)).iloc[0]
    assert row[[name for name in NUMBERS if name not in ("n_asked", "n_prompted")]].isna().all()
    assert (row["theme_id"], row["segment_kind"], row["segment"], row["kind"]) == (
        "a", "all", "", "",
    )  # fmt: skip


def test_a_shown_cell_keeps_everything():
    gaps = gaps_of(("a", "all", "", 100, 30, 12))
    pd.testing.assert_frame_equal(disclose_gaps(gaps, min_cell=5), gaps)


def test_a_lone_hidden_cell_takes_the_smallest_other_of_its_theme():
    rows = by_type(x=(90, 3), y=(90, 40), z=(90, 20)) + by_type(
        "b", x=(90, 9), y=(90, 8), z=(90, 7)
    )
    shown = shown_of(*rows)
    assert hidden_in(shown[shown["theme_id"] == "a"]) == {"x", "z"}
    assert hidden_in(shown[shown["theme_id"] == "b"]) == set()


def test_a_segment_under_ten_is_hidden_in_every_theme_and_takes_one_more_in_each():
    rows = by_type(x=(9, 0), y=(90, 40), z=(90, 20)) + by_type("b", x=(9, 6), y=(90, 8), z=(90, 30))
    shown = shown_of(*rows)
    assert hidden_in(shown[shown["theme_id"] == "a"]) == {"x", "z"}
    assert hidden_in(shown[shown["theme_id"] == "b"]) == {"x", "y"}


def test_a_segment_of_one_to_four_hides_the_size_of_another_and_so_all_of_it():
    rows = by_type(x=(4, 0), y=(90, 40), z=(30, 20)) + by_type("b", x=(4, 3), y=(90, 8), z=(30, 20))
    shown = shown_of(*rows)
    for theme in ("a", "b"):
        assert hidden_in(shown[shown["theme_id"] == theme], "n") == {"x", "z"}


def test_what_is_missing_is_hidden_on_its_own():
    shown = shown_of(*by_type(x=(90, 20, 3), y=(90, 40, 12), z=(90, 40, 9)))
    assert hidden_in(shown) == set()
    assert hidden_in(shown, "n_missing") == {"x", "z"}
    shown = shown_of(*by_type(x=(90, 3, 0), y=(90, 40, 12), z=(90, 20, 0)))
    assert hidden_in(shown, "n_missing") == {"x", "z", "y"}  # zeros alone would be worked out


def scored(people, **changes):
    return score_gaps(evidence(people), rules=rules(replicates=2, **changes))


PEOPLE = (
    [Person("Virksomhed", needs=["a"])] * 20 + [Person("Virksomhed", needs=["b"])] * 30
    + [Person("Kommune", needs=["a"])] * 6 + [Person("Kommune", needs=["b"])] * 30
    + [Person("Universitet", needs=["a"])] * 2 + [Person("Universitet", needs=["b"])] * 30
    + [Person("Universitet", needs=["c"])] * 2
)  # fmt: skip


def test_contrasts_and_sensitivity_follow_the_gaps():
    result = scored(PEOPLE)
    shown = disclose_gaps(result.gaps, min_cell=5)
    contrasts = disclose_contrasts(result.contrasts, shown)
    assert len(contrasts) == len(result.contrasts)
    for _, row in contrasts.iterrows():
        in_all = cell(shown, row["theme_id"], "all", "")
        is_hidden = pd.isna([cell(shown, *row[KEY])["n_need"], in_all["n_need"]]).any()
        assert row.drop(KEY).isna().all() == is_hidden
        assert row.drop(KEY).notna().all() != is_hidden
    assert np.isnan(cell(contrasts, "a", "respondent_type", "Universitet")["p"])
    sensitivity = disclose_sensitivity(result.sensitivity, shown).set_index("theme_id")
    assert sensitivity.loc["c", ["gap", "rank"]].isna().all(axis=None)
    assert sensitivity.loc["a", ["gap", "rank"]].notna().all(axis=None)


def test_themes_hidden_among_all_lose_their_counts():
    shown = disclose_gaps(scored(PEOPLE).gaps, min_cell=5)
    themes = disclose_themes(themes_of("abc"), shown).set_index("theme_id")
    assert themes["n_respondents"].isna().to_dict() == {"a": False, "b": False, "c": True}
    # c alone would follow from the number of all statements: the smallest other goes with it
    assert themes["n_statements"].isna().to_dict() == {"a": True, "b": False, "c": True}
    assert themes.loc["c", "label_da"] == "c"


def test_codings_do_not_tell_how_many_statements_a_hidden_theme_has():
    shown = disclose_gaps(scored(PEOPLE).gaps, min_cell=5)
    coded = pd.DataFrame({"theme_id": ["", "a", "b", "c"]})
    assert list(disclose_codings(coded, themes_of("abc"), shown)["theme_id"]) == ["", "b"]


def test_trends_lose_what_either_wave_hides():
    waves = []
    for times in (1, 3):
        told = evidence(PEOPLE * times, themes="abc")
        gaps = disclose_gaps(scored(PEOPLE * times).gaps, min_cell=5)
        tables = (told.themes, told.respondents, told.statements, told.assignments)
        waves.append(Wave(str(times), gaps, *tables))
    encoder = make_encoder("vocabulary", 7, vocabulary=load_vocabulary())
    for first, second in (waves, waves[::-1]):
        found = compare_waves(first, second, codebook=EMPTY, encoder=encoder).trends
        found = found.set_index("theme_id")
        assert found["demand_change"].isna().to_dict() == {"a": False, "b": False, "c": True}
        assert found["event"].to_dict() == {"a": "kept", "b": "kept", "c": "kept"}


@pytest.mark.parametrize("people", [[], [Person()], [Person(answered=False)]])
def test_odd_surveys_are_disclosed_too(people):
    result = scored(people)
    shown = disclose_gaps(result.gaps, min_cell=5)
    assert len(shown) == len(result.gaps)
    assert disclose_contrasts(result.contrasts, shown).empty
    assert disclose_sensitivity(result.sensitivity, shown).empty
    assert disclose_themes(themes_of([]), shown).empty


def test_row_order_does_not_matter_and_the_table_does_not_change():
    gaps = scored(PEOPLE).gaps
    before = gaps.copy(deep=True)
    shown = disclose_gaps(gaps, min_cell=5)
    pd.testing.assert_frame_equal(gaps, before)
    order = np.random.default_rng(1).permutation(len(gaps))
    turned = disclose_gaps(gaps.iloc[order], min_cell=5)
    pd.testing.assert_frame_equal(turned, shown.iloc[order].reset_index(drop=True))


backgrounds = st.tuples(
    st.sampled_from(["Virksomhed"] * 6 + ["Kommune"] * 3 + ["Universitet"]),
    st.sampled_from(["Nord"] * 5 + ["Syd"] * 3 + ["Bornholm"]),
    st.sampled_from(["1-9", "10+"]),
)


@settings(max_examples=8, deadline=None, phases=[Phase.generate])  # shrinking takes minutes
@given(
    st.lists(backgrounds, min_size=25, max_size=150),
    st.sampled_from([0.03, 0.1, 0.4, 0.95]),
    st.integers(0, 999),
)
def test_no_hidden_count_can_be_worked_out(people, share, seed):
    rng = np.random.default_rng(seed)
    persons = [
        Person(kind, region, size=size, needs=["a"] if rng.random() < share else ["b"])
        for kind, region, size in people
    ]
    gaps = counted(persons)
    shown = disclose_gaps(gaps, min_cell=5)
    keys = list(gaps.groupby(KEY[1:]).groups)

    told = turnout(respondents_of(persons), min_cell=5, targets={}, invited={})
    sizes = shown.groupby(KEY[1:])["n"].max().loc[keys]
    sizes = sizes.fillna(told.set_index(KEY[1:])["n_answered"].reindex(keys))
    true_sizes = gaps.groupby(KEY[1:])["n"].max().loc[keys]
    found = found_by_attack(keys, sizes, true_sizes, upper=[len(people)] * len(keys))
    assert not [key for key in found if true_sizes[key] < 5]

    for _, theme in gaps.groupby("theme_id"):
        true = theme.set_index(KEY[1:])["n_need"].loc[keys]
        seen = shown.loc[theme.index].set_index(KEY[1:])["n_need"].loc[keys]
        assert not found_by_attack(keys, seen, true, upper=sizes.fillna(len(people)))


def counted(persons):
    """The counts of the two themes in every segment, without scoring them."""
    segments = divide(respondents_of(persons), respondent_types=(), regions=(), sizes=())
    return gaps_of(
        *(
            (theme, one.kind, one.name, one.members.sum(), (one.members & needs).sum())
            for theme in "ab"
            for needs in [np.array([theme in person.needs for person in persons])]
            for one in segments
        )
    )


def found_by_attack(keys, seen, true, *, upper):
    """The counts above zero that the attack gets right."""
    seen, true = (some.to_numpy(dtype=float, na_value=np.nan) for some in (seen, true))
    return [keys[place] for place in attack(keys, seen, upper) if true[place] > 0]


def attack(keys, seen, upper):
    """The hidden cells that have one possible value only, given all sums and bounds."""
    sums = find_sums(keys)
    system = np.zeros((len(sums), len(keys)))
    for row, one in enumerate(sums):
        system[row, list(one.parts)] = 1
        system[row, one.total] = -1
    bounds = [
        (0, most) if np.isnan(count) else (count, count)
        for count, most in zip(seen, upper, strict=True)
    ]
    found = []
    for position in np.flatnonzero(np.isnan(seen)):
        aim = np.zeros(len(keys))
        aim[position] = 1
        least, most = (
            linprog(sign * aim, A_eq=system, b_eq=np.zeros(len(sums)), bounds=bounds).fun
            for sign in (1, -1)
        )
        if np.ceil(least - 1e-6) == np.floor(-most + 1e-6):
            found.append(position)
    return found


def test_the_attack_finds_what_is_there_to_find():
    keys = [("all", ""), ("respondent_type", "x"), ("respondent_type", "y")]
    assert attack(keys, np.array([9.0, np.nan, 4.0]), [9, 9, 9]) == [1]
    assert attack(keys, np.array([9.0, np.nan, np.nan]), [9, 9, 9]) == []
    assert attack(keys, np.array([9.0, np.nan, np.nan]), [9, 5, 4]) == [1, 2]


def test_subtraction_across_kinds_is_stopped():
    # Syd is hidden because Bornholm is, and must not follow from the types within it.
    people = [
        Person(kind, region, needs=["a"] if place < need else ["b"])
        for (kind, region), (n, need) in {
            ("Virksomhed", "Nord"): (40, 20), ("Kommune", "Nord"): (40, 20),
            ("Virksomhed", "Syd"): (20, 6), ("Kommune", "Syd"): (20, 6),
            ("Virksomhed", "Bornholm"): (12, 1), ("Kommune", "Bornholm"): (12, 0),
        }.items()
        for place in range(n)
    ]  # fmt: skip
    shown = disclose_gaps(scored(people).gaps, min_cell=5)
    shown = shown[shown["theme_id"] == "a"].set_index(["segment_kind", "segment"])["n_need"]
    assert shown["region"].isna().to_dict() == {"Nord": False, "Syd": True, "Bornholm": True}
    for region, kind in product(("Syd", "Bornholm"), ("Virksomhed", "Kommune")):
        within = shown["respondent_type_region"]
        assert within[[f"{t} | {region}" for t in ("Virksomhed", "Kommune")]].isna().any(), kind
