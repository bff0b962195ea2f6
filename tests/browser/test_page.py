"""The page in a browser: it works, it tells no one, and everyone can use it."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from gapmap.report import ReportInputs
from gapmap.report.page import build_page
from gapmap.report.story import tell
from gapmap.settings import Language
from tests.browser.conftest import Open
from tests.page_reader import read_content
from tests.report_builder import Plan, hide_where, make_inputs

LANGUAGES = get_args(Language)
HOSTILE = (
    "<script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 2'>",
    "</script><script>window.hacked = 3</script>",
    "\u202eomvendt\u202c <b>fed</b>",
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages by language, of hostile texts, and with a group hidden wholly or in two themes."""
    folder = tmp_path_factory.mktemp("page")
    plain = make_inputs()
    quotes = tuple(("T01", "Virksomhed", text) for text in HOSTILE)
    hostile = make_inputs(Plan(labels=HOSTILE, offer_titles=HOSTILE, quotes=quotes))
    hidden = replace(plain, gaps=hide_where(plain.gaps, plain.gaps["segment"] == "Virksomhed"))
    in_two_themes = (plain.gaps["segment"] == "Virksomhed") & plain.gaps["theme_id"].isin(
        ["T01", "T03"]
    )
    mixed = replace(plain, gaps=hide_where(plain.gaps, in_two_themes))
    return {
        "mixed": write(folder / "mixed.html", mixed, "da"),
        "da": write(folder / "gap-map-2019-da.html", plain, "da"),
        "en": write(folder / "gap-map-2019-en.html", plain, "en"),
        "hostile": write(folder / "hostile.html", hostile, "da"),
        "hidden": write(folder / "hidden.html", hidden, "da"),
    }


def write(path: Path, inputs: ReportInputs, language: Language) -> Path:
    path.write_text(build_page(inputs, tell(inputs, language)), encoding="utf-8")
    return path


def rows(page: Page) -> list[list[str]]:
    """The body of the table of gaps, cell by cell."""
    found: list[list[str]] = page.evaluate(
        "() => [...document.querySelectorAll('#gaps tbody tr')]"
        ".map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    return found


def themes(page: Page) -> list[str]:
    return [row[0].split()[-1] for row in rows(page)]


def violations(page: Page) -> list[str]:
    response: dict[str, Any] = Axe().run(page).response
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in response["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_loads_without_a_complaint_and_asks_for_nothing_else(
    pages: dict[str, Path], open_page: Open, language: Language
) -> None:
    opened = open_page(pages[language])
    expect(opened.page.locator("#gaps tbody tr")).to_have_count(4)
    opened.page.locator("#gaps tbody a").first.click()
    opened.page.wait_for_timeout(200)
    assert opened.complaints == []
    assert {url.partition("#")[0] for url in opened.requests if not url.startswith("data:")} == {
        pages[language].as_uri()
    }


def test_a_request_to_the_outside_is_stopped_by_the_page_itself(
    pages: dict[str, Path], open_page: Open
) -> None:
    opened = open_page(pages["da"])
    opened.page.evaluate("() => fetch('https://example.org/').catch(() => null)")
    opened.page.evaluate("() => { new Image().src = 'https://example.org/x.png' }")
    opened.page.wait_for_timeout(200)
    assert opened.outside == []
    assert sum("Content Security Policy" in text for text in opened.complaints) >= 2


def test_without_its_policy_the_page_would_let_a_request_out(
    pages: dict[str, Path], open_page: Open, tmp_path: Path
) -> None:
    text = pages["da"].read_text(encoding="utf-8")
    bare = tmp_path / "bare.html"
    bare.write_text(text.replace("Content-Security-Policy", "x"), encoding="utf-8")
    opened = open_page(bare)
    opened.page.evaluate("() => fetch('https://example.org/').catch(() => null)")
    assert opened.outside == ["https://example.org/"]


def test_a_script_that_is_slipped_in_does_not_run(pages: dict[str, Path], open_page: Open) -> None:
    opened = open_page(pages["da"])
    opened.page.evaluate(
        "() => { const one = document.createElement('script');"
        " one.textContent = 'window.hacked = 1'; document.body.append(one) }"
    )
    assert opened.page.evaluate("() => window.hacked") is None
    assert any("Content Security Policy" in text for text in opened.complaints)


def test_what_people_wrote_is_shown_as_text(pages: dict[str, Path], open_page: Open) -> None:
    opened = open_page(pages["hostile"], "#theme=T01")
    for text in HOSTILE:
        assert opened.page.get_by_text(text, exact=True).count() >= 1
    assert opened.page.locator("blockquote").all_text_contents() == list(HOSTILE[:3])
    assert opened.page.locator("bdi script, bdi img, bdi b").count() == 0
    assert opened.page.evaluate("() => window.hacked") is None
    assert opened.complaints == []


def test_it_can_be_used_within_a_second(pages: dict[str, Path], open_page: Open) -> None:
    times = [
        open_page(pages["da"]).page.evaluate(
            "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
        )
        for _ in range(3)
    ]
    assert min(times) < 1000


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_group_shows_what_the_file_holds_for_it(
    pages: dict[str, Path], open_page: Open, language: Language
) -> None:
    content = read_content(pages[language].read_text(encoding="utf-8"))
    page = open_page(pages[language]).page
    names = iter(content["groups"])
    for respondent_type in content["types"]:
        for region in content["regions"]:
            group = next(names)
            page.locator("#type").select_option(respondent_type["value"])
            page.locator("#region").select_option(region["value"])
            expect(page.locator("#group strong")).to_have_text(group["name"])
            shown = {row[0].split()[-1]: row[1:] for row in rows(page)}
            for theme, row in zip(content["themes"], group["rows"], strict=True):
                texts = [content["texts"][i] for i in row["cells"]] if row else None
                assert shown[theme["id"]] == (texts or [content["words"]["suppressed_meaning"]])


def test_a_choice_stands_in_the_address_and_can_be_undone(
    pages: dict[str, Path], open_page: Open
) -> None:
    page = open_page(pages["da"]).page
    page.locator("#type").select_option("Virksomhed")
    page.locator("#region").select_option("Øst")
    expect(page.locator("#group strong")).to_have_text("Virksomheder, Øst")
    address = page.url
    page.go_back()
    expect(page.locator("#group strong")).to_have_text("Virksomheder")
    expect(page.locator("#region")).to_have_value("")
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator("#group strong")).to_have_text("Virksomheder, Øst")
    page.locator("#reset").click()
    expect(page.locator("#group strong")).to_have_text("Alle, der svarede")


