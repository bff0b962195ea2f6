from __future__ import annotations

import pandas as pd
import pytest

from gapmap.tables import ASSIGNMENTS, TABLES, BrokenTableError


def assignments(**cells) -> pd.DataFrame:
    row = {"statement_id": "s", "theme_id": "t", "membership": 1.0, "source": "model"}
    return pd.DataFrame([row | cells])


def test_shape_orders_types_and_drops():
    shaped = ASSIGNMENTS.shape(
        assignments(extra=1)[["extra", "source", "membership", "theme_id", "statement_id"]]
    )
    assert list(shaped.columns) == ["statement_id", "theme_id", "membership", "source"]


def test_the_input_is_unchanged():
    given = assignments(membership="1")
    before = given.copy(deep=True)
    ASSIGNMENTS.shape(given)
    pd.testing.assert_frame_equal(given, before)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"membership": 0.29}, "membership: 1 values"),
        ({"membership": 1.1}, "membership: 1 values"),
        ({"source": "guess"}, "source: 1 values"),
    ],
)
def test_a_value_out_of_range_is_told_by_count(cells, message):
    with pytest.raises(BrokenTableError, match=message):
        ASSIGNMENTS.shape(assignments(**cells))


def test_a_repeated_key_is_refused():
    with pytest.raises(BrokenTableError, match="repeat the key"):
        ASSIGNMENTS.shape(pd.concat([assignments(), assignments()]))


def test_an_absent_column_is_named():
    with pytest.raises(BrokenTableError, match="no column source"):
        ASSIGNMENTS.shape(assignments().drop(columns="source"))


def test_every_table_can_be_empty_and_says_what_its_columns_mean():
    for table in TABLES.values():
        assert len(table.empty()) == 0
        assert all(column.meaning for column in table.columns)
