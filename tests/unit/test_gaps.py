import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapmap.errors import SettingsError
from gapmap.stages.gaps import Evidence, score_gaps
from gapmap.tables import GAPS, NOT_STATED, TABLES
from tests.builders import Offer, Person, cell, evidence, rules

COUNTS = [column.name for column in GAPS.columns if column.kind == "integer"]
POINTS = ["demand", "coverage", "met", "gap", "gap_capacity", "rank", "importance", "satisfaction"]


def score(people, offers=(), *, themes=None, **changes):
    return score_gaps(evidence(people, offers, themes=themes), rules=rules(**changes))


def gaps_of(people, offers=(), **changes):
    return score(people, offers, **changes).gaps


def company(*needs, **more):
    return Person("Virksomhed", needs=needs, **more)


def municipality(*needs, **more):
    return Person("Kommune", needs=needs, **more)


# Four companies and two municipalities answer; a seventh gives no real answer. Theme a: a full
# offer for municipalities, a partly suitable one in Nord. Theme b: nothing.
PEOPLE = [
    company("a", region="Nord", size="1-9"), company("a", "b", region="Syd"),
    company("b", region="Syd"), company(region="Nord"),
    municipality("a", region="Nord"), municipality("a", region="Syd", missing=["b"]),
    municipality(answered=False),
]  # fmt: skip
OFFERS = [
    Offer({"a": "full"}, audience=["Kommune"]),
    Offer({"a": "partly"}, regions=["Nord"]),
    Offer({"b": "none"}),
]


def test_people_are_counted_whole_and_unweighted():
    row = cell(gaps_of(PEOPLE, OFFERS), "a")
    assert row[["n", "n_need", "n_unmet", "n_partly", "n_missing", "n_prompted"]].tolist() == [
        6, 4, 1, 1, 0, 0,
    ]  # fmt: skip
    row = cell(gaps_of(PEOPLE, OFFERS), "b")
    assert row[["n_need", "n_unmet", "n_partly", "n_missing"]].tolist() == [3, 3, 0, 1]


def test_the_gap_is_demand_less_what_the_best_open_offer_meets():
    row = cell(gaps_of(PEOPLE, OFFERS), "a")
    assert row["demand"] == 4 / 6
    assert row["met"] == 2.5 / 6
    assert row["gap"] == 4 / 6 - 2.5 / 6
    assert row["coverage"] == pytest.approx(2.5 / 4)


@pytest.mark.parametrize(
    ("kind", "segment", "expected"),
    [
        ("respondent_type", "Virksomhed", (4, 2, 1, 1, 1)),
        ("respondent_type", "Kommune", (2, 2, 0, 0, 2)),
        ("region", "Nord", (3, 2, 0, 1, 2)),
        ("region", "Syd", (3, 2, 1, 0, 1)),
        ("size", "1-9", (1, 1, 0, 1, 1)),
        ("size", NOT_STATED, (5, 3, 1, 0, 2)),
        ("respondent_type_region", "Virksomhed | Syd", (2, 1, 1, 0, 0)),
        ("respondent_type_region", "Kommune | Nord", (1, 1, 0, 0, 2)),
    ],
)
def test_every_segment_is_scored_for_itself(kind, segment, expected):
    row = cell(gaps_of(PEOPLE, OFFERS), "a", kind, segment)
    counts = ["n", "n_need", "n_unmet", "n_partly", "n_suitable_offers"]
    assert tuple(row[counts]) == expected


def test_every_theme_has_a_row_in_every_segment():
    gaps = gaps_of(PEOPLE, OFFERS, themes=["a", "b", "never mentioned"])
    assert len(gaps) == 3 * len(gaps.groupby(["segment_kind", "segment"]))
    assert cell(gaps, "never mentioned", "size", "1-9")["n_need"] == 0


def test_ranks_are_within_the_segment():
    gaps = gaps_of(PEOPLE, OFFERS)
    assert cell(gaps, "b")["rank"] == 1
    assert cell(gaps, "a")["rank"] == 2
    assert cell(gaps, "a", "region", "Nord")["rank"] == 1


def test_weights_move_the_shares_and_not_the_counts():
    people = [company("a", weight=3), company("b", weight=1)]
    row = cell(gaps_of(people), "a")
    assert (row["demand"], row["n_need"], row["n"]) == (0.75, 1, 2)


