"""The page: what it holds is what the tables show, and nothing on it can run or load."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from importlib.resources import files
from typing import Any, get_args

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapmap.report import ReportInputs
from gapmap.report.page import build_page
from gapmap.report.page.content import COLUMNS
from gapmap.report.page.html import as_json_block
from gapmap.report.rounding import share_as_printed
from gapmap.report.story import tell
from gapmap.report.words import Words, term_list
from gapmap.settings import Language
from gapmap.stages.evidence import find_reach
from gapmap.tables import NOT_STATED, TABLES
from tests.page_reader import PageReader, read_content
from tests.report_builder import Plan, hide_where, make_inputs

LANGUAGES = get_args(Language)
NASTY = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "\"quoted' & <b>bold</b> {n} ${x} $title",
    "שלום \u202eomvendt\u202c 🚀 \u2028 <!--",
)
SCRIPTS = ("dom.js", "state.js", "table.js", "map.js", "profile.js", "main.js")


def page_of(inputs: ReportInputs, language: Language = "da") -> str:
    return build_page(inputs, tell(inputs, language))


def content_of(inputs: ReportInputs, language: Language = "da") -> Any:
    return read_content(page_of(inputs, language))


def group_of(content: Any, respondent_type: str = "", region: str = "") -> Any:
    types = [choice["value"] for choice in content["types"]]
    regions = [choice["value"] for choice in content["regions"]]
    place = types.index(respondent_type) * len(regions) + regions.index(region)
    return content["groups"][place]


def with_crossed(inputs: ReportInputs) -> ReportInputs:
    """The inputs with figures for each type in each region, as those of the region."""
    gaps = inputs.gaps[inputs.gaps["segment_kind"] != "respondent_type_region"]
    of_region = gaps[gaps["segment_kind"] == "region"]
    crossed = [
        of_region.assign(
            segment_kind="respondent_type_region", segment=f"{name} | " + of_region["segment"]
        )
        for name in inputs.project.respondent_types
    ]
    return replace(inputs, gaps=TABLES["gaps"].shape(pd.concat([gaps, *crossed])))


def sha256(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def numbers(part: Any) -> list[float]:
    if isinstance(part, float):
        return [part]
    parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return [number for one in parts for number in numbers(one)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_cells_are_those_of_the_table_of_gaps(language: Language) -> None:
    inputs = with_crossed(make_inputs())
    content, words = content_of(inputs, language), Words(language)
    rows = {
        (segment, theme_id): row
        for theme_id, kind, segment, row in zip(
            inputs.gaps["theme_id"],
            inputs.gaps["segment_kind"],
            inputs.gaps["segment"],
            inputs.gaps.to_dict("records"),
            strict=True,
        )
        if kind != "size"
    }
    n_hidden = 0
    for respondent_type in [choice["value"] for choice in content["types"]]:
        for region in [choice["value"] for choice in content["regions"]]:
            segment = " | ".join(filter(None, (respondent_type, region)))
            shown = group_of(content, respondent_type, region)["rows"]
            for theme, row in zip(content["themes"], shown, strict=True):
                cells = rows[(segment, theme["id"])]
                if pd.isna(cells["n_need"]):
                    n_hidden += 1
                    assert row is None
                    continue
                texts = [content["texts"][number] for number in row["cells"]]
                told = dict(zip(COLUMNS, texts, strict=True))
                for name in ("n", "n_need", "n_unmet", "n_partly"):
                    assert told[name] == words.count(int(cells[name]))
                assert told["demand"] == words.percent(cells["demand"])
                ends = words.percent_range(cells["gap_low"], cells["gap_high"])
                assert told["gap"] == f"{words.percent(cells['gap'])} ({ends})"
                assert told["kind"] == (words.say(f"kind.{row['kind']}") if row["kind"] else "–")
    assert n_hidden


def test_a_hidden_group_looks_like_one_that_nobody_is_in() -> None:
    inputs = with_crossed(make_inputs())
    of_group = inputs.gaps["segment"] == "Videninstitution | Nord"
    absent = replace(inputs, gaps=inputs.gaps[~of_group])
    hidden = replace(inputs, gaps=hide_where(inputs.gaps, of_group))
    assert page_of(hidden) == page_of(absent)
    group = group_of(content_of(hidden), "Videninstitution", "Nord")
    assert (group["note"], set(group["rows"])) == ("", {None})


def test_not_stated_can_be_chosen_only_where_a_figure_of_it_is_shown() -> None:
    inputs = make_inputs()
    is_north = inputs.gaps["segment"] == "Nord"
    blank = inputs.gaps.loc[is_north].assign(segment=NOT_STATED)
    shown = replace(inputs, gaps=TABLES["gaps"].shape(pd.concat([inputs.gaps, blank])))
    hidden = replace(
        shown, gaps=hide_where(shown.gaps, (shown.gaps["segment"] == NOT_STATED).astype(bool))
    )
    values = [[one["value"] for one in content_of(each)["regions"]] for each in (shown, hidden)]
    assert values == [
        ["", "Nord", "Syd", "Øst", "Vest", NOT_STATED],
        ["", "Nord", "Syd", "Øst", "Vest"],
    ]


def test_no_number_is_more_exact_than_it_is_printed() -> None:
    found = numbers(content_of(with_crossed(make_inputs())))
    assert len(found) > 100
    assert all(abs(number - round(number, 3)) < 1e-12 for number in found)


@pytest.mark.parametrize(
    ("share", "printed"), [(0.1234, 0.12), (0.125, 0.13), (0.0064, 0.006), (0.0, 0.0), (None, None)]
)
def test_as_printed(share: float | None, printed: float | None) -> None:
    assert share_as_printed(share) == printed


def test_the_offers_of_a_group_are_those_open_to_its_respondents() -> None:
    inputs = make_inputs(Plan(offer_titles=[f"Tilbud {i}" for i in range(7)]))
    content = content_of(inputs)
    for respondent_type in inputs.project.respondent_types:
        for region in inputs.project.regions:
            person = pd.DataFrame({"respondent_type": [respondent_type], "region": [region]})
            facts = inputs.facts
            reach = find_reach(person, inputs.offers, opens=facts.opens, closes=facts.closes)[0]
            expected = "".join("1" if flag else "0" for flag in reach)
            assert group_of(content, respondent_type, region)["reach"] == expected
    everyone = group_of(content)["reach"]
    assert "0" in everyone  # an offer that closed before the wave
    assert "1" in everyone


def test_the_map_holds_offers_that_serve_a_theme_and_were_not_rejected() -> None:
    inputs = make_inputs()
    matches = inputs.matches.copy()
    first = matches.index[matches["grade"] == "full"][0]
    matches.loc[first, "status"] = "rejected"
    serving = content_of(replace(inputs, matches=matches))["map"]["serving"]
    told = [(one["theme"], f"O{one['offer']}", one["full"]) for one in serving]
    kept = matches[(matches["grade"] != "none") & (matches["status"] != "rejected")]
    expected = zip(kept["theme_id"], kept["offer_id"], kept["grade"] == "full", strict=True)
    assert told == sorted(expected)


def test_a_provider_is_named_only_where_a_person_confirmed_the_match() -> None:
    inputs = make_inputs()
    assert "Hemmelig Udbyder" not in page_of(inputs)
    confirmed = replace(inputs, matches=inputs.matches.assign(status="confirmed"))
    assert "Hemmelig Udbyder" in page_of(confirmed)


def test_every_suitable_offer_is_told_best_first_and_some_others() -> None:
    inputs = make_inputs(Plan(labels=("Data",), offer_titles=[f"Tilbud {i}" for i in range(9)]))
    grades = ["none", "full", "partly", "none", "none"]
    content = content_of(replace(inputs, matches=inputs.matches.assign(grade=grades)))
    offers = content["themes"][0]["offers"]
    assert [offer["grade"] for offer in offers] == ["Egnet", "Delvist egnet", "", ""]
    every = content_of(replace(inputs, matches=inputs.matches.assign(grade="full")))
    assert len(every["themes"][0]["offers"]) == 5


def test_quotes_are_those_given_and_none_without() -> None:
    inputs = make_inputs()
    assert {tuple(theme["quotes"]) for theme in content_of(inputs)["themes"]} == {()}
    approved = make_inputs(Plan(quotes=(("T02", "Virksomhed", NASTY[1]),)))
    assert content_of(approved)["themes"][1]["quotes"] == [NASTY[1]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_wrote_stays_text(language: Language) -> None:
    quotes = tuple(("T01", "Virksomhed", text) for text in NASTY)
    plain = make_inputs(Plan(labels=NASTY, offer_titles=NASTY, quotes=quotes))
    project = plain.project.project.model_copy(update={"title_da": NASTY[0], "notice_en": NASTY[1]})
    inputs = replace(plain, project=plain.project.model_copy(update={"project": project}))
    page = page_of(inputs, language)
    seen = PageReader(page)
    assert seen.elements == PageReader(page_of(make_inputs(), language)).elements
    content = json.loads(seen.texts["content"])
    ending = "" if language == "da" else " (en)"
    assert [theme["label"] for theme in content["themes"]] == [label + ending for label in NASTY]
    assert {offer["title"] for offer in content["themes"][0]["offers"]} <= set(NASTY)
    assert content["themes"][0]["quotes"] == list(NASTY[:3])


@settings(max_examples=40)
@given(st.recursive(st.text(), lambda parts: st.lists(parts) | st.dictionaries(st.text(), parts)))
def test_a_block_of_json_holds_nothing_that_ends_it_and_loses_nothing(value: Any) -> None:
    block = as_json_block(value)
    assert not set(block) & set("<>&\u2028\u2029")
    assert json.loads(block) == value


def test_the_policy_allows_the_script_and_the_style_of_the_page_and_nothing_else() -> None:
    page = PageReader(page_of(make_inputs()))
    assert page.policy == {
        "default-src": "'none'",
        "script-src": sha256(page.texts["script"]),
        "style-src": sha256(page.texts["style"]),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_the_page_loads_nothing_and_has_no_handler_or_style_in_its_markup() -> None:
    for tag, attributes in PageReader(page_of(make_inputs())).elements:
        assert not {
            name for name in attributes if name.startswith("on") or name in ("style", "src")
        }
        if tag == "link":
            assert attributes["href"] == "data:,"
        elif "href" in attributes:
            assert re.fullmatch(r"#gaps|gap-map-2019-en\.html", str(attributes["href"]))


def test_the_script_makes_no_markup_and_runs_no_text() -> None:
    folder = files("gapmap.report.page")
    script = "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in SCRIPTS)
    code = re.sub(r"^\s*//.*$", "", script, flags=re.MULTILINE)
    for word in (
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval", "Function(",
        "fetch", "XMLHttpRequest", "import(", "localStorage", "</script", "<!--",
    ):  # fmt: skip
        assert word not in code


def test_every_word_that_the_script_uses_is_given_and_every_word_is_used() -> None:
    folder = files("gapmap.report.page")
    script = "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in SCRIPTS)
    used = set(re.findall(r"\bwords\.(\w+)", script))
    assert used <= set(content_of(make_inputs())["words"])
    python = "".join(
        folder.joinpath(name).read_text(encoding="utf-8")
        for name in ("content.py", "html.py", "profiles.py")
    )
    told = set(re.findall(r'"(?:page\.)?(\w+)"', python))
    assert set(term_list()["page"]) <= used | told


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_it_is(language: Language) -> None:
    page = PageReader(page_of(make_inputs(), language))
    text = " ".join(page.visible)
    assert ("html", {"lang": language}) in page.elements
    for said in {
        "da": ("UDKAST · Opdigtede data", "Huller mellem behov", "Måling 2019", "Spring til"),
        "en": ("DRAFT · Invented data", "Gaps between needs", "Wave 2019", "Skip to"),
    }[language]:
        assert said in text
    assert "2019-0123456789abcdef" in text


def test_one_language_alone_links_to_no_other() -> None:
    inputs = make_inputs()
    project = inputs.project.project.model_copy(update={"languages": ("da",)})
    alone = replace(inputs, project=inputs.project.model_copy(update={"project": project}))
    (link,) = [one for _, one in PageReader(page_of(alone)).elements if one.get("id") == "other"]
    assert "hidden" in link


def test_the_same_tables_in_another_order_give_the_same_bytes() -> None:
    inputs = with_crossed(make_inputs())
    shuffled = {
        name: getattr(inputs, name).sample(frac=1, random_state=4).reset_index(drop=True)
        for name in ("gaps", "themes", "offers", "matches")
    }
    assert page_of(replace(inputs, **shuffled)) == page_of(inputs)


@pytest.mark.parametrize(
    "plan",
    [
        Plan(labels=()),
        Plan(offer_titles=()),
        Plan(is_rated=False),
        Plan(counts={"Virksomhed": 9}),
        Plan(regions={"Danmark": "Denmark"}),
    ],
    ids=["no themes", "no offers", "unrated", "few people", "one region"],
)
def test_odd_inputs_still_make_a_page(plan: Plan) -> None:
    content = content_of(make_inputs(plan))
    assert len(content["themes"]) == len(plan.labels)
    assert len(content["groups"]) == len(content["types"]) * len(content["regions"])


def test_a_large_survey_stays_under_3_mb() -> None:
    plan = Plan(
        labels=[f"Et tema med et langt navn, som fylder godt i tabellen {i}" for i in range(30)],
        counts={f"En type med et langt navn {i}": 400 for i in range(5)},
        regions={f"Landsdel {i}": f"Region {i}" for i in range(10)},
        offer_titles=[f"Et tilbud med en lang titel {i}" for i in range(200)],
    )
    page = page_of(with_crossed(make_inputs(plan)))
    shown = [row for group in read_content(page)["groups"] for row in group["rows"] if row]
    assert len(shown) > 1000
    assert len(page.encode("utf-8")) < 3_000_000
