"""HTML in headings and cells -> text, without touching what respondents write themselves."""

from __future__ import annotations

import html
import re

_BREAKS = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)
_UNSEEN = re.compile(
    r"<(script|style)\b[^<>]{0,500}>[^<]{0,20000}</\1\s*>|<!--[^<]{0,2000}-->", re.IGNORECASE
)
_TAGS = re.compile(
    r"</?(?:a|b|big|blockquote|body|br|center|div|em|font|h[1-6]|head|hr|html|i|img|label|li|ol|p"
    r"|pre|s|script|small|span|strike|strong|style|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul)"
    r"(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
"""Only tags that exist: "<5 mio." and "a <-> b" are answers."""

_ENTITIES = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def strip_markup(text: str) -> str:
    """Cell with HTML -> its text; paragraphs and line breaks become line breaks.

    A cell without tags and entities is returned as it is.
    """
    if "<" not in text and "&" not in text:
        return text
    plain = _TAGS.sub("", _BREAKS.sub("\n", _UNSEEN.sub("", text)))
    plain = _ENTITIES.sub(lambda found: html.unescape(found.group()), plain)
    if plain == text:
        return text
    return _LINES.sub("\n", _SPACES.sub(" ", plain)).strip()


def as_heading(text: str) -> str:
    """Question text, maybe with HTML and line breaks -> a heading on one line."""
    return " ".join(strip_markup(text).split())
