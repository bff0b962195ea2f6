from __future__ import annotations

import time

import pytest

from gapmap.readers.markup import as_heading, strip_markup


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<p>Penge &amp; tid</p><p>Støtte</p>", "Penge & tid\nStøtte"),
        ("a<br/>b<BR>c", "a\nb\nc"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ('<span style="color: red">rødt</span>', "rødt"),
        ("<script>alert(1)</script>ja<!-- nej -->", "ja"),
        ("bl&aring;b&#230;r&nbsp;her", "blåbær her"),
        ("under <5 mio. & mere", "under <5 mio. & mere"),
        ("a <-> b, x < y > z", "a <-> b, x < y > z"),
        ("<brugere> mangler tid", "<brugere> mangler tid"),
        ("  plain  text  ", "  plain  text  "),
    ],
)
def test_tags_go_and_what_people_write_stays(cell, text):
    assert strip_markup(cell) == text


def test_a_heading_is_one_line():
    assert as_heading(" <p>Hvad\n mangler</p>I? ") == "Hvad mangler I?"


@pytest.mark.parametrize("part", ["<", "<p", "<!--", "<script>", "&", "<a href="])
def test_a_long_cell_of_open_tags_takes_no_time(part):
    start = time.perf_counter()
    strip_markup(part * (131_072 // len(part)))
    assert time.perf_counter() - start < 5
