import numpy as np
import pytest
from scipy.stats import fisher_exact

from gapmap.stages.contrasts import control, exact_p, find_contrasts
from gapmap.stages.evidence import take_sample
from tests.builders import Person, cell, evidence, rules


def contrasts_of(people, weights=None):
    sample = take_sample(evidence(people), rules())
    return find_contrasts(
        sample, np.ones(len(sample.respondents)) if weights is None else np.array(weights)
    )


def group(n, n_need, **background):
    return [Person(needs=["a"] if place < n_need else ["b"], **background) for place in range(n)]


def test_a_segment_is_compared_with_the_rest_of_its_kind():
    # The 80 and 70 respondents of Newcombe (1998), table II: 56/70 less 48/80.
    people = group(70, 56, type="Virksomhed") + group(80, 48, type="Kommune")
    row = cell(contrasts_of(people), "a", "respondent_type", "Virksomhed")
    assert row["difference"] == pytest.approx(0.2)
    assert (row["difference_low"], row["difference_high"]) == pytest.approx(
        (0.0524, 0.3339), abs=5e-5
    )


def test_p_doubles_the_smaller_tail_of_fishers_exact_test():
    found = exact_p(
        (np.array([9 / 10, 0.3]), np.array([10.0, 10])),
        (np.array([3 / 10, 0.3]), np.array([10.0, 10])),
    )
    tail = fisher_exact([[9, 1], [3, 7]], alternative="greater").pvalue
    assert found == pytest.approx([2 * tail, 1])


def test_weights_shrink_the_evidence():
    people = group(60, 30, type="Virksomhed") + group(60, 12, type="Kommune")
    even = cell(contrasts_of(people), "a", "respondent_type", "Virksomhed")
    uneven = cell(contrasts_of(people, [1.0, 4.0] * 60), "a", "respondent_type", "Virksomhed")
    assert uneven["difference"] == pytest.approx(even["difference"])
    assert uneven["p"] > even["p"]
    assert uneven["difference_low"] < even["difference_low"]


def test_q_is_benjamini_and_hochbergs():
    # The ordered p-values times 4/1, 4/2, 4/3, 4/4, then the least from the right.
    found = control(np.array([0.01, 0.04, np.nan, 0.03, 0.5]))
    assert found[[0, 1, 3, 4]] == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert np.isnan(found[2])
    assert np.isnan(control(np.array([np.nan]))).all()


def test_q_is_controlled_over_all_segments_and_themes():
    people = group(30, 25, region="Nord") + group(30, 5, region="Syd")
    contrasts = contrasts_of(people)
    assert set(contrasts["segment_kind"]) == {"region", "respondent_type_region"}
    assert contrasts["q"].to_numpy() == pytest.approx(control(contrasts["p"].to_numpy()))
    assert (contrasts["q"] >= contrasts["p"]).all()


def test_a_kind_with_one_segment_has_nothing_to_compare():
    assert contrasts_of(group(5, 2)).empty


def test_a_segment_where_nobody_gave_a_real_answer_is_left_out():
    people = [*group(4, 2), Person("Kommune", answered=False)]
    assert contrasts_of(people).empty


def test_no_themes_give_no_contrasts():
    assert contrasts_of([Person(), Person("Kommune")]).empty