def test_margins_rake_the_shares():
    margins = {"respondent_type": {"Virksomhed": 0.5, "Kommune": 0.5}}
    scored = score(PEOPLE, OFFERS, margins=margins)
    # Of the companies 2 in 4 mention a, of the municipalities 2 in 2.
    assert cell(scored.gaps, "a")["demand"] == pytest.approx(0.5 * 0.5 + 0.5 * 1)
    assert scored.facts.design_effect == pytest.approx(6 * (4 * 0.75**2 + 2 * 1.5**2) / 36)
    with pytest.raises(SettingsError):
        score(PEOPLE, OFFERS, margins={"region": {"Vest": 1.0}})


def test_capped_weights_are_noticed():
    people = [company("a")] * 19 + [municipality("a")]
    margins = {"respondent_type": {"Virksomhed": 0.5, "Kommune": 0.5}}
    (notice,) = (
        notice
        for notice in score(people, margins=margins, cap=2.0).facts.notices
        if notice.code == "weights_capped"
    )
    assert notice.count == 1


def test_the_facts_count_what_was_scored():
    people = [*PEOPLE, Person(NOT_STATED, "Nord", needs=["a"]), Person(region=NOT_STATED)]
    facts = score(people, [*OFFERS, Offer(audience=["Universitet"], regions=["Vest"])]).facts
    assert (facts.n_respondents, facts.n_answered) == (9, 8)
    assert (facts.n_offers, facts.n_open_offers) == (4, 3)
    assert (facts.design_effect, facts.effective_n) == (1, 8)
    assert {notice.code: notice.count for notice in facts.notices} == {
        "no_period": 1, "respondents_admitted_by_all": 2,
    }  # fmt: skip


def test_ratings_are_shown_from_min_cell_on():
    people = [company("a", satisfaction=s, importance=5) for s in (1, 2, 2, 3)]
    gaps = gaps_of([*people, municipality("a", satisfaction=4)], min_cell=5)
    assert cell(gaps, "a")["satisfaction"] == pytest.approx(12 / 5)
    assert np.isnan(cell(gaps, "a", "respondent_type", "Virksomhed")["satisfaction"])
    assert np.isnan(cell(gaps, "a")["importance"])  # four ratings


def test_kinds_of_gap_follow_coverage_and_satisfaction():
    people = [company("a", satisfaction=s) for s in (1, 2) * 20]
    assert set(gaps_of(people)["kind"]) == {"no_suitable_offer_for_most"}
    full = [Offer({"a": "full"})]
    assert cell(gaps_of(people, full), "a")["kind"] == "offers_not_felt_to_be_enough"
    happy = [company("a", satisfaction=s) for s in (4, 5) * 20]
    assert cell(gaps_of(happy, full), "a")["kind"] == "met"
    assert cell(gaps_of(happy), "a")["kind"] == "possibly_met_outside_the_catalogue"
    assert cell(gaps_of([company("a")] * 40, full), "a")["kind"] == "undecided"


@pytest.mark.parametrize(("capacity", "kind"), [(80, "met"), (81, "more_places_than_needs")])
def test_known_places_beyond_twice_the_need(capacity, kind):
    people = [company("a", satisfaction=s) for s in (4, 5) * 20]
    offers = [Offer({"a": "full"}, capacity=capacity), Offer({"a": "full"})]
    assert cell(gaps_of(people, offers), "a")["kind"] == kind


def test_places_are_shared_among_themes_and_segments():
    # 100 places for 40 + 40 people: 50 fall to each theme, 25 to each half of theme a.
    people = [company("a", satisfaction=4, region=r) for r in ("Nord", "Syd") * 20]
    people += [company("b", satisfaction=4)] * 40
    offers = [Offer({"a": "full", "b": "full"}, capacity=100)]
    gaps = gaps_of(people, offers)
    assert cell(gaps, "a")["kind"] == "met"
    assert cell(gaps, "a", "region", "Syd")["kind"] == "met"


