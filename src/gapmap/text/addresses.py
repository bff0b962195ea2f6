"""Where people live or work, to the door: street and number."""

from __future__ import annotations

import re

from gapmap.text.marking import Kind, Match, after, before, finder
from gapmap.text.name_lists import name_lists

_CAPITAL = r"[A-ZÆØÅÄÖÞÐ]"
_ANY_CASE = (
    "gade|gaden|stræde|strædet|vænge|vænget|boulevard|boulevarden|allé|alléen"
    "|gatan|gata|gaten|vägen|väg|gränd|veien|katu|straat|straße|strasse"
)
_CAPITAL_ONLY = (
    "alle|alleen|vej|vejen|vegen|vang|vangen|plads|pladsen|torv|torvet|park|parken|have|haven"
    "|bakke|bakken|bakkerne|toft|toften|ageren|krog|krogen|hegn|hegnet|lund|lunden|engen|mark"
    "|marken|dalen|høj|højen|skov|skoven|sti|stien|kaj|kajen|brygge|bryggen|løkke|løkken|lykke"
    "|lykken|kær|kæret|mose|mosen|bjerg|bjerget|dam|dammen|brink|brinken|vold|volden|husene"
    "|gård|gården|gårdene|gaard|gaarden|ås|åsen|dige|diget|sporet|sving|svinget|buen|strand"
    "|stranden|havn|havnen|odde|odden|næs|næsset|slippen|passage|passagen|terrassen|skrænten"
    "|skellet|hjørnet|bredden|åen|søen|byen|broen|pynten|vænger|vadet|tværvej|ringvej|torget"
    "|weg"
)
_WORD = r"[^\W\d_][\w.'’-]*"
_FIRST = (
    r"(?:Gammel|Gamle|Gl\.?|Nørre|Nordre|Ndr\.?|Søndre|Sønder|Sdr\.?|Vestre|Vester|Østre|Øster|Store"
    r"|Lille|St\.|Sankt|Sct\.|Skt\.|Ny|Nye|Øvre|Nedre|Over|Neder|Kongens|Dronningens|Indre|Ydre)"
)
_NUMBER = r"\d{1,3}(?:\s?-\s?\d{1,3})?(?:\s?[A-Za-z](?![\wæøå]))?(?!\d|[.,:/]\d|[/%])"
_DOOR = (
    r"(?:,?\s{0,2}(?:(?:st|kl|\d{1,2})\.?(?:\s?sal)?[ ,.]{0,3}(?:t\.?\s?v|t\.?\s?h|m\.?\s?f)\b\.?"
    r"|\d{1,2}\.\s?sal\b|st\.|(?:dør|lejl\.?|lejlighed|vær\.?|værelse)\s?\d+))"
)
_TOWN = (
    rf"(?:\s?[,(]?\s{{0,2}}(?:DK|S|N|D)?-?\d{{3}}\s?\d{{1,2}},?\s{_CAPITAL}[^\W\d_]+"
    rf"(?:\s{_CAPITAL}[^\W\d_]*)?\)?)"
)
_REST = rf"{_DOOR}?{_TOWN}?"

_WITH_NUMBER = re.compile(
    rf"\b(?:(?:{_FIRST}\s)?{_CAPITAL}[\w'’-]{{1,40}}?(?:{_ANY_CASE}|{_CAPITAL_ONLY})"
    rf"|[^\W\d_][\w-]{{1,40}}?(?:{_ANY_CASE})"
    rf"|(?:{_CAPITAL}[\w.'’-]{{0,40}}\s){{1,3}}(?:(?i:{_ANY_CASE}|vej|alle|gate)|Plads|Torv|Park|Have|Vænge))"
    rf"\s{{1,2}}{_NUMBER}{_REST}"
)
_WITH_TOWN = re.compile(
    rf"\b{_CAPITAL}[\w'’-]{{2,40}}(?:\s{_WORD})?\s\d{{1,3}}\s?[A-Za-z]?{_DOOR}?"
    rf",?\s{{1,2}}(?:DK-?)?\d{{4}}\s{_CAPITAL}[^\W\d_]+(?:\s{_CAPITAL}[^\W\d_]*)?"
)
_AFTER_MARK = re.compile(
    rf"(?:(?<=\[navn\], )|(?<=\[e-mail\], )|(?<=\[telefon\], ))"
    rf"{_CAPITAL}[\w'’-]{{4,40}}\s{_NUMBER}{_REST}"
)
_ENGLISH = re.compile(
    rf"\b\d{{1,4}}[A-Za-z]?,?\s(?:{_CAPITAL}[\w'’-]+\s){{1,3}}"
    r"(?:Street|Road|Avenue|Lane|Crescent|Terrace|Drive|Square|Rd|Ave|St)\b\.?"
    r"(?:,\s(?:[A-Z][a-z]+,?\s)?[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b)?"
)
_WHERE_ONE_LIVES = re.compile(
    r"\b(?:bor|boende|bopæl|adressen?|address|live|lives|living)\b[^.\n\d\[\]]{0,20}$",
    re.IGNORECASE,
)
_STREET_ALONE = re.compile(
    rf"\b(?:{_FIRST}\s)?{_CAPITAL}[\w'’-]{{1,40}}?(?:{_ANY_CASE}|vej|vejen)\b(?!\s\d)"
)
_POST_BOX = re.compile(r"\b(?:postboks|post ?box|p\.?o\.? ?box)\s\d{1,5}\b", re.IGNORECASE)
_NO_STREET = re.compile(
    r"(?:fase|uge|kapitel|afsnit|bilag|side|punkt|version|etape|trin|gruppe|afdeling|stue|lokale"
    r"|room|type|klasse|week|phase|section|chapter|page|table|tabel|figur|figure|level|niveau"
    r"|grade|januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
    r"|horizon|horisont|article|artikel|annex|rule|class|covid|afdeling|siden|inden|bilaget|omgang"
    r"|plan|pavillon|forår|efterår|sommer|vinter|udgave|tesla|windows)\s",
    re.IGNORECASE,
)
_STREET_NAME = re.compile(r"[^\d]+(?=\s\d)")
_COUNTED = re.compile(
    r"\s?(?:km|m|meter|minutter|min|timer|år|kr|stk|mio|pct|procent|personer|borgere|brugere"
    r"|patienter|ansatte|beboere|pladser|gange|dage|uger|måneder|hours|minutes|years|people|users"
    r"|patients|citizens|places|beds|senge)\b",
    re.IGNORECASE,
)


def _is_address(match: Match) -> bool:
    street = _STREET_NAME.match(match[0])
    is_place = street is not None and street[0].lower() in name_lists().not_persons
    return not (is_place or _NO_STREET.match(match[0]) or _COUNTED.match(after(match)))


def _is_where_one_lives(match: Match) -> bool:
    return bool(_WHERE_ONE_LIVES.search(before(match)))


_DIGIT = re.compile(r"\d")

ADDRESSES = (
    Kind("address", "[adresse]", finder(_WITH_NUMBER, _is_address), _DIGIT),
    Kind("address", "[adresse]", finder(_WITH_TOWN, _is_address), _DIGIT),
    Kind("address", "[adresse]", finder(_AFTER_MARK, _is_address), _DIGIT),
    Kind("address", "[adresse]", finder(_ENGLISH), _DIGIT),
    Kind("address", "[adresse]", finder(_POST_BOX), _DIGIT),
    Kind(
        "address",
        "[adresse]",
        finder(_STREET_ALONE, _is_where_one_lives),
        re.compile(rf"(?:{_ANY_CASE}|vej)", re.IGNORECASE),
    ),
)
"""In the order they are looked for."""
