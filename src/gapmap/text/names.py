"""Names of people: by lists, and by what stands beside them.

A name begins with a given name that is nothing else (Mette), or stands after a title or an
introduction (overlæge ..., my name is ...), or beside a telephone number or an e-mail
address. Names that are words too (Bo, Storm) need a surname or such words beside them.
Places and organisations are no persons, and what is named after people is none either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gapmap.text.marking import Kind, Place
from gapmap.text.name_contexts import (
    Closeness,
    closeness,
    is_of_organisation,
    names_a_thing,
    presents,
    small_letter_names,
    starts_sentence,
)
from gapmap.text.name_lists import NameLists, name_lists

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_TITLE_CASE = re.compile(
    r"(?:Mc|Mac|De|Di|Du|La|Le|Van|O['’]|D['’])?[^\W\d_a-zæøåäöéüß][^\W\d_A-Z]+(?:['’]s?)?"
)
_GAP = re.compile(r"[ \u00a0]")
_GAP_AFTER_INITIAL = re.compile(r"\.[ \u00a0]?|[ \u00a0]")
_PARTICLES = frozenset(re.findall(r"\w+", "af von van de der den du la le el al bin ten ter da di"))
_PATRONYMIC = re.compile(r".{2,}(?:sen|sson|zen|dóttir|dottir|datter)s?$")
_SURNAME = re.compile(
    r".{2,}(?:sen|sson|son|zen|dóttir|gaard|gård|holm|holt|lund|bjerg|berg|dal|dahl|skov|strøm|ström"
    r"|strand|kvist|quist|toft|mark|bæk|beck|vang|rup|strup|sted|kjær|kær|kjer|høj|riis|torp|ager"
    r"|krog|krogh|bakke|vig|gren|blad|stad|næs|nes|feldt|lev|slev|bo|by|lau|nen|ski|sky|ska|vić|vic"
    r"|ovic|escu|wicz|shvili|yan|oğlu|oglu)s?$"
)
_LONGEST = 5
_LONGEST_RUN = 30
_SIGNS = 2


@dataclass(frozen=True, slots=True)
class _Word:
    """A capitalised word, and what the lists say of it."""

    text: str
    start: int
    end: int
    given: bool
    given_word: bool
    family: bool
    family_word: bool
    outside: bool
    title_case: bool

    @property
    def initial(self) -> bool:
        return len(self.text) == 1

    @property
    def listed(self) -> bool:
        return self.given or self.given_word or self.family or self.family_word

    @property
    def surname_like(self) -> bool:
        is_one = self.family or self.family_word
        return is_one or (bool(_SURNAME.match(self.text.lower())) and not self.outside)


def find_names(text: str) -> Iterator[Place]:
    """Text -> start and end of every name of a person, in order and apart."""
    reached = 0
    for start, end in sorted([*_capital_names(text), *_small_letter_places(text)]):
        if start >= reached:
            yield start, end
            reached = end


def _small_letter_places(text: str) -> Iterator[Place]:
    return small_letter_names(text, name_lists())


def _capital_names(text: str) -> Iterator[Place]:
    for run in _runs(text):
        for part in _parts(text, run):
            near = closeness(text, part[0].start, part[-1].end)
            is_known = any(word.listed or word.initial for word in part)
            if near is Closeness.NONE and not (is_known and not _is_thing(text, part)):
                continue
            yield from _names_in(text, part, near)


def _runs(text: str) -> Iterator[list[_Word]]:
    """Text -> capitalised words that follow each other with nothing but a space between."""
    lists = name_lists()
    run: list[_Word] = []
    particles = 0
    for match in _WORD.finditer(text):
        word = match[0]
        if run and (
            len(run) == _LONGEST_RUN or not _goes_on(text, run[-1], match.start(), particles)
        ):
            yield run
            run = []
        if run and word in _PARTICLES:
            particles = match.end()
        elif word[0].isupper() and text[match.start() - 1 : match.start()] != "[":
            run.append(_describe(match, lists))
            particles = 0
        elif run:
            yield run
            run = []
    if run:
        yield run


def _goes_on(text: str, last: _Word, start: int, particle_end: int) -> bool:
    between = text[max(last.end, particle_end) : start]
    gap = _GAP_AFTER_INITIAL if last.initial and not particle_end else _GAP
    return bool(gap.fullmatch(between))


def _describe(match: re.Match[str], lists: NameLists) -> _Word:
    word = match[0]
    low = word.lower()
    bare = _without_genitive(low, lists)
    first, *others = bare.split("-")
    both = bool(others) and all(o in lists.given or o in lists.given_words for o in others)
    is_outside = low in lists.not_persons or is_of_organisation(low)
    return _Word(
        text=word,
        start=match.start(),
        end=match.end(),
        given=bare in lists.given or (both and first in lists.given),
        given_word=bare in lists.given_words or (both and first in lists.given_words),
        family=bare in lists.family
        or (bool(others) and any(one in lists.family for one in (first, *others))),
        family_word=bare in lists.family_words,
        outside=is_outside,
        title_case=all(_TITLE_CASE.fullmatch(piece) for piece in word.split("-")),
    )


def _without_genitive(low: str, lists: NameLists) -> str:
    """Word -> the word without its s, where only that is listed (prebens)."""
    if low in lists.given or low in lists.given_words or low in lists.family:
        return low
    bare = re.sub(r"['’]?s$", "", low)
    return bare if bare in lists.given or bare in lists.family else low


def _parts(text: str, run: list[_Word]) -> Iterator[list[_Word]]:
    """A run -> what is left of it between titles, places and organisations."""
    phrases = _phrase_words(run)
    part: list[_Word] = []
    for place, word in enumerate(run):
        before = part[-1] if part else None
        is_surname = (
            before.initial or (word.family_word and (before.given or before.given_word))
            if before
            else word.family_word and closeness(text, word.start, word.end) is Closeness.CERTAIN
        )
        is_outside = place in phrases or (
            word.outside and not is_surname and not (word.given_word and _is_named(run, place))
        )
        if is_outside or presents(word.text) or not (word.title_case or _may_be(word, run)):
            if part and not (is_of_organisation(word.text.lower()) or place in phrases):
                yield part
            part = []
        else:
            part.append(word)
    if part:
        yield part


def _is_named(run: list[_Word], place: int) -> bool:
    """Whether a place or product is a given name here: a surname that is none follows."""
    following = run[place + 1 : place + 2]
    return bool(following) and following[0].surname_like and not following[0].outside


def _may_be(word: _Word, run: list[_Word]) -> bool:
    """Initials, and words in capital letters where the whole run is and one is a name."""
    if word.initial:
        return True
    whole = all(one.text.isupper() for one in run) and len(run) >= _SIGNS
    return word.text.isupper() and (
        (whole and any(one.given or one.given_word for one in run))
        or (word.surname_like and any(one.given for one in run))
    )


def _phrase_words(run: list[_Word]) -> set[int]:
    """Places in a run that are part of a name that is no person's (Marie Curie)."""
    words = [word.text.lower() for word in run]
    phrases = name_lists().not_person_phrases
    return {
        place
        for start in range(len(words))
        for size in (2, 3)
        if tuple(words[start : start + size]) in phrases
        for place in range(start, start + size)
    }


