from __future__ import annotations

import pandas as pd
import pytest

from gapmap.stages.status import find_status, read_status


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("Finished", "complete"),
        (" gennemført ", "complete"),
        ("IP Address", "complete"),
        ("Ikke gennemført", "unfinished"),
        ("Partial", "unfinished"),
        ("NEJ", "unfinished"),
        ("Survey Preview", "test"),
        ("Forhåndsvisning", "test"),
        ("7", ""),
        ("", ""),
        ("testcenter", ""),
    ],
)
def test_a_status_is_read_in_danish_and_english(cell, status):
    assert read_status(cell) == status


def test_a_wording_of_the_settings_comes_first():
    assert read_status("Ja", {"ja": "test"}) == "test"


def test_the_worst_that_is_told_counts_and_nothing_told_is_complete():
    columns = pd.DataFrame({"a": ["Ja", "Preview", "", "Nej"], "b": ["Ja", "Nej", "", "Ja"]})
    told = pd.Series(["", "", "", "test"], dtype="str")
    found = find_status(columns.astype("str"), told, {})
    assert found.tolist() == ["complete", "test", "complete", "test"]


def test_without_columns_the_export_alone_tells():
    told = pd.Series(["unfinished", ""], dtype="str", index=[3, 5])
    found = find_status(pd.DataFrame(index=told.index), told, {})
    assert found.to_dict() == {3: "unfinished", 5: "complete"}
