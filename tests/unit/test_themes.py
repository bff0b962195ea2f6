import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from gapmap.stages.themes import find_themes, share_out
from gapmap.tables import STATEMENTS
from gapmap.text.encoders import make_encoder
from gapmap.text.vocabulary_changes import change_vocabulary
from gapmap.text.vocabulary_files import load_vocabulary

NEEDS = {
    "health-data": [
        "Adgang til sundhedsdata",
        "Vi mangler sundhedsdata fra registre",
        "Sundhedsdata skal kunne genbruges",
        "Access to health data",
        "Lettere adgang til registerdata",
        "Udtræk af sundhedsdata tager for lang tid",
    ],
    "funding": [
        "Investorer med tidlig kapital",
        "Flere investorer og mere risikovillig kapital",
        "Early capital from investors",
        "Kapital til de første år",
        "En investor der tør",
        "Venturekapital",
    ],
    "regulation": [
        "Hjælp til MDR",
        "Regulatorisk rådgivning om MDR",
        "MDR og CE-mærkning",
        "Help with the MDR",
        "Regulatorisk hjælp til CE-mærkning",
        "CE-mærkning af medicinsk udstyr",
    ],
}
TEXTS = [text for texts in NEEDS.values() for text in texts]


def statements(texts, outcomes=None, respondents=None):
    n = len(texts)
    blank = STATEMENTS.empty().reindex(range(n))
    return STATEMENTS.shape(
        blank.assign(
            statement_id=[f"s{row:03d}" for row in range(n)],
            respondent_id=respondents or [f"r{row:03d}" for row in range(n)],
            question="need_1",
            role="need",
            text=texts,
            outcome=outcomes or ["no_theme"] * n,
        )
    )


def find(
    frame,
    *,
    encoder="vocabulary+lexical",
    vocabulary=None,
    bounds=(3, 3),
    wave="2019",
):
    vocabulary = vocabulary or load_vocabulary()
    return find_themes(
        frame,
        wave=wave,
        encoder=make_encoder(encoder, 1, vocabulary=vocabulary),
        vocabulary=vocabulary,
        bounds=bounds,
        seed=1,
    )


def themes_of(found, frame):
    """Text -> labels and memberships of its themes."""
    labels = found.themes.set_index("theme_id")["label_da"]
    texts = frame.set_index("statement_id")["text"]
    rows = found.assignments.assign(
        label=found.assignments["theme_id"].map(labels),
        text=found.assignments["statement_id"].map(texts),
    )
    return {
        text: sorted(zip(of_text["label"], of_text["membership"].round(9), strict=True))
        for text, of_text in rows.groupby("text")
    }


def test_statements_about_the_same_need_are_in_the_same_theme():
    frame = statements(TEXTS)
    found = find(frame)
    best = found.assignments.drop_duplicates("statement_id")["theme_id"].to_numpy().reshape(3, -1)
    assert (best == best[:, :1]).all()
    assert len(set(best[:, 0])) == 3
    assert set(found.statements["outcome"]) == {"assigned"}


def test_a_theme_says_what_it_is_and_how_large():
    texts = [*TEXTS, *TEXTS[:6]]
    people = [f"r{row:03d}" for row in range(18)] + ["r000"] * 6
    found = find(statements(texts, respondents=people))
    first = found.themes.iloc[0]
    assert (first["theme_id"], first["label_da"], first["label_en"]) == (
        "2019-P01",
        "Sundhedsdata og adgang til data",
        "Health data and access to data",
    )
    assert (first["n_statements"], first["n_respondents"], first["source"]) == (12, 6, "found")
    assert 0.5 < first["stability"] <= 1
    assert "sundhedsdata" in first["terms"]


def test_themes_come_by_respondents_and_their_ids_follow():
    found = find(statements([*TEXTS, "Mere sundhedsdata", "Bedre sundhedsdata", "MDR nu"]))
    assert list(found.themes["theme_id"]) == ["2019-P01", "2019-P02", "2019-P03"]
    sizes = list(found.themes["n_respondents"])
    assert sizes == sorted(sizes, reverse=True)
    assert found.themes.loc[0, "label_da"] == "Sundhedsdata og adgang til data"


def test_blanks_and_non_answers_stay_as_they_are():
    texts = [*TEXTS, "", "ved ikke", "..."]
    found = find(statements(texts, ["no_theme"] * 18 + ["blank", "non_answer", "no_theme"]))
    assert list(found.statements["outcome"][-3:]) == ["blank", "non_answer", "no_theme"]
    assert set(found.assignments["statement_id"]) == {f"s{row:03d}" for row in range(18)}


def test_a_statement_may_belong_to_two_themes():
    both = "Risikovillig kapital fra investorer, sundhedsdata og registerdata"
    frame = statements([*TEXTS, both])
    memberships = themes_of(find(frame), frame)[both]
    assert len(memberships) == 2
    assert all(membership >= 0.3 for _, membership in memberships)


@settings(max_examples=4, deadline=None)
@given(order=st.permutations(range(len(TEXTS))), data=st.data())
def test_row_order_and_ids_change_nothing(order, data):
    ids = data.draw(st.permutations(range(len(TEXTS))))
    frame = statements(TEXTS)
    shuffled = frame.iloc[list(order)].assign(
        statement_id=[f"x{number}" for number in ids],
        respondent_id=[f"y{number}" for number in ids],
    )
    ours, theirs = find(frame), find(shuffled)
    columns = ["theme_id", "label_da", "label_en", "terms", "n_respondents", "stability"]
    assert_frame_equal(ours.themes[columns], theirs.themes[columns])
    assert themes_of(ours, frame) == themes_of(theirs, shuffled)


