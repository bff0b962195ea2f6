"""How an export words a category -> the nearest canonical value."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gapmap.settings import ProjectSettings
from gapmap.stages.cells import fold
from gapmap.tables import NOT_STATED
from gapmap.text.non_answers import is_non_answer

SAME_THING = (
    ("virksomhed", "firma", "company", "business", "enterprise", "startup", "start-up",
     "iværksætter", "smv", "sme", "industri", "industry", "leverandør", "erhvervsliv", "corporate"),
    ("videninstitution", "universitet", "university", "forskning", "forskningsinstitution",
     "research", "gts", "gts-institut", "knowledge", "academia", "academic", "uddannelse",
     "uddannelsesinstitution", "professionshøjskole", "college", "education"),
    ("offentlig", "offentligt", "kommune", "municipality", "public", "government", "stat",
     "statslig", "regional myndighed", "myndighed", "authority", "hospital", "sygehus"),
    ("hovedstaden", "københavn", "storkøbenhavn", "copenhagen", "capital"),
    ("nordjylland", "north denmark", "north jutland", "northern jutland"),
    ("midtjylland", "central denmark", "central jutland", "mid jutland"),
    ("sydjylland", "south jutland", "southern jutland", "sønderjylland"),
    ("sjælland", "zealand"),
    ("fyn", "funen"),
    ("biotek", "bioteknologi", "biotech", "biotechnology"),
    ("lægemidler", "medicinalindustri", "pharma", "pharmaceuticals", "pharmaceutical", "medicinal"),
    ("medicinsk udstyr", "medical devices", "medical device", "medtech", "medico", "medicoteknik"),
    ("digital sundhed", "digital health", "e-health", "ehealth", "sundheds-it", "health it"),
    ("velfærdsteknologi", "welfare technology", "assistive technology", "hjælpemidler"),
)  # fmt: skip
"""Words for the same thing. They lead to a canonical value only where the project has one of
them among its own: a value that none of them names is left to the analyst."""

_LITTLE_WORDS = """
af and anden andet andre area del den der det eller en er et etc for fra i institution med mv of og
on or organisation organization other others part på region som the til type uden ved øvrig øvrige
"""
_SAYS_LITTLE = frozenset(_LITTLE_WORDS.split())
_NOT_SAID = re.compile(
    r"(?:ønsker|vil|kan) ikke (?:at )?(?:svare|oplyse)|(?:prefer|rather|wish) not to|ikke oplyst"
    r"|uoplyst|not stated|not (?:say|disclose)|undisclosed|decline"
)
_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_NUMBERS = re.compile(r"\d+(?:[., ]\d{3})*(?!\d)")
_BETWEEN = re.compile(r"\d\s*(?:[-–—]|til|to|and|og|up to|op til)\s*\d")
_BELOW = re.compile(
    r"\b(?:under|færre end|mindre end|less than|fewer than|below|up to|op til|max)\b|<"
)
_ABOVE = re.compile(
    r"\b(?:over|mere end|flere end|more than|above|eller (?:flere|mere|derover)|or more|and over"
    r"|og (?:derover|opefter))\b|\+|>"
)
_ABOVE_NOT_WITH = re.compile(r"\b(?:over|mere end|flere end|more than|above)\b|>(?!=)")
_BELOW_WITH = re.compile(r"\b(?:up to|op til|max)\b|<=")
_SURE = 0.99
_LIKELY = 0.5
_NEARLY_ALL = 0.9
_NEARLY_THE_SAME = 0.85


@dataclass(frozen=True, slots=True)
class Nearest:
    """The canonical value that a wording stands for.

    Attributes:
        value: The canonical value, or not stated.
        is_same: Whether ingest finds it without being told.
        is_sure: Whether nothing else is near.
    """

    value: str
    is_same: bool
    is_sure: bool


def wordings_of(variable: str, project: ProjectSettings) -> dict[str, tuple[str, ...]]:
    """Background variable -> its canonical values, each with the other names it has."""
    if variable == "respondent_type":
        return {
            name: (name, kind.da_plural, kind.en, kind.en_plural)
            for name, kind in project.respondent_types.items()
        }
    listed = {"region": project.regions, "size": project.sizes, "field": project.fields}[variable]
    return {name: (name, english) for name, english in listed.items()}


def find_nearest(wording: str, canonical: Mapping[str, Sequence[str]]) -> Nearest | None:
    """Wording, canonical values with their names -> the nearest, None where none is near.

    In this order: the value itself, one of its names, "does not wish to say", the range of
    numbers that overlaps most, the words that both share, nearly the same letters.
    """
    folded = fold(wording)
    for value in (NOT_STATED, *canonical):
        if fold(value) == folded:
            return Nearest(value, is_same=True, is_sure=True)
    for value, names in canonical.items():
        if folded in {fold(name) for name in names}:
            return Nearest(value, is_same=False, is_sure=True)
    has_number = any(character.isdigit() for character in folded)
    if _NOT_SAID.search(folded) or (not has_number and is_non_answer(wording)):
        return Nearest(NOT_STATED, is_same=False, is_sure=True)
    ranges = {value: found for value in canonical if (found := range_of(value))}
    if ranges and len(ranges) == len(canonical):
        return _by_range(folded, ranges)
    return _best(_by_words(folded, canonical)) or _best(_by_letters(folded, canonical))


def range_of(wording: str) -> tuple[float, float] | None:
    """Wording -> least and greatest number it speaks of, None where it names no number.

    "10-49" -> (10, 49); "Under 10" -> (0, 9); "250 eller flere", "250+" -> (250, inf);
    "over 250" -> (251, inf).
    """
    plain = wording.casefold()
    numbers = [int(re.sub(r"\D", "", number)) for number in _NUMBERS.findall(plain)]
    if len(numbers) == 2 and numbers[0] <= numbers[1] and _BETWEEN.search(plain):
        return (numbers[0], numbers[1])
    if len(numbers) != 1:
        return None
    (number,) = numbers
    if _BELOW.search(plain):
        return (0, number if _BELOW_WITH.search(plain) else number - 1)
    if _ABOVE.search(plain):
        return (number + bool(_ABOVE_NOT_WITH.search(plain)), math.inf)
    return (number, number)


def _by_range(folded: str, ranges: Mapping[str, tuple[float, float]]) -> Nearest | None:
    found = range_of(folded)
    if found is None:
        return None
    scores = {value: _overlap(found, one) for value, one in ranges.items()}
    value = max(scores, key=lambda name: scores[name])
    if scores[value] < _LIKELY:
        return None
    return Nearest(value, is_same=False, is_sure=scores[value] >= _NEARLY_ALL)


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Two ranges of whole numbers -> what they share of what both span, 0 to 1."""
    if math.inf in (one[1], other[1]):
        if one[1] != other[1]:
            return 0.0
        low, high = sorted((one[0], other[0]))
        return (low + 1) / (high + 1)
    shared = min(one[1], other[1]) - max(one[0], other[0]) + 1
    return max(0.0, shared) / (max(one[1], other[1]) - min(one[0], other[0]) + 1)


