"""Where people can be reached on the net: e-mail addresses, and pages that are a person's."""

from __future__ import annotations

import re
from itertools import pairwise

from gapmap.text.marking import Kind, Match, finder
from gapmap.text.name_lists import name_lists

_AT = r"(?:\s?@\s?|\s?[(\[{](?:at|snabel-?a)[)\]}]\s?|\ssnabel-?a\s)"
_DOT = r"(?:\.|\s?[(\[{](?:dot|punktum)[)\]}]\s?|\s(?:dot|punktum)\s)"
_EMAIL = re.compile(
    rf"(?<![\w.%+-])[\w.%+-]++{_AT}[\w-]+(?:{_DOT}[\w-]+)*{_DOT}[^\W\d_]{{2,}}", re.IGNORECASE
)
_URL = re.compile(
    r"(?<![\w@.-])(?:https?://|www\.)?(?:[\w-]+\.)+[a-z]{2,}(?:[/?#][^\s<>\"»”()\[\],;]*)?"
    r"(?<![.,;:!?])",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"linkedin\.\w+/(?:in|pub)/|xing\.com/profile|orcid\.org/\d|researchgate\.net/profile/"
    r"|scholar\.google\.[\w.]+/citations|facebook\.com/profile\.php|/[~@]\w"
    r"|/(?:people|persons?|profil|profiler?|profiles|staff|team|medarbejdere?|ansatte?|employees?"
    r"|cv|users?|authors?|bio)/[\w%.-]",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[^\W\d_]+")
_SHORTEST_NAME = 3


def _is_of_person(match: Match) -> bool:
    """A page on a site of profiles, or an address that holds a given and a family name."""
    url = match[0]
    if _PROFILE.search(url):
        return True
    parts = _PARTS.findall(url.lower())
    lists = name_lists()
    family = lists.family | lists.family_words
    given = lists.given | lists.given_words
    beside = pairwise(parts)
    return any(one in given and other in family for one, other in beside) or any(
        part[:cut] in lists.given and part[cut:] in family
        for part in parts
        for cut in range(_SHORTEST_NAME, len(part) - _SHORTEST_NAME + 1)
    )


CONTACTS = (
    Kind("e-mail", "[e-mail]", finder(_EMAIL), re.compile(r"@|[(\[{\s](?:at|snabel)", re.I)),
    Kind("link", "[link]", finder(_URL, _is_of_person), re.compile(r"\w\.\w")),
)
"""In the order they are looked for."""
