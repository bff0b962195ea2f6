import io

import pytest
from rich.console import Console

from gapmap import cli, run_wave
from gapmap.tables import STATEMENTS
from gapmap.text.form_index import split_form
from gapmap.text.inflections import inflections_of
from gapmap.text.tokens import tokenise
from gapmap.text.vocabulary import Concept, Vocabulary
from gapmap.vocabulary_check.answers import check_answers
from gapmap.vocabulary_check.check import Checked
from gapmap.vocabulary_check.forms import check_forms, own_forms
from gapmap.vocabulary_check.patterns import covers, may_meet
from gapmap.vocabulary_check.told import print_checked

INFLECTIONS = {
    "barn": frozenset({"barn", "børn", "barnet"}),
    "robot": frozenset({"robotten", "robotter"}),
}


def concept(name, forms, *, vetoes=(), broader="", is_context=False):
    return Concept(name, f"{name} da", f"{name} en", broader, forms, vetoes, "area", is_context)


def vocabulary(*concepts):
    return Vocabulary(tuple(sorted(concepts, key=lambda one: one.id)))


def findings(*concepts):
    made = vocabulary(*concepts)
    found = check_forms(made, own_forms(made, vocabulary()), INFLECTIONS)
    return [(one.concept_id, one.kind, one.form, one.because_of) for one in found]


def statements(texts, *, respondents=None, outcome="no_theme"):
    n = len(texts)
    return STATEMENTS.shape(
        STATEMENTS.empty()
        .reindex(range(n))
        .assign(
            statement_id=[f"s{row}" for row in range(n)],
            respondent_id=respondents or [f"r{row}" for row in range(n)],
            text=texts,
            outcome=outcome,
        )
    )


@pytest.mark.parametrize(
    ("pattern", "other", "is_covered"),
    [
        ("data", "data", True),
        ("data*", "datadeling", True),
        ("data*", "datadel*", True),
        ("datadel*", "data*", False),
        ("data*", "*data", False),
        ("*fond", "statsfond", True),
        ("*fond", "*statsfond", True),
        ("*fond", "fond*", False),
        ("fond", "fond*", False),
        ("barn*", "barn", False),  # which also finds "børn"
        ("robot*", "robot", True),
    ],
)
def test_a_pattern_covers_another_when_it_finds_all_of_it(pattern, other, is_covered):
    assert covers(pattern, other, INFLECTIONS) == is_covered


@pytest.mark.parametrize(
    ("pattern", "other", "meet"),
    [
        ("barn", "børn", True),
        ("børn*", "barn", True),
        ("barn", "kage", False),
        ("hjemme*", "hjemmeside*", True),
        ("hjemme*", "udemarked*", False),
        ("data*", "*bank", True),
        ("*fond", "*statsfond", True),
        ("*fond", "*bank", False),
        ("*bank", "biobanker", True),
    ],
)
def test_patterns_may_meet_in_a_word(pattern, other, meet):
    assert may_meet(pattern, other, INFLECTIONS) == meet
    assert may_meet(other, pattern, INFLECTIONS) == meet


def test_inflections_are_read_from_both_dictionaries():
    found = inflections_of({"barn", "child", "xyzzy"})
    assert {"børn", "barnet"} <= found["barn"]
    assert "children" in found["child"]
    assert found["xyzzy"] == frozenset()


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (concept("a", ("data", "data")), ("a", "twice", "data", "")),
        (concept("a", ("data",), vetoes=("data x", "data x")), ("a", "twice", "data x", "")),
        (concept("a", ("data*", "datadel*")), ("a", "covered", "datadel*", "data*")),
        (concept("a", ("data*", "nye data")), ("a", "contained", "nye data", "data*")),
        (concept("a", ("data*", "x"), vetoes=("x*",)), ("a", "vetoed", "x", "x*")),
        (concept("a", ("data*",), vetoes=("big kage",)), ("a", "idle", "big kage", "")),
    ],
)
def test_a_form_or_veto_that_does_nothing_is_found(made, expected):
    assert findings(made) == [expected]


@pytest.mark.parametrize(
    "made",
    [
        concept("a", ("data", "database")),
        concept("a", ("barn", "barn*")),
        concept("a", ("data deling", "data adgang")),
        concept("a", ("data*",), vetoes=("big data", "datalog*")),
        concept("a", ("qa/ra",), vetoes=("dansk qa/ra",)),
    ],
)
def test_a_form_or_veto_that_does_something_is_not_found(made):
    assert findings(made) == []


def test_only_unrelated_concepts_may_not_share_a_form():
    top, below = concept("a", ("data",)), concept("b", ("data",), broader="a")
    assert findings(top, below) == []
    beside = concept("c", ("data",))
    assert findings(top, beside) == [("a", "shared", "data", "c"), ("c", "shared", "data", "a")]


def test_what_the_project_wrote_is_told_apart():
    before = concept("a", ("data", "x*"))
    made = vocabulary(concept("a", ("data", "x*", "data", "xy*")), concept("b", ("new",)))
    own = own_forms(made, vocabulary(before))
    assert own == {"a": {"data", "xy*"}, "b": {"new"}}
    assert all(one.is_own for one in check_forms(made, own, INFLECTIONS))
    assert not any(one.is_own for one in check_forms(made, own_forms(made, made), INFLECTIONS))


