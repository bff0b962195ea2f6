"""Answers that say nothing about a need: "ved ikke", "-", "n/a", "ingen", "nothing".

A text is one when each of its clauses is one of the phrases below, as a whole. So "ingen" is
one, and "ingen adgang til data" is a need.
"""

from __future__ import annotations

import re
from functools import cache

from gapmap.text.tokens import normalise

_NOTHING_SAID = {
    "da": (
        r"ved (?:det )?(?:sgu |jo |vist |faktisk |desværre )*ikke"
        r"(?: (?:endnu|helt|rigtigt?|præcis\w*|noget om det))?",
        r"det ved (?:jeg|vi) (?:sgu |jo |faktisk |desværre )*ikke(?: endnu| helt| lige)?",
        r"aner (?:det )?(?:ikke|ej)|(?:har )?ingen anelse|(?:har )?ingen id[eé]",
        r"ingen ?(?:ting)?(?: (?:at tilføje|at nævne|særlige|specielle|specifikke|konkrete"
        r"|umiddelbart|kommentarer?|bemærkning(?:er)?|behov|svar|forslag|ønsker|meninger?|holdning|input))*",
        r"intet(?: (?:nyt|særligt|specielt|svar|behov|at (?:tilføje|bemærke|nævne)|umiddelbart))?",
        r"(?:har )?(?:ikke|ikk) (?:noget|nogen|nogle)(?: (?:særligt?e?|specielt|konkret|behov|svar"
        r"|at tilføje|at bemærke|kommentarer|bemærkninger|forslag|ønsker))?",
        r"(?:det er )?(?:ikke|ej) (?:relevant|aktuelt|oplyst|besvaret|mit område|mit bord|for mig)"
        r"(?: for (?:mig|os))?",
        r"(?:har )?ikke (?:overvejet|tænkt over|taget stilling til|undersøgt) det(?: endnu)?",
        r"(?:det )?(?:kan|vil|ønsker|må|tør) (?:jeg |vi )?ikke (?:at )?"
        r"(?:svare(?: på(?: det(?: her)?)?)?|udtale (?:mig|os)(?: om det)?|sige|vurdere(?: det)?)",
        r"(?:har )?ikke tid til at (?:svare|udfylde)(?: på)?(?: (?:det|dette|det her|skemaet))?",
        r"(?:det )?(?:må|skal) (?:jeg |andre |nogen |en )+(?:i \w+ )?(?:svare på|undersøge)",
        r"(?:det er )?svært at (?:sige|svare på|vurdere)",
        r"(?:se|jf|jævnfør|som|samme som|det samme som|ligesom) (?:svar(?:et)? )?"
        r"(?:ovenfor|ovenstående|tidligere|før|forrige|nedenfor|nævnt|sidst|oven over|spørgsmål"
        r"|spm|\d+)"
        r"(?: (?:svar|spørgsmål|ovenfor|tidligere|før|\d+))*",
        r"(?:det )?samme|ditto|pas|blank|intet|nix|næ|nej|niks|nul|ja|jo|tja|måske|ok|okay|tak|hej",
        r"det hele er (?:fint|godt)|alt er (?:fint|godt|ok)|fint|godt nok",
    ),
    "en": (
        r"(?:do not|don t|dont|don't|did not|didn't) know(?: yet| really)?|dunno"
        r"|(?:have )?no (?:idea|clue)|can(?:not|'t) think of an(?:y|ything)|not that i know of"
        r"|(?:don't|do not) have any(?: needs| comments)?",
        r"not sure(?: yet)?|unsure|hard to say|difficult to say",
        r"nothing(?: (?:to add|to report|comes to mind|in particular|special|specific|really|new"
        r"|i can think of|else))?",
        r"none(?: (?:that i know of|i can think of|in particular|really|of these))?",
        r"no(?: (?:thanks|thank you|(?:further )?comments?|answer|opinion|needs?|remarks?"
        r"|response))?",
        r"nope|nil|nada",
        r"n ?/? ?a|not (?:applicable|relevant|answered|available|applicable to us)(?: (?:for|to)"
        r" (?:me|us))?|(?:can't|can t|cannot) (?:say|answer)(?: that)?",
        r"(?:the )?same(?: as)?(?: (?:above|before|previous|earlier))?|(?:see|as) above|tbd|pass"
        r"|skip|see (?:previous|question \d+|answer \d+)|yes|maybe|thanks|all (?:fine|good)",
    ),
    "sv": (
        r"vet (?:ej|inte|ikke)(?: ännu| än| riktigt| det)?|(?:har )?ingen aning|osäker",
        r"inget|ingenting|inga|(?:inget|ingenting|inga) (?:särskilt|speciellt|att tillägga|svar"
        r"|behov|synpunkter|kommentarer|särskilda|just nu)",
        r"(?:ej|inte) (?:relevant|aktuellt|tillämpligt|svar)(?: för (?:mig|oss))?|nej tack"
        r"|se ovan|samma(?: som ovan)?"
        r"|(?:kan|vill) (?:ej|inte) svara|har inget|nja",
    ),
    "nb": (
        r"(?:vet|veit) (?:ikke|ikkje|det ikke)(?: ennå| enda| helt)?|aner ikke|ingen formening",
        r"(?:har )?(?:ikke|ikkje) no(?:e|ko)(?: (?:spesielt|særskilt|å tilføye|å legge til|svar"
        r"|behov))?",
        r"ingenting(?: (?:å tilføye|å legge til|spesielt))?|intet å tilføye"
        r"|ingen (?:kommentar(?:er)?|merknader|spesielle|særskilte)(?: behov)?|nei(?: takk)?",
        r"(?:ikke|ikkje) (?:aktuelt|relevant)(?: for (?:meg|oss))?|se over"
        r"|samme som (?:over|ovenfor)|kan ikke svare",
    ),
}
_BEFORE = (
    r"jeg|vi|det|den|altså|tja|øh|øhm|hmm|well|sorry|desværre|beklager|ærligt talt|lige nu|pt|p t"
    r"|umiddelbart|nej|det har|har|faktisk|i|we|honestly|sorry|jag|dessverre|tyvärr|det er"
)
_AFTER = (
    r"desværre|lige nu|lige p t|pt|p t|endnu|i øjeblikket|umiddelbart|tak|på nuværende tidspunkt"
    r"|på stående fod|lige her|herfra|for tiden|i dag|at the moment|right now|so far|yet|sorry"
    r"|really|at present|just nu|ännu|tyvärr|dessverre|akkurat nå|nå|foreløpig|for mig|for os"
)
_ALONGSIDE = (
    r"(?:jeg |vi |har )*(?:er |var )?(?:lige|helt|kun|først) "
    r"(?:startet|begyndt|ny(?:ansat)?|tiltrådt)(?: \w+)?"
    r"|(?:jeg |vi )*er (?:ret |forholdsvis )?ny(?: her| i jobbet)?|just started|(?:i am|i'm) new"
    r"|men tak|mvh|venlig hilsen|undskyld"
)
_LONGEST = 200
_CLAUSES = re.compile(r"[,;.!?:\n()]+|\s[-/]+\s|^\s*-+|-+\s*$")
_SIGNS = re.compile(r"[^\w'/]+")
_ONE_LETTER = re.compile(r"(\w)(?:\s*\1)*")


