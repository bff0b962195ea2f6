"""Ids of offers: known again when a program rewrote them, and free ones for new offers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_NUMBERED = re.compile(r"(?P<letters>.*?)(?P<number>\d{1,9})")


def find_id(written: str, exported: Iterable[str]) -> str | None:
    """An id as it came back -> as it was exported; Excel turns 007 into 7 and 1E3 into 1000."""
    known = set(exported)
    if written in known:
        return written
    number = _number(written)
    alike = [offer for offer in known if number is not None and _number(offer) == number]
    return alike[0] if len(alike) == 1 else None


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def free_ids(taken: Iterable[str], n: int) -> list[str]:
    """Ids in use, how many are wanted -> new ones that go on as most of the others do."""
    used = set(taken)
    found = [match for offer in sorted(used) if (match := _NUMBERED.fullmatch(offer))]
    if not found:
        return [f"N{number}" for number in range(1, n + 1)]
    letters = Counter(match["letters"] for match in found).most_common(1)[0][0]
    alike = [match["number"] for match in found if match["letters"] == letters]
    width, last = max(map(len, alike)), max(map(int, alike))
    padded = any(number.startswith("0") for number in alike)
    return [
        f"{letters}{number:0{width if padded else 1}}" for number in range(last + 1, last + 1 + n)
    ]
