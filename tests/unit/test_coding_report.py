"""What the method section says of a coded sample."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from gapmap.report.coding import coding
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


def test_without_codings_nothing_is_said():
    assert coding(Lookup(make_inputs(), Words("da"))) == ()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("da", "Mellem mennesker: alfa 0,81 (statistisk usikkerhed 0,70-0,90)"),
        ("en", "Between people: alpha 0.81 (interval 0.70-0.90)"),
    ],
)
def test_agreement_and_corrected_shares_are_told(language, told):
    inputs = replace(
        make_inputs(),
        agreement=TABLES["agreement"].shape(AGREEMENT),
        corrected=TABLES["corrected"].shape(CORRECTED),
    )
    (block,) = coding(Lookup(inputs, Words(language)))
    assert any(sentence.startswith(told) for sentence in block.sentences)
    agreement, corrected = block.tables
    assert len(agreement.rows) == 1
    assert [cell.replace("\u00a0", " ") for cell in corrected.rows[0][1:3]] == (
        ["12 %", "10 %"] if language == "da" else ["12%", "10%"]
    )
