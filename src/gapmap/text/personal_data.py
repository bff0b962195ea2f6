"""Every kind of personal data that is looked for in free text, and the marks for them."""

from __future__ import annotations

import re
from collections import Counter

from gapmap.text.addresses import ADDRESSES
from gapmap.text.contacts import CONTACTS
from gapmap.text.names import NAMES
from gapmap.text.numbers import NUMBERS

PATTERNS = (*CONTACTS, *NUMBERS, *ADDRESSES, *NAMES)
"""Applied from the top: an e-mail address may hold digits and names, an address a name."""

KINDS = tuple(dict.fromkeys(pattern.name for pattern in PATTERNS))
"""What is counted."""

MARKS = re.compile("|".join(sorted({re.escape(pattern.mark) for pattern in PATTERNS})))
"""Finds the marks in redacted text."""


def mark_personal_data(text: str) -> tuple[str, Counter[str]]:
    """Text -> text with marks for personal data, and how many marks were set of each kind.

    A mark may show what stands beside it (a name before a number), so the text is read until
    nothing more is found; marking it again changes nothing.
    """
    found: Counter[str] = Counter()
    while True:
        marks = 0
        for pattern in PATTERNS:
            text, n = pattern.put_marks(text)
            if n:
                found[pattern.name] += n
                marks += n
        if not marks:
            return text, found
