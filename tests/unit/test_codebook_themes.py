"""The codebook comes first: what people named and decided holds, and the rest is proposed."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from gapmap.codebook.model import Codebook, CodebookTheme, StatementDecision
from gapmap.stages.themes import Found, find_themes
from gapmap.tables import STATEMENTS
from gapmap.text.encoders import make_encoder
from gapmap.text.tokens import text_key
from gapmap.text.vocabulary_files import load_vocabulary

MONEY = ("Kapital til den tidlige fase", "Risikovillig kapital", "Investorer der tør",
         "Fondsmidler", "Penge til at komme i gang", "Hjælp til at søge fonde")  # fmt: skip
DATA = ("Adgang til registerdata", "Sundhedsdata uden ventetid", "Udtræk af patientdata",
        "Data fra journalen", "Adgang til sundhedsdata", "Hurtigere adgang til data")  # fmt: skip
STOCK = ("Forsyningssikkerhed for medicin", "Mangel på medicin", "Beredskab og lagre af udstyr",
         "Lager af værnemidler til en pandemi", "Forsyningskriser", "Medicinmangel")  # fmt: skip


def statements(*texts: str) -> pd.DataFrame:
    rows = pd.DataFrame({"text": texts})
    rows["statement_id"] = [f"s{n:02d}" for n in rows.index]
    rows["respondent_id"] = [f"r{n:02d}" for n in rows.index]
    blank = STATEMENTS.empty().reindex(rows.index)
    return STATEMENTS.shape(
        blank.assign(**rows, question="need_1", role="need", outcome="no_theme", start=0, end=9)
    )


def decided(text: str, *themes: str) -> StatementDecision:
    return StatementDecision("2031", "x", text, themes, "Ane", date(2031, 1, 1), "read it")


def book(*decisions: StatementDecision, money: dict[str, object] | None = None) -> Codebook:
    return Codebook(
        version=1,
        themes=(
            CodebookTheme("K01", "Penge", "Money", concepts=("funding",), **(money or {})),  # type: ignore[arg-type]
            CodebookTheme("K02", "Data", "Data", concepts=("health-data",)),
            CodebookTheme("K03", "Grønt", "Green", concepts=("sustainability",)),
            CodebookTheme("K04", "Gammelt", "Old", concepts=("funding",), retired=True),
        ),
        statements=decisions,
    )


def find(rows: pd.DataFrame, codebook: Codebook) -> Found:
    vocabulary = load_vocabulary()
    return find_themes(
        rows,
        wave="2031",
        encoder=make_encoder("vocabulary+lexical", 7, vocabulary=vocabulary),
        vocabulary=vocabulary,
        bounds=(2, 6),
        seed=7,
        codebook=codebook,
    )


def themes_of(found: Found) -> dict[str, set[str]]:
    said = found.assignments.merge(found.statements[["statement_id", "text"]])
    return {str(text): set(rows["theme_id"]) for text, rows in said.groupby("text")}


@pytest.fixture(scope="module")
def found() -> Found:
    return find(statements(*MONEY, *DATA, *STOCK), book())


def test_statements_go_to_the_themes_that_people_named(found):
    themes = themes_of(found)
    assert sum("K01" in themes[text] for text in MONEY) >= 5
    assert sum("K02" in themes[text] for text in DATA) >= 5


def test_what_no_theme_is_about_is_proposed(found):
    proposed = found.themes[found.themes["source"] == "found"]
    assert list(proposed["theme_id"]) == ["2031-P01"]
    themes = themes_of(found)
    assert sum("2031-P01" in themes[text] for text in STOCK) >= 5


def test_every_active_theme_is_there_and_none_that_is_out_of_use(found):
    named = found.themes[found.themes["source"] == "codebook"]
    assert list(named["theme_id"]) == ["K01", "K02", "K03"]
    assert named.set_index("theme_id").loc["K01", "label_da"] == "Penge"
    assert named.set_index("theme_id").loc["K03", "n_statements"] == 0
    assert (named["definition"] != "").all()


def test_every_statement_is_assigned_or_says_why_not(found):
    assigned = set(found.assignments["statement_id"])
    outcomes = found.statements.set_index("statement_id")["outcome"]
    assert set(outcomes[outcomes == "assigned"].index) == assigned
    assert set(outcomes) <= {"assigned", "no_theme"}


def test_the_word_of_a_person_is_final():
    rows = statements(*MONEY, *DATA, "Fondsmidler!", "data fra JOURNALEN")
    codebook = book(decided("fondsmidler", "K03"), decided("Data fra journalen"))
    found = find(rows, codebook)
    themes = themes_of(found)
    assert themes["Fondsmidler"] == themes["Fondsmidler!"] == {"K03"}
    assert "Data fra journalen" not in themes
    assert "data fra JOURNALEN" not in themes
    sources = found.assignments.set_index("statement_id")["source"]
    by_person = rows.loc[rows["text"].map(text_key) == "fondsmidler", "statement_id"]
    assert set(sources[sources == "analyst"].index) == set(by_person)


def test_phrases_put_a_statement_in_and_keep_it_out():
    codebook = book(money={"include": ("register*",), "exclude": ("investor*",)})
    themes = themes_of(find(statements(*MONEY, *DATA), codebook))
    assert themes["Adgang til registerdata"] == {"K01"}
    assert "K01" not in themes.get("Investorer der tør", set())


def test_the_order_of_rows_does_not_matter():
    rows = statements(*MONEY, *DATA, *STOCK)
    codebook = book(decided("Fondsmidler", "K01"))
    turned = find(rows.iloc[::-1].reset_index(drop=True), codebook)
    assert themes_of(turned) == themes_of(find(rows, codebook))


def test_one_theme_alone_takes_what_it_can_and_only_decisions_need_no_theme():
    money = CodebookTheme("K01", "Penge", "Money", concepts=("funding",))
    themes = themes_of(find(statements(*MONEY, "Vejret", DATA[0]), Codebook(1, (money,))))
    assert themes["Fondsmidler"] == {"K01"}
    assert "Vejret" not in themes
    assert DATA[0] not in themes
    none = Codebook(version=1, statements=(decided("Fondsmidler"),))
    assert "Fondsmidler" not in themes_of(find(statements(*MONEY, *DATA), none))
