"""Ticked options -> themes, and what has none: counted, and named only where many ticked it."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.stages.tick_lists import NOTHING_TICKED
from gapmap.stages.ticks import find_ticks

THEMES = {"Kapital": "K01", "Lån": "K01", "Data": "K02", "Ingen af disse": ""}


def responses(*cells: str, **more: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "respondent_id": [f"r{place}" for place in range(len(cells))],
            "source_row": range(1, len(cells) + 1),
            "need_1": "ord",
            "ticks_1": list(cells),
            **more,
        }
    )


def ticks(frame: pd.DataFrame, min_cell: int = 5):
    return find_ticks(frame, THEMES, min_cell=min_cell)


def rows(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    return list(frame.itertuples(index=False, name=None))


def test_every_tick_of_a_theme_is_a_row():
    found = ticks(responses("Kapital\nData", "data", ""))
    assert rows(found.prompted) == [
        ("r0", "K01", "ticks_1"), ("r0", "K02", "ticks_1"), ("r1", "K02", "ticks_1"),
    ]  # fmt: skip


def test_who_ticked_nothing_was_asked_and_who_left_it_blank_was_not():
    found = ticks(responses("Kapital", NOTHING_TICKED, ""))
    assert rows(found.asked) == [("r0", "ticks_1", 1), ("r1", "ticks_1", 0)]


def test_two_options_of_one_theme_are_one_row_and_the_second_is_counted():
    found = ticks(responses("Kapital\nLån"))
    assert (rows(found.prompted), found.n_repeated) == ([("r0", "K01", "ticks_1")], 1)


def test_the_same_theme_in_two_lists_is_a_row_in_each():
    found = ticks(responses("Kapital", ticks_2=["Lån"]))
    assert [question for *_, question in rows(found.prompted)] == ["ticks_1", "ticks_2"]


def test_an_option_said_to_stand_for_no_theme_is_no_reject():
    found = ticks(responses("Ingen af disse"))
    assert (found.n_set_aside, found.n_unmapped, len(found.rejects)) == (1, 0, 0)


def test_options_without_a_theme_are_rejected_with_advice_one_cell_each():
    found = ticks(responses("Kapital\nLokaler\nFred", "Lokaler", "Data"))
    assert found.n_unmapped == 3
    assert found.rejects[["row", "column", "rule"]].values.tolist() == [
        [1, "ticks_1", "unmapped_option"], [2, "ticks_1", "unmapped_option"],
    ]  # fmt: skip
    assert found.rejects["advice"].str.contains("[ticks] of wave.toml", regex=False).all()


@pytest.mark.parametrize(
    ("text", "times", "named"),
    [
        ("Lokaler", 5, ["Lokaler"]),
        ("Lokaler", 4, []),
        ("Ring 20 30 40 50 til Bo", 9, []),
        ("Vi ønsker " + "meget " * 40, 9, []),
    ],
    ids=["many", "few", "personal", "long"],
)
def test_an_option_is_named_only_where_many_ticked_it(text, times, named):
    found = ticks(responses(*[text] * times, "Data"))
    assert [name for notice in found.notices for name in notice.names] == named
    assert sum(notice.count for notice in found.notices) == 1


def test_nothing_that_is_handed_on_holds_what_few_wrote():
    found = ticks(responses("Kapital\nBo Ek skriver her", "Data"))
    told = [found.asked, found.prompted, found.rejects]
    assert "Bo Ek" not in " ".join(frame.to_csv() for frame in told) + repr(found.notices)


def test_without_tick_lists_there_is_nothing():
    found = ticks(responses("").drop(columns="ticks_1"))
    assert (len(found.asked), len(found.prompted), found.notices) == (0, 0, ())


def test_the_input_is_unchanged():
    frame = responses("Kapital\nLokaler")
    before = frame.copy(deep=True)
    ticks(frame)
    pd.testing.assert_frame_equal(frame, before)


options = st.sampled_from([*THEMES, "Lokaler", "Netværk", "Andet: fred"])
cells = st.lists(options, unique=True).map("\n".join) | st.just(NOTHING_TICKED)


@given(st.lists(cells, min_size=1), st.randoms(use_true_random=False))
def test_ticks_in_are_ticks_out_whatever_the_order_of_the_rows(given_cells, random):
    frame = responses(*given_cells)
    found = ticks(frame)
    delivered = sum(
        len([c for c in cell.split("\n") if c not in ("", "-")]) for cell in given_cells
    )
    counted = len(found.prompted) + found.n_repeated + found.n_set_aside + found.n_unmapped
    assert delivered == counted == found.asked["n_ticks"].sum()
    order = list(range(len(frame)))
    random.shuffle(order)
    again = ticks(frame.iloc[order])
    for name in ("asked", "prompted", "rejects"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(found, name))
    assert again.notices == found.notices
