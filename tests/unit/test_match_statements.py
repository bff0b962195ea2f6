import numpy as np
import pandas as pd
import pytest

from gapmap.stages.match_statements import score_statements
from gapmap.tables import OFFERS, STATEMENTS
from gapmap.text.vocabulary_files import load_vocabulary

OFFER = {"title": "", "offer_type": "", "description": ""}
CATALOGUE = {
    "A1": {
        "title": "Investorforum",
        "offer_type": "Finansiering",
        "description": "Vi bringer jer sammen med investorer og risikovillig kapital.",
    },
    "A2": {"title": "Registerguiden", "description": "Hjælp til adgang til sundhedsdata."},
    "A3": {"title": "Keramik for begyndere", "description": "Drej en skål på seks aftener."},
}
TEXTS = ["Vi mangler kapital fra investorer", "Adgang til sundhedsdata", "Hjælp til MDR"]


def statements(texts, outcome="assigned"):
    ids = [f"s{number}" for number in range(len(texts))]
    blank = STATEMENTS.empty().reindex(range(len(texts)))
    return STATEMENTS.shape(
        blank.assign(statement_id=ids, respondent_id=ids, text=list(texts), outcome=outcome)
    )


def offers(catalogue):
    columns = {name: [(OFFER | one)[name] for one in catalogue.values()] for name in OFFER}
    blank = OFFERS.empty().reindex(range(len(catalogue)))
    return OFFERS.shape(blank.assign(offer_id=list(catalogue), **columns))


def score(texts=TEXTS, catalogue=CATALOGUE):
    return score_statements(statements(texts), offers(catalogue), vocabulary=load_vocabulary())


def test_a_statement_fits_the_offer_that_speaks_of_its_need():
    fits = score().pivot(index="statement_id", columns="offer_id", values="fit")
    assert fits.idxmax(axis=1)[["s0", "s1"]].tolist() == ["A1", "A2"]
    assert fits.loc["s0", "A1"] > 0.5
    assert (fits["A3"] < 0.3).all()


def test_every_statement_that_says_something_meets_every_offer():
    said = pd.concat([
        statements(TEXTS), statements(["ved ikke"], "non_answer").assign(statement_id="n"),
    ])  # fmt: skip
    scored = score_statements(said, offers(CATALOGUE), vocabulary=load_vocabulary())
    assert list(zip(scored["statement_id"], scored["offer_id"], strict=True)) == [
        (statement, offer) for statement in ("s0", "s1", "s2") for offer in CATALOGUE
    ]


def test_full_is_never_likelier_than_partly():
    scored = score()
    assert scored["fit"].between(0, 1).all()
    assert (scored["fit_full"] < scored["fit"]).all()


def test_equal_texts_get_equal_fits():
    scored = score(["Kapital", "kapital!", "MDR"]).set_index("statement_id")["fit"]
    assert np.array_equal(scored["s0"], scored["s1"])


def test_the_order_of_rows_does_not_matter():
    turned = score_statements(
        statements(TEXTS).iloc[::-1], offers(CATALOGUE).iloc[::-1], vocabulary=load_vocabulary()
    )
    pd.testing.assert_frame_equal(score(), turned, check_exact=True)


def test_where_the_vocabulary_knows_little_the_words_decide():
    needs = ["telte og tæpper til landsbyen", *[f"landsby nummer {n} venter" for n in range(20)]]
    catalogue = {
        "same": {"description": "Vi sender telte og tæpper til landsbyen"},
        "other": {"description": "Vi sender vand"},
    }
    fits = score(needs, catalogue).set_index(["statement_id", "offer_id"])["fit"]
    assert fits["s0", "same"] > fits["s0", "other"] + 0.3


@pytest.mark.parametrize(("texts", "catalogue"), [([], CATALOGUE), (TEXTS, {})])
def test_without_statements_or_offers_there_are_no_pairs(texts, catalogue):
    scored = score(texts, catalogue)
    assert list(scored.columns) == ["statement_id", "offer_id", "fit", "fit_full"]
    assert scored.empty
