"""The story: what is said follows from the tables, and what is hidden stays hidden."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from gapmap.report import ReportInputs
from gapmap.report.lookup import Lookup
from gapmap.report.parts import GapPage, Story, Table
from gapmap.report.story import tell
from gapmap.report.words import Words
from gapmap.settings import Language, Weights
from gapmap.tables import TABLES
from tests.report_builder import Plan, hide_where, make_inputs
from tests.unit.test_words import texts

FIRST = "Virksomhed"


def with_counts(inputs: ReportInputs, theme_id: str, counts: dict[str, object]) -> ReportInputs:
    """The first type's row of a theme with these cells, its gap the largest."""
    gaps = inputs.gaps.copy()
    row = (gaps["theme_id"] == theme_id) & (gaps["segment"] == FIRST)
    for column, value in {"gap": 0.99, "n": 100, "n_need": 40, **counts}.items():
        gaps.loc[row, column] = value
    return replace(inputs, gaps=TABLES["gaps"].shape(gaps))


def first_message(story: Story) -> str:
    message = story.front.messages[0].messages[0]
    return f"{message.before}{message.label}{message.after}"


def cells(table: Table) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in table.rows}


@pytest.mark.parametrize(
    ("counts", "danish", "english"),
    [
        (
            {"n_unmet": 20, "n_partly": 8},
            "40 af 100 virksomheder nævner Netværk, heraf 20 uden egnet tilbud og 8 kun med et "
            "delvist egnet.",
            "40 of 100 companies mention Netværk (en), 20 of them without a suitable offer and 8 "
            "with a partly suitable one only.",
        ),
        (
            {"n_unmet": 20, "n_partly": 0},
            "40 af 100 virksomheder nævner Netværk, heraf 20 uden egnet tilbud.",
            "40 of 100 companies mention Netværk (en), 20 of them without a suitable offer.",
        ),
        (
            {"n_unmet": 40, "n_partly": 0},
            "40 af 100 virksomheder nævner Netværk; ingen af dem har et egnet tilbud.",
            "40 of 100 companies mention Netværk (en); none of them has a suitable offer.",
        ),
        (
            {"n_unmet": 0, "n_partly": 8},
            "40 af 100 virksomheder nævner Netværk, heraf 8 kun med et delvist egnet tilbud.",
            "40 of 100 companies mention Netværk (en), 8 of them with a partly suitable offer "
            "only.",
        ),
        (
            {"n_unmet": 0, "n_partly": 40},
            "40 af 100 virksomheder nævner Netværk; de har alle kun et delvist egnet tilbud.",
            "40 of 100 companies mention Netværk (en); all of them have a partly suitable offer "
            "only.",
        ),
        (
            {"n_unmet": 0, "n_partly": 0},
            "40 af 100 virksomheder nævner Netværk; de har alle et egnet tilbud.",
            "40 of 100 companies mention Netværk (en); all of them have a suitable offer.",
        ),
        (
            {"n_unmet": pd.NA, "n_partly": 7},
            "40 af 100 virksomheder nævner Netværk; hvor mange af dem der er uden egnet tilbud, "
            "er skjult af hensyn til anonymiteten.",
            "40 of 100 companies mention Netværk (en); how many of them are without a suitable "
            "offer is suppressed to protect anonymity.",
        ),
        (
            {"n_unmet": 20, "n_partly": pd.NA},
            "40 af 100 virksomheder nævner Netværk, heraf 20 uden egnet tilbud; hvor mange der "
            "kun har et delvist egnet, er skjult af hensyn til anonymiteten.",
            "40 of 100 companies mention Netværk (en), 20 of them without a suitable offer; how "
            "many have a partly suitable one only is suppressed to protect anonymity.",
        ),
    ],
)
def test_a_key_message_counts_people(counts: dict[str, object], danish: str, english: str) -> None:
    inputs = with_counts(make_inputs(), "T04", counts)
    assert first_message(tell(inputs, "da")) == danish
    assert first_message(tell(inputs, "en")) == english


def test_messages_follow_the_order_of_the_types_and_of_the_gaps() -> None:
    inputs = make_inputs()
    story = tell(inputs, "da")
    assert [group.heading for group in story.front.messages] == [
        "Virksomheder",
        "Videninstitutioner",
        "Offentlige organisationer",
    ]
    of_first = inputs.gaps[inputs.gaps["segment"] == FIRST].sort_values("gap", ascending=False)
    told = [message.theme_id for message in story.front.messages[0].messages]
    assert told == list(of_first["theme_id"])[: len(told)]


