import pandas as pd

from gapmap.stages.review_queue import queue_statements
from gapmap.tables import ASSIGNMENTS, STATEMENTS


def statements(*rows):
    """(id, respondent, text, outcome) -> the table."""
    given = pd.DataFrame(rows, columns=["statement_id", "respondent_id", "text", "outcome"])
    blank = STATEMENTS.empty().reindex(range(len(rows)))
    return STATEMENTS.shape(blank.assign(question="need_1", role="need", **given))


def assignments(*rows):
    """(statement, theme, membership) -> the table."""
    given = pd.DataFrame(rows, columns=["statement_id", "theme_id", "membership"])
    return ASSIGNMENTS.shape(given.assign(source="model"))


SAID = statements(
    ("s1", "r1", "Kapital", "assigned"),
    ("s2", "r2", "Fonde og penge", "assigned"),
    ("s3", "r3", "Data fra registre", "assigned"),
    ("s4", "r4", "kapital.", "assigned"),
    ("s5", "r5", "Noget helt andet", "no_theme"),
    ("s6", "r6", "ved ikke", "non_answer"),
)
IN_THEMES = assignments(
    ("s1", "P01", 0.9),
    ("s2", "P01", 0.4),
    ("s2", "P02", 0.3),
    ("s3", "P02", 0.8),
    ("s4", "P01", 0.9),
)


def queue(said=SAID, in_themes=IN_THEMES, order=("P02", "P01"), **options):
    return queue_statements(said, in_themes, order=order, **options)


def test_themes_take_turns_in_the_order_given_and_no_theme_comes_last():
    assert list(queue()["theme_id"]) == ["P02", "P01", "", "P01"]


def test_a_theme_gives_first_what_it_holds_least_firmly():
    texts = queue()[["theme_id", "text"]]
    assert list(texts.loc[texts["theme_id"] == "P01", "text"]) == ["Fonde og penge", "Kapital"]


def test_what_several_say_is_asked_once_and_what_says_nothing_is_not():
    assert sorted(queue()["statement_id"]) == ["s1", "s2", "s3", "s5"]


def test_of_equally_firm_ones_what_most_say_goes_first():
    said = statements(
        ("s1", "r1", "Arbejdsro", "assigned"),
        ("s2", "r2", "Penge", "assigned"),
        ("s3", "r3", "penge", "assigned"),
    )
    in_themes = assignments(("s1", "P01", 0.5), ("s2", "P01", 0.5), ("s3", "P01", 0.5))
    assert list(queue(said, in_themes)["text"]) == ["Penge", "Arbejdsro"]


def test_what_a_person_decided_is_not_asked_again():
    assert "Kapital" not in set(queue(decided={"kapital"})["text"])


def test_the_order_of_the_rows_does_not_matter():
    shuffled = queue(SAID.iloc[::-1], IN_THEMES.iloc[::-1])
    pd.testing.assert_frame_equal(queue(), shuffled)
