"""The words: every code has some, in both languages, and no others are used for the terms."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from string import Formatter
from typing import Any, get_args

import pytest
from openpyxl import load_workbook

from gapmap import cli
from gapmap.notices import NOTICES, Notice
from gapmap.report.story import tell
from gapmap.report.words import Words, sentence_case, term_list
from gapmap.report.workbook import write_workbook
from gapmap.settings import Language, Themes
from gapmap.tables import KINDS_OF_GAP, OUTCOMES, REJECT_RULES
from tests.report_builder import Plan, make_inputs

LANGUAGES = get_args(Language)
NBSP = "\u00a0"


def entries() -> Iterator[tuple[str, dict[str, Any]]]:
    for table, keys in term_list().items():
        if table != "synonyms":
            for key, entry in keys.items():
                yield f"{table}.{key}", entry


def texts(part: Any) -> Iterator[str]:
    """Every text of a story."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from texts(item)
    elif is_dataclass(part):
        for one in fields(part):
            yield from texts(getattr(part, one.name))


CODE = re.compile(r"\b20\d\d-[A-Za-z0-9]+(?:-[a-z0-9-]+)?|\b[a-z]+\.[a-z_]+\b")
"""A code of a figure, or the key of a setting: the same in both languages, typed, not read."""


def synonyms(text: str, language: Language) -> list[str]:
    """The words in a text, codes aside, that stand for a term but are not on the list."""
    found = []
    text = CODE.sub("", text)
    for word in term_list()["synonyms"][language]:
        stem = re.escape(word.removesuffix("*"))
        end = "" if word.endswith("*") else r"\b"
        if re.search(rf"\b{stem}{end}", text, re.IGNORECASE):
            found.append(word)
    return found


def test_every_entry_has_both_languages_and_the_same_values() -> None:
    for key, entry in entries():
        assert set(entry) == set(LANGUAGES), key
        if not key.startswith("noun."):
            values = [{name for _, name, _, _ in Formatter().parse(entry[one])} for one in entry]
            assert values[0] - {None} == values[1] - {None}, key


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("notice", NOTICES),
        ("rule", REJECT_RULES),
        ("kind", KINDS_OF_GAP),
        ("kind_meaning", KINDS_OF_GAP),
        ("outcome", OUTCOMES),
        ("encoder", get_args(Themes.model_fields["encoder"].annotation)),
    ],
)
def test_every_code_has_words(table: str, codes: object) -> None:
    assert set(codes) == set(term_list()[table])  # type: ignore[call-overload]


@pytest.mark.parametrize("code", NOTICES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notice_is_told_with_its_count_and_names(code: str, language: Language) -> None:
    notice = Notice(code, 3141, ("Overskrift",))
    story = tell(make_inputs(Plan(notices=(notice,))), language)
    (block,) = [
        b for b in story.quality.blocks if b.title == Words(language).say("quality.noticed")
    ]
    assert ("{count}" in NOTICES[code]) == (Words(language).count(3141) in block.sentences[0])
    assert ("{names}" in NOTICES[code]) == ("Overskrift" in block.sentences[0])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "plan",
    [
        Plan(notices=tuple(Notice(code, 3, ("x",)) for code in NOTICES)),
        Plan(is_rated=False, offer_titles=(), has_ticks=True),
        Plan(labels=()),
        Plan(counts={"Virksomhed": 9, "Videninstitution": 4}),
    ],
    ids=["plain", "unrated", "no themes", "few people"],
)
def test_a_report_uses_the_terms_and_no_synonyms(plan: Plan, language: Language) -> None:
    told = " ".join(texts(tell(make_inputs(plan), language)))
    assert synonyms(told, language) == []


