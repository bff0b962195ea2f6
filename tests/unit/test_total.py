import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gapmap.stages import total
from gapmap.stages.evidence import take_sample
from gapmap.stages.gaps import score_gaps
from gapmap.stages.total import draw_gaps, total_interval
from tests.builders import Offer, Person, cell, evidence, rules

TEN = [Person(needs=["a"])] * 10 + [Person("Kommune", needs=["b"])] * 10


def with_membership(tables, membership, source="model"):
    return dataclasses.replace(
        tables, assignments=tables.assignments.assign(membership=membership, source=source)
    )


def drawn(people=TEN, offers=(), *, membership=1.0, source="model", weights=None, replicates=4000):
    """Gaps of theme a among all respondents."""
    tables = with_membership(evidence(people, offers, themes=["a", "b"]), membership, source)
    weights = np.ones(len(people)) if weights is None else np.array(weights, dtype=float)
    return draw_gaps(take_sample(tables, rules()), weights, replicates=replicates, seed=1)[0][:, 0]


def test_what_is_certain_does_not_move():
    offers = [Offer({"a": "partly"}, fits=(1.0, 0.0))]
    assert set(drawn(offers=offers, replicates=50)) == {0.25}


def test_an_offer_has_its_grades_as_often_as_its_fits_say():
    gaps = drawn(offers=[Offer({"a": "full"}, fits=(0.9, 0.6))])
    found = {gap: np.mean(gaps == gap) for gap in (0, 0.25, 0.5)}
    assert found == {0: pytest.approx(0.6, abs=0.03), 0.25: pytest.approx(0.3, abs=0.03),
                     0.5: pytest.approx(0.1, abs=0.03)}  # fmt: skip


def test_offers_err_each_by_itself():
    gaps = drawn(offers=[Offer({"a": "full"}, fits=(0.6, 0.6))] * 3)
    assert np.mean(gaps == 0.5) == pytest.approx(0.4**3, abs=0.02)


def test_an_offer_errs_alike_for_all_to_whom_it_is_open():
    people = [Person(needs=["a"])] * 5 + [Person(needs=["a"], region="Syd")] * 5
    both = Offer({"a": "full"}, fits=(0.5, 0.5))
    assert set(drawn(people, [both])) == {0, 1}
    only = Offer({"a": "full"}, regions=["Nord"], fits=(0.5, 0.5))
    assert set(drawn(people, [only])) == {0.5, 1}


@pytest.mark.parametrize(("grade", "status", "gap"), [
    ("full", "confirmed", 0), ("partly", "confirmed", 0.25), ("full", "rejected", 0.5),
])  # fmt: skip
def test_what_an_analyst_decided_is_certain(grade, status, gap):
    offers = [Offer({"a": grade}, fits=(0.5, 0.3), status=status)]
    assert set(drawn(offers=offers, replicates=50)) == {gap}


def test_mentions_leave_and_come_in_alike():
    gaps = drawn(membership=0.6) * 20
    assert gaps.mean() == pytest.approx(10, abs=0.15)
    # Each of ten mentions: variance of staying 0.6 x 0.4, of newcomers 0.4.
    assert gaps.var() == pytest.approx(10 * (0.24 + 0.4), rel=0.1)


def test_where_an_analyst_put_a_statement_is_certain():
    assert set(drawn(membership=0.6, source="analyst", replicates=50)) == {0.5}


def test_two_statements_of_one_person_make_a_mention_surer():
    twice = [Person(needs=["a"], missing=["a"])] * 10
    once = [Person(needs=["a"])] * 10
    assert drawn(twice, membership=0.6).var() < drawn(once, membership=0.6).var() / 1.5


def test_weights_count():
    assert set(drawn(weights=[3] * 10 + [1] * 10, replicates=20)) == {0.75}


def test_draws_in_parts_have_the_shape_of_all(monkeypatch):
    monkeypatch.setattr(total, "CHUNK", 40)
    gaps = drawn(membership=0.6, replicates=7)
    assert gaps.shape == (7,)
    assert len(set(gaps)) > 1


def test_nobody_and_no_offer_give_openly_empty_draws():
    sample = take_sample(evidence([Person(answered=False)], themes=["a"]), rules())
    assert np.isnan(draw_gaps(sample, np.ones(0), replicates=3, seed=1)).all()


def test_the_distances_are_joined_as_independent_errors():
    # 3 and 4 below, 6 and 8 above, in hundredths.
    spread = np.array([[0.26], [0.38]]).repeat(500, axis=0)
    low, high = total_interval(np.array([0.3]), (np.array([0.27]), np.array([0.36])), spread)
    assert (low[0], high[0]) == pytest.approx((0.25, 0.4))


def test_draws_on_one_side_leave_the_other_to_sampling():
    spread = np.array([[0.1], [0.2]]).repeat(500, axis=0)
    low, high = total_interval(np.array([0.3]), (np.array([0.25]), np.array([0.36])), spread)
    assert high == [0.36]
    assert low == pytest.approx([0.3 - np.hypot(0.05, 0.2)])


shares = st.floats(0, 1)


@given(shares, shares, shares, arrays(float, (20, 1), elements=shares))
def test_the_interval_holds_the_gap_and_the_interval_of_sampling(gap, one, other, spread):
    low, high = min(gap, one), max(gap, other)
    ends = total_interval(np.array([gap]), (np.array([low]), np.array([high])), spread)
    assert 0 <= ends[0][0] <= low + 1e-12
    assert high - 1e-12 <= ends[1][0] <= 1


def test_a_confirmed_catalogue_narrows_the_interval():
    def width(status):
        offers = [Offer({"a": "full"}, fits=(0.8, 0.7), status=status)] * 2
        row = cell(score_gaps(evidence(TEN * 5, offers), rules=rules(replicates=200)).gaps, "a")
        return row["gap_total_high"] - row["gap_total_low"]

    assert width("confirmed") < width("proposed") / 3
