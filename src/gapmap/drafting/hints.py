"""What headings usually say, in Danish and English, by what the column holds.

The words are common names and phrasings, not the headings of any one survey: a heading that
says nothing is decided by the contents, or left to the analyst.
"""

from __future__ import annotations

import re

_CAMEL = re.compile(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])|_")


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


SPEAKS_FOR = {
    "respondent_id": _words(
        r"\b(?:respondent|response|svar|besvarelse|besvarelses|deltager|participant|submission|"
        r"entry|record|survey)s?[ .-]?(?:id|nr|no|nøgle|key|nummer|number)\b",
        r"^(?:id|nr|no|nummer|number|løbenummer|token|uuid|guid|key|nøgle)\b\.?$",
        r"\bid$|^id\b",
    ),
    "submitted_at": _words(
        r"\b(?:afsluttet|afsendt|indsendt|færdig|gennemført|besvaret|modtaget|completed|"
        r"completion|submitted|submit ?date|finished|recorded|received)",
        r"\b(?:slut|svar)(?:tid|tidspunkt|dato)\b|\bend ?(?:date|time)\b",
        r"\btime ?stamp|\btidsstempel|^(?:tid|dato|tidspunkt|date|time)$",
    ),
    "respondent_type": _words(
        r"^(?:type|organisation|organization)$",
        r"organisations?type|virksomhedstype|respondenttype|(?:typer?|slags|kind|sort) (?:of )?"
        r"(?:\w+ )?(?:organi[sz]ation|virksomhed|respondent|institution|company|aktør|user|"
        r"arbejdsplads|employer|stakeholder)",
        r"repræsentere|\brepresent|(?:organi[sz]ation|respondent|institution|stakeholder)\w* type",
        r"\bsektor\b|\bsector\b|\b(?:aktør|målgruppe|segment)\b",
        r"where do you work|hvor arbejder du|arbejdsplads|ansættelsessted",
    ),
    "region": _words(
        r"\bregion|landsdel|geografi|beliggen|placeret|\blocat|\blocality",
        r"\bhvor (?:i landet|ligger|er|bor|holder|hører)",
        r"\bwhere (?:is|are|in)\b|\bpart of the country",
        r"\bkommune\b|\bmunicipality\b|\bcounty\b|\bcountry\b",
    ),
    "size": _words(
        r"ansatte|medarbejdere|årsværk|størrelse|employees|headcount|\bsize\b|\bstaff\b|\bfte",
        r"how many people (?:work|are employed)|hvor mange (?:er|arbejder)",
    ),
    "field": _words(
        r"branche|\bindustry|line of work|\bfield\b|\bsector\b|sektor|fagområde|forretningsområde",
        r"område.{0,20}(?:arbejde|beskæftig)|(?:arbejde|beskæftige)\w*.{0,20}(?:område|inden for)",
        r"application area|business area|area of (?:work|activity)|main (?:area|activity)|speciale",
    ),
    "importance": _words(r"vigtig|importan|betydning(?:sfuld)?|prioritet|\bpriority\b|afgørende"),
    "satisfaction": _words(r"tilfreds|satisf|\bhappy\b"),
    "weight": _words(r"\bvægt(?:e|ning|ningsfaktor)?\b|\bweight(?:s|ing)?\b|\bvaegt\b"),
    "status": _words(
        r"\bstatus\b|\bfinished\b|\bcompleted?\b|svarstatus|gennemført|færdiggjort|\bstate\b"
    ),
    "missing": _words(
        r"mangle|mangel|savne|\bfattes\b|\black(?:s|ing)?\b|\bmiss(?:ing|es)?\b|utilstrækkelig",
        r"\bnot (?:in|on|among|covered|available|offered|provided)\b|ikke (?:findes|dækket|tilbud)",
        r"\bgaps?\b|\babsent\b|\bunmet\b",
    ),
    "needs": _words(
        r"behov|brug for|\bneed|\brequire|ønske|\bwish|udfordr|challeng|barrier|\bwant\b",
        r"would you like|pain point|\bproblem|forbedr|improv|hjælp til|\bhelp with",
        r"egne ord|own words",
        r"\bhope|håbe|\bdesire|concern|bekymr|\bpriorit",
    ),
}
"""Canonical column -> what its heading usually says."""

SPEAKS_AGAINST = {
    "respondent_id": _words(
        r"\bip\b|mail|navn|\bname\b|collector|kampagne|campaign|session|device|survey id\b|seed"
    ),
    "submitted_at": _words(
        r"\bstart|begynd|opret|created|invit|udsendt|sent\b|født|birth|åbnet|opened|duration"
        r"|varighed|seconds|last action|sidst ændret|modified"
    ),
    "respondent_type": _words(r"\bjob|stilling"),
    "size": _words(r"omsætning|turnover|revenue|budget|\balder|\bage\b"),
    "status": _words(r"job|ansættelse|employment|civil|marital"),
}
"""Canonical column -> what rules a heading out."""

PERSONAL = _words(
    r"\b(?:for|efter|kontakt|fulde? )?navn\b|\b(?:first|last|full|contact|your)? ?name\b|e-?mail",
    r"telefon|\btlf|\bphone|\bmobil|\badresse|\baddress|\bcpr\b|\bcvr\b|\bip\b",
    r"ip ?address|kontaktperson",
    r"\bcontact (?:details|info|person)|kontaktoplysning|\burl\b|\bwebsite|hjemmeside|\blink\b",
    r"\btitel\b|job ?title|stillingsbetegnelse|user ?agent|latitude|longitude|postnummer|\bzip\b",
    r"\bpostcode|\bname_|\bhandle\b|\busername|brugernavn|linkedin|twitter|github (?:user|handle)",
)
"""A heading that asks for personal data: never proposed."""

BESIDE_THE_POINT = _words(
    r"\bother\b.{0,30}(?:specify|describe|write|state|explain)|please specify|^other\b|\[other\]",
    r"\bande[tn]\b.{0,30}(?:angiv|skriv|uddyb|beskriv|hvilke|hvad|notér)|^andet\b|\[andet\]",
    r"\b(?:angiv|skriv|uddyb) (?:venligst )?(?:hvilke|hvad|her)\b|\(angiv\)",
    r"\bkommentar|\bcomment|bemærkning|\bremark|(?:about|om) (?:this|the|dette|denne) "
    r"(?:survey|skema|spørgeskema|undersøgelse)",
    r"anything else|noget andet|tilføje|to add\b|how did you (?:hear|find)",
)
"""A free-text heading that asks for no need: proposed in a comment only."""


def plain_heading(heading: str) -> str:
    """Heading -> the form in which hints are looked for: lower case, words set apart."""
    return " ".join(_CAMEL.sub(" ", heading).split()).casefold()


def says(role: str, heading: str) -> bool:
    """Canonical column, heading -> whether the heading names it and nothing rules it out."""
    return bool(SPEAKS_FOR[role].search(plain_heading(heading))) and not rules_out(role, heading)


def rules_out(role: str, heading: str) -> bool:
    """Canonical column, heading -> whether the heading names something that is easily mixed up."""
    against = SPEAKS_AGAINST.get(role)
    return bool(against and against.search(plain_heading(heading)))


def asks_for_personal_data(heading: str) -> bool:
    """Heading -> whether it asks who somebody is or how to reach them."""
    return bool(PERSONAL.search(plain_heading(heading)))


def is_beside_the_point(heading: str) -> bool:
    """Heading of a free-text question -> whether it asks for remarks, not for needs."""
    return bool(BESIDE_THE_POINT.search(plain_heading(heading)))
