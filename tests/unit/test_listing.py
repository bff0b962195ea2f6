"""Statements one by one: once each, and the list tells no hidden count."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapmap.stages.disclose import disclose_gaps, disclose_themes, withheld_themes
from gapmap.stages.gaps import score_gaps
from gapmap.stages.listing import list_statements
from tests.builders import Person, evidence, rules


def listed(people, **changes):
    """People -> the listed statements, the evidence and the disclosed gaps."""
    given_ = evidence(people)
    shown = disclose_gaps(score_gaps(given_, rules=rules(**changes)).gaps, min_cell=5)
    rows = list_statements(given_.statements, given_.assignments, given_.respondents, shown=shown)
    return rows, given_, shown


def crowd(**counts):
    """Type=(mentions of a, of b, rest) -> people."""
    return [
        Person(kind, needs=[theme] if theme else ["c"])
        for kind, (a, b, rest) in counts.items()
        for theme in ["a"] * a + ["b"] * b + [""] * rest
    ]


def test_the_type_is_left_out_where_its_cell_is_hidden() -> None:
    rows, _, shown = listed(crowd(Virksomhed=(20, 3, 20), Kommune=(20, 9, 20)))
    by_type = shown[shown["segment_kind"] == "respondent_type"].set_index(["theme_id", "segment"])
    assert by_type.loc[("b", "Virksomhed"), ["n_need"]].isna().all()
    assert set(rows.loc[rows["theme_id"] == "a", "respondent_type"]) == {"Virksomhed", "Kommune"}
    assert set(rows.loc[rows["theme_id"] == "b", "respondent_type"]) == {""}


def test_a_single_hidden_theme_takes_the_smallest_other_with_it() -> None:
    people = crowd(Virksomhed=(20, 3, 30), Kommune=(20, 0, 30))
    rows, given_, shown = listed(people)
    sizes = given_.assignments["theme_id"].value_counts()
    assert withheld_themes(sizes, shown) == {"a", "b"}
    assert set(rows["theme_id"]) == {"c"}
    themes = disclose_themes(given_.themes.assign(n_statements=[40, 3, 60]), shown)
    assert themes.set_index("theme_id")["n_statements"].isna().to_dict() == {
        "a": True, "b": True, "c": False,
    }  # fmt: skip
    assert themes.set_index("theme_id")["n_respondents"].isna().to_dict() == {
        "a": False, "b": True, "c": False,
    }  # fmt: skip


def test_a_statement_is_listed_under_the_theme_it_is_mostly_about() -> None:
    people = [Person(needs=["a"])] * 20 + [Person(needs=["b"])] * 20
    given_ = evidence(people)
    first = given_.assignments["statement_id"].iloc[0]
    second = pd.DataFrame(
        [{"statement_id": first, "theme_id": "b", "membership": 0.4, "source": "model"}]
    )
    assignments = pd.concat([given_.assignments, second])
    shown = disclose_gaps(score_gaps(given_, rules=rules()).gaps, min_cell=5)
    rows = list_statements(given_.statements, assignments, given_.respondents, shown=shown)
    assert list(rows.loc[rows["statement_id"] == first, "theme_id"]) == ["a"]
    assert rows["statement_id"].is_unique


def test_organisations_are_taken_out_and_nobody_is_named() -> None:
    given_ = evidence([Person(needs=["a"])] * 12)
    statements = given_.statements.assign(text="Data fra Aarhus Kommune")
    shown = disclose_gaps(score_gaps(given_, rules=rules()).gaps, min_cell=5)
    rows = list_statements(statements, given_.assignments, given_.respondents, shown=shown)
    assert set(rows["text"]) == {"Data fra [organisation]"}
    assert list(rows.columns) == ["theme_id", "statement_id", "respondent_type", "text"]


@pytest.mark.parametrize(("outcome", "n"), [("no_theme", 1), ("non_answer", 0), ("blank", 0)])
def test_only_needs_are_listed(outcome, n) -> None:
    given_ = evidence([Person(needs=["a"])] * 12)
    first = given_.statements["statement_id"].iloc[0]
    statements = given_.statements.assign(
        outcome=given_.statements["outcome"].mask(
            given_.statements["statement_id"] == first, outcome
        )
    )
    assignments = given_.assignments[given_.assignments["statement_id"] != first]
    shown = disclose_gaps(score_gaps(given_, rules=rules()).gaps, min_cell=5)
    rows = list_statements(statements, assignments, given_.respondents, shown=shown)
    (row,) = rows[rows["statement_id"] == first].to_dict("records") or [None]
    assert (row is not None) == bool(n)
    assert row is None or (row["theme_id"], row["respondent_type"]) == ("", "")


PEOPLE = st.lists(
    st.builds(
        Person,
        type=st.sampled_from(["Virksomhed", "Kommune"]),
        needs=st.lists(st.sampled_from("abcd"), min_size=1, max_size=2, unique=True),
    ),
    min_size=15,
    max_size=40,
)


@settings(max_examples=8)
@given(people=PEOPLE)
def test_no_row_counts_into_a_hidden_cell(people) -> None:
    rows, given_, shown = listed(people)
    hidden = shown[shown["n_need"].isna()].set_index(["theme_id", "segment_kind", "segment"]).index
    for row in rows.itertuples():
        if row.respondent_type:
            assert (row.theme_id, "respondent_type", row.respondent_type) not in hidden
        assert (row.theme_id, "all", "") not in hidden
    themes = set(given_.assignments["theme_id"])
    assert len(themes - set(rows["theme_id"])) != 1 or len(themes) == 1
