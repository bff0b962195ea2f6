"""From codings and assignments to the tables on agreement and on corrected shares."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from gapmap.codebook.model import EMPTY, Change, Codebook, CodebookTheme, Coding, StatementDecision
from gapmap.stages.alpha import krippendorff, masi
from gapmap.stages.compare_codings import compare_codings
from gapmap.tables import TABLES

DAY, LATER = date(2026, 11, 25), date(2027, 2, 1)
TEXTS = [f"udsagn {letter}" for letter in "abcdefghijkl"]
MACHINE = ["K01"] * 5 + ["K02"] * 5 + ["", ""]
ANE = ["K01"] * 5 + ["K02"] * 4 + ["K01", "", "K02"]
BO = ["K01"] * 6 + ["K02"] * 4 + ["", ""]


def theme(theme_id: str, **changed: object) -> CodebookTheme:
    return replace(CodebookTheme(theme_id, f"Tema {theme_id}", f"Theme {theme_id}"), **changed)


def code(coder: str, themes: list[str], **changed: object) -> list[Coding]:
    """One theme, several with + between, or none, for each text in turn -> codings."""
    made = [
        Coding("2031", f"s{place}", text, coder, tuple(filter(None, one.split("+"))), DAY, 0.5)
        for place, (text, one) in enumerate(zip(TEXTS, themes, strict=False))
    ]
    return [replace(one, **changed) for one in made]


def codebook(*codings: Coding, **changed: object) -> Codebook:
    base = Codebook(version=1, themes=(theme("K01"), theme("K02")), codings=codings)
    return replace(base, **changed)


def wave(machine=MACHINE, texts=TEXTS):
    """Where the machine put each text -> tables statements and assignments."""
    rows = [{"statement_id": f"s{i}", "text": text, "outcome": "assigned" if themes else "no_theme"}
            for i, (text, themes) in enumerate(zip(texts, machine, strict=True))]  # fmt: skip
    rows.append({"statement_id": "blank", "text": "", "outcome": "blank"})
    statements = pd.DataFrame(rows).reindex(columns=[c.name for c in TABLES["statements"].columns])
    put = [{"statement_id": f"s{i}", "theme_id": one, "membership": 1.0, "source": "model"}
           for i, themes in enumerate(machine) for one in themes.split("+") if one]  # fmt: skip
    assignments = pd.DataFrame(put) if put else TABLES["assignments"].empty()
    return TABLES["statements"].shape(statements), TABLES["assignments"].shape(assignments)


def compare(book: Codebook, tables=None, min_cell: int = 3):
    return compare_codings(book, *(tables or wave()), wave="2031", min_cell=min_cell)


def alpha(table: pd.DataFrame, kind: str, theme_id: str = "") -> float:
    return float(table.set_index(["kind", "theme_id"]).loc[(kind, theme_id), "alpha"])


def test_without_codings_the_tables_are_empty():
    for book in (EMPTY, codebook(), codebook(*code("Ane", ANE, wave="2030"))):
        compared = compare(book)
        assert compared.agreement.empty
        assert compared.corrected.empty


def test_people_are_compared_with_one_another_and_each_with_the_machine():
    table = compare(codebook(*code("Ane", ANE), *code("Bo", BO))).agreement
    pairs = [[tuple(filter(None, [one])) for one in unit] for unit in zip(ANE, BO, strict=True)]
    assert alpha(table, "human_human") == pytest.approx(krippendorff(pairs, masi).value)
    with_machine = [
        [tuple(filter(None, [one])) for one in unit]
        for unit in [*zip(ANE, MACHINE, strict=True), *zip(BO, MACHINE, strict=True)]
    ]
    assert alpha(table, "human_machine") == pytest.approx(krippendorff(with_machine, masi).value)
    assert set(table["n_statements"]) == {12}
    assert set(table["n_coders"]) == {2}


def test_a_theme_is_compared_as_yes_or_no():
    table = compare(codebook(*code("Ane", ANE), *code("Bo", BO))).agreement
    said = [[one == "K01" for one in unit] for unit in zip(ANE, BO, strict=True)]
    assert alpha(table, "human_human", "K01") == pytest.approx(krippendorff(said).value)


def test_one_of_two_themes_in_common_is_half_way_to_agreement():
    both, first, other = (code("Ane", [one] * 6 + ["K02"] * 6) for one in ("K01+K02", "K01", "K02"))
    bo = code("Bo", ["K01"] * 6 + ["K02"] * 6)
    alphas = [
        alpha(compare(codebook(*ane, *bo)).agreement, "human_human") for ane in (first, both, other)
    ]
    assert alphas == sorted(alphas, reverse=True)
    assert len(set(alphas)) == 3


def test_one_coder_agrees_with_nobody_but_the_machine():
    table = compare(codebook(*code("Ane", MACHINE))).agreement
    assert set(table["kind"]) == {"human_machine"}
    assert alpha(table, "human_machine") == 1


def test_a_theme_that_few_statements_were_put_in_has_no_row_of_its_own():
    book = codebook(
        *code("Ane", ["K01"] * 9 + ["K02"] * 3), *code("Bo", ["K01"] * 10 + ["K02"] * 2)
    )
    for min_cell, shown in ((3, {"", "K01", "K02"}), (4, {"", "K01"})):
        assert set(compare(book, min_cell=min_cell).agreement["theme_id"]) == shown


def test_statements_that_a_person_decided_do_not_speak_for_the_machine():
    decided = StatementDecision("2031", "s9", TEXTS[9], ("K02",), "Ane", DAY, "læst")
    table = compare(codebook(*code("Ane", ANE), *code("Bo", BO), statements=(decided,))).agreement
    n = table.set_index(["kind", "theme_id"])["n_statements"]
    assert n[("human_machine", "")] == 11
    assert n[("human_human", "")] == 12


def test_merged_themes_count_as_the_one_they_went_into_and_retired_ones_as_nothing_said():
    old = (theme("K03", merged_into="K01"), theme("K04", retired=True))
    themes = (theme("K01"), theme("K02"), *old)
    codings = code("Ane", ["K03"] * 5 + ["K02"] * 5 + ["", "K04"])
    compared = compare(codebook(*codings, themes=themes))
    assert alpha(compared.agreement, "human_machine") == 1
    assert set(compared.agreement["n_statements"]) == {11}
    assert list(compared.corrected["theme_id"]) == ["K01", "K02"]


def test_a_theme_named_after_the_coding_is_left_out_as_nobody_could_choose_it():
    def named(day):
        changes = (Change(day, "Ane", "ny", "new"),)
        return compare(
            codebook(
                *code("Ane", ANE),
                themes=(theme("K01"), theme("K02"), theme("K05", changes=changes)),
            )
        )

    assert list(named(LATER).corrected["theme_id"]) == ["K01", "K02"]
    assert list(named(DAY).corrected["theme_id"]) == ["K01", "K02", "K05"]


def test_a_statement_is_known_by_its_text_whatever_its_id():
    renamed = code("Ane", ANE)
    renamed = [replace(one, id=f"old-{one.id}", text=f" {one.text.upper()}.") for one in renamed]
    for one, other in zip(
        (compare(codebook(*renamed)).agreement, compare(codebook(*renamed)).corrected),
        (
            compare(codebook(*code("Ane", ANE))).agreement,
            compare(codebook(*code("Ane", ANE))).corrected,
        ),
        strict=True,
    ):
        assert_frame_equal(one, other)


def test_a_coding_of_a_text_that_nobody_gives_any_more_counts_no_longer():
    gone = [*TEXTS[:-1], "noget helt andet"]
    table = compare(codebook(*code("Ane", ANE)), wave(texts=gone))
    assert set(table.agreement["n_statements"]) == {11}
    assert set(table.corrected["n_coded"]) == {11}


def test_the_machine_share_counts_all_statements_that_say_something():
    table = compare(codebook(*code("Ane", ANE[:6]))).corrected.set_index("theme_id")
    assert table.loc["K01", "share_machine"] == pytest.approx(5 / 12)
    assert (table["share_low"] <= table["share"]).all()
    assert (table["share"] <= table["share_high"]).all()


def test_a_share_of_which_all_is_coded_by_two_is_the_mean_of_the_two():
    all_of_it = [*code("Ane", ANE, share=1.0), *code("Bo", BO, share=1.0)]
    row = compare(codebook(*all_of_it)).corrected.set_index("theme_id").loc["K01"]
    assert [row["share"], row["share_low"], row["share_high"]] == pytest.approx([6 / 12] * 3)


def test_a_theme_of_few_statements_is_left_out_of_the_shares():
    few = ["K01"] * 2 + ["K02"] * 10
    for min_cell, shown in ((2, ["K01", "K02"]), (3, [])):
        table = compare(codebook(*code("Ane", few)), wave(few), min_cell).corrected
        assert list(table["theme_id"]) == shown


def test_order_and_names_of_coders_and_ids_do_not_matter():
    one = compare(codebook(*code("Ane", ANE), *code("Bo", BO)))
    other = compare(codebook(*reversed(code("Ida", ANE)), *code("Per", BO)))
    assert_frame_equal(one.agreement, other.agreement)
    assert_frame_equal(one.corrected, other.corrected)


def test_agreement_on_what_never_varies_is_unknown():
    same = ["K01"] * 12
    table = compare(codebook(*code("Ane", same), *code("Bo", same)), wave(same)).agreement
    assert np.isnan(table["alpha"].astype(float)).all()
