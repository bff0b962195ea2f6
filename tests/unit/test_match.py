import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from gapmap.stages.match import match_offers
from gapmap.stages.match_evidence import label_evidence
from gapmap.stages.match_features import compare
from gapmap.tables import ASSIGNMENTS, MATCHES, OFFERS, STATEMENTS, THEMES
from gapmap.text.vocabulary_changes import change_vocabulary
from gapmap.text.vocabulary_files import load_vocabulary

NEEDS = {
    "data": [
        "Adgang til sundhedsdata fra registre",
        "Vi mangler sundhedsdata, som vi må genbruge",
        "Access to health data",
        "Lettere udtræk af registerdata",
        "Sundhedsdata på tværs af regioner",
    ],
    "funding": [
        "Investorer med tidlig kapital",
        "Flere investorer og mere risikovillig kapital",
        "Early capital from investors",
        "Kapital til de første år",
        "En investor der tør skyde kapital i os",
        "Investor søges til en ny runde",
    ],
    "regulation": [
        "Hjælp til MDR",
        "Regulatorisk rådgivning om MDR",
        "MDR og CE-mærkning",
        "Help with the MDR",
        "CE-mærkning af medicinsk udstyr",
    ],
}
INVESTORS = {
    "title": "Investorforum",
    "description": "Vi bringer jer sammen med investorer og risikovillig kapital.",
    "offer_type": "Finansiering",
}
REGISTERS = {
    "title": "Registerguiden",
    "description": "Hjælp til at få adgang til sundhedsdata fra registre, og til at bruge dem.",
}
POTTERY = {"title": "Keramik for begyndere", "description": "Drej en skål på seks aftener."}
GENERIC = {
    "title": "Sammen om fremtiden",
    "description": "Vi hjælper virksomheder med at komme videre. Kontakt os og hør mere om det.",
}
CATALOGUE = {"A1": INVESTORS, "A2": REGISTERS, "A3": POTTERY, "A4": GENERIC}


def statements(needs, outcome="assigned", person="r"):
    texts = [(theme, text) for theme, of_theme in needs.items() for text in of_theme]
    numbers = range(len(texts))
    return STATEMENTS.shape(
        STATEMENTS.empty()
        .reindex(numbers)
        .assign(
            statement_id=[f"{theme}-{number}" for number, (theme, _) in enumerate(texts)],
            respondent_id=[f"{person}{number}" for number in numbers],
            text=[text for _, text in texts],
            outcome=outcome,
        )
    )


def assignments(frame, membership=1.0):
    return ASSIGNMENTS.shape(
        frame[["statement_id"]].assign(
            theme_id=frame["statement_id"].str.rsplit("-", n=1).str[0],
            membership=membership,
            source="model",
        )
    )


def themes(ids):
    return THEMES.shape(THEMES.empty().reindex(range(len(ids))).assign(theme_id=list(ids)))


def offers(catalogue):
    columns = {
        column: [given.get(column, "") for given in catalogue.values()]
        for column in ("title", "description", "offer_type")
    }
    blank = OFFERS.empty().reindex(range(len(catalogue)))
    return OFFERS.shape(blank.assign(offer_id=list(catalogue), **columns))


def match(needs=NEEDS, catalogue=CATALOGUE, *, vocabulary=None, threshold=0.5):
    said = statements(needs)
    return match_offers(
        themes(needs),
        assignments(said),
        said,
        offers(catalogue),
        vocabulary=vocabulary or load_vocabulary(),
        threshold=threshold,
    )


@pytest.fixture(scope="module")
def matches():
    return match()


def pair(matches, theme_id, offer_id):
    is_pair = (matches["theme_id"] == theme_id) & (matches["offer_id"] == offer_id)
    return matches[is_pair].iloc[0]


def test_an_offer_serves_the_need_it_speaks_of_and_no_other(matches):
    suitable = matches[matches["grade"] != "none"]
    assert set(zip(suitable["theme_id"], suitable["offer_id"], strict=True)) == {
        ("funding", "A1"),
        ("data", "A2"),
    }


@pytest.mark.parametrize("offer_id", ["A3", "A4"])
def test_an_offer_that_shares_only_generic_words_serves_nobody(matches, offer_id):
    of_offer = matches[matches["offer_id"] == offer_id]
    assert (of_offer["grade"] == "none").all()
    assert (of_offer["fit"] < 0.2).all()
    assert not of_offer["evidence"].map(len).any()


