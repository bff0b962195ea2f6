"""Reads a page as a browser would: its tags, and the values in its block of JSON."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any


class PageReader(HTMLParser):
    """The elements of a page, and the text inside its scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self.visible: list[str] = []
        self._inside = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag
        if tag == "script":
            self._inside = "content" if dict(attrs).get("id") == "content" else "script"

    def handle_data(self, data: str) -> None:
        if self._inside in ("content", "script", "style"):
            self.texts[self._inside] = self.texts.get(self._inside, "") + data
        else:
            self.visible.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    @property
    def policy(self) -> dict[str, str]:
        """Directive -> its sources."""
        (text,) = [
            attributes["content"]
            for tag, attributes in self.elements
            if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
        ]
        directives = (directive.strip().partition(" ") for directive in (text or "").split(";"))
        return {name: sources for name, _, sources in directives}


def read_content(page: str) -> Any:
    """A page -> the values that its script shows."""
    return json.loads(PageReader(page).texts["content"])