def is_non_answer(text: str) -> bool:
    """Answer -> whether it says nothing about a need, in Danish, English, Swedish or Norwegian.

    An answer without any letter, or of one letter ("-", "?", "x", "..."), is one; so is an
    answer of redaction marks only. A blank answer is one, too; words that go on for more
    than 200 characters are not.
    """
    plain = normalise(text)
    if not any(character.isalpha() for character in plain):
        return True
    if len(plain) > _LONGEST:
        return False
    if _ONE_LETTER.fullmatch(plain.strip(" .,-!?")):
        return True
    if _nothing_said().fullmatch(_words(plain)):
        return True
    says_nothing = False
    for part in _CLAUSES.split(plain):
        clause = _words(part)
        if not clause:
            continue
        if _nothing_said().fullmatch(clause):
            says_nothing = True
        elif not _alongside().fullmatch(clause):
            return False
    return says_nothing


def _words(plain: str) -> str:
    return " ".join(_SIGNS.sub(" ", plain).split())


@cache
def _nothing_said() -> re.Pattern[str]:
    phrases = "|".join(phrase for language in _NOTHING_SAID.values() for phrase in language)
    return re.compile(rf"(?:(?:{_BEFORE}) )*(?:{phrases})(?: (?:{_AFTER}))*")


@cache
def _alongside() -> re.Pattern[str]:
    return re.compile(_ALONGSIDE)