def test_themes_with_overlapping_ranks_are_one_group() -> None:
    inputs = make_inputs()
    assert "kan ikke rangordnes indbyrdes" in tell(inputs, "da").front.messages[0].remark
    apart = inputs.gaps.assign(rank_low=inputs.gaps["rank"], rank_high=inputs.gaps["rank"])
    remark = tell(replace(inputs, gaps=apart), "da").front.messages[0].remark
    assert remark.startswith("Det første hul er større end de øvrige")


def test_who_answered_in_one_sentence() -> None:
    inputs = make_inputs()
    n = int(inputs.turnout.loc[0, "n_answered"])
    assert tell(inputs, "da").front.answered == (
        "230 svarede (110 virksomheder, 60 videninstitutioner og 60 offentlige organisationer). "
        f"{230 - n} gav intet egentligt svar. Tallene gælder de {n}, der gav et egentligt svar."
    )
    assert "inviteret" not in tell(inputs, "da").front.answered


def test_the_response_rate_is_told_only_where_every_type_was_counted() -> None:
    inputs = make_inputs()
    invited = {"Virksomhed": 500, "Videninstitution": 200, "Offentlig organisation": 220}
    turnout = inputs.turnout.assign(invited=inputs.turnout["segment"].map(invited).astype("Int64"))
    answered = tell(replace(inputs, turnout=turnout), "da").front.answered
    assert "; 920 var inviteret, svarprocent 25\u00a0%." in answered
    partly = turnout.assign(invited=turnout["invited"].mask(turnout["segment"] == FIRST))
    story = tell(replace(inputs, turnout=partly), "da")
    assert "inviteret" not in story.front.answered
    assert cells(story.respondents.turnout)["Videninstitutioner"][-1] == "30\u00a0%"


def test_hidden_types_are_not_counted_in_the_sentence() -> None:
    inputs = make_inputs(Plan(counts={"Virksomhed": 60, "Videninstitution": 3}))
    answered = tell(inputs, "da").front.answered
    assert "(60 virksomheder og øvrige typer er skjult af hensyn til anonymiteten)" in answered


def test_a_theme_hidden_everywhere_is_only_named_as_hidden() -> None:
    inputs = make_inputs(Plan(labels=("Adgang", "Data", "Kapital", "Netværk", "Hemmeligheden")))
    hidden = hide_where(inputs.gaps, inputs.gaps["theme_id"] == "T05")
    contrasts = inputs.contrasts[inputs.contrasts["theme_id"] != "T05"]
    story = tell(replace(inputs, gaps=hidden, contrasts=contrasts), "da")
    quality = replace(story.quality, blocks=())
    by_type = story.by_type.figure
    assert by_type is not None
    (row,) = [row for row in by_type.rows if row.theme_id == "T05"]
    assert [(square.share, square.text) for square in row.squares] == [(None, "skjult")] * 3
    assert "Hemmeligheden" not in by_type.alt
    rest = replace(story, quality=quality, by_type=replace(story.by_type, figure=None))
    (group,) = [g for g in story.appendix.table.groups if g.theme_id == "T05"]  # type: ignore[union-attr]
    assert {row[1:] for row in group.rows} == {("skjult af hensyn til anonymiteten",)}
    rest = replace(rest, appendix=replace(rest.appendix, table=None))
    assert not [text for text in texts(rest) if "Hemmeligheden" in text]


def test_a_difference_is_not_told_where_its_cell_is_hidden() -> None:
    inputs = make_inputs()
    largest = inputs.contrasts.iloc[0]
    key = (largest["theme_id"], largest["segment_kind"], largest["segment"])
    contrasts = inputs.contrasts.assign(q=1.0)
    contrasts.loc[0, ["q", "difference"]] = [0.001, 0.3]
    assert tell(replace(inputs, contrasts=contrasts), "da").by_type.differences
    at = (inputs.gaps[["theme_id", "segment_kind", "segment"]] == list(key)).all(axis=1)
    hidden = replace(inputs, contrasts=contrasts, gaps=hide_where(inputs.gaps, at))
    assert tell(hidden, "da").by_type.differences == ()


