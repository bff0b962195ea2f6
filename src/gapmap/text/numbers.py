"""Numbers that point at a person or a firm: CPR, CVR, telephone, IBAN and account numbers."""

from __future__ import annotations

import re

from gapmap.text.marking import Kind, Match, after, before, finder

_SPACE = r"[ \u00a0\u202f]"
_DASH = r"[-–—‐‑]"
_BETWEEN_PAIRS = r"[ \u00a0\u202f.·–—‐‑-]"
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
_CVR_WORD = re.compile(
    r"\b(?:cvr|vat|moms|se)[ -]?(?:nr|nummer|no|number|reg)?\b[^\d\n\[\]]{0,6}$", re.IGNORECASE
)
_IBAN_WORD = re.compile(r"\biban\b[^\d\n\[\]]{0,12}$", re.IGNORECASE)
_ACCOUNT_WORD = re.compile(
    r"\b(?:bank)?(?:konto|account)(?:[ -]?(?:nr|nummer|no|number))?\b[^\d\n\[\]]{0,12}$",
    re.IGNORECASE,
)
_STANDARD_BEFORE = re.compile(r"\b(?:iso|iec|en|ds|din|astm)\b[ /-]*$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_THOUSANDS = re.compile(r"\+\d{1,3}(?:\.\d{3})+")


def _is_amount(match: Match) -> bool:
    return bool(_AMOUNT_AFTER.match(after(match)) or _AMOUNT_BEFORE.search(before(match)))


def _is_cpr(match: Match) -> bool:
    """ddmmyy-xxxx always; other spellings where the date can be one.

    The check digit (modulus 11) is not asked for: numbers given out since 2007 may fail it.
    A day above 60 is a substitute number for people without a CPR number.
    """
    if re.fullmatch(rf"\d{{6}}\s?{_DASH}\s?\d{{4}}", match[0]) or _CPR_WORD.search(before(match)):
        return True
    digits = re.sub(r"\D", "", match[0])
    day, month = int(digits[:2]), int(digits[2:4])
    return (1 <= day <= 31 or 61 <= day <= 91) and 1 <= month <= 12 and not _is_amount(match)


def _is_danish_phone(match: Match) -> bool:
    """Eight digits that are no amount, no years or date, and not the year of a standard."""
    if _PHONE_WORD.search(before(match)):
        return True
    groups = re.findall(r"\d+", match[0])
    years = sum(bool(_YEAR.fullmatch(group)) for group in groups)
    is_round = groups[-1].endswith("00000") or groups[1:] == ["000", "000"]
    is_date = years == len(groups) or (years == 1 and len(groups) == 3)
    is_standard = years == 1 and _STANDARD_BEFORE.search(before(match)) is not None
    is_mixed = len(set(re.findall(r"\D", match[0]))) > 1  # 08-10 12-14
    return not (is_round or is_date or is_standard or is_mixed or _is_amount(match))


def _is_foreign_phone(match: Match) -> bool:
    return not (_THOUSANDS.fullmatch(match[0]) or _is_amount(match))


def _follows_phone_word(match: Match) -> bool:
    return bool(_PHONE_WORD.search(before(match))) and not _is_amount(match)


_NO_DIGIT_BEFORE = r"(?<![\d+])(?<!\d[.,])"
_NO_DATE = r"(?!\d{1,2}[-./]\d{1,2}[-./]\d{2,4}\b)"


def _is_cvr(match: Match) -> bool:
    return bool(_CVR_WORD.search(before(match)))


def _is_iban(match: Match) -> bool:
    """After the word IBAN, or where the check digits are right (ISO 7064, MOD 97-10)."""
    characters = re.sub(r"\s", "", match[0]).upper()
    digits = "".join(str(int(sign, 36)) for sign in characters[4:] + characters[:4])
    return int(digits) % 97 == 1 or bool(_IBAN_WORD.search(before(match)))


def _is_account(match: Match) -> bool:
    return bool(_ACCOUNT_WORD.search(before(match)))


_DIGITS = re.compile(r"\d(?:[^\d\n]{0,4}\d){6}")

NUMBERS = (
    Kind(
        "iban",
        "[iban]",
        finder(
            re.compile(
                rf"\b[A-Z]{{2}}\d\d(?:{_SPACE}?[A-Z0-9]{{4}}){{2,7}}(?:{_SPACE}?[A-Z0-9]{{1,3}})?\b"
            ),
            _is_iban,
        ),
        _DIGITS,
    ),
    Kind(
        "account",
        "[konto]",
        finder(re.compile(r"(?<!\d)\d(?:[ -]{0,3}\d){6,13}(?!\d|[.,]\d)"), _is_account),
        _DIGITS,
    ),
    Kind(
        "cvr",
        "[cvr]",
        finder(re.compile(rf"(?:\bDK[ -]?)?(?<!\d)\d(?:{_SPACE}?\d){{7}}(?!\d)"), _is_cvr),
        _DIGITS,
    ),
    Kind(
        "cpr",
        "[cpr]",
        finder(
            re.compile(
                rf"{_NO_DIGIT_BEFORE}\d\d[ \u00a0./–-]?\d\d[ \u00a0./–-]?\d\d"
                rf"{_SPACE}?(?:{_DASH}|[./])?{_SPACE}?\d{{4}}(?!\d)"
            ),
            _is_cpr,
        ),
        _DIGITS,
    ),
    Kind(  # Danish, with its country code
        "phone",
        "[telefon]",
        finder(
            re.compile(
                rf"(?<![\d+])\(?(?:\+|00){_SPACE}?45\)?{_BETWEEN_PAIRS}?"
                rf"\d(?:{_BETWEEN_PAIRS}?\d){{7}}(?!\d)"
            )
        ),
        _DIGITS,
    ),
    Kind(  # of other countries, or written with a leading zero
        "phone",
        "[telefon]",
        finder(
            re.compile(
                rf"(?<![\d+])(?<!\d[-.,/]){_NO_DATE}(?:\+{_SPACE}?[1-9]|00?[1-9])"
                rf"(?:[ \u00a0().\-]{{0,2}}\d){{7,13}}(?!\d)"
            ),
            _is_foreign_phone,
        ),
        _DIGITS,
    ),
    Kind(  # Danish: 12 34 56 78, 12345678, 1234 5678, 123 45 678, 123 456 78, 12 345 678
        "phone",
        "[telefon]",
        finder(
            re.compile(
                rf"{_NO_DIGIT_BEFORE}(?:45{_SPACE})?(?:\d\d(?:{_BETWEEN_PAIRS}?\d\d){{3}}"
                rf"|\d{{3}}{_SPACE}\d\d{_SPACE}\d{{3}}|\d{{3}}{_SPACE}\d{{3}}{_SPACE}\d\d"
                rf"|\d\d{_SPACE}\d{{3}}{_SPACE}\d{{3}})(?!\d|[.,]\d)"
            ),
            _is_danish_phone,
        ),
        _DIGITS,
    ),
    Kind(  # in any grouping, where the words before say that it is one
        "phone",
        "[telefon]",
        finder(
            re.compile(r"(?<![\d+])\d(?:[ \u00a0.\-]{0,3}\d){7,10}(?!\d|[.,]\d)"),
            _follows_phone_word,
        ),
        _DIGITS,
    ),
)
"""In the order they are looked for: a CPR number is no telephone number."""