def test_a_search_leaves_the_themes_that_fit_and_tells_how_many(
    pages: dict[str, Path], open_page: Open
) -> None:
    page = open_page(pages["da"]).page
    page.locator("#search").press_sequentially("KAPI")
    expect(page.locator("#group")).to_contain_text("1 af 4 temaer vises.")
    assert themes(page) == ["T03"]
    assert page.locator("#map tbody tr").count() == 1
    page.locator("#search").fill("findes ikke")
    expect(page.locator("#group")).to_contain_text("Ingen temaer har et navn")
    assert page.locator("#group").get_attribute("aria-live") == "polite"


def test_a_heading_sorts_from_the_keyboard_and_says_which_way(
    pages: dict[str, Path], open_page: Open
) -> None:
    page = open_page(pages["da"]).page
    heading = page.locator("#gaps th[data-column=n_need]")
    heading.locator("button").focus()
    page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    counts = [int(row[2]) for row in rows(page)]
    assert counts == sorted(counts, reverse=True)
    page.keyboard.press("Space")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    assert [int(row[2]) for row in rows(page)] == counts[::-1]
    assert page.locator("#gaps th[aria-sort]").count() == 1


def test_hidden_themes_come_last_whichever_way_it_is_sorted(
    pages: dict[str, Path], open_page: Open
) -> None:
    for sort in ("gap", "-gap", "n_need", "-n_need"):
        page = open_page(pages["mixed"], f"#type=Virksomhed&sort={sort}").page
        lengths = [len(row) for row in rows(page)]
        assert lengths == [10, 10, 2, 2]


def test_a_theme_opens_and_closes_from_the_keyboard_and_gives_the_focus_back(
    pages: dict[str, Path], open_page: Open
) -> None:
    page = open_page(pages["da"]).page
    page.locator("#gaps tbody a", has_text="Sundhedsdata").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#profile-title")).to_be_focused()
    expect(page.locator("#profile")).to_contain_text("Sundhedsdata")
    page.keyboard.press("Escape")
    expect(page.locator("#profile")).not_to_be_visible()
    expect(page.locator("#gaps tbody a", has_text="Sundhedsdata")).to_be_focused()
    page.go_back()
    expect(page.locator("#profile")).to_be_visible()
    page.locator("#close").click()
    expect(page.locator("#profile")).not_to_be_visible()


def test_a_deep_link_opens_a_theme_for_a_group_with_its_offers(
    pages: dict[str, Path], open_page: Open
) -> None:
    page = open_page(pages["en"], "#theme=T01&type=Virksomhed").page
    profile = page.locator("#profile")
    expect(profile).to_be_visible()
    expect(profile.locator(".group")).to_have_text("Companies")
    expect(profile.locator(".lead")).to_contain_text("companies mention Adgang til klinikere (en)")
    assert profile.locator(".near tbody tr").count() == 3
    assert profile.locator("blockquote").count() == 0
    assert "Quotes" not in profile.text_content()  # type: ignore[operator]
    assert "type=Virksomhed" in str(page.locator("#other").get_attribute("href"))


