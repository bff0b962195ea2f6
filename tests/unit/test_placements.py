import pandas as pd
import pytest

from gapmap.stages.placements import place_offers
from tests.builders import Offer, Person, evidence, rules

PEOPLE = [
    Person("Virksomhed", region="Nord", needs=["a", "b"]),
    Person("Virksomhed", region="Syd", needs=["a"]),
    Person("Kommune", region="Syd", needs=["b"]),
]


def place(offers, people=PEOPLE, **changes):
    placed = place_offers(evidence(people, offers), rules=rules(**changes))
    return placed.to_dict("records")


def test_every_offer_has_a_row_and_says_which_themes_it_serves_or_none():
    rows = place([
        Offer({"a": "partly", "b": "full"}), Offer({"a": "none", "b": "none"}), Offer(),
    ])  # fmt: skip
    assert [row["themes"] for row in rows] == [["b", "a"], [], []]
    assert [row["nearest_theme"] for row in rows] == ["b", "a", ""]


def test_people_with_two_needs_that_an_offer_serves_count_once():
    (row,) = place([Offer({"a": "full", "b": "partly"})])
    assert row["n_people"] == 3


def test_people_to_whom_an_offer_is_closed_do_not_count():
    rows = place([
        Offer({"a": "full"}, regions=["Nord"]),
        Offer({"b": "full"}, audience=["Kommune"]),
        Offer({"a": "full"}, audience=["Kommune"], regions=["Nord"]),
    ])  # fmt: skip
    assert [row["n_people"] for row in rows] == [1, 1, 0]


def test_a_rejected_match_is_no_place():
    (row,) = place([Offer({"a": "full"}, status="rejected")])
    assert (row["themes"], row["nearest_theme"], row["n_people"]) == ([], "", 0)


@pytest.mark.parametrize(
    ("capacity", "has_room"), [(None, False), (4, False), (5, True), (0, False)]
)
def test_an_offer_has_room_when_its_places_exceed_twice_the_need(capacity, has_room):
    (row,) = place([Offer({"a": "full"}, capacity=capacity)])
    assert (row["n_people"], row["has_room"]) == (2, has_room)


def test_people_stand_for_the_organisations_of_the_population():
    offer = Offer({"a": "full"}, capacity=5)
    assert not place([offer], population=30.0)[0]["has_room"]


def test_an_offer_for_nobody_with_places_has_room():
    assert place([Offer(capacity=1)])[0]["has_room"]


def test_the_order_of_rows_does_not_matter():
    given = evidence(PEOPLE, [Offer({"a": "full"}), Offer({"b": "partly"})])
    turned = type(given)(
        given.respondents,
        *(getattr(given, name).iloc[::-1] for name in ("statements", "themes", "assignments")),
        given.offers.iloc[::-1],
        given.matches.iloc[::-1],
    )
    pd.testing.assert_frame_equal(
        place_offers(given, rules=rules()), place_offers(turned, rules=rules())
    )
