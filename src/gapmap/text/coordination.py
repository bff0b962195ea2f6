"""A statement -> the places of the needs in it that "and" or a list of commas holds together.

Cut is only where it is safe: each part must be able to stand alone, and carry a concept that
its neighbour does not. What shares a verb, a preposition or a complement stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

ConceptsIn = Callable[[str], frozenset[str]]
"""Text -> the concepts in it that are needs, each with those above it in one family."""

_AND = r"(?:og|and|samt|och)"
_CUT = re.compile(rf"\s*,\s+(?:{_AND}\s+)?|\s+{_AND}\s+", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[-'’./][^\W_]+)*-?")
_UNSAFE = re.compile(r"[:;?!()\[\]\"“”»«…]|[.](?=\s)|\w-(?!\w)|\s[-–—]\s")
_LACK = (
    r"(?:mangler|savner|efterlyser|behøver|ønsker|trenger|saknar|behöver|need|lack|want"
    r"|skal bruge|søger|leder efter|(?:har|er der|der er) (?:brug|behov) for)"
)
_OPENING = re.compile(
    rf"(?P<subject>(?:(?:vi|jeg|der|we|i|jag|også|desuden)\s+)*){_LACK}\s+(?:også\s+)?",
    re.IGNORECASE,
)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PREPOSITIONS = _set(
    "af blandt for fra før gennem hos i inden mellem mod med om omkring over på sammen som til "
    "uden under ved about across among around at between by during from in into of on through "
    "to under until with within without av från för hos inom till utan"
)
_SHARING = _set("med mellem sammen uden with between without among blandt")
"""Prepositions that hold a list of things together, whatever the next one begins with."""
_HEADS = _set(
    "adgang bistand hjælp kontakt mulighed nogen overblik rådgivning støtte vejledning viden "
    "access advice contact guidance help someone support tilgang hjelp hjälp tillgång"
)
"""What begins a need of its own behind a preposition, when one or a clause follows it."""
_CLAUSE = _set(
    "der som at hvor hvad hvem hvilke hvordan hvorfor hvis når mens inden fordi så who which that "
    "what where how when whether if because"
)
_FOLLOWING = _PREPOSITIONS | _CLAUSE
_NOT_IN_NOUN_PHRASE = _set(
    "vi jeg du man os vores i we you us our er var har havde kan kunne skal skulle vil ville må "
    "bør får fik gør gik går bliver blev findes ligger mangler står virker is are was were has "
    "have had can could will would shall should may must do does did gets"
)
_NOT_ALONE = _set(
    "den dem dets dens deres denne dette disse de han hun it its them their they this these those "
    "men but dog ellers især særligt fx f.eks herunder såsom bl.a dvs including especially e.g "
    "i.e begge både enten hverken eller or either neither both ikke ikk ingen intet ej not no kun "
    "only jo osv m.v mv etc mm m.m lignende andet andre other others også det there heraf deraf"
)
_MOST_WORDS = 12
_MOST_BEFORE_NOUN = 3
_LIST = 3
_LONG_LIST = 4  # of three, "A, help with B and C", the last may hang on "with"


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    text: str
    words: tuple[str, ...]
    opens: bool
    has_subject: bool


def split_coordinated(statement: str, concepts_in: ConceptsIn) -> list[tuple[int, int]]:
    """Statement, question which concepts a text carries -> start and end of each need in it.

    Args:
        statement: A sentence or an item of a list, without outer spaces.
        concepts_in: Asked for each part; two parts that share a concept are one need.

    Returns:
        In order; places leave out nothing but commas, spaces and the words for "and". The
        whole where it is not plainly safe to cut; a list without "and" is cut only where
        each part has concepts of its own, because a row of names explains one thing.
    """
    whole = [(0, len(statement))]
    cuts = list(_CUT.finditer(statement))
    if not cuts or _UNSAFE.search(statement):
        return whole
    parts = _parts(statement, cuts)
    is_list = len(parts) >= _LIST and "," in cuts[0][0]
    ends_in_and = any(letter.isalpha() for letter in cuts[-1][0])
    if not (is_list or ends_in_and) or not _all_safe(parts):
        return whole
    places = _by_concept(parts, [concepts_in(part.text) for part in parts])
    return places if ends_in_and or len(places) == len(parts) else whole


def _parts(statement: str, cuts: list[re.Match[str]]) -> list[_Part]:
    starts = [0, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), len(statement)]
    shouts = statement.isupper()
    parts: list[_Part] = []
    for start, end in zip(starts, ends, strict=True):
        text = statement[start:end]
        opening = _OPENING.match(text)
        rest = text[opening.end() :] if opening else text
        words = tuple(map(_lower, _WORD.findall(rest.lower() if shouts else rest)))
        has_subject = opening is not None and opening["subject"] != ""
        parts.append(_Part(start, end, text, words, opening is not None, has_subject))
    return parts


def _lower(word: str) -> str:
    """Word -> in lower case, but for acronyms: US is not us, and EN 62366 no Danish en."""
    return word if word.isupper() and len(word) > 1 else word.lower()


def _all_safe(parts: list[_Part]) -> bool:
    ends_list = len(parts) >= _LONG_LIST and not _prepositions(parts[0])
    is_end = [*(part.has_subject for part in parts[1:]), True]
    if not all(map(_stands_alone, parts, is_end)):
        return False
    governed = False
    for place, part in enumerate(parts):
        is_last = ends_list and place == len(parts) - 1
        if governed and not (is_last or _begins_a_need(part, parts[place - 1])):
            return False
        governed = bool(_prepositions(part)) or (governed and not part.opens)
    return True


def _stands_alone(part: _Part, is_end: bool) -> bool:
    """Whether a part is a noun phrase; only at an end may it go on with a clause of its own."""
    words = part.words
    if not words or len(words) > _MOST_WORDS or not _NOT_ALONE.isdisjoint(words):
        return False
    clause = next((place for place, word in enumerate(words) if word in _CLAUSE), len(words))
    if clause == 0 or (clause < len(words) and not is_end):
        return False
    return _is_noun_phrase(words[:clause])


def _is_noun_phrase(words: tuple[str, ...]) -> bool:
    """Whether no word looks like a verb, as Danish ones in -r and English ones in -s do."""
    if not _NOT_IN_NOUN_PHRASE.isdisjoint(words) or words[0] in _PREPOSITIONS:
        return False
    chunk: list[str] = []
    for word in (*words, ""):
        if word and word not in _PREPOSITIONS:
            chunk.append(word)
            continue
        before_noun = chunk[:-1]
        if len(before_noun) > _MOST_BEFORE_NOUN or any(map(_may_be_verb, before_noun)):
            return False
        chunk = []
    return True


def _may_be_verb(word: str) -> bool:
    return word.endswith("r") or (word.endswith("s") and not word.endswith("ss"))


def _prepositions(part: _Part) -> frozenset[str]:
    return _PREPOSITIONS.intersection(part.words)


def _begins_a_need(part: _Part, before: _Part) -> bool:
    """Whether a part cannot hang on the preposition of the one before."""
    is_shared = not _SHARING.isdisjoint(_prepositions(before))
    is_head = part.words[0] in _HEADS and not _FOLLOWING.isdisjoint(part.words[1:2])
    return part.opens or (is_head and not is_shared)


def _by_concept(parts: list[_Part], concepts: list[frozenset[str]]) -> list[tuple[int, int]]:
    """Parts and their concepts -> places; a part without a concept of its own joins."""
    places: list[tuple[int, int]] = []
    said: frozenset[str] = frozenset()
    for part, found in zip(parts, concepts, strict=True):
        if places and (not found or not said or found & said):
            places[-1] = (places[-1][0], part.end)
            said |= found
        else:
            places.append((part.start, part.end))
            said = found
    return places