def test_an_english_offer_serves_a_need_told_in_danish():
    needs = {name: [t for t in texts if "the " not in t] for name, texts in NEEDS.items()}
    needs["funding"].remove("Early capital from investors")
    catalogue = {
        "E": {
            "title": "Investor club",
            "description": "Seed funding and venture capital for young companies.",
            "offer_type": "Funding",
        }
    }
    best = match(needs, catalogue).sort_values("fit").iloc[-1]
    assert (best["theme_id"], best["grade"] != "none") == ("funding", True)


def test_every_theme_meets_every_offer_once_and_is_only_proposed(matches):
    pairs = set(zip(matches["theme_id"], matches["offer_id"], strict=True))
    assert pairs == {(theme, offer) for theme in NEEDS for offer in CATALOGUE}
    assert len(matches) == len(pairs)
    assert set(matches["status"]) == {"proposed"}


def test_full_is_never_likelier_than_partly(matches):
    assert (matches["fit_full"] <= matches["fit"]).all()
    assert (matches["fit_full"] < matches["fit"]).any()


def test_offers_rank_by_fit_and_then_by_id():
    matches = match(catalogue=CATALOGUE | {"B2": POTTERY, "B1": POTTERY})
    for _, of_theme in matches.groupby("theme_id"):
        in_order = of_theme.sort_values("rank")
        assert list(in_order["rank"]) == list(range(1, 7))
        assert in_order["fit"].is_monotonic_decreasing
        twins = in_order[in_order["offer_id"].isin(["A3", "B1", "B2"])]
        assert list(twins["offer_id"]) == ["A3", "B1", "B2"]
        assert twins["fit"].nunique() == 1


def test_the_threshold_itself_is_enough(matches):
    investors = pair(matches, "funding", "A1")
    at_full = pair(match(threshold=investors["fit_full"]), "funding", "A1")
    above_full = pair(match(threshold=investors["fit_full"] + 1e-6), "funding", "A1")
    at_partly = pair(match(threshold=investors["fit"]), "funding", "A1")
    above_partly = pair(match(threshold=investors["fit"] + 1e-6), "funding", "A1")
    grades = [row["grade"] for row in (at_full, above_full, at_partly, above_partly)]
    assert grades == ["full", "partly", "partly", "none"]


def test_a_threshold_of_nothing_lets_all_through():
    assert set(match(threshold=0.0)["grade"]) == {"full"}


def test_who_where_and_when_do_not_count():
    said = statements(NEEDS)
    plain = offers(CATALOGUE)
    limited = plain.assign(
        audience=[["Kommune"]] * 4,
        regions=[["Nord"]] * 4,
        provider="Sundhedsdata Investor MDR",
        price="risikovillig kapital",
        open_until=pd.Timestamp("1999-12-31"),
    )
    one, other = (
        match_offers(
            themes(NEEDS),
            assignments(said),
            said,
            frame,
            vocabulary=load_vocabulary(),
            threshold=0.5,
        )
        for frame in (plain, limited)
    )
    assert_frame_equal(one, other)


def test_another_offer_in_the_catalogue_changes_no_fit(matches):
    few = match(catalogue={"A1": INVESTORS}).drop(columns="rank")
    many = matches.drop(columns="rank")
    assert_frame_equal(few, many[many["offer_id"] == "A1"].reset_index(drop=True), check_exact=True)


