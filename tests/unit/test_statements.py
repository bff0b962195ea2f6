from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapmap.stages.statements import Split, split_answers
from gapmap.tables import NOT_STATED
from gapmap.text.vocabulary_files import load_vocabulary

SECRET = b"s" * 32


def response(number: int = 1, **cells: object) -> dict[str, object]:
    """A redacted response that needs nothing, but for the cells given."""
    return {
        "respondent_id": f"{number:016x}",
        "source_row": number,
        "wave": "2031",
        "submitted_at": pd.NaT,
        "respondent_type": "Virksomhed",
        "region": NOT_STATED,
        "size": "1-9",
        "field": NOT_STATED,
        "importance": 4.0,
        "satisfaction": float("nan"),
        "weight": 1.0,
        "need_1": "",
        "missing_1": "",
        **cells,
    }


def split(*responses: dict[str, object], **arguments: object) -> Split:
    return split_answers(
        pd.DataFrame(list(responses)), secret=SECRET, vocabulary=load_vocabulary(), **arguments
    )  # type: ignore[arg-type]


def told(found: Split, *columns: str) -> list[tuple[object, ...]]:
    return list(found.statements[list(columns)].itertuples(index=False, name=None))


def test_every_respondent_and_question_gives_a_statement():
    found = split(response(1, need_1="penge"), response(2, missing_1="ved ikke"))
    assert told(found, "respondent_id", "question", "role", "text", "outcome") == [
        (f"{1:016x}", "need_1", "need", "penge", "no_theme"),
        (f"{1:016x}", "missing_1", "missing", "", "blank"),
        (f"{2:016x}", "need_1", "need", "", "blank"),
        (f"{2:016x}", "missing_1", "missing", "ved ikke", "non_answer"),
    ]


def test_an_answer_is_split_into_statements_that_are_places_of_it():
    answer = "Vi mangler penge.  Og adgang til data f.eks. Fra regionen!"
    found = split(response(1, need_1=answer))
    texts = told(found, "text", "start", "end")[:2]
    assert [text for text, _, _ in texts] == [
        "Vi mangler penge.",
        "Og adgang til data f.eks. Fra regionen!",
    ]
    assert [answer[start:end] for _, start, end in texts] == [text for text, _, _ in texts]


def test_a_sentence_that_says_nothing_is_set_aside_within_an_answer():
    found = split(response(1, need_1="Ved ikke rigtigt. Vi mangler nok mest investorer."))
    assert told(found, "outcome")[:2] == [("non_answer",), ("no_theme",)]
    assert found.respondents["answered"].tolist() == [True]


@pytest.mark.parametrize(
    ("need", "missing", "answered"),
    [("", "", False), ("-", "n/a", False), ("penge", "", True), ("ved ikke", "data", True)],
)
def test_answered_means_at_least_one_real_answer(need, missing, answered):
    found = split(response(1, need_1=need, missing_1=missing))
    assert found.respondents["answered"].tolist() == [answered]


def test_marks_are_counted_per_statement():
    found = split(
        response(1, need_1="Ring til os: [telefon] [e-mail]. Min far er [cpr]. Det er alt.")
    )
    assert [n for (n,) in told(found, "n_redactions")] == [2, 1, 0, 0]


def test_the_language_is_that_of_the_statement_and_blanks_have_none():
    found = split(response(1, need_1="Access to clinicians who have the time"))
    assert told(found, "language") == [("en",), ("",)]


def test_needs_that_a_list_joins_are_statements_of_their_own():
    answer = "Testfaciliteter, adgang til data, hjælp til CE-mærkning og penge. Det haster meget."
    found = split(response(1, need_1=answer))
    texts = told(found, "text", "start", "end")[:5]
    assert [text for text, _, _ in texts] == [
        "Testfaciliteter",
        "adgang til data",
        "hjælp til CE-mærkning",
        "penge.",
        "Det haster meget.",
    ]
    assert [answer[start:end] for _, start, end in texts] == [text for text, _, _ in texts]


