from datetime import date

import numpy as np
import pytest

from gapmap.stages.evidence import take_sample
from gapmap.stages.reach import find_reach
from gapmap.tables import EVERYWHERE, NOT_STATED, BrokenTableError
from tests.builders import Offer, Person, evidence, offers_of, respondents_of, rules


def is_open(offer, person=None, opens=None, closes=None):
    respondents = respondents_of([person or Person()])
    return bool(find_reach(respondents, offers_of([offer]), opens=opens, closes=closes)[0, 0])


@pytest.mark.parametrize(
    ("audience", "respondent_type", "admitted"),
    [
        ([], "Kommune", True),
        (["Virksomhed"], "Virksomhed", True),
        (["Virksomhed"], "Kommune", False),
        (["Kommune", "Virksomhed"], "Kommune", True),
        (["Virksomhed"], NOT_STATED, True),
    ],
)
def test_the_audience_admits(audience, respondent_type, admitted):
    assert is_open(Offer(audience=audience), Person(type=respondent_type)) is admitted


@pytest.mark.parametrize(
    ("regions", "region", "admitted"),
    [
        ([], "Syd", True),
        (["Nord"], "Syd", False),
        (["Nord"], "Nord", True),
        ([EVERYWHERE], "Syd", True),
        (["Nord"], NOT_STATED, True),
    ],
)
def test_the_regions_admit(regions, region, admitted):
    assert is_open(Offer(regions=regions), Person(region=region)) is admitted


def test_an_offer_for_universities_in_one_region_reaches_no_company_in_another():
    offer = Offer(audience=["Universitet"], regions=["Fyn"])
    assert not is_open(offer, Person("Virksomhed", "Fyn"))
    assert not is_open(offer, Person("Universitet", "Nord"))
    assert is_open(offer, Person("Universitet", "Fyn"))


@pytest.mark.parametrize(
    ("open_from", "open_until", "expected"),
    [
        (None, None, True),
        ("2031-05-10", None, True),  # opens on the last day
        ("2031-05-11", None, False),
        (None, "2031-05-01", True),  # closes on the first day
        (None, "2031-04-30", False),
        ("2031-05-03", "2031-05-04", True),
        ("2031-04-01", "2031-04-30", False),
    ],
)
def test_an_offer_counts_when_it_is_open_on_any_day_of_the_wave(open_from, open_until, expected):
    offer = Offer(open_from=open_from, open_until=open_until)
    wave = {"opens": date(2031, 5, 1), "closes": date(2031, 5, 10)}
    assert is_open(offer, **wave) is expected
    assert is_open(offer)  # without dates of the wave everything is open


def test_only_those_who_gave_a_real_answer_are_sampled():
    people = [Person(needs=["a"]), Person(answered=False), Person("Kommune", needs=["a"])]
    sample = take_sample(evidence(people), rules())
    assert len(sample.respondents) == 2
    assert [s.members.tolist() for s in sample.segments if s.kind == "respondent_type"] == [
        [True, False],
        [False, True],
    ]


def test_a_respondent_mentions_a_theme_once():
    people = [Person(needs=["a", "a", "b"], missing=["a"]), Person(needs=["b"])]
    mentions = take_sample(evidence(people), rules()).mentions
    assert list(zip(mentions.theme.tolist(), mentions.respondent.tolist(), strict=True)) == [
        (0, 0), (1, 0), (1, 1),
    ]  # fmt: skip
    assert mentions.missing.tolist() == [True, False, False]


def test_the_overall_rating_counts_where_one_theme_is_mentioned():
    people = [
        Person(needs=["a", "a"], satisfaction=2), Person(needs=["a", "b"], satisfaction=5),
        Person(needs=["a"]),
    ]  # fmt: skip
    mentions = take_sample(evidence(people), rules()).mentions
    assert mentions.satisfaction.tolist()[0] == 2
    assert np.isnan(mentions.satisfaction[1:]).all()


def test_ratings_asked_per_need_win_over_the_overall_rating():
    people = [
        Person(needs=["a", "b"], satisfaction=5, rated={"a": 1, "b": 4}),
        Person(needs=["a"], satisfaction=5),
    ]
    mentions = take_sample(evidence(people), rules()).mentions
    assert mentions.satisfaction[[0, 2]].tolist() == [1, 4]
    assert np.isnan(mentions.satisfaction[1])


def test_a_rejected_match_counts_as_none():
    offers = [Offer({"a": "full"}), Offer({"a": "partly"}), Offer({"a": "full"}, status="rejected")]
    sample = take_sample(evidence([Person(needs=["a"])], offers), rules())
    assert sample.grades.tolist() == [[1, 0.5, 0]]


def test_an_unknown_theme_is_a_fault_of_an_earlier_stage():
    with pytest.raises(BrokenTableError, match="assignments: 1 rows name a theme_id"):
        take_sample(evidence([Person(needs=["a"])], themes=["b"]), rules())


def test_a_statement_of_someone_without_a_real_answer_is_a_fault_of_an_earlier_stage():
    with pytest.raises(BrokenTableError, match="assignments: 1 rows name a respondent_id"):
        take_sample(evidence([Person(needs=["a"], answered=False)]), rules())
