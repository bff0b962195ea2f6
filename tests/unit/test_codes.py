"""Codes of figures: ASCII, different from one another, beginning with the wave."""

from __future__ import annotations

import re
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from gapmap.report.codes import ALL, FIGURES, Codes, wave_code
from gapmap.tables import NOT_STATED

SEGMENTS = [
    ("respondent_type", "Offentlig organisation"),
    ("respondent_type", NOT_STATED),
    ("region", "Sjælland"),
    ("region", NOT_STATED),
    ("size", "250+"),
    ("respondent_type_region", "Virksomhed | Fyn"),
]


def test_a_code_names_wave_theme_figure_and_segment() -> None:
    codes = Codes("2019", ["2019-P03", "T7"], SEGMENTS)
    assert codes.row("2019-P03") == "2019-P03"
    assert codes.row("T7") == "2019-T7"
    assert codes.figure("2019-P03", "gap") == "2019-P03-gap"
    assert [codes.figure("2019-P03", "gap", segment) for segment in SEGMENTS] == [
        "2019-P03-gap-offentlig-organisation",
        "2019-P03-gap-ikke-oplyst",
        "2019-P03-gap-landsdel-sjaelland",
        "2019-P03-gap-landsdel-ikke-oplyst",
        "2019-P03-gap-ansatte-250",
        "2019-P03-gap-virksomhed-landsdel-fyn",
    ]
    assert codes.turnout("answers", SEGMENTS[0]) == "2019-answers-offentlig-organisation"


def test_names_that_look_alike_or_like_a_figure_get_numbers() -> None:
    segments = [("respondent_type", name) for name in ("Ål", "Aal", "gap", "漢字", "+")]
    codes = Codes("2019", ["P1"], segments)
    assert sorted(codes.row("P1", segment) for segment in segments) == [
        "2019-P1-aal", "2019-P1-aal-2", "2019-P1-gap-2", "2019-P1-x", "2019-P1-x-2",
    ]  # fmt: skip


NAMES = st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=6, unique=True)


@given(
    wave=st.text("abæ1- ", min_size=1, max_size=5),
    types=NAMES,
    regions=NAMES,
    numbers=st.sets(st.integers(1, 99), min_size=1, max_size=4),
)
def test_every_code_is_ascii_and_its_own(wave, types, regions, numbers) -> None:
    themes = [f"{wave}-P{number:02d}" for number in numbers]
    segments = [("respondent_type", name) for name in types]
    segments += [("region", name) for name in regions]
    codes = Codes(wave, themes, segments)
    every = [codes.row(theme, segment) for theme, segment in product(themes, [ALL, *segments])]
    every += [
        codes.figure(theme, figure, segment)
        for theme, figure, segment in product(themes, FIGURES, [ALL, *segments])
    ]
    every += [codes.turnout(name, one) for name, one in product(("answers", "real"), segments)]
    assert len({code.lower() for code in every}) == len(every)
    assert all(re.fullmatch("[A-Za-z0-9-]+", code) for code in every)
    assert all(code.startswith(f"{wave_code(wave)}-") for code in every)


def test_the_order_of_the_segments_changes_no_code() -> None:
    alike = [("respondent_type", "A"), ("respondent_type", "a"), ("respondent_type", "Á")]
    codes, turned = Codes("w", ["P"], alike), Codes("w", ["P"], reversed(alike))
    assert [codes.row("P", one) for one in alike] == [turned.row("P", one) for one in alike]