def test_over_half_hidden_gives_a_sentence_in_place_of_the_figure() -> None:
    inputs = make_inputs()
    of_first = inputs.gaps["segment"] == FIRST
    most = of_first & inputs.gaps["theme_id"].isin(["T01", "T02", "T03"])
    ranking = tell(replace(inputs, gaps=hide_where(inputs.gaps, most)), "da").rankings.rankings[0]
    assert ranking.figure is None
    assert ranking.notes[0].startswith("Mere end halvdelen")
    half = of_first & inputs.gaps["theme_id"].isin(["T01", "T02"])
    ranking = tell(replace(inputs, gaps=hide_where(inputs.gaps, half)), "da").rankings.rankings[0]
    assert ranking.figure is not None
    assert ranking.notes == ("Skjult af hensyn til anonymiteten: 2 temaer.",)


def test_everything_hidden_leaves_no_figure_and_no_message() -> None:
    inputs = make_inputs()
    everything = inputs.gaps["theme_id"] != ""
    contrasts = TABLES["contrasts"].empty()
    hidden = replace(inputs, gaps=hide_where(inputs.gaps, everything), contrasts=contrasts)
    story = tell(hidden, "en")
    assert not any(group.messages for group in story.front.messages)
    assert {ranking.figure for ranking in story.rankings.rankings} == {None}
    assert (story.coverage.figure, story.by_type.figure, story.largest.pages) == (None, None, ())


def numbers(story: Story) -> list[int]:
    figures = [story.respondents.figure, *(r.figure for r in story.rankings.rankings)]
    figures += [story.coverage.figure, story.evidence.figure, story.by_type.figure]
    figures += [story.by_region.figure, story.by_size.figure]
    figures += [page.figure for page in story.largest.pages]
    return [figure.number for figure in figures if figure is not None]


def test_figures_are_numbered_in_the_order_of_the_report() -> None:
    inputs = make_inputs()
    assert numbers(tell(inputs, "da")) == list(range(1, len(numbers(tell(inputs, "da"))) + 1))
    without = hide_where(inputs.gaps, inputs.gaps["segment"] == FIRST)
    story = tell(replace(inputs, gaps=without), "da")
    assert numbers(story) == list(range(1, len(numbers(story)) + 1))
    figure = story.rankings.rankings[1].figure
    assert figure is not None
    assert f"Se figur {figure.number}." in story.front.messages[1].remark


def test_the_pages_follow_the_first_type_unless_it_shows_too_little() -> None:
    inputs = make_inputs()
    assert "virksomheder" in tell(inputs, "da").largest.intro
    without = hide_where(inputs.gaps, inputs.gaps["segment"] == FIRST)
    assert "alle, der svarede" in tell(replace(inputs, gaps=without), "da").largest.intro


def test_with_one_type_there_is_no_pooled_ranking() -> None:
    story = tell(make_inputs(Plan(counts={"Virksomhed": 120})), "da")
    assert [ranking.heading for ranking in story.rankings.rankings] == ["Virksomheder"]
    assert "samme type" in story.by_type.instead


def page_of(inputs: ReportInputs, theme_id: str) -> GapPage:
    gaps = inputs.gaps.copy()
    gaps.loc[gaps["theme_id"] == theme_id, "gap"] = 0.99
    return tell(replace(inputs, gaps=gaps), "da").largest.pages[0]


def test_a_provider_is_named_only_where_the_match_is_confirmed() -> None:
    inputs = make_inputs()
    assert not [text for text in texts(tell(inputs, "da")) if "Hemmelig Udbyder" in text]
    confirmed = inputs.matches.assign(status="confirmed")
    page = page_of(replace(inputs, matches=confirmed), "T01")
    assert page.offers is not None
    assert "Udbyder: Hemmelig Udbyder" in page.offers.rows[0][0]


def test_a_rejected_match_is_not_an_offer_nearby() -> None:
    inputs = make_inputs()
    page = page_of(replace(inputs, matches=inputs.matches.assign(status="rejected")), "T01")
    assert page.offers is None
    assert page.offers_intro.startswith("Kataloget har ingen tilbud")


