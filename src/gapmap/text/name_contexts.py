"""What stands beside a name and tells that it is one, or that it is the name of a thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache

from gapmap.text.marking import Place
from gapmap.text.name_lists import NameLists

_CONTEXT = 60

_TITLES = (
    r"hr|herr|fr|fru|frk|frøken|dr|doktor|prof|professor|lektor|adjunkt|dekan|rektor|docent|amanuensis"
    r"|ph\.?\s?d|phd|postdoc|cand\.\s?\w+|mr|mrs|ms|miss|sir|dame|nurse|sister|cto|ceo|cfo|coo"
    r"|(?:\w+-?)?(?:overlæge|læge|direktør|chef|leder|konsulent|sygeplejerske|terapeut|fysioterapeut"
    r"|ergoterapeut|assistent|koordinator|sekretær|ingeniør|medarbejder|rådgiver|specialist|forsker"
    r"|manager|director|officer|consultant|koordinatör|överläkare|läkare|overlege|lege"
    r"|sjuksköterska|sykepleier|formand|pædagog|psykolog|tandlæge|jordemoder|bioanalytiker"
    r"|radiograf|farmaceut|advokat|borgmester|minister|lærer|projektleder|partner|stifter|ejer)"
)
_RELATIONS = (
    r"kollega|kollegaen|kolleger|makker|kone|hustru|mand|kæreste|søn|datter|mor|far|bror|søster|nabo"
    r"|svigermor|svigerfar|moster|faster|onkel|mormor|morfar|farmor|farfar|patient|patienten"
    r"|borger|borgeren|klient|beboer|beboeren|colleague|patient|wife|husband|son|daughter|mother|father"
    r"|brother|friend|ven|veninde|studerende|student|supervisor|vejleder|kontaktperson"
    r"|contact person|kollegor|kollegan|pappa|mamma|boss"
)
_SIGNED = (
    r"mvh|m\.v\.h|vh|v\.h|kh|hilsen|hilsner|hälsningar|hilsen fra|regards|sincerely|cheers"
    r"|(?:jeg|han|hun|hun der|ham der|jag|han som|som) (?:hedder|heter)|hedder jeg|heter jag"
    r"|(?:mit|hans|hendes|mitt|min) (?:navn|namn) (?:er|är)|my name is|(?:his|her) name is"
    r"|spørg(?: gerne)? efter|ask for|attn?|c/o|sign(?:ed|eret)|på vegne af"
)
_ADDRESSED = (
    r"kontakt|kontakte|kontakta|contact|kontaktperson"
    r"|ring(?:e)?(?: gerne| bare| evt\.?)?(?: til)?"
    r"|skriv(?:e)?(?: gerne| bare| evt\.?)?(?: til)?|mail(?:e)?(?: til)?"
    r"|send(?:e)?(?: \w+){0,2} til"
    r"|tal(?:e)? med|snak(?:ke)? med|spørg(?:e)?(?: gerne| evt\.?)?|talk to|speak (?:to|with)|call"
    r"|email|e-mail|write to|ask|get in touch with|v/|v\.|jeg er|i am|i['’]m|this is|det er mig"
    r"|henvendelse til|henvend (?:dig|jer) til|ansvarlig|tak til|thanks to|ved spørgsmål|mig"
)
_SPACE = r"[\s,:;(–-]{1,4}"
_PRESENTING = re.compile(rf"(?:{_TITLES}|{_RELATIONS}|{_SIGNED}|{_ADDRESSED})", re.IGNORECASE)
_TITLE = re.compile(
    rf"(?<![\w-])(?:(?:{_TITLES})|(?:hr|fr|frk|dr|prof|mr|mrs|ms|ph\.\s?d)\.)[ \u00a0]$",
    re.IGNORECASE,
)
_RELATION = re.compile(
    rf"(?<![\w-])(?:{_RELATIONS})(?:[ \u00a0]|, |: | \()(?:hedder )?$", re.IGNORECASE
)
_SIGNATURE = re.compile(rf"(?<![\w-])(?:{_SIGNED}){_SPACE}(?:fra |from |från )?$", re.IGNORECASE)
_ADDRESS = re.compile(
    rf"(?<![\w-])(?:{_ADDRESSED})(?:{_SPACE}|(?<=/))(?:(?:evt\.?|gerne|bare|vores|min|our|my) )?$",
    re.IGNORECASE,
)
_MARK = "["
_MARK_BEFORE = re.compile(r"\[(?:e-mail|telefon)\][\s,;:(/–-]{1,4}$")
_MARK_AFTER = re.compile(
    r"[\s,;:(–-]{0,3}(?:(?:på|tlf|tel|telefon|mobil|mob|mail|e-mail|email|at|on|phone|mobile|direkte)"
    r"[\s.:]{0,3}){0,2}\[(?:e-mail|telefon)\]",
    re.IGNORECASE,
)
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…\n•/]|(?:^|\s)[-–—*])[\s\"'”“»«(\[]*$")
_THING_BEFORE = re.compile(
    r"(?:\b(?:projekt|system|robot|app|platform|løsning|program|model|firma|virksomhed|selskab|bygning"
    r"|produkt|værktøj|hotel|team|sankt|skt|sct|st|saint|kong|dronning|prins|prinsesse|king|queen|fond"
    r"|restaurant|hospitals?|klinik|center|centret|skib|stormen|apparat|maskine|kampagne|initiativ"
    r"|the|company|called|named|kaldt|version|test|metode)(?:et|en|ten|met|len|men|me)?"
    r"[ .]{1,2}|&\s?|[\w]&)[\"'»“]?$",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"(?:.*(?:universitet|universitetet|hospital|hospitalet|sygehus|sygehuset|centeret|centret|center"
    r"|institut|instituttet|institute|fond|fonden|fondene|klinik|klinikken|styrelsen|kommune|kommunen"
    r"|skole|skolen|højskole|forening|foreningen|huset|gruppen|banken|prisen|hjemmet|selskabet"
    r"|instituttets|universitets|hospitals|kommunes|apotek|pharma|medical|medico|biotech|tech|lab|labs"
    r"|therapeutics|diagnostics|technologies|solutions|systems|robotics|care|health|instruments)"
    r"|a/s|aps|as|ab|gmbh|ltd|inc|llc|oy|plc|ivs|amba|group|holding|region|regionen|university|centre"
    r"|school|college|foundation|clinic|hospitals|museum|society|association|academy|award|consulting"
    r"|partners|bank|invest|capital|ventures|brothers|sønner|advokater|method|metoden|metode|skala"
    r"|scale|score|index|test|testen|syndrome|syndrom|disease|sygdom|law|lov|model|modellen|curve"
    r"|method|plot|diagram|street|road|airport|park|parken|fonds|legat|prize|stipend|fellowship"
    r"|fellowships|scholarship|effect|network|netværk|netværket|cluster|klynge|company|co|corp"
    r"|corporation|international|denmark|danmark)"
)
_NEXT = re.compile(r"[ \u00a0](?P<word>[^\W\d_]+(?:/S)?)(?![\w/])|\s?&\s?\w", re.IGNORECASE)
_SMALL = re.compile(
    rf"(?<![\w-])(?P<how>{_SIGNED}|{_ADDRESSED}|hr\.?|fru|min kollega|my colleague){_SPACE}"
    r"(?:fra |from )?(?P<words>[^\W\d_]+(?:[ -][^\W\d_]+){0,3})",
    re.IGNORECASE,
)
_SIGNS_OFF = re.compile(rf"(?:{_SIGNED})", re.IGNORECASE)
_PIECE = re.compile(r"[^\W\d_]+")


class Closeness(Enum):
    """How far the words around promise a name: not, probably, certainly."""

    NONE = 0
    PROBABLE = 1
    CERTAIN = 2


def closeness(text: str, start: int, end: int) -> Closeness:
    """Text, a place in it -> how far the words around promise a name there."""
    left = text[max(0, start - _CONTEXT) : start]
    if not left and _MARK not in text:
        return Closeness.NONE
    if _TITLE.search(left) or _SIGNATURE.search(left):
        return Closeness.CERTAIN
    if _RELATION.search(left) or _ADDRESS.search(left) or _MARK_BEFORE.search(left):
        return Closeness.PROBABLE
    if _MARK_AFTER.match(text, end):
        return Closeness.PROBABLE
    return Closeness.NONE


@lru_cache(maxsize=20_000)
def presents(word: str) -> bool:
    """Capitalised word -> whether it is no name but what stands before one (Lektor, Kontakt)."""
    return bool(_PRESENTING.fullmatch(word))


@lru_cache(maxsize=20_000)
def is_of_organisation(word: str) -> bool:
    """Word in lower case -> whether an organisation, a method or a prize is named with it."""
    return bool(_ORGANISATION.fullmatch(word))


def names_a_thing(text: str, start: int, end: int) -> bool:
    """Text, a place in it -> whether the words around say that a thing is named there."""
    left = text[max(0, start - _CONTEXT) : start]
    beside = _NEXT.match(text, end)
    if beside and (beside["word"] is None or is_of_organisation(beside["word"].lower())):
        return True
    return bool(_THING_BEFORE.search(left))


def starts_sentence(text: str, start: int) -> bool:
    """Text, a place in it -> whether a capital letter there may be that of a sentence."""
    return bool(_SENTENCE_START.search(text[max(0, start - _CONTEXT) : start]))


def small_letter_names(text: str, lists: NameLists) -> Iterator[Place]:
    """Text -> names written without capitals, only where the words before present them."""
    for match in _SMALL.finditer(text):
        signed = bool(_SIGNS_OFF.fullmatch(match["how"]))
        offset = match.start("words")
        end = 0
        for number, piece in enumerate(_PIECE.finditer(match["words"])):
            if not _is_small_name(piece[0], lists, signed=signed, first=number == 0):
                break
            end = piece.end()
        if end and match["words"][0].islower():
            yield offset, offset + end


def _is_small_name(word: str, lists: NameLists, *, signed: bool, first: bool) -> bool:
    low = word.lower()
    if low in lists.not_persons:
        return False
    if first:
        return low in lists.given or (signed and low in lists.given_words)
    return low in lists.given or low in lists.family or low in lists.family_words
