"""What the method section says of a coded sample."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from gapmap.report.coding import coding
from gapmap.report.coding_sheets import coding_sheets
from gapmap.report.lookup import Lookup
from gapmap.report.words import Words
from gapmap.tables import TABLES
from tests.report_builder import make_inputs

AGREEMENT = pd.DataFrame(
    {
        "kind": ["human_human", "human_machine", "human_machine"],
        "theme_id": ["", "", "T01"],
        "n_statements": [60, 58, 58],
        "n_coders": [2, 2, 2],
        "alpha": [0.81, 0.62, 0.7],
        "alpha_low": [0.7, 0.5, 0.4],
        "alpha_high": [0.9, 0.73, 0.9],
    }
)
CORRECTED = pd.DataFrame(
    {
        "theme_id": ["T01"],
        "n_coded": [60],
        "share_machine": [0.12],
        "share": [0.1],
        "share_low": [0.06],
        "share_high": [0.17],
    }
)


def coded_inputs():
    return replace(
        make_inputs(),
        agreement=TABLES["agreement"].shape(AGREEMENT),
        corrected=TABLES["corrected"].shape(CORRECTED),
    )


def test_without_codings_nothing_is_said():
    lookup = Lookup(make_inputs(), Words("da"))
    assert coding(lookup) == ()
    assert coding_sheets(lookup) == ()


def test_the_workbook_has_both_tables_as_they_are_printed():
    agreement, corrected = coding_sheets(Lookup(coded_inputs(), Words("da")))
    assert [sheet.name for sheet in (agreement, corrected)] == ["Enighed", "Rettede andele"]
    first, *_, last = agreement.rows
    assert first == ("Alle temaer", "mennesker indbyrdes", 60, 2, 0.81, 0.7, 0.9)
    assert last[:2] == (make_inputs().themes["label_da"][0], "mennesker og program")
    assert [row[2:] for row in corrected.rows] == [(60, 0.12, 0.1, 0.06, 0.17)]


def test_an_alpha_that_cannot_be_told_is_an_empty_cell():
    ends = ["alpha", "alpha_low", "alpha_high"]
    unknown = AGREEMENT.assign(**dict.fromkeys(ends, float("nan")))
    inputs = replace(coded_inputs(), agreement=TABLES["agreement"].shape(unknown))
    sheet, _ = coding_sheets(Lookup(inputs, Words("en")))
    assert {row[4:] for row in sheet.rows} == {(None, None, None)}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("da", "Mellem mennesker: alfa 0,81 (statistisk usikkerhed 0,70-0,90)"),
        ("en", "Between people: alpha 0.81 (interval 0.70-0.90)"),
    ],
)
def test_agreement_and_corrected_shares_are_told(language, told):
    (block,) = coding(Lookup(coded_inputs(), Words(language)))
    assert any(sentence.startswith(told) for sentence in block.sentences)
    agreement, corrected = block.tables
    assert len(agreement.rows) == 1
    assert [cell.replace("\u00a0", " ") for cell in corrected.rows[0][1:3]] == (
        ["12 %", "10 %"] if language == "da" else ["12%", "10%"]
    )
