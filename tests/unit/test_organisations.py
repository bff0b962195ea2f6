from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.text.organisations import MARK, mark_organisations

FOUND = [
    ("Vi solgte til Nordlys Pumper A/S i fjor", "Vi solgte til [organisation] i fjor"),
    ("Bølgeskvulp ApS svarer ikke", "[organisation] svarer ikke"),
    ("Odense Kommune har travlt", "[organisation] har travlt"),
    ("Region Midtjylland sagde nej", "[organisation] sagde nej"),
    ("Herlev Hospital og Rigshospitalet", "[organisation] og [organisation]"),
    ("en aftale med Syddansk Universitet", "en aftale med [organisation]"),
    ("University of Southern Fjord helped", "[organisation] helped"),
    ("Lægemiddelstyrelsens svar", "[organisation] svar"),
    ("DTU og Novo Nordisk", "[organisation] og [organisation]"),
    ("Small Pump Ltd went bankrupt", "[organisation] went bankrupt"),
]
KEPT = [
    "en kommune, et hospital og et universitet",
    "vores region har ingen penge",
    "Regionen og kommunerne taler ikke sammen",
    "Vi mangler ISO 13485 og MDR",
    "AI i hjemmeplejen",
    "[navn] fra [adresse] vil gerne hjælpe",
    "Hospitaler burde dele data",
    "fondene, styrelserne og klyngerne",
]


@pytest.mark.parametrize(("text", "marked"), FOUND)
def test_organisations_are_marked(text, marked):
    assert mark_organisations(text) == (marked, marked.count(MARK))


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_organisation_stays(text):
    assert mark_organisations(text) == (text, 0)


@given(st.lists(st.sampled_from([text for text, _ in FOUND] + KEPT), max_size=4).map(". ".join))
def test_marking_again_changes_nothing(text):
    once, _ = mark_organisations(text)
    assert mark_organisations(once) == (once, 0)
