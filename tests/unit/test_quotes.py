"""Quotes: only approved ones, from different types first, and nothing where there are none."""

from __future__ import annotations

from dataclasses import replace

from gapmap.report.lookup import Lookup
from gapmap.report.pdf import write_pdf
from gapmap.report.quotes import quotes
from gapmap.report.story import tell
from gapmap.report.words import Words
from tests.report_builder import Plan, make_inputs
from tests.unit.test_pdf import pages

APPROVED = (
    ("T01", "Virksomhed", "Vi mangler data"),
    ("T01", "Virksomhed", "Data koster for meget"),
    ("T02", "Virksomhed", "Et andet tema"),
    ("T01", "", "Vi kan ikke finde vej"),
    ("T01", "Videninstitution", "Ingen svarer"),
)


def test_types_take_turns_in_the_order_of_the_settings() -> None:
    lookup = Lookup(make_inputs(Plan(quotes=APPROVED)), Words("da"))
    assert [(quote.text, quote.who) for quote in quotes(lookup, "T01")] == [
        ("»Vi mangler data«", "Virksomhed"),
        ("»Ingen svarer«", "Videninstitution"),
        ("»Vi kan ikke finde vej«", ""),
    ]


def test_the_order_of_the_rows_does_not_matter() -> None:
    inputs = make_inputs(Plan(quotes=APPROVED))
    turned = replace(inputs, quotes=inputs.quotes.iloc[::-1])
    assert quotes(Lookup(turned, Words("en")), "T01") == quotes(Lookup(inputs, Words("en")), "T01")


def test_without_quotes_there_is_no_heading_for_them() -> None:
    heading = "Det siger de"
    without = write_pdf(tell(make_inputs(), "da"))
    assert not any(heading in page for page in pages(without))
    told = write_pdf(tell(make_inputs(Plan(quotes=APPROVED)), "da"))
    page = next(page for page in pages(told) if heading in page)
    assert "Vi mangler data" in page
    assert "Data koster for meget" not in "".join(pages(told))
