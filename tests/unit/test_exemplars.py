import pandas as pd
from pandas.testing import assert_frame_equal

from gapmap.stages.exemplars import choose_exemplars
from gapmap.tables import TABLES

LONG = "we need access to health data"


def made(name, **columns):
    table = TABLES[name]
    n = len(next(iter(columns.values())))
    return table.shape(table.empty().reindex(range(n)).assign(**columns))


def chosen(*said):
    """(text, membership, person, type, redactions) each -> the texts of the exemplars."""
    texts, memberships, people, types, redactions = (
        list(column) for column in zip(*said, strict=True)
    )
    ids = [f"s{row}" for row in range(len(said))]
    respondents = pd.DataFrame({"respondent_id": people, "respondent_type": types})
    of_wave = respondents.drop_duplicates("respondent_id")
    themes = made(
        "themes", theme_id=["T"], label_da=["T"], label_en=["T"], terms=[[]], exemplars=[[]]
    )
    before = themes.copy(deep=True)
    found = choose_exemplars(
        themes,
        pd.DataFrame({"statement_id": ids, "theme_id": "T", "membership": memberships}),
        pd.DataFrame(
            {
                "statement_id": ids,
                "respondent_id": people,
                "text": texts,
                "n_redactions": redactions,
            }
        ),
        of_wave,
    )
    assert_frame_equal(themes, before)
    return [texts[ids.index(one)] for one in found.loc[0, "exemplars"]]


def test_the_nearest_come_first_and_three_are_enough():
    said = [
        (f"{LONG} {word}", share, word, "firm", 0)
        for word, share in zip("abcd", (0.4, 0.9, 0.7, 0.5), strict=True)
    ]
    assert chosen(*said) == [f"{LONG} b", f"{LONG} c", f"{LONG} d"]


def test_types_of_respondents_go_before_nearness():
    said = [(f"{LONG} {word}", 0.9, word, "firm", 0) for word in "abc"]
    assert chosen(*said, (f"{LONG} x", 0.4, "x", "clinic", 0)) == [
        f"{LONG} a",
        f"{LONG} b",
        f"{LONG} x",
    ]


def test_each_is_by_someone_else_and_in_other_words():
    said = [(f"{LONG} a", 0.9, "p", "firm", 0), (f"{LONG} b", 0.8, "p", "firm", 0)]
    assert chosen(*said, (f"{LONG} A", 0.9, "q", "firm", 0)) == [f"{LONG} a"]


def test_what_lost_personal_data_and_single_words_come_last():
    said = [("ask [navn] for the data", 0.9, "p", "firm", 1), ("data", 0.9, "q", "firm", 0)]
    assert chosen(*said, (LONG, 0.4, "r", "firm", 0)) == [LONG, "data", "ask [navn] for the data"]
