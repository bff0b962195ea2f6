"""[ticks] against the codebook: merged themes count where they went, others are refused."""

from __future__ import annotations

import pytest

from gapmap.codebook.model import EMPTY, Codebook, CodebookTheme
from gapmap.errors import SettingsError
from gapmap.settings import Columns, Wave, WaveSettings
from gapmap.tick_themes import themes_of_options

CODEBOOK = Codebook(
    version=4,
    themes=(
        CodebookTheme("K01", "Kapital", "Capital"),
        CodebookTheme("K02", "Lån", "Loans", merged_into="K01"),
        CodebookTheme("K03", "Fax", "Fax", retired=True),
        CodebookTheme("K04", "Telex", "Telex", merged_into="K03"),
    ),
)


def settings(**ticks: str) -> WaveSettings:
    return WaveSettings(
        wave=Wave(file="x.csv", label="2031"),
        columns=Columns(needs=("a",), ticks=("b",)),
        ticks=ticks,
    )


@pytest.mark.parametrize(("written", "found"), [("K01", "K01"), ("K02", "K01"), ("", "")])
def test_a_theme_counts_where_it_is_now(written, found):
    assert themes_of_options(settings(Penge=written), CODEBOOK, wave="2031") == {"Penge": found}


def test_every_theme_that_cannot_be_used_is_told_with_its_key():
    with pytest.raises(SettingsError) as told:
        themes_of_options(settings(A="K03", B="K04", C="K1", D="K01"), CODEBOOK, wave="2031")
    first, second, third = told.value.faults
    assert first.where == "2031/wave.toml, ticks.A"
    assert (first.what, second.what) == ("the theme K03 is retired", "the theme K04 is retired")
    assert "name one of K01" in first.try_this
    assert (third.what, third.try_this) == ("the codebook has no theme K1", "did you mean K01?")


def test_without_a_codebook_ids_stand_as_written():
    assert themes_of_options(settings(Penge="K01"), EMPTY, wave="2031") == {"Penge": "K01"}
