"""Text -> its language, by function words and spelling.

Dictionaries would know more words, but those of four languages take 280 MB and four seconds
to load; function words make up half of any sentence and fit on a page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache

from gapmap.text.tokens import normalise

LANGUAGES = ("da", "en", "sv", "nb")
"""In this order the first wins a tie: the survey is Danish."""

_FUNCTION_WORDS = {
    "da": "adgang af alle alt altid andre at bare bedre behov blev blevet blive bliver brug "
    "bruge burde da de dem den denne der deres derfor det dette dig disse efter eller en "
    "enten er et fem fik for fordi forstår fra få får før først gennem gerne gik give "
    "giver gør gøre ham han har havde have her hinanden hjem hjemme hjælp hjælpe hos hun "
    "hvad hvem hver hvilke hvilken hvis hvor hvordan hvorfor i igen ikke imellem imens "
    "ind inden indtil ingen ja jeg jer jeres jo kan kender kommer kontakt kun kunne lige "
    "lov mange mangler med meget mellem mens mere mest mig min mine mod må ned nej nogen "
    "noget nogle nok nu ny nye når nær nærmere næste og også om op os over penge på samme "
    "sammen selv selvom siger sin sine skal skulle som sted steder står så tid til tilbud "
    "to tre ud uden udenfor under ved vi vil ville vores være været",
    "en": "a about access after all an and any anyone are as at be because been before better "
    "between but by can clear could do does during early else every everyone few find "
    "first for from funding get had has have help how if in into is it its lack less like "
    "make many may me more most much must my need needed needs never new no nobody not "
    "nothing now of off on one only or other our out over own people right same should so "
    "some somebody someone support than that the their them then there these they this "
    "those through time to too two until up us was we well what when where which while "
    "who whole whom why will with without would you your",
    "sv": "alla alltid andra att av bara behöver bli blir bort bättre de dem den denna deras "
    "det där därför då efter eller en ett finns flera från få får för före först gemensam "
    "gemensamma genom gör göra hade har hellre hjälp hos hur här i igen in inför ingen "
    "inom inte ja jag kan kommer känner med mellan men mer mest mig min mot mycket måste "
    "ned ni nu nya när nästa någon något några och också om oss på saknar samma sedan sig "
    "sin ska skall som större så tid till tillgång under upp ut utan vad var vara vem vet "
    "vi vid vilka vilken vill vår våra våran vårt än ännu är öppna över",
    "nb": "alle alltid andre at av bare bedre ble bli blir blitt bruk bruke da de dem den denne "
    "der deres derfor det dette disse eller en enn er et etter for fordi fra få får før "
    "først gi gir gjennom gjør gjøre hadde han har hjelp hjelpe hos hun hva hvem hver "
    "hvilke hvis hvor hvordan hvorfor i igjen ikke ingen inn ja jeg kan kommer kun kunne "
    "lov mange med meg mellom men mener mens mer mest mot mye må ned nei noe noen nok ny "
    "nye nå når og også om opp oss over penger på samme sammen seg selv sin skal skulle "
    "som så tid til tilgang trenger ut uten utenfor ved verken vi vil ville vår våre vårt "
    "være vært å",
}
_SPELLING = (
    ("da", re.compile(r"[æø]")),
    ("nb", re.compile(r"[æø]|sjon(?:er|en)?$|kk\w*sjon|^innkj|leg$|skap$")),
    ("sv", re.compile(r"[äö]|ck|ning(?:ar|en)$")),
    (
        "en",
        re.compile(
            r"^wh|^th|ght|oo[dklmnpt]|ee[dknpt]|(?:[^gkrnsdlt]|[aeiouy][dlnt]|nd|rt|st)ing$"
            r"|(?:[st]|v|bil|ur|nal|cal)ity$|[^aeiouy]ly$|[^s]ship$|ies$|ness$|ble$|ous$|ance$|ence$"
            r"|^co[^mn]|ical$|w[aei]|ck|ear|ou[rlnt]"
        ),
    ),
)
_SPELLING_WEIGHT = 0.4
_AGAINST = {"sv": 0.5, "nb": 0.5}
"""What speaks against the rare neighbours, which share most short words with Danish."""

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def detect_language(text: str) -> str:
    """Text -> da, en, sv or nb; da where nothing tells, "" where there are no letters.

    A function word counts by how few of the languages have it, a typical spelling a little.
    """
    words = _WORD.findall(normalise(text))
    if not words:
        return ""
    scores = {language: -_AGAINST.get(language, 0.0) for language in LANGUAGES}
    for word in words:
        for language, weight in _weights_of(word):
            scores[language] += weight
    return max(LANGUAGES, key=lambda language: scores[language])


@cache
def _function_words() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for language, words in _FUNCTION_WORDS.items():
        for word in set(words.split()):
            found[word].append(language)
    return {word: tuple(languages) for word, languages in found.items()}


@lru_cache(maxsize=65536)
def _weights_of(word: str) -> list[tuple[str, float]]:
    languages = _function_words().get(word, ())
    if languages:
        return [(language, 1 / len(languages)) for language in languages]
    return [(language, _SPELLING_WEIGHT) for language, sign in _SPELLING if sign.search(word)]