def test_the_strings_hold_no_synonyms() -> None:
    for key, entry in entries():
        for language in LANGUAGES:
            string = re.sub(r"\{\w+\}", "", str(entry[language]))
            assert synonyms(string, language) == [], key


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Stor efterspørgsel", "da"),
        ("Temaets sub-score", "da"),
        ("med 95 % konfidensinterval", "da"),
        ("A sub-score of 3", "en"),
        ("The confidence intervals", "en"),
    ],
)
def test_a_synonym_is_found(text: str, language: Language) -> None:
    assert synonyms(text, language)


@pytest.mark.parametrize(
    ("share", "danish", "english"),
    [
        (0.0, f"0{NBSP}%", "0%"),
        (0.004, f"0,4{NBSP}%", "0.4%"),
        (0.084, f"8{NBSP}%", "8%"),
        (0.125, f"13{NBSP}%", "13%"),
        (0.145, f"15{NBSP}%", "15%"),
        (1.0, f"100{NBSP}%", "100%"),
    ],
)
def test_percent(share: float, danish: str, english: str) -> None:
    assert Words("da").percent(share) == danish
    assert Words("en").percent(share) == english


def test_percent_range_names_the_sign_once() -> None:
    assert Words("da").percent_range(0.05, 0.1) == f"5–10{NBSP}%"
    assert Words("en").percent_range(0.004, 0.1) == "0.4–10%"


def test_numbers_and_days_are_written_as_each_language_writes_them() -> None:
    danish, english = Words("da"), Words("en")
    assert (danish.count(1234), english.count(1234)) == ("1.234", "1,234")
    assert (danish.number(2.15), english.number(2.15)) == ("2,2", "2.2")
    assert danish.number(-3, 0) == "−3"
    assert danish.day(date(2019, 12, 1)) == "1. december 2019"
    assert english.day(date(2019, 12, 1)) == "1 December 2019"
    assert danish.both(["a", "b", "c"]) == "a, b og c"
    assert english.both(["a", "b"]) == "a and b"


def test_counted_uses_the_singular_for_one_alone() -> None:
    assert [Words("da").counted("theme", n) for n in (0, 1, 2)] == [
        "0 temaer",
        "1 tema",
        "2 temaer",
    ]


def test_braces_in_a_value_stay_text() -> None:
    before, after = Words("da").around(
        "message.met", "theme", {"n_need": 5, "n": 9, "people": "{n_need} \0"[:8]}
    )
    assert before == "5 af 9 {n_need} nævner "
    assert after.endswith("egnet tilbud.")


def test_an_unknown_sentence_is_an_error() -> None:
    with pytest.raises(KeyError):
        Words("da").say("front.nothing_like_it")


def test_sentence_case_leaves_the_rest() -> None:
    assert sentence_case("it-systemer i EU") == "It-systemer i EU"
    assert sentence_case("") == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("plan", [Plan(has_ticks=True), Plan(is_rated=False, offer_titles=())])
def test_a_workbook_uses_the_terms_and_no_synonyms(plan: Plan, language: Language) -> None:
    inputs = make_inputs(plan)
    book = load_workbook(io.BytesIO(write_workbook(inputs, tell(inputs, language))))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    told = [str(cell.value) for cell in cells if cell.value is not None]
    told += [cell.comment.text for cell in cells if cell.comment] + book.sheetnames
    assert synonyms(" ".join(told), language) == []


def test_the_help_of_every_command_uses_the_terms_and_no_synonyms() -> None:
    shown = io.StringIO()
    commands = (
        "", "init", "add-wave", "check", "run", "trace", "serve", "vocabulary", "approve", "diff",
        "status",
    )  # fmt: skip
    for command in commands:
        with contextlib.redirect_stdout(shown), pytest.raises(SystemExit):
            cli.main([*command.split(), "--help"])
    assert "exit codes" in shown.getvalue()
    assert synonyms(shown.getvalue(), "en") == []


def test_a_code_is_no_prose() -> None:
    assert synonyms("Se 2019-P03-gap-virksomhed", "da") == []
    assert synonyms("Se 2019-P03: hele landets gap", "da") == ["gap"]
