"""The PDF: archivable, accessible, the same bytes twice, and whole whatever the labels hold."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from gapmap.report import build_pdf
from gapmap.report.pdf import printable, write_pdf
from gapmap.report.story import tell
from gapmap.settings import Language
from tests.report_builder import Plan, hide_where, make_inputs

NASTY = (
    '<5 & *fed* _kursiv_ $x^2$ #import "x": y @ref `kode` \\ // /* ~ = - + 1.',
    "שלום עולם مرحبا",
    "🚀 raket 漢字 \ue000 \u202eomvendt\x07",
    "Velfærdsteknologiimplementeringsstrategikonsulentbistandsordning " * 4,
    "[link](x) <label> {n} #{panic()}",
)
NASTY_QUOTES = tuple(("T01", "Virksomhed", text) for text in NASTY)
LONG = tuple(f"Adgang til noget, som det tager lang tid at skrive om i tema {i}" for i in range(40))


@pytest.fixture(scope="module", params=["da", "en"])
def language(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


@pytest.fixture(scope="module")
def report(language: Language) -> bytes:
    return build_pdf(make_inputs(), language)


FEW = Plan(labels=("Adgang til data", "Netværk"), counts={"Virksomhed": 80})


def figures_of(part: Any) -> Iterator[Any]:
    """Every figure of a story, in the order of its fields."""
    if hasattr(part, "alt"):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from figures_of(item)
    elif is_dataclass(part):
        for one in fields(part):
            yield from figures_of(getattr(part, one.name))


def n_pages(report: bytes) -> int:
    return len(PdfReader(io.BytesIO(report)).pages)


def pages(report: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(report)).pages]


def elements(node: pikepdf.Object, kind: str) -> Iterator[pikepdf.Dictionary]:
    """Every element of a kind in the structure tree."""
    children = node.get("/K", pikepdf.Array())
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary):
            if child.get("/S") == f"/{kind}":
                yield child
            yield from elements(child, kind)


def test_the_same_inputs_give_the_same_bytes(language: Language, report: bytes) -> None:
    assert build_pdf(make_inputs(Plan()), language) == report


def test_it_says_what_it_is(language: Language, report: bytes) -> None:
    with pikepdf.open(io.BytesIO(report)) as pdf, pdf.open_metadata() as metadata:
        assert str(pdf.Root.Lang)[:2] == language
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert metadata["pdfaid:part"] == "2"
        assert metadata["pdfaid:conformance"] == "A"
        assert metadata["pdfuaid:part"] == "1"
        expected = {"da": "Huller mellem behov og tilbud", "en": "Gaps between needs and offers"}
        assert metadata["dc:title"] == expected[language]


def test_every_figure_tells_its_content_in_words(report: bytes, language: Language) -> None:
    with pikepdf.open(io.BytesIO(report)) as pdf:
        figures = list(elements(pdf.Root.StructTreeRoot, "Figure"))
        told = [str(figure.Alt) for figure in figures]
    story = tell(make_inputs(), language)
    alts = [figure.alt for figure in figures_of(story)]
    assert told == [printable(alt)[0] for alt in alts]


def test_tables_have_headers_and_the_report_has_bookmarks(
    report: bytes, language: Language
) -> None:
    story = tell(make_inputs(), language)
    with pikepdf.open(io.BytesIO(report)) as pdf:
        for table in elements(pdf.Root.StructTreeRoot, "Table"):
            assert list(elements(table, "TH"))
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
    sections = (
        "rankings", "coverage", "evidence", "kinds", "by_type", "by_region", "by_size", "largest",
        "actions", "quality", "appendix",
    )  # fmt: skip
    assert [getattr(story, name).title for name in sections] == titles[-len(sections) :]


def test_every_page_is_stamped_and_carries_the_notice(report: bytes, language: Language) -> None:
    stamp, notice = {"da": ("UDKAST", "Opdigtede data"), "en": ("DRAFT", "Invented data")}[language]
    for page in pages(report):
        assert stamp in page
        assert notice in page
        assert "2019-0123456789abcdef" in page


def test_only_the_shipped_typeface_is_used(report: bytes) -> None:
    with pikepdf.open(io.BytesIO(report)) as pdf:
        fonts = [
            font
            for page in pdf.pages
            for font in page.Resources.get("/Font", pikepdf.Dictionary()).values()
        ]
        names = {str(font.BaseFont).partition("+")[2] for font in fonts}
        embedded = [
            {"/FontFile2", "/FontFile3"} & set(font.DescendantFonts[0].FontDescriptor.keys())
            for font in fonts
        ]
    assert names == {"SourceSans3-Regular", "SourceSans3-Bold"}
    assert all(embedded)


def test_a_large_report_stays_small_enough_to_mail(language: Language) -> None:
    assert len(build_pdf(make_inputs(Plan(labels=LONG)), language)) < 3_000_000


def test_a_wave_without_days_is_a_report_too() -> None:
    inputs = make_inputs(FEW)
    facts = replace(inputs.facts, opens=None, closes=None)
    report = build_pdf(replace(inputs, facts=facts), "da")
    assert "Måling 2019 ·" in PdfReader(io.BytesIO(report)).pages[0].extract_text()


@pytest.mark.parametrize(
    "plan",
    [
        Plan(labels=()),
        Plan(labels=LONG[:1]),
        Plan(labels=LONG),
        Plan(offer_titles=()),
        Plan(counts={"Virksomhed": 100}),
        Plan(counts={f"Type {i} med et langt navn": 30 for i in range(7)}),
        Plan(is_rated=False),
        Plan(labels=LONG[:3], counts={"Virksomhed": 12}),
        Plan(labels=NASTY, offer_titles=NASTY, quotes=NASTY_QUOTES),
    ],
    ids=[
        "no_themes",
        "one",
        "forty",
        "no_offers",
        "one_type",
        "seven_types",
        "unrated",
        "twelve",
        "nasty",
    ],
)
def test_odd_inputs_still_make_a_report(plan: Plan) -> None:
    assert n_pages(build_pdf(make_inputs(plan), "da")) >= 4


def test_all_hidden_still_makes_a_report() -> None:
    inputs = make_inputs()
    hidden = hide_where(inputs.gaps, inputs.gaps["theme_id"] != "")
    text = " ".join(pages(build_pdf(replace(inputs, gaps=hidden), "da")))
    assert "skjult af hensyn til anonymiteten" in text
    assert "Figur 2" not in text


def test_markup_in_the_data_stays_text() -> None:
    text = "".join(pages(build_pdf(make_inputs(replace(FEW, labels=NASTY[::4])), "da")))
    assert "$x^2$ #import" in text
    assert "#{panic()}" in text


def test_characters_that_the_typeface_lacks_are_replaced_and_counted() -> None:
    story = tell(make_inputs(replace(FEW, labels=("🚀 漢字 å", "Data 🚀"))), "da")
    text = "".join(pages(write_pdf(story)))
    assert "□ □ å" in text
    assert "3 tegn, som skriften ikke har, er vist som □." in " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "printed", "n_missing"),
    [
        ("Blåbærgrød, 8\u00a0%", "Blåbærgrød, 8\u00a0%", 0),
        ("a\u030a", "å", 0),
        ("\u202eomvendt\u200b", "omvendt", 0),
        ("to\tlinjer\r\n", "to linjer \n", 0),
        ("漢字漢", "□", 2),
        ("a 🚀 b", "a □ b", 1),
        ("\ue000", "□", 1),
        ("null\x00", "null ", 0),
    ],
)
def test_printable(text: str, printed: str, n_missing: int) -> None:
    shown, missing = printable(text)
    assert (shown, len(missing)) == (printed, n_missing)
