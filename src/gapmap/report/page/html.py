"""The page as one HTML file that loads nothing and runs nothing but its own script.

The policy in its head names the script and the style by their hashes. What people wrote comes
as JSON in a block that no browser runs, and the script puts it on the page as text only.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from gapmap.report.inputs import ReportInputs
from gapmap.report.lookup import Lookup
from gapmap.report.page.content import page_content
from gapmap.report.parts import Story
from gapmap.report.words import Words

_SCRIPTS = ("dom.js", "state.js", "table.js", "map.js", "profile.js", "main.js")
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def build_page(inputs: ReportInputs, story: Story) -> str:
    """ReportInputs and their Story -> the page as HTML, in the language of the story.

    Args:
        inputs: Tables in which small groups are hidden.
        story: What `tell` made of them: title, stamp, notice and code are taken from it.

    Returns:
        The same characters for the same inputs.
    """
    lookup = Lookup(inputs, Words(story.language))
    script, style = _script(), _asset("page.css")
    texts = {name: escape(text) for name, text in _texts(lookup, story).items()}
    return Template(_asset("page.html")).substitute(
        texts,
        policy=_policy(script, style),
        reading=_definitions(story.respondents.reading),
        limits=_items(story.front.limits),
        style=style,
        script=script,
        content=as_json_block(page_content(lookup)),
    )


def as_json_block(content: Any) -> str:
    """Values -> JSON in which no character can end the block it stands in."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_ESCAPES)


def _texts(lookup: Lookup, story: Story) -> dict[str, str]:
    """What stands on the page before its script runs."""
    say = lookup.words.say
    project = lookup.inputs.project.project
    other = "en" if story.language == "da" else "da"
    named = (
        "skip", "no_script", "dark", "choose", "type", "region", "search", "reset", "gaps", "map",
        "map_help", "close",
    )  # fmt: skip
    return {
        "language": story.language,
        "title": story.title,
        "subtitle": story.subtitle,
        "stamp": " · ".join(filter(None, (story.stamp, story.notice))),
        "standing": story.standing,
        "code": story.code_text,
        "answered": story.front.answered,
        "contact": story.front.contact,
        "reading_title": say("page.reading"),
        "limits_title": story.front.limits_title,
        "other_language": say("page.other_language"),
        "other_code": other,
        "other_file": f"gap-map-{lookup.inputs.wave_name}-{other}.html",
        "other_hidden": "" if other in project.languages else "hidden",
        **{name: say(f"page.{name}") for name in named},
    }


def _policy(script: str, style: str) -> str:
    """The script and the style -> a policy under which nothing else runs and nothing loads."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}"


def _definitions(pairs: Sequence[tuple[str, str]]) -> str:
    return "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in pairs)


def _items(texts: Sequence[str]) -> str:
    return "".join(f"<li>{escape(text)}</li>" for text in texts)


@cache
def _script() -> str:
    return "".join(_asset(name) for name in _SCRIPTS)


@cache
def _asset(name: str) -> str:
    return files("gapmap.report.page").joinpath(name).read_text(encoding="utf-8")
