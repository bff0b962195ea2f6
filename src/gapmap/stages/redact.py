"""Responses as written -> responses without personal data: marks, and ids as a keyed hash."""

from __future__ import annotations

import hmac
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gapmap.stages.questions import BACKGROUND, questions_in

Match = re.Match[str]

_SPACE = r"[ \u00a0\u202f]"
_DASH = r"[-–—‐‑]"
_BETWEEN_PAIRS = r"[ \u00a0\u202f.·–—‐‑-]"
_ID_BYTES = 8
_CONTEXT = 40
"""Characters looked at on either side of a number."""

_AMOUNT_BEFORE = re.compile(
    r"(?<!\d)(?<!\d\s)(?:\b(?:kr\.?|dkk|eur|euro|usd|sek|nok)|[€$£])\s*$", re.IGNORECASE
)
_AMOUNT_AFTER = re.compile(
    r"\s*(?:,-|[%€$£‰]|(?:mio|mia|mill|stk|pct|kr|dkk|eur|usd|sek|nok|tkr|dkr)\b"
    r"|(?:danske\s+)?kroner\b|euros?\b|dollars?\b|million|milliard|procent|percent"
    r"|(?:borgere|brugere|patienter|personer|mennesker|ansatte|enheder|timer"
    r"|people|patients|users|citizens|units|hours)\b)",
    re.IGNORECASE,
)
_PHONE_WORD = re.compile(
    r"(?<!\[)\b(?:tlf|tel|tele?fon(?:nr|nummer)?|mobil(?:nr|nummer)?|mob|sms|ringe?|ringa|phone|cell"
    r"|call\s+(?:me|us|him|her|at|on))\b[^\d\n\[\]]{0,30}$",
    re.IGNORECASE,
)
_CPR_WORD = re.compile(
    r"(?<!\[)\b(?:cpr|person-?(?:nr|nummer))(?:-?(?:nr|nummer))?\b[^\d\n\[\]]{0,6}$", re.I
)
_STANDARD_BEFORE = re.compile(r"\b(?:iso|iec|en|ds|din|astm)\b[ /-]*$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_THOUSANDS = re.compile(r"\+\d{1,3}(?:\.\d{3})+")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of personal data in free text.

    Attributes:
        name: What is counted.
        expression: Where it may stand.
        mark: What stands there instead; must not match any pattern itself.
        accept: Whether a place that the expression found is meant after all.
    """

    name: str
    expression: re.Pattern[str]
    mark: str
    accept: Callable[[Match], bool] = lambda match: True


def _before(match: Match) -> str:
    return match.string[max(0, match.start() - _CONTEXT) : match.start()]


def _is_amount(match: Match) -> bool:
    after = match.string[match.end() : match.end() + _CONTEXT]
    return bool(_AMOUNT_AFTER.match(after) or _AMOUNT_BEFORE.search(_before(match)))


def _is_cpr(match: Match) -> bool:
    """ddmmyy-xxxx always; other spellings where the date can be one.

    The check digit (modulus 11) is not asked for: numbers given out since 2007 may fail it.
    A day above 60 is a substitute number for people without a CPR number.
    """
    if re.fullmatch(rf"\d{{6}}\s?{_DASH}\s?\d{{4}}", match[0]) or _CPR_WORD.search(_before(match)):
        return True
    digits = re.sub(r"\D", "", match[0])
    day, month = int(digits[:2]), int(digits[2:4])
    return (1 <= day <= 31 or 61 <= day <= 91) and 1 <= month <= 12 and not _is_amount(match)


def _is_danish_phone(match: Match) -> bool:
    """Eight digits that are no amount, no years or date, and not the year of a standard."""
    if _PHONE_WORD.search(_before(match)):
        return True
    groups = re.findall(r"\d+", match[0])
    years = sum(bool(_YEAR.fullmatch(group)) for group in groups)
    is_round = groups[-1].endswith("00000") or groups[1:] == ["000", "000"]
    is_date = years == len(groups) or (years == 1 and len(groups) == 3)
    is_standard = years == 1 and _STANDARD_BEFORE.search(_before(match)) is not None
    is_mixed = len(set(re.findall(r"\D", match[0]))) > 1  # 08-10 12-14
    return not (is_round or is_date or is_standard or is_mixed or _is_amount(match))


def _is_foreign_phone(match: Match) -> bool:
    return not (_THOUSANDS.fullmatch(match[0]) or _is_amount(match))


def _follows_phone_word(match: Match) -> bool:
    return bool(_PHONE_WORD.search(_before(match))) and not _is_amount(match)


_NO_DIGIT_BEFORE = r"(?<![\d+])(?<!\d[.,])"
_NO_DATE = r"(?!\d{1,2}[-./]\d{1,2}[-./]\d{2,4}\b)"
_AT = r"(?:\s?@\s?|\s?[(\[{](?:at|snabel-?a)[)\]}]\s?|\ssnabel-?a\s)"
_DOT = r"(?:\.|\s?[(\[{](?:dot|punktum)[)\]}]\s?|\s(?:dot|punktum)\s)"

PATTERNS = (
    Pattern(
        "e-mail",
        re.compile(
            rf"(?<![\w.%+-])[\w.%+-]++{_AT}[\w-]+(?:{_DOT}[\w-]+)*{_DOT}[^\W\d_]{{2,}}",
            re.IGNORECASE,
        ),
        "[e-mail]",
    ),
    Pattern(
        "cpr",
        re.compile(
            rf"{_NO_DIGIT_BEFORE}\d\d[ \u00a0./–-]?\d\d[ \u00a0./–-]?\d\d"
            rf"{_SPACE}?(?:{_DASH}|[./])?{_SPACE}?\d{{4}}(?!\d)"
        ),
        "[cpr]",
        _is_cpr,
    ),
    Pattern(  # Danish, with its country code
        "phone",
        re.compile(
            rf"(?<![\d+])\(?(?:\+|00){_SPACE}?45\)?{_BETWEEN_PAIRS}?"
            rf"\d(?:{_BETWEEN_PAIRS}?\d){{7}}(?!\d)"
        ),
        "[telefon]",
    ),
    Pattern(  # of other countries, or written with a leading zero
        "phone",
        re.compile(
            rf"(?<![\d+])(?<!\d[-.,/]){_NO_DATE}(?:\+{_SPACE}?[1-9]|00?[1-9])"
            rf"(?:[ \u00a0().\-]{{0,2}}\d){{7,13}}(?!\d)"
        ),
        "[telefon]",
        _is_foreign_phone,
    ),
    Pattern(  # Danish: 12 34 56 78, 12345678, 1234 5678, 123 45 678, 123 456 78, 12 345 678
        "phone",
        re.compile(
            rf"{_NO_DIGIT_BEFORE}(?:45{_SPACE})?(?:\d\d(?:{_BETWEEN_PAIRS}?\d\d){{3}}"
            rf"|\d{{3}}{_SPACE}\d\d{_SPACE}\d{{3}}|\d{{3}}{_SPACE}\d{{3}}{_SPACE}\d\d"
            rf"|\d\d{_SPACE}\d{{3}}{_SPACE}\d{{3}})(?!\d|[.,]\d)"
        ),
        "[telefon]",
        _is_danish_phone,
    ),
    Pattern(  # in any grouping, where the words before say that it is one
        "phone",
        re.compile(r"(?<![\d+])\d(?:[ \u00a0.\-]{0,3}\d){7,10}(?!\d|[.,]\d)"),
        "[telefon]",
        _follows_phone_word,
    ),
)
"""Applied from the top: an e-mail address may hold digits, a CPR number is no phone number."""

MARKS = re.compile("|".join(sorted({re.escape(pattern.mark) for pattern in PATTERNS})))
"""Finds the marks in redacted text."""


def redact_text(text: str) -> tuple[str, int]:
    """Text -> text with marks for personal data, and how many marks were set.

    Found are CPR numbers, e-mail addresses and phone numbers. Redacting again changes nothing.
    """
    redacted, found = _redact(text)
    return redacted, found.total()


def _redact(text: str) -> tuple[str, Counter[str]]:
    found: Counter[str] = Counter()
    for pattern in PATTERNS:
        text, marks = _marked(text, pattern)
        if marks:
            found[pattern.name] += marks
    return text, found


def _marked(text: str, pattern: Pattern) -> tuple[str, int]:
    pieces: list[str] = []
    kept_to = place = 0
    while match := pattern.expression.search(text, place):
        if pattern.accept(match):
            pieces += [text[kept_to : match.start()], pattern.mark]
            kept_to = place = match.end()
        else:  # what is meant may start within what is not
            place = match.start() + 1
    return "".join(pieces) + text[kept_to:], len(pieces) // 2


def pseudonymise(ids: pd.Series[Any], secret: bytes) -> pd.Series[str]:
    """Respondent ids -> keyed hashes (HMAC-SHA256, the first 16 hex digits).

    The same id and secret give the same hash; without the secret nobody can try out ids.
    """

    def keyed(respondent_id: object) -> str:
        return hmac.digest(secret, str(respondent_id).encode(), "sha256")[:_ID_BYTES].hex()

    return ids.map(keyed).astype("str")


def redact(responses: pd.DataFrame, secret: bytes) -> tuple[pd.DataFrame, dict[str, int]]:
    """Responses as written -> responses that may be stored, and marks set by kind.

    Free text is redacted, and so are the background columns, which hold what people wrote
    where the project lists no categories. The respondent id becomes a keyed hash.

    Args:
        responses: As the ingest stage made them; unchanged.
        secret: The project's key.
    """
    redacted = {"respondent_id": pseudonymise(responses["respondent_id"], secret)}
    total: Counter[str] = Counter({pattern.name: 0 for pattern in PATTERNS})
    for column in (*BACKGROUND, *questions_in(responses)):
        read = {text: _redact(text) for text in responses[column].unique()}
        redacted[column] = responses[column].map(lambda text, read=read: read[text][0])
        for text in responses[column]:
            total.update(read[text][1])
    return responses.assign(**redacted), dict(total)