def _by_words(folded: str, canonical: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Canonical value -> the share of the words of one of its names that the wording has."""
    said = _meanings(folded)
    return {
        value: max((_shared(_meanings(fold(name)), said) for name in names), default=0.0)
        for value, names in canonical.items()
    }


def _shared(wanted: frozenset[str], said: frozenset[str]) -> float:
    return len(wanted & said) / len(wanted) if wanted else 0.0


def _meanings(folded: str) -> frozenset[str]:
    """Words -> what they mean: words for the same thing are one, words that say little none."""
    found = set()
    left = folded
    for group in SAME_THING:
        for phrase in group:
            pattern = rf"(?<![^\W_]){re.escape(phrase)}(?:e?r|e|s|en|et|ies)?(?![^\W_])"
            if re.search(pattern, left):
                found.add(group[0])
                left = re.sub(pattern, " ", left)
    return frozenset(found | {w for w in _TOKEN.findall(left) if w not in _SAYS_LITTLE})


def _by_letters(folded: str, canonical: Mapping[str, Sequence[str]]) -> dict[str, float]:
    scores = {
        value: max(difflib.SequenceMatcher(None, folded, fold(name)).ratio() for name in names)
        for value, names in canonical.items()
    }
    return {v: score for v, score in scores.items() if score >= _NEARLY_THE_SAME}


def _best(scores: Mapping[str, float]) -> Nearest | None:
    """Scores -> the value that is ahead of all others, None where none is."""
    ranked = sorted(scores.values(), reverse=True)
    if not ranked or ranked[0] < _LIKELY or (len(ranked) > 1 and ranked[0] == ranked[1]):
        return None
    value = max(scores, key=lambda name: scores[name])
    return Nearest(value, is_same=False, is_sure=ranked[0] >= _SURE)
