"""The pictures of the README: they are there, small, and drawn from the pages they name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from docs.pictures.draw import PAGES, page_of
from gapmap.report import build_pdf
from gapmap.report.words import Words
from tests.report_builder import make_inputs

ROOT = Path(__file__).parents[2]


def test_the_readme_shows_every_picture_with_words_for_those_who_cannot_see_it() -> None:
    shown = re.findall(r"!\[([^]]+)\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert [path for _, path in shown] == [f"docs/pictures/{name}.png" for name, _, _ in PAGES]
    for words, path in shown:
        assert len(words) > 40
        assert 0 < (ROOT / path).stat().st_size < 150_000


@pytest.mark.parametrize(("language", "heading"), [(page[1], page[2]) for page in PAGES])
def test_a_picture_is_of_the_page_with_its_heading(language, heading, tmp_path: Path) -> None:
    report = tmp_path / "report.pdf"
    report.write_bytes(build_pdf(make_inputs(), language))
    title = Words(language).say(heading)
    page = PdfReader(report).pages[page_of(report, title) - 1].extract_text()
    assert title in " ".join(page.split())
