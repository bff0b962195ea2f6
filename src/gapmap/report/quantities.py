"""Shares in words, no surer than their intervals: "omkring hver ottende"."""

from __future__ import annotations

import math

from gapmap.report.rows import Estimate
from gapmap.report.words import Words

_FRACTIONS = {
    **{f"one_in_{k}": 1 / k for k in (20, 15, 12, *range(10, 1, -1))},
    "two_thirds": 2 / 3,
    "three_quarters": 3 / 4,
    "nine_tenths": 9 / 10,
}
"""What has a name, from the least to the most."""

_LEAST, _MOST = 1 / 21, 0.95
"""Beyond these no fraction is near."""

_CLOSE = 2.0
"""Ends of an interval that are less than this many times apart leave one number to say."""


def share_in_words(words: Words, estimate: Estimate) -> str:
    """A share above 0 with its interval -> "omkring hver ottende"; empty where not known.

    "About" is said where the upper end is less than twice the lower one, else both ends. Of an
    interval that reaches below one in twenty only the upper bound is said, and of one above nine
    in ten only the lower.
    """
    value, low, high = estimate.value, estimate.low, estimate.high
    if not value or low is None or high is None:
        return ""
    if high < _FRACTIONS["one_in_20"]:
        return words.say("quantity.fewer", {"most": _said(words, "one_in_20")})
    if low < _LEAST:
        above = [name for name, share in _FRACTIONS.items() if share >= high]
        return words.say("quantity.at_most", {"most": _said(words, above[0])}) if above else ""
    if high > _MOST:
        below = [name for name, share in _FRACTIONS.items() if share <= low]
        return words.say("quantity.at_least", {"least": _said(words, below[-1])}) if below else ""
    ends = {"least": _named(words, low), "most": _named(words, high)}
    if high < _CLOSE * low or ends["least"] == ends["most"]:
        return words.say("quantity.about", {"share": _named(words, value)})
    return words.say("quantity.between", ends)


def _named(words: Words, share: float) -> str:
    """A share -> the fraction nearest to it, by ratio, in words."""
    nearest = min(_FRACTIONS, key=lambda name: abs(math.log(share / _FRACTIONS[name])))
    return _said(words, nearest)


def _said(words: Words, fraction: str) -> str:
    return words.say(f"quantity.{fraction}")
