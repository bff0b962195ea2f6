"""Numbers in tables are no more exact than in print."""

from __future__ import annotations

import pytest

from gapmap.report.rounding import as_printed
from gapmap.report.words import Words


@pytest.mark.parametrize(
    ("value", "unit", "rounded"),
    [
        (0.1249, "share", 0.12),
        (0.125, "share", 0.13),
        (0.0049, "share", 0.005),
        (0.0, "share", 0.0),
        (26.5, "count", 26.5),
        (4.26, "mean", 4.3),
        (2.0, "place", 2.0),
        (-0.137, "points", -0.14),
        (0.4567, "ratio", 0.46),
    ],
)
def test_a_number_is_rounded_as_its_unit_is_printed(value, unit, rounded):
    assert as_printed(value, unit) == pytest.approx(rounded, abs=1e-12)


@pytest.mark.parametrize("value", [thousandth / 1000 for thousandth in range(0, 1001, 7)])
def test_a_rounded_share_is_printed_as_the_share_itself(value):
    words = Words("en")
    assert words.percent(as_printed(value, "share")) == words.percent(value)
