"""Tokens -> the stretches whose topics are denied: "penge er ikke problemet".

Only what plainly says that something is no need is taken so. "Ikke adgang til data" and
"ingen penge" are needs, and so is what is "ikke kun" the problem: when in doubt, a topic
counts. The rules are patterns over the words of a text, each with a space behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate

from gapmap.text.tokens import Token

Span = tuple[int, int]
"""The first token of a stretch, and the one after its last."""

_ENDS_A_TOPIC = (
    "vi jeg man de du i'm we they you it det den dette this there der som that which who hvem "
    "hvad hvor at to når hvis så fordi because men but uden without end than og eller and or er "
    "var har havde skal kan vil må får gør bliver is are was were have has do does can could "
    "will would should must need needs mangler kun bare blot alene only just merely simply nok "
    "enough mindst least nødvendigvis necessarily helt ingen intet hverken verken ikke ej inte "
    "ikkje not no ihvertfald selv even"
)
_IS_NO_TOPIC = "adgang råd mulighed tid løst nyt nemt let svært easy clear klart dækket opfyldt"
_LATER = rf"(?!(?:{'|'.join(_ENDS_A_TOPIC.split())}) )[^\W_]\S* "
_FIRST = rf"(?!(?:{'|'.join(_IS_NO_TOPIC.split())}) ){_LATER}"
_ENDS = r"(?=[.,;:!?()\"-]+ |$|(?:men|but|så|for|fordi|because|da) )"
_BEGINS = (
    r"(?:^|(?<=[.,;:!?(\"-] )|(?<= og )|(?<= men )|(?<= for )|(?<= at )|(?<= and )|(?<= but )"
    r"|(?<= that ))"
)
_AND_MORE = rf"(?:(?:og|eller|and|or) {_LATER}{_ENDS})?"
_NOT_ONLY = r"(?!(?:kun|alene|only|alone) )"
_TOPIC = rf"(?P<topic>(?>{_FIRST}(?:{_LATER}){{0,5}}{_AND_MORE})){_NOT_ONLY}"
_TOPIC_OR_DEED = rf"(?P<topic>(?>(?:at |to )?{_LATER}(?:{_LATER}){{0,5}}{_AND_MORE})){_NOT_ONLY}"
_SUBJECT = (
    rf"{_BEGINS}(?P<topic>(?:at |to )?(?:{_LATER}){{1,6}}(?:(?:og|and) (?:{_LATER}){{1,3}})?)"
)
_MAYBE = (
    r"(?:(?:jo|altså|faktisk|egentlig|længere|heller|bestemt|slet|overhovedet|umiddelbart|her"
    r"|lige|really|actually|sådan set) )*"
)
_NOT = rf"{_MAYBE}(?:ikke|ikk|ej|inte|ikkje|not) {_MAYBE}"
_IS = r"(?:er|var|is|are|was|were|är) "
_IS_NOT = rf"(?:{_IS}{_NOT}|(?:isn't|aren't|wasn't) )"
_PROBLEM = (
    r"(?:(?:det|den|vores|et|noget|noe|the|our|a|an|any) )?"
    r"(?:(?:stort|egentlige?|reelle?|decideret|rigtige|real|big|main) )?"
    r"(?:problem(?:et|er)?|udfordring(?:en)?|barriere(?:n)?|flaskehals(?:en)?|hindring(?:en)?"
    r"|issue|challenge|bottleneck|barrier|obstacle|utfordringen|utmaning(?:en)?) "
)
_WE = r"(?:vi|jeg|man|we|i|jag) "
_LACK = (
    r"(?:mangler|savner|efterlyser|behøver|trenger|saknar|behöver|need|lack|want|miss|ønsker"
    r"|skal bruge|leder efter|har (?:mest |primært )?(?:brug|behov) for|are (?:missing|lacking)) "
)
_RULES = (
    # "Penge er ikke problemet", "money is not what we need"
    rf"{_SUBJECT}{_IS_NOT}{_PROBLEM}(?!alene |i sig selv |alone |til )",
    rf"{_SUBJECT}{_IS_NOT}(?:det|what) (?:, )?{_WE}{_LACK}{_ENDS}",
    rf"{_SUBJECT}{_IS_NOT}(?:det|what|the thing) (?:, )?(?:der|som|that) (?:mangler|is missing) ",
    rf"(?<![^ ])er (?P<topic>(?:{_LATER}){{1,4}}){_NOT}{_PROBLEM}",
    # "Problemet er ikke penge", "det vi mangler, er ikke penge"
    rf"{_BEGINS}(?:vores |the |our )?{_PROBLEM}{_IS_NOT}(?!\w+(?:et|t|ed) [.,;:!?])"
    rf"(?:på |i )?{_TOPIC}{_ENDS}",
    rf"(?:det|hvad|what) {_WE}{_LACK}(?:, )?{_IS_NOT}(?!\w+(?:et|t|ed) [.,;:!?]){_TOPIC}{_ENDS}",
    # "Det er ikke penge, vi mangler", "it is not money we need"
    rf"(?:(?:det|it) {_IS_NOT}|it's not ){_TOPIC}(?:, )?(?:som |der |that )?{_WE}{_LACK}"
    rf"(?:(?:flere|mere|more|mest) (?:af |of )?)?{_ENDS}",
    rf"(?:det|it) {_IS_NOT}{_TOPIC}(?:, )?(?:der|som|that) (?:{_IS}{_PROBLEM}"
    rf"|(?:mangler|savnes|is missing|is lacking|er (?:brug|behov) for) {_ENDS})",
    # "Vi mangler ikke penge", "we don't need more funding", "ingen mangel på penge"
    rf"{_WE}(?:{_MAYBE}(?:mangler|savner|saknar) ){_NOT}{_TOPIC}",
    rf"(?<![^ ])mangler {_WE}{_NOT}{_TOPIC}",
    rf"{_BEGINS}(?:der )?(?:mangler|savnes) {_NOT}{_TOPIC}",
    rf"{_WE}(?:har )?{_MAYBE}(?:behøver|trenger|behöver) {_NOT}"
    rf"(?:flere |mere |endnu |fler |mer |nye? ){_TOPIC}",
    rf"(?:{_WE}har|har {_WE[:-1]}|der er|er der) {_NOT}(?:brug|behov) for {_TOPIC}",
    rf"(?:har|er der|der er|there is|we have) (?:intet|ingen|no) (?:brug|behov|need) (?:for|of) "
    rf"{_TOPIC}",
    rf"(?:(?<!so )(?<!that )(?<!where )(?<!if )we|{_BEGINS}i) {_MAYBE}"
    rf"(?:do not|don't|didn't|did not) {_MAYBE}(?:need|lack|want|miss) (?:any )?(?:more )?{_TOPIC}",
    rf"(?:we are|we're|vi er) {_NOT}(?:short of|lacking|missing|looking for|in need of) {_TOPIC}",
    rf"vi (?:leder|søger) {_NOT}efter {_TOPIC}",
    rf"(?:ikke|ingen|ikkje|no|inte) (?:mangel på|lack of|shortage of|brist på) {_TOPIC}",
    rf"(?:det )?skorter (?:det )?{_NOT}på {_TOPIC}",
    # "Det handler ikke om penge", "it is not about money"
    rf"(?:det|dette|her|problemet|udfordringen|behovet) (?:handler|drejer sig) {_NOT}om "
    rf"{_TOPIC_OR_DEED}",
    rf"(?:(?:it|this|problem|need) {_IS_NOT}|(?:it's|this is) not )"
    rf"(?:a (?:question|matter) of|about) {_TOPIC}",
    rf"det er {_NOT}et spørgsmål om {_TOPIC_OR_DEED}",
    # "Netværk har vi nok af", "vi har referencer nok", "we have enough networks"
    rf"{_SUBJECT}(?:har {_WE}|er der |findes der )(?:mere end |allerede |rigeligt og )?"
    rf"(?:nok|rigeligt?|masser|massevis|tilstrækkeligt?) (?:af )?(?:allerede |i forvejen )?{_ENDS}",
    rf"(?<!hvis )(?<!når )(?<!indtil )vi har (?P<topic>(?!brug |behov ){_FIRST}(?:{_LATER})?)nok "
    rf"(?:allerede |i forvejen |herhjemme )?{_ENDS}",
    rf"(?<!hvis )(?<!når )(?<!indtil )vi har (?:allerede )?(?:rigeligt?e? (?:af |med )?|nok af )"
    rf"{_TOPIC}{_ENDS}",
    rf"(?<!if )(?<!when )(?<!until )(?<!do )we (?:already )?have (?:already )?"
    rf"(?:more than )?(?:enough|plenty of) {_TOPIC}{_ENDS}(?!but )",
    # "Flere afprøvninger er det sidste, vi ønsker os"
    rf"{_SUBJECT}(?:er det|is the) (?:sidste|last thing) (?:, )?{_WE}{_LACK}",
    # "Vi har ikke problemer med viljen"
    rf"(?:har|have) {_MAYBE}(?:ikke|ingen|hverken|verken|inga|no) (?:noget |noen )?"
    rf"(?:problem|problemer|udfordringer|problems|trouble|issues) (?:med|with) "
    rf"(?P<topic>(?:at )?{_LATER}(?:{_LATER}){{0,5}}"
    rf"(?:(?:og|eller|and|or) (?:med )?{_LATER}{_ENDS})?)",
    # "Vi har brug for hjælp og ikke flere møder", "vi mangler tid, ikke penge"
    rf"{_LACK}(?:[^\W_]\S* ){{1,8}}?(?:, )?(?:og |and )?(?:ikke|not) "
    rf"(?:(?:flere|endnu en|endnu et|another|more) {_TOPIC}|(?P<single>{_FIRST}){_ENDS})",
)
_MAY_DENY = (
    "ikke ikk ej ikkje inte not ingen intet hverken verken no inga isn't aren't wasn't don't "
    "didn't nok rigelig rigeligt rigelige masser massevis tilstrækkelig tilstrækkeligt enough "
    "plenty sidste last"
)
_SIGNS_OF_DENIAL = frozenset(_MAY_DENY.split())


def denied_spans(tokens: Sequence[Token]) -> list[Span]:
    """Tokens -> the stretches of them that are said to be no need, in order.

    Args:
        tokens: A text as `tokenise` gives it, Danish or English; of Swedish and Norwegian
            only what is said with the same words.

    Returns:
        Stretches that may overlap; most texts have none.
    """
    if not any(token.text in _SIGNS_OF_DENIAL for token in tokens):
        return []
    texts = [f"{token.text} " for token in tokens]
    starts = {start: number for number, start in enumerate(accumulate(map(len, texts), initial=0))}
    said = "".join(texts)
    found = (
        match.span(group)
        for rule in _rules()
        for match in rule.finditer(said)
        for group in match.re.groupindex
        if match[group]
    )
    return sorted({(starts[start], starts[end]) for start, end in found})


def affirmed(tokens: Sequence[Token]) -> list[Token]:
    """Tokens -> those outside every denied stretch, in order."""
    denied = {place for start, end in denied_spans(tokens) for place in range(start, end)}
    return [token for place, token in enumerate(tokens) if place not in denied]


@cache
def _rules() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?<!\S){rule}") for rule in _RULES)