def test_what_an_offer_lacks_is_told_as_facts() -> None:
    inputs = make_inputs()
    matches = inputs.matches.assign(grade=["full", "partly", "none"] * 4)
    page = page_of(replace(inputs, matches=matches), "T01")
    assert page.offers is not None
    assert [row[-1] for row in page.offers.rows] == [
        "Intet af det, der er undersøgt",
        "Kun delvist egnet; ikke åbent for videninstitutioner og offentlige organisationer; "
        "kun i Nord og Syd",
        "Ikke vurderet som egnet; kun ordene ligner; lukket i målingens periode",
    ]


@pytest.mark.parametrize(
    ("languages", "is_told"),
    [(["en"], True), (["da", "en"], False), (["dansk"], False), ([], False)],
)
def test_an_offer_that_is_not_given_in_danish_says_so(languages: list[str], is_told: bool) -> None:
    inputs = make_inputs()
    offers = inputs.offers.assign(languages=[languages] * len(inputs.offers))
    page = page_of(replace(inputs, offers=offers), "T01")
    assert page.offers is not None
    assert all(("ikke på dansk" in row[-1].lower()) == is_told for row in page.offers.rows)


def test_ratings_that_are_missing_are_called_not_rated() -> None:
    page = page_of(make_inputs(Plan(is_rated=False)), "T01")
    assert cells(page.facts)["Tilfredshed med tilbud, 1 til 5"][0] == "ikke vurderet"


def test_only_statements_of_a_need_are_said_to_be_in_themes() -> None:
    inputs = make_inputs()
    assert tell(inputs, "da").respondents.sentences[-1] == (
        "Svarene rummer 341 udsagn med et behov; 300 af dem er samlet i 4 temaer."
    )
    every = replace(inputs, statement_counts=inputs.statement_counts | {"no_theme": 0})
    assert tell(every, "da").respondents.sentences[-1] == (
        "Svarene rummer 300 udsagn med et behov, som alle er samlet i 4 temaer."
    )


def test_statements_by_outcome_add_up() -> None:
    story = tell(make_inputs(), "da")
    tables = [table for block in story.quality.blocks for table in block.tables]
    (table,) = [table for table in tables if table.caption == "Udsagn efter udfald"]
    counts = [int(row[1]) for row in table.rows]
    assert sum(counts[:-1]) == counts[-1] == 454


def test_unstable_themes_are_flagged() -> None:
    inputs = make_inputs()
    themes = inputs.themes.assign(stability=[0.9, 0.45, 0.9, 0.9])
    blocks = tell(replace(inputs, themes=themes), "da").quality.blocks
    (table,) = [t for block in blocks for t in block.tables if t.caption == "Ustabile temaer"]
    assert table.rows == (("Sundhedsdata", "T02", "0,45"),)


def test_a_theme_without_a_label_is_called_by_its_id() -> None:
    inputs = make_inputs()
    lookup = Lookup(replace(inputs, themes=inputs.themes.assign(label_da="")), Words("da"))
    assert lookup.label("T01") == "T01"


def test_the_inputs_are_unchanged() -> None:
    inputs, same = make_inputs(Plan()), make_inputs(Plan())
    tell(inputs, "da")
    for name in ("gaps", "contrasts", "sensitivity", "themes", "offers", "matches", "turnout"):
        pd.testing.assert_frame_equal(getattr(inputs, name), getattr(same, name))


def assumptions(**variants: tuple[float, dict[str, float]]) -> pd.DataFrame:
    """Variant=(tau, theme -> gap) -> table sensitivity."""
    rows = [
        {"theme_id": theme, "variant": variant, "gap": gap, "rank": 1, "tau": tau}
        for variant, (tau, gaps) in variants.items()
        for theme, gap in gaps.items()
    ]
    return TABLES["sensitivity"].shape(pd.DataFrame(rows))


OURS = {"T01": 0.4, "T02": 0.3, "T03": 0.2, "T04": 0.1}
NEAR = {"T01": 0.4, "T02": 0.3, "T03": 0.1, "T04": 0.2}
TURNED = {"T01": 0.1, "T02": 0.4, "T03": 0.3, "T04": 0.2}


