"""The labels of concepts are well formed, and precision by them does not fall unseen."""

import csv
import re

import pandas as pd
import pytest

from benchmarks.concepts import (
    EXTRA,
    GOLD,
    LABELS,
    N_DRAWN,
    PAIR,
    ROOT,
    SEEN_SEEDS,
    Label,
    Precision,
    coverage,
    draw,
    draw_fresh,
    extra_statements,
    pairs_in,
    precision,
    read_labels,
)
from gapmap.settings_file import read_project
from gapmap.text.vocabulary import Concept, Vocabulary
from gapmap.text.vocabulary_files import load_vocabulary

FLOOR = 0.80
"""A little under the 0.82 of docs/method.md: to be raised when that figure rises."""

QUESTIONS = {"need_1": "need_text", "missing_1": "missing_text"}


@pytest.fixture(scope="module")
def found():
    vocabulary = load_vocabulary()
    statements = extra_statements(read_project(ROOT / "gapmap.toml"), vocabulary)
    return [pair for pair, _, _ in pairs_in(draw_fresh(statements), vocabulary)]


def labelled_rows():
    with LABELS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_label_is_of_an_answer_that_exists():
    answers = {
        (name, row["respondent_id"], question)
        for name in EXTRA
        for row in pd.read_csv(
            GOLD / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8"
        ).to_dict("records")
        for question, column in QUESTIONS.items()
        if row[column]
    }
    assert {(r["file"], r["respondent_id"], r["question"]) for r in labelled_rows()} <= answers


def test_labels_are_well_formed():
    for row in labelled_rows():
        assert list(row) == [*PAIR, "right", "doubtful"]
        assert re.fullmatch("[0-9a-f]{12}", row["statement"])
        assert (row["right"], row["doubtful"]) in {("1", "0"), ("0", "0"), ("0", "1")}


def test_no_pair_is_labelled_twice():
    assert len(read_labels()) == len(labelled_rows())


def test_precision_of_the_labelled_pairs_does_not_fall(found):
    assert precision(found, read_labels()).share >= FLOOR


def test_nearly_all_pairs_are_labelled(found):
    unlabelled = precision(found, read_labels()).n_unlabelled
    assert unlabelled <= 0.1 * len(found), "label them: python benchmarks/concepts.py --list"


def test_an_unlabelled_pair_is_neither_right_nor_wrong():
    labels = {("a",): Label(True, False), ("b",): Label(False, True), ("c",): Label(True, False)}
    measured = precision([("a",), ("b",), ("new",)], labels)
    assert measured == Precision(n_right=1, n_doubtful=1, n_labelled=2, n_unlabelled=1)
    assert measured.share == 0.5


def test_the_interval_is_wilsons():
    low, high = Precision(n_right=9, n_doubtful=0, n_labelled=10, n_unlabelled=0).interval
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)


def statements(*rows):
    return pd.DataFrame(rows, columns=["file", "respondent_id", "question", "text"])


MANY = statements(
    *(("long", f"L{n}", "need_1", f"want {n}") for n in range(30)),
    *(("short", f"S{n}", "need_1", f"want {n}") for n in range(10)),
)


def test_a_draw_is_in_proportion_to_the_files():
    assert draw(MANY, 8)["file"].value_counts().to_dict() == {"long": 6, "short": 2}


def test_a_draw_depends_on_the_seed_and_not_on_the_order():
    drawn = draw(MANY, 8)
    assert draw(MANY.sample(frac=1, random_state=3), 8).values.tolist() == drawn.values.tolist()
    assert draw(MANY, 8, seed="another").values.tolist() != drawn.values.tolist()


def test_a_fresh_draw_takes_no_text_that_an_earlier_one_took():
    # Every text is said twice, by two people: the one who was not drawn is not fresh either.
    many = statements(
        *((file, f"{file} {n}", "need_1", f"want {n}") for file in "ab" for n in range(450))
    )
    seen = {text for seed in SEEN_SEEDS for text in draw(many, N_DRAWN, seed)["text"]}
    fresh = draw_fresh(many)
    assert len(fresh) == N_DRAWN
    assert not seen & set(fresh["text"])


def test_a_statement_that_changes_takes_no_other_from_the_draw():
    drawn = draw(MANY, 8)
    left_out = MANY.drop(index=drawn.index).index[0]
    changed = MANY.assign(text=MANY["text"].mask(MANY.index == left_out, "want more"))
    kept = set(drawn["respondent_id"]) & set(draw(changed, 8)["respondent_id"])
    assert len(kept) >= len(drawn) - 1


def test_coverage_counts_answers_and_respondents_with_any_concept_and_with_a_need():
    vocabulary = Vocabulary(
        (
            Concept("data", "Data", "Data", "", ("data",), (), "a"),
            Concept("place", "Sted", "Place", "", ("hospital",), (), "a", is_context=True),
        )
    )
    told = statements(
        ("f", "1", "need_1", "something else"),
        ("f", "1", "need_1", "data"),
        ("f", "1", "missing_1", "something else"),
        ("f", "2", "need_1", "a hospital"),
    )
    assert coverage(told, vocabulary).loc["f"].to_dict() == pytest.approx(
        {
            "answers": 3,
            "answers, any concept": 2 / 3,
            "answers, need concept": 1 / 3,
            "respondents": 2,
            "respondents, any concept": 1,
            "respondents, need concept": 1 / 2,
        }
    )