def test_equal_texts_get_equal_themes():
    twins = [f"  {text.upper()}! " for text in TEXTS]
    frame = statements([*TEXTS, *twins])
    found = find(frame)
    memberships = themes_of(found, frame)
    assert all(
        memberships[text] == memberships[twin] for text, twin in zip(TEXTS, twins, strict=True)
    )


def test_nothing_is_changed_in_the_input():
    frame = statements(TEXTS)
    before = frame.copy(deep=True)
    find(frame)
    assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("texts", "n_themes"),
    [
        ([], 0),
        (["..."], 0),
        (["Adgang til data"], 1),
        (["Adgang til data"] * 40, 1),
        (["Adgang til data", "Kapital"], 2),
        (TEXTS[:7], 7),
    ],
)
@pytest.mark.parametrize("encoder", ["vocabulary+lexical", "lexical", "vocabulary"])
def test_few_texts_give_few_themes(texts, n_themes, encoder):
    found = find(statements(texts), encoder=encoder, bounds=(8, 30))
    assert len(found.statements) == len(texts)
    assert len(found.themes) <= n_themes
    assert len(found.themes) > 0 or n_themes == 0
    open_ones = found.statements["outcome"] == "no_theme"
    assert set(found.statements.loc[~open_ones, "statement_id"]) == set(
        found.assignments["statement_id"]
    )


def test_texts_without_signal_have_no_theme():
    found = find(statements(["xyzzy", "plugh", *TEXTS]), encoder="vocabulary")
    assert list(found.statements["outcome"][:2]) == ["no_theme", "no_theme"]
    assert (found.statements["outcome"][2:] == "assigned").any()


def test_the_number_of_themes_stays_within_the_bounds():
    assert 2 <= len(find(statements(TEXTS), bounds=(2, 4)).themes) <= 4


def test_memberships_are_shares_of_squared_cosines():
    vectors = np.array([[2.0, 0.0], [1.6, 1.2], [2.0, 0.4], [-1.0, 0.0]])
    shares = share_out(vectors, np.eye(2))
    assert shares[0] == pytest.approx([1.0, 0.0])
    assert shares[1, 0] / shares[1, 1] == pytest.approx(0.64 / 0.36, rel=0.2)
    assert shares[2, 1] == 0.0
    assert shares[3].tolist() == [0.0, 0.0]


def test_a_text_that_says_little_weighs_less_and_one_too_faint_is_in_no_theme():
    vectors = np.array([[2.0, 0.0], [2.0, 0.0], [1.2, 0.0], [0.9, 0.0]])
    shares = share_out(vectors, np.eye(2))[:, 0]
    assert shares.tolist() == pytest.approx([1.0, 1.0, 0.6, 0.0])


def test_a_plain_text_between_many_themes_belongs_to_the_nearest():
    between = np.array([[0.5, 0.5, 0.5, 0.6]])
    assert share_out(between, np.eye(4)).round(9).tolist() == [
        [0.0, 0.0, 0.0, pytest.approx(0.324, abs=0.01)]
    ]


def test_a_theme_counts_a_respondent_once():
    people = [f"r{row:03d}" for row in range(18)]
    found = find(statements([*TEXTS, *TEXTS], respondents=people * 2))
    assert list(found.themes["n_respondents"]) == [6, 6, 6]
    assert list(found.themes["n_statements"]) == [12, 12, 12]


def test_where_several_questions_ask_for_needs_each_answer_is_one_of_its_own():
    frame = statements(TEXTS, respondents=[f"r{row % 6}" for row in range(18)])
    asked = frame.assign(question=[f"need_{1 + row // 6}" for row in range(18)])
    best = find(asked).assignments.drop_duplicates("statement_id")["theme_id"]
    by_need = best.to_numpy().reshape(3, -1)
    assert (by_need == by_need[:, :1]).all()
    assert len(set(by_need[:, 0])) == 3


def test_what_a_respondent_says_is_taken_together():
    texts = ["Vi venter stadig", "Det tager for lang tid"]
    people = [f"r{row:03d}" for row in range(18)]
    beside_data = statements([*TEXTS, *texts], respondents=[*people, "r000", "r001"])
    found = find(beside_data)
    assert len(found.themes) == 3
    assert (found.statements["outcome"][:18] == "assigned").all()


def test_the_result_has_the_tables_of_a_run():
    found = find(statements(TEXTS))
    assert isinstance(found.assignments["membership"].dtype, np.dtype)
    assert set(found.assignments["source"]) == {"model"}
    assert pd.Index(found.statements.columns).equals(statements(TEXTS).columns)


def test_a_theme_is_named_after_a_concept_of_the_vocabulary_it_is_given():
    content = "- id: health-data\n  label_da: Vores data\n  label_en: Our data\n"
    own = change_vocabulary(content.encode(), file="vocabulary.yaml")
    frame = statements(NEEDS["health-data"])
    named = find(frame, bounds=(1, 1), vocabulary=own).themes["label_da"].item()
    assert "Vores data" in named
    assert "Vores data" not in find(frame, bounds=(1, 1)).themes["label_da"].item()
