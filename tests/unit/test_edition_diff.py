"""gapmap diff: what two reports of a wave say differently, and why."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap import cli
from gapmap.codebook.model import CodebookTheme, MatchDecision
from gapmap.editions.approve import approve
from gapmap.editions.compare import (
    Move,
    OfferChange,
    Pair,
    ReportTables,
    gap_changes,
    moves,
    offer_changes,
    pair_themes,
)
from gapmap.editions.diff import diff
from gapmap.editions.folder import Editions
from gapmap.editions.reasons import reasons
from gapmap.editions.sides import edition_side
from gapmap.errors import MachineError, SettingsError
from gapmap.provenance import Provenance, SettingChange, changed_kinds, changed_settings
from gapmap.report.words import Words
from gapmap.store import Store
from tests.conftest import PLANTED
from tests.unit.conftest import CODEBOOK

ALL = ("all", "")


def report(
    themes: dict[str, str],
    statements: dict[str, str] | None = None,
    *,
    gaps: dict[str, float | None] | None = None,
    codebook: tuple[str, ...] = (),
    offers: list[dict[str, object]] | None = None,
) -> ReportTables:
    """Theme id -> name; theme id -> its statements, a letter each; theme id -> its gap."""
    gaps = gaps or {}
    ranked = sorted((one for one in gaps if gaps[one] is not None), key=lambda one: -gaps[one])  # type: ignore[operator]
    return ReportTables(
        themes=pd.DataFrame(
            {
                "theme_id": list(themes),
                "label_da": list(themes.values()),
                "source": ["codebook" if one in codebook else "found" for one in themes],
            }
        ),
        gaps=pd.DataFrame(
            [
                {
                    "theme_id": one,
                    "segment_kind": "all",
                    "segment": "",
                    "gap": gap,
                    "n_need": None if gap is None else round(gap * 100),
                    "rank": ranked.index(one) + 1 if gap is not None else None,
                }
                for one, gap in gaps.items()
            ]
        ),
        offers=pd.DataFrame(offers or [], columns=["offer_id", "title", "audience"]),
        assignments=None
        if statements is None
        else pd.DataFrame(
            [(one, letter) for one, letters in statements.items() for letter in letters],
            columns=["theme_id", "statement_id"],
        ),
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(
            report({"P1": "Kapital", "P2": "Data"}, {"P1": "abcd", "P2": "efgh"}),
            report({"P1": "Data", "P2": "Penge"}, {"P1": "efgh", "P2": "abc"}),
            [Pair("P2", "P1"), Pair("P1", "P2")],
            id="by its statements, whatever its number and name",
        ),
        pytest.param(
            report({"P1": "Kapital"}, {"P1": "abcd"}),
            report({"P1": "Data"}, {"P1": "aefg"}),
            [Pair("", "P1"), Pair("P1", "")],
            id="with another name it must share half of them",
        ),
        pytest.param(
            report({"K1": "Kapital"}, {"K1": "ab"}, codebook=("K1",)),
            report({"K1": "Penge", "P1": "Nyt"}, {"K1": "cd", "P1": "ab"}, codebook=("K1",)),
            [Pair("K1", "K1"), Pair("", "P1")],
            id="a theme of the codebook by its id, whatever is in it",
        ),
        pytest.param(
            report({"P3": "Kapital"}, {"P3": "abc"}),
            report({"K1": "Finansiering"}, {"K1": "abc"}, codebook=("K1",)),
            [Pair("P3", "K1")],
            id="a proposal that got its permanent id",
        ),
        pytest.param(
            report({"P1": "Kapital", "P2": "Data"}),
            report({"P1": "Data", "P2": "Net"}, {"P1": "x", "P2": "y"}),
            [Pair("P2", "P1"), Pair("", "P2"), Pair("P1", "")],
            id="by its name where the statements were not kept",
        ),
    ],
)
def test_a_theme_is_found_again(before, after, expected):
    assert pair_themes(before, after) == expected


@given(
    st.dictionaries(st.sampled_from(["P1", "P2", "P3"]), st.text("abcdef", min_size=1, max_size=6)),
    st.dictionaries(st.sampled_from(["P1", "P2", "P4"]), st.text("abcdef", min_size=1, max_size=6)),
)
def test_every_theme_is_in_one_pair(left, right):
    before, after = (
        report(
            dict.fromkeys(one, "x") | {k: k for k in one},
            {k: "".join(set(v)) for k, v in one.items()},
        )
        for one in (left, right)
    )
    pairs = pair_themes(before, after)
    assert sorted(one.before for one in pairs if one.before) == sorted(left)
    assert sorted(one.after for one in pairs if one.after) == sorted(right)


def test_gaps_come_by_the_size_of_their_change_and_hidden_ones_last():
    pairs = [Pair(one, one) for one in ("A", "B", "C", "D")] + [Pair("", "E")]
    before = report({}, gaps={"A": 0.3, "B": 0.2, "C": None, "D": 0.1})
    after = report({}, gaps={"A": 0.25, "B": 0.4, "C": 0.1, "D": 0.1, "E": 0.5})
    found = gap_changes(pairs, before, after)
    assert [one.pair.after for one in found] == ["B", "A", "C", "D"]
    assert found[0].gap == (0.2, 0.4)
    assert found[0].n_need == (20, 40)
    assert found[2].gap == (None, 0.1)


def test_a_move_counts_among_the_first_places_only():
    pairs = [Pair(one, one) for one in "ABCD"]
    before = report({}, gaps={"A": 0.4, "B": 0.3, "C": 0.2, "D": 0.1})
    after = report({}, gaps={"A": 0.3, "B": 0.4, "C": 0.1, "D": 0.2})
    assert moves(pairs, before, after, segment=ALL, first=2) == [
        Move(Pair("B", "B"), 2, 1),
        Move(Pair("A", "A"), 1, 2),
    ]
    assert moves(pairs, before, after, segment=("size", "1-9"), first=2) == []


def test_an_offer_in_both_catalogues_is_compared_column_by_column():
    same = {"offer_id": "T1", "title": "Klinik", "audience": ["Virksomhed"]}
    before = report({}, offers=[same, {"offer_id": "T2", "title": "Forum", "audience": []}])
    after = report({}, offers=[{"offer_id": "T2", "title": "Forum", "audience": ["Alle"]}, same])
    assert offer_changes(before, after) == [OfferChange("T2", ("audience",))]
    assert offer_changes(before, before) == []


SETTINGS: dict[str, dict[str, object]] = {
    "gapmap.toml": {"themes": {"max_themes": 30}, "regions": {"Nord": "North"}},
    "wave.toml": {"categories": {"size": {"Kims firma": "1-9"}}, "columns": {"needs": []}},
}


def provenance(**changes: object) -> Provenance:
    values: dict[str, object] = {
        "version": "1",
        "settings": SETTINGS,
        "inputs": {"data": {"export.csv": "a"}, "catalogue": {"offers.csv": "b"}},
        "previous": {},
    }
    return Provenance(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({}, ()),
        ({"version": "2"}, ("version",)),
        ({"previous": {"2019": "x"}}, ("previous",)),
        ({"inputs": {"data": {"export.csv": "c"}, "catalogue": {"offers.csv": "b"}}}, ("data",)),
        ({"inputs": {"data": {"export.csv": "a"}}}, ("catalogue",)),
        ({"settings": {}}, ("settings",)),
        ({"settings": {**SETTINGS, "wave.toml": {**SETTINGS["wave.toml"], "new": []}}}, ()),
    ],
)
def test_what_differs_is_named_by_its_kind(changes, kinds):
    assert changed_kinds(provenance(), provenance(**changes)) == kinds


def test_settings_are_told_from_and_to_but_never_a_wording_of_the_export():
    changed = provenance(
        settings={
            "gapmap.toml": {"themes": {"max_themes": 20}, "regions": {"Syd": "South"}},
            "wave.toml": {"categories": {"size": {"Bos firma": "1-9"}}, "columns": {"needs": []}},
        }
    )
    assert changed_settings(provenance(), changed) == [
        SettingChange("gapmap.toml", "regions.Nord", "North", None),
        SettingChange("gapmap.toml", "regions.Syd", None, "South"),
        SettingChange("gapmap.toml", "themes.max_themes", 30, 20),
        SettingChange("wave.toml", "categories.size", None, None),
    ]


@pytest.fixture(scope="module")
def twice(revised: Path, tmp_path_factory) -> Path:
    """A project with two editions, and a draft that is the second."""
    project = shutil.copytree(revised, tmp_path_factory.mktemp("twice") / "project")
    approve(project, "2031", by="Bo", day=date(2026, 12, 1))
    return project


def test_it_says_what_changed_and_why(twice):
    lines = diff(twice, "2031", 1, 2, language="en")
    assert lines[0] == "Wave 2031: from edition 1 to edition 2"
    why = lines[lines.index("Why") :]
    assert "    Data: the export is another one, 60 rows → 48 rows" in why
    assert "        changed: “Klinikporten” (A2) (Offer)" in why
    assert "        gapmap.toml, themes.max_themes: 6 → 5" in why
    assert not [line for line in why if "Codebook" in line or "Vocabulary" in line]
    what = lines[: lines.index("Why")]
    assert "Counts" in what
    assert "    respondents: 60 → 48" in what
    assert {"Key messages", "Unmet need"} <= set(what)


def test_the_other_way_round_it_says_the_opposite(twice):
    lines = diff(twice, "2031", 2, 1)
    assert lines[0] == "Måling 2031: fra udgave 2 til udgave 1"
    assert "    svarpersoner: 48 → 60" in lines
    assert "        gapmap.toml, themes.max_themes: 5 → 6" in lines


def test_the_draft_is_compared_as_it_was_published(twice):
    assert diff(twice, "2031", 2, "draft") == [
        "Måling 2031: fra udgave 2 til udkastet",
        "Intet er ændret: begge er lavet af det samme.",
    ]
    with_draft, with_edition = diff(twice, "2031", 1, "draft"), diff(twice, "2031", 1, 2)
    assert with_draft[1:] == with_edition[1:]


def test_no_text_of_a_respondent_is_told(twice):
    statements = Store(twice).load_table("2031", "statements")
    told = "\n".join(diff(twice, "2031", 1, 2))
    texts = [text for text in statements["text"] if len(text.split()) > 2]
    assert texts
    assert not [text for text in (*texts, *PLANTED.values()) if text in told]


def test_what_cannot_be_compared_is_told(twice, tmp_path):
    with pytest.raises(SettingsError, match="there is: 1, 2"):
        diff(twice, "2031", 1, 3)
    with pytest.raises(SettingsError, match="no such edition of wave 2032"):
        diff(twice, "2032", 1, 2)
    project = shutil.copytree(twice, tmp_path / "copy")
    path = Editions(project, "2031").path(1) / "tables/gaps.parquet"
    path.unlink()
    with pytest.raises(MachineError, match=r"tables/gaps\.parquet: is not there"):
        diff(project, "2031", 1, 2)


def test_the_codebook_is_told_theme_by_theme(twice):
    first = edition_side(twice, "2031", 1)
    merged = CodebookTheme("K01", "Kapital", "Capital", merged_into="K02")
    match = MatchDecision("K02", "A1", "full", "Ane", date(2027, 1, 1), "x")
    newer = replace(
        CODEBOOK,
        version=4,
        themes=(merged, CodebookTheme("K02", "Finansiering", "Funding")),
        matches=(match,),
    )
    run = replace(first.run, inputs=first.run.inputs | {"codebook.yaml": "other"})
    later = replace(first, run=run, codebook=newer)
    assert list(reasons(first, later, Words("en"))) == [
        "Codebook: version 3 → version 4",
        "    “Capital” (K01) was merged into “Funding” (K02)",
        "    new theme: “Funding” (K02)",
        "    matches decided: 0 → 1",
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"version": "9"}, "Program: gapmap 1 → gapmap 9"),
        (
            {"previous": {"2030": "x"}},
            "The wave before was run again, or another one came in: 2030",
        ),
        ({"run_id": "x"}, "The key that the pseudonyms are made with is another one"),
    ],
)
def test_every_other_reason_is_told(twice, change, expected):
    first = edition_side(twice, "2031", 1)
    first = replace(first, run=replace(first.run, version="1"))
    later = replace(first, run=replace(first.run, **change))
    assert list(reasons(first, later, Words("en"))) == [expected]


def test_the_command_prints_it(twice, capsys):
    arguments = ["--project", str(twice), "diff", "2031"]
    assert cli.main([*arguments, "1", "draft", "--language", "en"]) == 0
    assert capsys.readouterr().out.startswith("Wave 2031: from edition 1 to the draft\n")
    assert cli.main([*arguments, "1", "9"]) == 2