def _is_thing(text: str, part: list[_Word]) -> bool:
    return names_a_thing(text, part[0].start, part[-1].end)


def _names_in(text: str, part: list[_Word], near: Closeness) -> Iterator[Place]:
    if near is not Closeness.NONE and _begins_sentence_before_name(text, part):
        part = part[1:]
    if near is not Closeness.NONE and _stands_alone(text, part, near):
        yield part[0].start, _end(text, part[:_LONGEST])
        return
    place = 0
    while place < len(part):
        size = _size(text, part, place)
        if size:
            yield part[place].start, _end(text, part[place : place + size])
        place += size or 1


def _end(text: str, words: list[_Word]) -> int:
    last = words[-1]
    return last.end + (last.initial and text[last.end : last.end + 1] == ".")


def _begins_sentence_before_name(text: str, part: list[_Word]) -> bool:
    return (
        len(part) >= _SIGNS
        and not part[0].listed
        and (part[1].given or part[1].given_word)
        and starts_sentence(text, part[0].start)
    )


def _stands_alone(text: str, part: list[_Word], near: Closeness) -> bool:
    """Whether words that the context presents are a name, listed or not."""
    if near is Closeness.CERTAIN:
        return not (len(part) == 1 and part[0].initial)
    if len(part) >= _SIGNS:
        return any(word.title_case for word in part)
    word = part[0]
    return word.given or (word.listed and not starts_sentence(text, word.start))


def _size(text: str, part: list[_Word], place: int) -> int:
    """How many words from this place on are a name; 0 for none."""
    word, rest = part[place], part[place + 1 : place + _LONGEST]
    first_other = next((one for one in rest if not one.initial), None)
    whole = len(rest) + 1
    if word.given:
        return whole
    if (word.given_word or word.initial) and first_other and first_other.surname_like:
        return whole
    at_start = starts_sentence(text, word.start)
    if rest and rest[0].family and not at_start and not word.initial:
        return whole
    if word.family and _PATRONYMIC.match(word.text.lower()):
        return whole
    return 0


NAMES = (Kind("name", "[navn]", find_names, re.compile(r"[^\W\d_]{2}")),)