@settings(max_examples=5, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_ids_of_people_do_not_matter(chance):
    def shuffled(frame):
        return frame.iloc[chance.sample(range(len(frame)), len(frame))]

    said = statements(NEEDS)
    other = said.assign(
        statement_id=said["statement_id"].map(lambda one: one.replace("-", "-x")),
        respondent_id=said["respondent_id"].map(lambda one: one[::-1]),
    )
    again = match_offers(
        shuffled(themes(NEEDS)),
        shuffled(assignments(other)),
        shuffled(other),
        shuffled(offers(CATALOGUE)),
        vocabulary=load_vocabulary(),
        threshold=0.5,
    )
    assert_frame_equal(match(), again, check_exact=True)


def test_capitals_spaces_and_outer_signs_do_not_matter():
    loud = {name: [f" {text.upper()}!! " for text in texts] for name, texts in NEEDS.items()}
    assert_frame_equal(match(), match(loud), check_exact=True)


def test_the_inputs_are_unchanged():
    said = statements(NEEDS)
    frames = [themes(NEEDS), assignments(said), said, offers(CATALOGUE)]
    before = [frame.copy(deep=True) for frame in frames]
    match_offers(*frames, vocabulary=load_vocabulary(), threshold=0.5)
    for frame, copy in zip(frames, before, strict=True):
        assert_frame_equal(frame, copy)


def test_without_themes_there_are_no_matches():
    matches = match_offers(
        themes([]),
        ASSIGNMENTS.empty(),
        STATEMENTS.empty(),
        offers(CATALOGUE),
        vocabulary=load_vocabulary(),
        threshold=0.5,
    )
    assert_frame_equal(matches, MATCHES.empty())


def test_without_offers_there_are_no_matches():
    assert_frame_equal(match(catalogue={}), MATCHES.empty())


@pytest.mark.parametrize("given", [{}, {"title": "?"}, {"title": "12-14"}, {"description": "Vi."}])
def test_an_offer_that_says_nothing_serves_nobody(given):
    matches = match(catalogue=CATALOGUE | {"A5": given})
    of_offer = matches[matches["offer_id"] == "A5"]
    assert of_offer["fit"].between(0, 0.1).all()
    assert (of_offer["grade"] == "none").all()


def test_an_offer_without_description_is_judged_by_its_title():
    matches = match(catalogue={"A1": {"title": "Investorer og risikovillig kapital"}})
    assert pair(matches, "funding", "A1")["fit"] > 0.5


@pytest.mark.parametrize("texts", [[], ["xyzzy plugh"], ["Blå cykler", "Gule tage"]])
def test_a_theme_that_offers_know_nothing_of_is_served_by_none(texts):
    matches = match(NEEDS | {"odd": texts})
    odd = matches[matches["theme_id"] == "odd"]
    assert len(odd) == len(CATALOGUE)
    assert odd["fit"].between(0, 0.1).all()
    assert (odd["grade"] == "none").all()
    assert pair(matches, "funding", "A1")["grade"] != "none"


def test_a_single_theme_is_still_matched_by_its_concepts():
    catalogue = {"Z" if offer == "A1" else offer: given for offer, given in CATALOGUE.items()}
    matches = match({"funding": NEEDS["funding"]}, catalogue)
    assert matches.iloc[0]["offer_id"] == "Z"
    assert matches.iloc[0]["fit"] > 2 * matches.iloc[1]["fit"]


def test_of_a_single_theme_no_word_is_known_to_be_its_own():
    said = statements({"funding": NEEDS["funding"]})
    comparison = compare(
        ["funding"], assignments(said), said, offers(CATALOGUE), vocabulary=load_vocabulary()
    )
    assert not comparison.words.cosines.any()
    assert not comparison.letters.cosines.any()


def test_themes_without_any_statement_are_served_by_none():
    matches = match({"one": [], "two": []})
    assert len(matches) == 2 * len(CATALOGUE)
    assert (matches["grade"] == "none").all()


def test_what_every_theme_says_makes_no_match():
    catalogue = {"N": {"title": "Netværk", "description": "Et netværk med møder i et netværk."}}
    only_one = NEEDS | {"network": ["Netværk", "Et stærkt netværk", "Møder i netværk"]}
    everyone = {name: [*of, "Netværk", "Et stærkt netværk"] for name, of in NEEDS.items()}
    assert pair(match(only_one, catalogue), "network", "N")["grade"] != "none"
    assert (match(everyone, catalogue)["fit"] < 0.1).all()


def test_themes_that_say_the_same_do_not_break():
    matches = match({"one": NEEDS["funding"], "two": NEEDS["funding"]})
    assert matches["fit"].notna().all()


def test_a_theme_is_what_its_people_say_by_membership():
    said = statements(NEEDS)
    mixed = assignments(said)
    stray = mixed[mixed["theme_id"] == "funding"].assign(theme_id="data", membership=0.3)
    strong = stray.assign(membership=1.0)
    fits = [
        pair(
            match_offers(
                themes(NEEDS),
                pd.concat([mixed, more], ignore_index=True),
                said,
                offers(CATALOGUE),
                vocabulary=load_vocabulary(),
                threshold=0.5,
            ),
            "data",
            "A1",
        )["fit"]
        for more in (stray.iloc[:0], stray, strong)
    ]
    assert fits[0] < fits[1] < fits[2]


def test_non_answers_and_blanks_tell_nothing(matches):
    said = statements(NEEDS)
    silent = pd.concat(
        [
            said,
            statements({"x": ["ved ikke investorer"] * 50}, "non_answer", "q"),
            statements({"y": ["kapital"] * 50}, "blank", "p"),
        ],
        ignore_index=True,
    )
    again = match_offers(
        themes(NEEDS),
        assignments(said),
        silent,
        offers(CATALOGUE),
        vocabulary=load_vocabulary(),
        threshold=0.5,
    )
    assert_frame_equal(matches, again, check_exact=True)


def test_evidence_names_the_concepts_and_the_words_of_the_offer(matches):
    evidence = pair(matches, "funding", "A1")["evidence"]
    concepts = [entry for entry in evidence if entry in load_vocabulary().by_id]
    words = [entry for entry in evidence if entry not in concepts]
    assert concepts
    assert evidence == concepts + words
    assert len(evidence) <= 6
    text = " ".join(INVESTORS.values()).lower()
    assert all(entry[0] == entry[-1] == '"' and entry.strip('"') in text for entry in words)


def test_evidence_shows_a_word_that_five_people_use_and_no_rarer_one():
    texts = [f"Kapital til {what}" for what in ("drift", "udstyr", "forsøg", "løn")]
    four = match(NEEDS | {"funding": texts})
    five = match(NEEDS | {"funding": [*texts, "Kapital til eksport"]})
    assert '"kapital"' not in pair(four, "funding", "A1")["evidence"]
    assert '"kapital"' in pair(five, "funding", "A1")["evidence"]


def test_what_an_offer_says_of_another_need_is_no_evidence(matches):
    assert len(pair(matches, "funding", "A1")["evidence"]) > 0
    assert pair(matches, "data", "A1")["evidence"] == []


def test_a_concept_is_not_named_beside_a_narrower_one(matches):
    by_id = load_vocabulary().by_id
    for evidence in matches["evidence"]:
        above = {by_id[entry].broader for entry in evidence if entry in by_id}
        assert above.isdisjoint(evidence)


def test_evidence_reads_in_both_languages():
    concept = load_vocabulary().concepts[0]
    evidence = [concept.id, '"kapital"', "no-longer-there"]
    assert label_evidence(evidence, "da", vocabulary=load_vocabulary()) == [
        concept.label_da,
        '"kapital"',
        "no-longer-there",
    ]
    assert label_evidence(evidence, "en", vocabulary=load_vocabulary()) == [
        concept.label_en,
        '"kapital"',
        "no-longer-there",
    ]


def test_similarities_are_cosines():
    said = statements(NEEDS | {"odd": ["xyzzy"]})
    comparison = compare(
        [*NEEDS, "odd"],
        assignments(said),
        said,
        offers(CATALOGUE | {"A5": {"title": ""}}),
        vocabulary=load_vocabulary(),
    )
    features = comparison.features()
    assert features.shape == (4, 5, 4)
    assert np.isfinite(features).all()
    assert (np.abs(features) <= 1 + 1e-9).all()
    assert (features[:, 4] == 0).all()


def test_a_headline_counts_more_than_the_small_print():
    said, word = statements(NEEDS), "kapital"
    catalogue = {
        "small": {"title": "Forum", "description": f"Om keramik, lokaler, mad og {word}."},
        "headline": {"title": word, "description": "Om keramik, lokaler, mad og forum."},
    }
    comparison = compare(
        [*NEEDS], assignments(said), said, offers(catalogue), vocabulary=load_vocabulary()
    )
    funding = comparison.theme_ids.index("funding")
    headline, small = comparison.words.cosines[funding]
    assert headline > small > 0


def test_a_word_that_only_the_given_vocabulary_knows_brings_an_offer_nearer():
    needs = {"one": ["Flere sparegrise"], "two": NEEDS["data"]}
    catalogue = {"A": {"title": "Lån"}, "B": {"title": "Sundhedsdata"}}
    own = change_vocabulary(b"- id: funding\n  add_da: [sparegris*]\n", file="vocabulary.yaml")
    before = pair(match(needs, catalogue), "one", "A")
    after = pair(match(needs, catalogue, vocabulary=own), "one", "A")
    assert after["fit"] > before["fit"]