@pytest.mark.parametrize(
    ("sensitivity", "danish", "english"),
    [
        (
            assumptions(unweighted=(0.67, NEAR), partly_as_none=(0.9, OURS)),
            "Rækkefølgen ændrer sig mest under forudsætningen »uden vægte«, som beholder 4 af de "
            "4 største huller.",
            "The order changes most under the assumption “without weights”, which keeps 4 of the "
            "4 largest gaps.",
        ),
        (
            assumptions(unweighted=(0.67, NEAR), partly_as_full=(0.0, TURNED)),
            "Rækkefølgen ændrer sig mest under forudsætningen »delvist egnede tilbud tæller "
            "helt«, som beholder 4 af de 4 største huller; det største er da »Sundhedsdata« i "
            "stedet for »Adgang til klinikere«.",
            "The order changes most under the assumption “partly suitable offers count in full”, "
            "which keeps 4 of the 4 largest gaps; the largest is then “Sundhedsdata (en)” "
            "instead of “Adgang til klinikere (en)”.",
        ),
        (
            assumptions(unweighted=(1.0, OURS), partly_as_none=(1.0, OURS)),
            "Ingen af forudsætningerne ændrer rækkefølgen.",
            "None of the assumptions changes the order.",
        ),
        (
            assumptions(unweighted=(float("nan"), dict.fromkeys(OURS, 0.0))),
            "Det kan ikke siges, hvad der ændrer rækkefølgen: der er for få temaer, eller "
            "hullerne er lige store.",
            "What would change the order cannot be told: there are too few themes, or the gaps "
            "are all the same size.",
        ),
    ],
)
def test_one_sentence_says_what_would_change_the_order(
    sensitivity: pd.DataFrame, danish: str, english: str
) -> None:
    inputs = make_inputs()
    of_all = inputs.gaps["segment_kind"] == "all"
    gaps = inputs.gaps.assign(
        gap=inputs.gaps["gap"].mask(of_all, inputs.gaps["theme_id"].map(OURS))
    )
    inputs = replace(inputs, gaps=gaps, sensitivity=sensitivity)
    for language, expected in (("da", danish), ("en", english)):
        title = Words(language).say("quality.sensitivity")
        (block,) = [b for b in tell(inputs, language).quality.blocks if b.title == title]
        assert block.sentences[0] == expected


def test_the_sentence_counts_the_largest_gaps_that_are_kept() -> None:
    labels = tuple("ABCDEFG")
    inputs = make_inputs(Plan(labels=labels))
    of_all = inputs.gaps["segment_kind"] == "all"
    order = {f"T{i:02d}": 0.1 * i for i in range(1, 8)}
    gaps = inputs.gaps.assign(
        gap=inputs.gaps["gap"].mask(of_all, inputs.gaps["theme_id"].map(order))
    )
    turned = {theme: 0.8 - gap for theme, gap in order.items()}
    inputs = replace(inputs, gaps=gaps, sensitivity=assumptions(unweighted=(-1.0, turned)))
    told = " ".join(texts(tell(inputs, "da").quality))
    assert "som beholder 3 af de 5 største huller; det største er da »A« i stedet for »G«" in told


@pytest.mark.parametrize(
    ("n_missing", "danish", "english"),
    [
        (
            {"T02": 9},
            "Bør gennemgås først: »Sundhedsdata«. Kataloget",
            "To be reviewed first: “Sundhedsdata (en)”. The catalogue",
        ),
        (
            {"T02": 6, "T04": 9},
            "Bør gennemgås først: »Netværk« og »Sundhedsdata«. Kataloget",
            "To be reviewed first: “Netværk (en)” and “Sundhedsdata (en)”. The catalogue",
        ),
        ({"T02": 4}, "", ""),
        ({}, "", ""),
    ],
)
def test_covered_themes_that_people_miss_are_told_to_be_reviewed_first(
    n_missing: dict[str, int], danish: str, english: str
) -> None:
    inputs = make_inputs()
    missing = inputs.gaps["theme_id"].map(n_missing).fillna(0).astype("Int64")
    inputs = replace(inputs, gaps=inputs.gaps.assign(coverage=0.9, n_missing=missing))
    for language, expected in (("da", danish), ("en", english)):
        told = list(texts(tell(inputs, language).quality))
        assert bool([text for text in told if "gennemg" in text or "reviewed" in text]) == bool(
            expected
        )
        assert [text for text in told if text.startswith(expected)]