def test_intervals_hold_their_estimates_and_the_total_interval_holds_both():
    gaps = gaps_of(PEOPLE * 10, OFFERS, replicates=50)
    for name in ("demand", "coverage", "met", "gap", "gap_capacity", "rank"):
        known = gaps.dropna(subset=[name])
        assert (known[f"{name}_low"] <= known[name]).all(), name
        assert (known[name] <= known[f"{name}_high"]).all(), name
    assert (gaps["gap_total_low"] <= gaps["gap_low"]).all()
    assert (gaps["gap_total_high"] >= gaps["gap_high"]).all()
    assert (gaps["gap_total_high"] > gaps["gap_high"]).any()


def test_the_bootstrap_interval_is_as_wide_as_the_normal_one():
    people = [company("a") if place % 4 == 0 else company("b") for place in range(400)]
    row = cell(gaps_of(people, replicates=1000), "a")
    half = 1.96 * np.sqrt(0.25 * 0.75 / 400)
    assert row["demand_low"] == pytest.approx(0.25 - half, abs=0.006)
    assert row["demand_high"] == pytest.approx(0.25 + half, abs=0.006)


def test_strata_narrow_the_interval():
    # Every company has the need and no municipality: drawn within types, nothing varies.
    people = [company("a")] * 50 + [municipality("b")] * 50
    row = cell(gaps_of(people, replicates=200), "a")
    assert (row["demand_low"], row["demand_high"]) == (0.5, 0.5)


def test_the_seed_decides_the_draws():
    people = [company("a") if place % 3 else company("b") for place in range(120)]
    first, again = gaps_of(people, seed=1), gaps_of(people, seed=1)
    pd.testing.assert_frame_equal(first, again)
    assert not first["demand_low"].equals(gaps_of(people, seed=2)["demand_low"])


EDGES = {
    "no offers": (PEOPLE, []),
    "no matches": (PEOPLE, [Offer(), Offer()]),
    "no offer reaches anyone": (PEOPLE, [Offer({"a": "full"}, regions=["Vest"])]),
    "no themes": ([company(), municipality()], []),
    "one respondent": ([company("a")], OFFERS),
    "one respondent type": ([company("a"), company("b"), company()], OFFERS),
    "nobody gave a real answer": ([company(answered=False)], OFFERS),
    "no respondents": ([], OFFERS),
    "a segment without real answers": ([company("a"), municipality(answered=False)], OFFERS),
    "no ratings": ([company("a")] * 9, OFFERS),
    "everyone the same": ([company("a", satisfaction=3, importance=3)] * 40, OFFERS),
    "a delivered weight of zero": ([company("a", weight=0), company("b")], OFFERS),
    "no places at all": (PEOPLE, [Offer({"a": "full"}, capacity=0)]),
}


@pytest.mark.parametrize("edge", EDGES)
def test_an_odd_survey_gives_a_right_or_an_openly_empty_result(edge):
    people, offers = EDGES[edge]
    for margins in ({}, {"respondent_type": {"Virksomhed": 1.0}}):
        if margins and (edge == "no respondents" or len({p.type for p in people}) > 1):
            continue
        if margins and edge == "nobody gave a real answer":
            continue
        scored = score(people, offers, margins=margins)
        for column in COUNTS:
            assert not scored.gaps[column].isna().any(), column
        known = scored.gaps[scored.gaps["n"] > 0]
        if edge != "a delivered weight of zero":
            assert known[["demand", "met", "gap", "gap_capacity"]].notna().all(axis=None)
            assert known["rank"].notna().all()
        assert (scored.gaps["kind"] != "").all()
        assert np.isfinite(scored.facts.design_effect)


def test_nothing_is_offered_so_nothing_is_met():
    gaps = gaps_of(PEOPLE)
    assert (gaps["met"] == 0).all()
    assert (gaps["gap"] == gaps["demand"]).all()
    assert (gaps["n_unmet"] == gaps["n_need"]).all()
    assert (gaps["n_suitable_offers"] == 0).all()


def test_a_segment_without_real_answers_is_openly_empty():
    gaps = gaps_of([company("a"), municipality(answered=False)])
    row = cell(gaps, "a", "respondent_type", "Kommune")
    assert (row["n"], row["n_need"], row["kind"]) == (0, 0, "undecided")
    assert row[["demand", "gap", "rank", "p_top5", "coverage"]].isna().all()


