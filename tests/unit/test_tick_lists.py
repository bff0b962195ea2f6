"""Tick-lists as survey tools deliver them -> the options ticked, one a line."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.errors import DataError
from gapmap.readers import Export
from gapmap.stages.headings import find_headings
from gapmap.stages.tick_lists import NOTHING_TICKED, option_of, read_tick_list, tick_columns

Q = "Hvad har I brug for?"
KNOWN = ("Kapital", "Adgang til data", "Råd, hjælp og støtte")


def export(*headings: str, codes: dict[str, str] | None = None) -> Export:
    cells = pd.DataFrame({heading: ["x"] for heading in headings}, dtype="str")
    return Export("export.csv", cells, codes=codes or {})


def listed(*cells: str, known: tuple[str, ...] = KNOWN) -> list[str]:
    """One column -> what is read of each cell."""
    return read_tick_list({Q: pd.Series(cells, dtype="str")}, Q, known).tolist()


def beside(columns: dict[str, list[str]], known: tuple[str, ...] = KNOWN) -> list[str]:
    """Several columns of one question -> what is read of each row."""
    cells = {heading: pd.Series(given, dtype="str") for heading, given in columns.items()}
    return read_tick_list(cells, Q, known).tolist()


@pytest.mark.parametrize(
    ("headings", "codes", "question", "found"),
    [
        ([Q, f"{Q} [Andet]"], {}, Q, {"ticks_1": Q}),
        (
            [f"{Q} [Kapital]", f"{Q} [Data]", "Hvad har I?"],
            {},
            Q,
            {"ticks_1_1": f"{Q} [Kapital]", "ticks_1_2": f"{Q} [Data]"},
        ),
        (
            [f"{Q} - Selected Choice - Kapital", f"{Q} - Andet - Text"],
            {},
            Q,
            {"ticks_1_1": f"{Q} - Selected Choice - Kapital"},
        ),
        (
            ["Kapital (Q3_1)", "Data (Q3_2)", "Andet", "Mere (Q31_1)"],
            {"Q3_1": "Kapital (Q3_1)", "Q3_2": "Data (Q3_2)", "Q3_9_TEXT": "Andet",
             "Q31_1": "Mere (Q31_1)"},
            "Q3",
            {"ticks_1_1": "Kapital (Q3_1)", "ticks_1_2": "Data (Q3_2)"},
        ),
        (
            [f"BEH[1]. {Q} [Kapital]", f"BEH[2]. {Q} [Data]"],
            {},
            Q,
            {"ticks_1_1": f"BEH[1]. {Q} [Kapital]", "ticks_1_2": f"BEH[2]. {Q} [Data]"},
        ),
    ],
    ids=["one column", "brackets", "dashes", "codes", "code before text"],
)  # fmt: skip
def test_the_columns_of_a_question_are_found(headings, codes, question, found):
    assert tick_columns(export(*headings, codes=codes), [question]) == found


def test_a_question_that_is_not_there_is_refused_with_the_nearest():
    there = export("Hvad har I brug for")
    wanted = tick_columns(there, ["Hvad har du brug for?"])
    with pytest.raises(DataError, match=r"columns\.ticks_1") as told:
        find_headings(there, wanted, settings="wave.toml, columns", advice="")
    assert "'Hvad har I brug for'" in str(told.value)


@pytest.mark.parametrize(
    ("heading", "question", "option"),
    [
        (f"{Q} [Adgang til data]", Q, "Adgang til data"),
        (f"{Q} (Data (anonyme))", Q, "Data (anonyme)"),
        (f"{Q} - Selected Choice - Data", Q, "Data"),
        (f"{Q}: Data", Q, "Data"),
        ("Sæt kryds [Data]", "Sæt kryds [Data]", "Data"),
        ("Sæt kryds - Data", "Sæt kryds - Data", "Data"),
        ("Data", "Q3", "Data"),
        (f"{Q} [  adgang TIL data ]", Q, "Adgang til data"),
    ],
)
def test_a_heading_tells_its_option(heading, question, option):
    assert option_of(heading, question, {"adgang til data": "Adgang til data"}) == option


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["Kapital;Adgang til data", "Kapital"], ["Kapital\nAdgang til data", "Kapital"]),
        (["Kapital, Adgang til data", "Kapital"], ["Kapital\nAdgang til data", "Kapital"]),
        (["Kapital\nAdgang til data"], ["Kapital\nAdgang til data"]),
        (["Kapital | adgang  til DATA"], ["Kapital\nAdgang til data"]),
        (
            ["Kapital, Råd, hjælp og støtte", "Råd,hjælp og støtte,Kapital"],
            ["Kapital\nRåd, hjælp og støtte", "Råd, hjælp og støtte\nKapital"],
        ),
        (["Kapital; Råd, hjælp og støtte"], ["Kapital\nRåd, hjælp og støtte"]),
        (["Kapital; Kapital"], ["Kapital"]),
        (["Kapital; Lokaler"], ["Kapital\nLokaler"]),
        (["", "-", "N/A", "0"], ["", NOTHING_TICKED, "", NOTHING_TICKED]),
        (["Kapital;", ";"], ["Kapital", ""]),
    ],
)
def test_a_cell_lists_options(cells, read):
    assert listed(*cells) == read


def test_an_option_with_a_semicolon_is_known_where_a_reader_made_it_a_comma():
    assert listed("Råd, hjælp; Kapital", known=("Råd; hjælp", "Kapital")) == ["Råd; hjælp\nKapital"]


def test_the_sign_between_options_is_told_by_all_cells_not_by_what_one_person_wrote():
    cells = ["Lokaler, Netværk", "Netværk, Viden", "Viden, Lokaler", "Viden; mest om EU"]
    assert listed(*cells, known=())[0] == "Lokaler\nNetværk"


@pytest.mark.parametrize("yes", ["1", "ja", "Yes", "x", "TRUE", "Valgt", "Checked", "Kapital"])
@pytest.mark.parametrize("no", ["0", "Nej", "no", "false", "Not selected"])
def test_a_column_says_whether_its_option_was_ticked(yes, no):
    columns = {f"{Q} [Kapital]": [yes, no, ""], f"{Q} [Andet]": [no, no, ""]}
    assert beside(columns) == ["Kapital", NOTHING_TICKED, ""]


def test_an_unticked_box_that_is_left_blank_does_not_hide_the_ticked_one():
    columns = {f"{Q} [Kapital]": ["x", ""], f"{Q} [Adgang til data]": ["x", "x"]}
    assert beside(columns) == ["Kapital\nAdgang til data", "Adgang til data"]


def test_what_is_written_beside_other_counts_as_the_option_and_is_not_kept():
    columns = {f"{Q} [Kapital]": ["1", ""], f"{Q} [Andet, skriv]": ["Ring til Bo Ek", ""]}
    assert beside(columns) == ["Kapital\nAndet, skriv", ""]


def test_the_name_of_an_option_counts_where_headings_do_not_tell_it():
    columns = {f"{Q} (Q3_1)": ["Kapital", ""], f"{Q} (Q3_2)": ["", "Adgang til data"]}
    assert beside(columns) == ["Kapital", "Adgang til data"]


ticked = st.lists(st.lists(st.sampled_from(KNOWN), unique=True, min_size=1), min_size=1)


@given(ticked, st.sampled_from([";", "; ", "|", "\n", ",", ", "]))
def test_however_options_are_joined_they_are_read_back(rows, sign):
    assert listed(*(sign.join(options) for options in rows)) == ["\n".join(o) for o in rows]


@given(ticked)
def test_one_column_and_a_column_per_option_say_the_same(rows):
    columns = {f"{Q} [{o}]": ["1" if o in options else "0" for options in rows] for o in KNOWN}
    together = [sorted(cell.split("\n")) for cell in listed(*("; ".join(o) for o in rows))]
    assert [sorted(cell.split("\n")) for cell in beside(columns)] == together