def test_the_full_table_tells_the_total_interval() -> None:
    inputs = make_inputs()
    gaps = inputs.gaps.assign(gap_total_low=0.02, gap_total_high=0.31)
    table = tell(replace(inputs, gaps=gaps), "da").appendix.table
    assert table is not None
    place = table.header.index("Samlet usikkerhed")
    assert table.groups[0].rows[0][place] == "2–31\u00a0%"
    unknown = inputs.gaps.assign(gap_total_low=float("nan"), gap_total_high=float("nan"))
    table = tell(replace(inputs, gaps=unknown), "da").appendix.table
    assert table is not None
    assert table.groups[0].rows[0][place] == "–"


def code_keys(inputs: ReportInputs) -> dict[str, tuple[str, str, str]]:
    """Code of a row -> theme, segment kind, segment."""
    codes = Lookup(inputs, Words("da")).codes
    keys = inputs.gaps[["theme_id", "segment_kind", "segment"]].itertuples(index=False)
    return {codes.row(theme, (kind, name)): (theme, kind, name) for theme, kind, name in keys}


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_number_of_a_message_is_a_cell_of_the_row_that_its_code_names(
    language: Language,
) -> None:
    inputs = make_inputs()
    keys, rows = code_keys(inputs), inputs.gaps.set_index(["theme_id", "segment_kind", "segment"])
    story = tell(inputs, language)
    messages = [message for group in story.front.messages for message in group.messages]
    messages += [page.lead for page in story.largest.pages]
    assert len(messages) > 5
    for message in messages:
        cells = rows.loc[keys[message.code], ["n", "n_need", "n_unmet", "n_partly"]]
        numbers = [int(one) for one in re.findall(r"\d+", message.before + message.after)]
        assert numbers
        assert numbers[:2] == [cells["n_need"], cells["n"]]
        assert set(numbers[2:]) <= {cells["n_unmet"], cells["n_partly"]}


def test_a_difference_carries_the_code_of_its_cell() -> None:
    inputs = make_inputs()
    contrasts = inputs.contrasts.assign(q=0.001)
    differences = tell(replace(inputs, contrasts=contrasts), "da").by_type.differences
    assert differences
    for one in differences:
        figure = one.code.replace("-difference", "")
        theme, kind, name = code_keys(inputs)[figure]
        row = contrasts[
            (contrasts["theme_id"] == theme)
            & (contrasts["segment_kind"] == kind)
            & (contrasts["segment"] == name)
        ]
        points = round(100 * row["difference"].iloc[0])
        assert f"{points:+d} procentpoint".replace("-", "−").replace("+0", "0") in one.text


@pytest.mark.parametrize(
    ("q", "difference", "danish", "english"),
    [
        (0.4, 0.1, "Andelen kan ikke skelnes fra de øvriges.",
         "The share cannot be told apart from that of the rest."),
        (0.01, 0.1, "Andelen er større end de øvriges.",
         "The share is larger than that of the rest."),
        (0.01, -0.1, "Andelen er mindre end de øvriges.",
         "The share is smaller than that of the rest."),
    ],
)  # fmt: skip
def test_a_share_is_told_in_words_and_against_the_rest(
    q: float, difference: float, danish: str, english: str
) -> None:
    inputs = with_counts(make_inputs(), "T04", {})
    gaps = inputs.gaps.copy()
    row = (gaps["theme_id"] == "T04") & (gaps["segment"] == FIRST)
    gaps.loc[row, ["demand", "demand_low", "demand_high"]] = (0.125, 0.1, 0.15)
    contrasts = inputs.contrasts.assign(q=q, difference=difference)
    changed = replace(inputs, gaps=gaps, contrasts=contrasts)
    assert tell(changed, "da").largest.pages[0].share == f"Det er omkring hver ottende. {danish}"
    assert tell(changed, "en").largest.pages[0].share == f"That is about one in eight. {english}"
    none = replace(changed, contrasts=TABLES["contrasts"].empty())
    assert tell(none, "da").largest.pages[0].share == "Det er omkring hver ottende."


def test_every_figure_is_referred_to_by_its_number() -> None:
    story = tell(make_inputs(), "da")
    told = " ".join(texts(story)).lower()
    for number in numbers(story):
        assert re.search(rf"\bfigur {number}\b", told), number