def test_the_tables_handed_in_do_not_change():
    given_tables = evidence(PEOPLE, OFFERS)
    before = {name: getattr(given_tables, name).copy(deep=True) for name in Evidence.__slots__}
    score_gaps(given_tables, rules=rules())
    for name, frame in before.items():
        pd.testing.assert_frame_equal(getattr(given_tables, name), frame)


THEMES = ("a", "b", "c")
some_of = lambda values: st.lists(st.sampled_from(values), unique=True)  # noqa: E731
types, regions = (
    st.sampled_from(("Virksomhed", "Kommune", NOT_STATED)),
    st.sampled_from(("Nord", "Syd", NOT_STATED)),
)
surveys = st.lists(
    st.builds(
        Person, type=types, region=regions, needs=some_of(THEMES), missing=some_of(THEMES),
        satisfaction=st.one_of(st.none(), st.integers(1, 5)),
    ),
    min_size=1, max_size=25,
)  # fmt: skip
an_offer = st.builds(
    Offer,
    grades=st.dictionaries(st.sampled_from(THEMES), st.sampled_from(("full", "partly", "none"))),
    audience=some_of(("Virksomhed", "Kommune")),
    regions=some_of(("Nord", "Syd")),
    capacity=st.one_of(st.none(), st.integers(0, 10)),
)
catalogues = st.lists(an_offer, max_size=4)
few = settings(max_examples=4, deadline=None)


@few
@given(surveys, catalogues)
def test_laws_of_the_gap_table(people, offers):
    gaps = gaps_of(people, offers, themes=THEMES, replicates=5)
    assert (gaps["gap"] == gaps["demand"] - gaps["met"]).all()
    assert (gaps["n_unmet"] + gaps["n_partly"] <= gaps["n_need"]).all()
    assert (gaps["n_missing"] <= gaps["n_need"]).all()
    assert (gaps["n_need"] <= gaps["n"]).all()
    assert (gaps["gap_capacity"] >= gaps["gap"] - 1e-12).all()
    # Without weights the shares are those of the people counted.
    n = gaps["n"].astype(float)
    assert np.allclose(gaps["demand"], gaps["n_need"] / n)
    assert np.allclose(gaps["gap"], (gaps["n_unmet"] + gaps["n_partly"] / 2) / n)
    for kind, rows in gaps.groupby("segment_kind"):
        whole = gaps.loc[gaps["segment_kind"] == "all"].set_index("theme_id")
        for column in ("n", "n_need", "n_unmet", "n_partly", "n_missing"):
            assert rows.groupby("theme_id")[column].sum().equals(whole[column]), kind


@few
@given(surveys, catalogues, st.randoms(use_true_random=False))
def test_the_order_of_respondents_leaves_point_estimates_identical(people, offers, random):
    shuffled = people.copy()
    random.shuffle(shuffled)
    first, second = (
        gaps_of(some, offers, themes=THEMES, replicates=2) for some in (people, shuffled)
    )
    columns = [*TABLES["gaps"].key, *COUNTS, *POINTS]
    pd.testing.assert_frame_equal(first[columns], second[columns], check_exact=True)


@few
@given(surveys, catalogues)
def test_other_ids_and_another_order_of_statements_leave_everything_identical(people, offers):
    given_tables = evidence(people, offers, themes=THEMES)
    other = evidence(
        people,
        offers,
        themes=THEMES,
        id_of=lambda kind, place: f"{kind}-{-place * 7919 % 1000}-{place}",
    )
    turned = Evidence(
        other.respondents,
        *(
            getattr(other, name).iloc[::-1]
            for name in ("statements", "themes", "assignments", "offers", "matches")
        ),
    )
    first, second = (score_gaps(tables, rules=rules()) for tables in (given_tables, turned))
    for name in ("gaps", "contrasts", "sensitivity"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name), check_exact=True)


@few
@given(surveys, catalogues, an_offer)
def test_another_offer_never_raises_a_gap(people, offers, more):
    before, after = (
        gaps_of(people, catalogue, themes=THEMES, replicates=2)
        for catalogue in (offers, [*offers, more])
    )
    for column in ("gap", "gap_capacity", "n_unmet"):
        assert (after[column] <= before[column] + 1e-12).all(), column