@pytest.mark.parametrize(
    "answer",
    [
        "læger og sygeplejersker",
        "kommuner og regioner",
        "life science og velfærdsteknologi",
        "investorer og kapital",  # both are funding
        "Penge er ikke problemet og data heller ikke",
    ],
)
def test_one_need_or_none_stays_one_statement(answer):
    assert told(split(response(1, need_1=answer)), "text")[0] == (answer,)


def test_a_short_statement_has_the_language_of_its_answer():
    found = split(response(1, need_1="Funding, regulatory advice and access to patient data"))
    assert told(found, "language")[:3] == [("en",), ("en",), ("en",)]


def test_ratings_asked_per_need_stay_with_their_need():
    found = split(
        response(
            1, need_1="penge", need_2="tid", missing_1="data", importance_1=5.0, importance_2=2.0,
            satisfaction_1=1.0, satisfaction_2=float("nan"),
        )
    )  # fmt: skip
    rated = found.statements.set_index("question")
    assert rated["importance"].dropna().to_dict() == {"need_1": 5, "need_2": 2}
    assert rated["satisfaction"].dropna().to_dict() == {"need_1": 1}


def test_a_rating_of_the_whole_answer_stays_with_the_respondent():
    found = split(response(1, need_1="penge", importance=5.0))
    assert found.statements["importance"].isna().all()
    assert found.respondents["importance"].tolist() == [5]


def test_ids_depend_on_secret_respondent_question_and_number():
    one = split(response(1, need_1="Vi mangler penge. Vi mangler tid."), response(2))
    assert one.statements["statement_id"].is_unique
    assert one.statements["statement_id"].str.fullmatch(r"[0-9a-f]{16}").all()
    other = split(response(2), response(1, need_1="Noget helt andet. Vi mangler tid."))
    assert set(one.statements["statement_id"]) == set(other.statements["statement_id"])
    keyed = split_answers(
        pd.DataFrame([response(1)]), secret=b"other", vocabulary=load_vocabulary()
    )
    assert not set(keyed.statements["statement_id"]) & set(one.statements["statement_id"])


def test_only_the_questions_asked_for_are_split():
    found = split(response(1, need_1="penge", missing_1="tid"), questions=["missing_1"])
    assert told(found, "question", "text") == [("missing_1", "tid")]


def test_respondents_keep_their_order_and_lose_their_texts():
    found = split(response(9, need_1="penge"), response(3, size="10-49"))
    assert found.respondents["source_row"].tolist() == [9, 3]
    assert found.respondents["size"].tolist() == ["1-9", "10-49"]
    assert not {"need_1", "missing_1", "submitted_at"} & set(found.respondents.columns)


def test_no_responses_give_empty_tables():
    found = split_answers(
        pd.DataFrame([response(1)]).head(0), secret=SECRET, vocabulary=load_vocabulary()
    )
    assert found.respondents.empty
    assert found.statements.empty


def test_the_responses_are_unchanged():
    responses = pd.DataFrame([response(1, need_1="Vi mangler penge. Vi mangler tid.")])
    before = responses.copy(deep=True)
    split_answers(responses, secret=SECRET, vocabulary=load_vocabulary())
    pd.testing.assert_frame_equal(responses, before)


ANSWERS = st.lists(
    st.sampled_from(
        ["Vi mangler penge", "ved ikke", "-", ". ", "! ", "\n", "1) ", "2) ", "; ", "tid"]
    ),
    max_size=8,
).map("".join)


@given(answers=st.lists(st.tuples(ANSWERS, ANSWERS), min_size=1, max_size=10))
@settings(max_examples=25, deadline=None)
def test_every_answer_is_a_statement_or_says_why_not(answers):
    rows = [response(n, need_1=need, missing_1=gap) for n, (need, gap) in enumerate(answers, 1)]
    found = split(*rows)
    assert len(found.respondents) == len(rows)
    by_answer = found.statements.groupby(["respondent_id", "question"])
    assert by_answer.ngroups == 2 * len(rows)
    for (respondent_id, question), statements in by_answer:
        answer = str(rows[int(respondent_id, 16) - 1][question])
        assert (statements["outcome"] == "blank").all() == (not answer.strip())
        for text, start, end in statements[["text", "start", "end"]].itertuples(index=False):
            assert answer[start:end] == text