@pytest.mark.parametrize("address", ["#theme=T99", "#type=<b>&region=%00&sort=x", "#%%%", "#gaps"])
def test_an_address_that_means_nothing_shows_everything(
    pages: dict[str, Path], open_page: Open, address: str
) -> None:
    opened = open_page(pages["da"], address)
    expect(opened.page.locator("#group strong")).to_have_text("Alle, der svarede")
    assert len(rows(opened.page)) == 4
    assert not opened.page.locator("#profile").is_visible()
    assert opened.complaints == []


def test_a_hidden_group_says_so_and_shows_no_figure(
    pages: dict[str, Path], open_page: Open
) -> None:
    page = open_page(pages["hidden"], "#type=Virksomhed").page
    expect(page.locator("#hidden-group")).to_be_visible()
    assert {row[1] for row in rows(page)} == {"skjult af hensyn til anonymiteten"}
    page.locator("#gaps tbody a").first.click()
    expect(page.locator("#profile .notice").first).to_contain_text("skjult i denne gruppe")
    assert page.locator("#profile .facts").count() == 0


def test_the_map_counts_the_offers_open_to_the_group(
    pages: dict[str, Path], open_page: Open
) -> None:
    content = read_content(pages["da"].read_text(encoding="utf-8"))
    page = open_page(pages["da"]).page

    def totals() -> list[str]:
        cells = page.locator("#map tbody tr td:last-child").all_text_contents()
        return [cell if cell.isdigit() else "0" for cell in cells]

    def expected(group: dict[str, Any]) -> list[str]:
        served = [
            one["theme"] for one in content["map"]["serving"] if group["reach"][one["offer"]] == "1"
        ]
        return [str(served.count(theme)) for theme in map_themes()]

    def map_themes() -> list[str]:
        return page.locator("#map tbody th small").all_text_contents()

    everyone = totals()
    assert everyone == expected(content["groups"][0])
    page.locator("#type").select_option("Videninstitution")
    expect(page.locator("#group strong")).to_have_text("Videninstitutioner")
    place = [one["value"] for one in content["types"]].index("Videninstitution")
    fewer = totals()
    assert fewer == expected(content["groups"][place * len(content["regions"])])
    assert sum(map(int, fewer)) < sum(map(int, everyone))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["", "#theme=T01", "#type=Virksomhed&region=Nord"])
def test_axe_finds_no_violation(
    pages: dict[str, Path], open_page: Open, language: Language, scheme: str, address: str
) -> None:
    page = open_page(pages[language], address, color_scheme=scheme).page
    page.evaluate("() => { document.querySelector('details').open = true }")
    assert violations(page) == []


def test_axe_would_find_one(pages: dict[str, Path], open_page: Open) -> None:
    page = open_page(pages["da"]).page
    page.evaluate("() => document.documentElement.removeAttribute('lang')")
    assert any(one.startswith("html-has-lang") for one in violations(page))


def test_the_view_follows_the_system_and_can_be_turned(
    pages: dict[str, Path], open_page: Open
) -> None:
    page = open_page(pages["da"], color_scheme="dark").page
    paper = "() => getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(paper)
    expect(page.locator("#dark")).to_have_attribute("aria-pressed", "true")
    page.locator("#dark").click()
    assert page.evaluate(paper) == "rgb(255, 255, 255)" != dark


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("address", ["", "#theme=T01"])
def test_on_a_phone_only_the_tables_scroll_sideways(
    pages: dict[str, Path], open_page: Open, width: int, address: str
) -> None:
    page = open_page(pages["da"], address, viewport={"width": width, "height": 800}).page
    for element in ("document.documentElement", "document.getElementById('profile')"):
        wide, seen = page.evaluate(f"() => [{element}.scrollWidth, {element}.clientWidth]")
        assert wide <= seen
    assert violations(page) == []


@pytest.mark.parametrize("address", ["", "#theme=T01"])
def test_every_printed_sheet_is_stamped_and_shows_no_controls(
    pages: dict[str, Path], open_page: Open, address: str
) -> None:
    page = open_page(pages["da"], address, color_scheme="dark").page
    printed = page.pdf(prefer_css_page_size=True)
    sheets = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(printed)).pages]
    text = " ".join(sheets)
    assert all("UDKAST" in sheet for sheet in sheets)
    assert "Adgang til klinikere" in text
    assert "Nulstil" not in text
    assert ("Evidenskort" in text) == (address == "")


def test_the_skip_link_leads_to_the_table(pages: dict[str, Path], open_page: Open) -> None:
    page = open_page(pages["da"], "#type=Virksomhed").page
    page.keyboard.press("Tab")
    expect(page.locator("#skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#gaps-title")).to_be_focused()
    expect(page.locator("#type")).to_have_value("Virksomhed")