def test_without_its_covered_forms_a_concept_is_found_in_the_same_texts():
    made = concept("a", ("robot*", "robotter", "robotarm*", "*robot", "plejerobot"))
    redundant = {form for _, kind, form, _ in findings(made) if kind == "covered"}
    kept = concept("a", tuple(form for form in made.forms if form not in redundant))
    assert redundant == {"robotter", "robotarm*", "plejerobot"}
    for text in ("robotten", "flere robotter", "en robotarm", "plejerobotter", "plejerobot", "x"):
        tokens = tokenise(text)
        assert vocabulary(made).find(tokens) == vocabulary(kept).find(tokens)


KNOWN = vocabulary(
    concept("data", ("data*", "register*")), concept("who", ("kommune*",), is_context=True)
)


def test_statements_are_counted_by_what_they_name():
    said = statements(["data", "kommunen", "kage", "data og kommunen", "-"])
    said.loc[4, "outcome"] = "non_answer"
    use = check_answers(KNOWN, said, min_cell=2)
    assert (use.n_statements, use.n_context_only, use.without) == (4, 1, ("s2",))
    assert (use.n_respondents, use.n_spoken_for) == (4, 2)
    assert use.concepts == (("data", 2, 2), ("who", 2, 2))


def test_a_word_is_told_only_when_enough_people_say_it_where_no_need_is_named():
    texts = ["kage i kommunen", "mere kage", "kage og is", "kage med data", "is", "frugt", "frugt"]
    people = ["r1", "r2", "r3", "r4", "r5", "r6", "r6"]
    said = statements(texts, respondents=people)
    assert check_answers(KNOWN, said, min_cell=3).words == (("kage", 3),)
    assert check_answers(KNOWN, said, min_cell=4).words == ()


def test_small_concepts_are_not_told():
    assert check_answers(KNOWN, statements(["data", "data"]), min_cell=3).concepts == ()


def test_forms_in_no_statement_are_dead():
    use = check_answers(KNOWN, statements(["data"]), min_cell=1)
    assert use.dead == {"data": ("register*",), "who": ("kommune*",)}


def test_answers_in_any_order_give_the_same():
    said = statements(["data", "kage", "kommunen", "kage"])
    assert check_answers(KNOWN, said, min_cell=1) == check_answers(KNOWN, said[::-1], min_cell=1)


def printed(*, is_terminal):
    made = vocabulary(concept("a", ("data*", "datadel*")))
    own = own_forms(made, vocabulary())
    checked = Checked(made, own, check_forms(made, own, INFLECTIONS), (), None, 5)
    console = Console(file=io.StringIO(), force_terminal=is_terminal, width=100)
    print_checked(checked, console, language="en", every_finding=False)
    return console.file.getvalue()


def test_a_pipe_gets_tabs_and_no_signs_of_a_terminal():
    told = printed(is_terminal=False)
    assert "a\tcovered\tdatadel*\tdata*\n" in told
    assert not {"\x1b", "─"} & set(told)
    assert "no wave has been run" in told


def test_a_terminal_gets_tables(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    assert "─" in printed(is_terminal=True)


def test_no_color_is_respected(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in printed(is_terminal=True)


OWN = """\
- id: ceramics
  label_da: Keramik
  label_en: Ceramics
  da: [keramik*, keramikovn*]
"""


def test_the_command_tells_of_own_words_and_never_a_text(capsys, project):
    (project / "vocabulary.yaml").write_text(OWN, encoding="utf-8")
    run_wave(project, "2031")
    assert cli.main(["--project", str(project), "vocabulary", "check"]) == 0
    out = capsys.readouterr().out
    assert "ceramics\tcovered\tkeramikovn*\tkeramik*" in out
    assert "Of vocabulary.yaml, in no statement" in out
    assert "Answers of 2031" in out
    for text in run_texts(project):
        assert len(text.split()) < 4 or text not in out


def run_texts(project):
    import pandas as pd

    return set(pd.read_parquet(project / "data/processed/2031/statements.parquet")["text"])


def test_what_ships_is_counted_and_listed_on_request(capsys, project):
    assert cli.main(["--project", str(project), "vocabulary", "check"]) == 0
    brief = capsys.readouterr().out
    assert cli.main(["--project", str(project), "vocabulary", "check", "--all"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > len(brief.splitlines()) + 1000
    assert "more in what ships with gapmap" in brief


@pytest.mark.parametrize(
    ("arguments", "content", "message"),
    [
        ((), "- id: fundng\n  drop: true\n", "vocabulary.yaml, concept fundng"),
        (("2032",), "", "no such wave"),
        (("2031",), "", "this wave has not been run"),
    ],
)
def test_what_cannot_be_used_is_wrong_usage(capsys, project, arguments, content, message):
    (project / "vocabulary.yaml").write_text(content, encoding="utf-8")
    assert cli.main(["--project", str(project), "vocabulary", "check", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_forms_are_compared_as_the_tokeniser_cuts_them():
    assert split_form("qa/ra") == ("qa", "/", "ra")
    assert findings(concept("a", ("ra*", "qa/ra"))) == [("a", "contained", "qa/ra", "ra*")]