@pytest.mark.parametrize(
    ("checked", "sentence"),
    [
        ((None, None, None), "Kataloget: 3 tilbud, kontroldato ikke oplyst."),
        (
            ("2019-03-01", "2019-11-01", "2019-05-01"),
            "Kataloget: 3 tilbud, senest kontrolleret 1. november 2019.",
        ),
        (
            ("2019-03-01", None, None),
            "Kataloget: 3 tilbud, senest kontrolleret 1. marts 2019; "
            "kontroldato ikke oplyst for 2.",
        ),
    ],
)
def test_the_first_page_names_the_catalogue(checked: tuple[str | None, ...], sentence: str) -> None:
    inputs = make_inputs()
    offers = inputs.offers.assign(last_checked=pd.to_datetime(list(checked)))
    assert tell(replace(inputs, offers=offers), "da").front.catalogue == sentence


def test_the_share_of_answers_stands_beside_that_of_the_population() -> None:
    inputs = make_inputs()
    assert "Andel af populationen" not in tell(inputs, "da").respondents.turnout.header
    shares = {"Virksomhed": 0.7, "Videninstitution": 0.1, "Offentlig organisation": 0.2}
    weights = Weights(margins={"respondent_type": shares})
    project = inputs.project.model_copy(update={"weights": weights})
    table = tell(replace(inputs, project=project), "da").respondents.turnout
    assert table.header[-2:] == ("Andel af svar", "Andel af populationen")
    assert cells(table)["Virksomheder"][-2:] == ("48\u00a0%", "70\u00a0%")
    assert cells(table)["I alt"][-2:] == ("100\u00a0%", "–")


def test_the_settings_that_decide_figures_are_printed() -> None:
    table = tell(make_inputs(), "en").quality.blocks[-1].tables[-1]
    shown = cells(table)
    assert shown["privacy.min_cell"] == ("5",)
    assert shown["matching.threshold"] == ("0.5",)
    assert shown["weights.population"] == ("not set",)
    assert shown["targets.Virksomhed"] == ("100",)
    assert not any("contact" in key or "title" in key for key in shown)


def trend_of(theme_id: str, event: str = "kept", **figures: object) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(TABLES["trends"].empty().columns)
    row |= {"theme_id": theme_id, "previous_wave": "2014", "event": event}
    row |= {"label_da": f"Tema {theme_id}", "label_en": f"Theme {theme_id}"}
    return row | {"previous_theme_ids": [], "codebook_changed": pd.NA} | figures


CHANGE = {
    "demand_change": 0.08, "demand_change_low": 0.01, "demand_change_high": 0.15, "q": 0.02,
    "gap_change": -0.02, "gap_change_low": -0.06, "gap_change_high": 0.03,
}  # fmt: skip


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_changed_since_the_wave_before_is_told(language: Language) -> None:
    rows = [
        trend_of("T01", **CHANGE),
        trend_of("T02", **CHANGE | {"q": 0.4, "codebook_changed": True}),
        trend_of("T03", "new"),
        trend_of("2014-P09", "gone"),
    ]
    trends = TABLES["trends"].shape(pd.DataFrame(rows))
    inputs = make_inputs()
    assert tell(inputs, language).changes is None
    changes = tell(replace(inputs, trends=trends), language).changes
    assert changes is not None
    assert changes.figure is not None
    assert changes.table is not None
    assert [row.is_sure for row in changes.figure.rows] == [True, False]
    told = " ".join(changes.sentences)
    name = "Tema" if language == "da" else "Theme"
    assert f"{name} T01" in told
    assert f"{name} T02" not in told
    assert f"{name} T03" in told
    assert f"{name} 2014-P09" in told
    assert any(f"{name} T02" in note for note in changes.notes)


def test_a_change_since_the_wave_before_is_told_on_the_page_of_a_gap() -> None:
    inputs = make_inputs()
    trends = TABLES["trends"].shape(pd.DataFrame([trend_of("T01", **CHANGE)]))
    pages = tell(replace(inputs, trends=trends), "da").largest.pages
    told = {page.theme_id: page.signals[-1] for page in pages}
    assert told["T01"] == (
        "Siden måling 2014: andel, der nævner behovet +8 procentpoint (+1 til +15); "
        "udækket behov −2 procentpoint (−6 til +3)."
    )
    assert not any(line.startswith("Siden") for key, line in told.items() if key != "T01")
