import numpy as np
import pytest

from gapmap.stages.theme_names import name_themes
from gapmap.text.vocabulary import Concept, Vocabulary


def vocabulary(*concepts):
    """Concepts as "name", "name < broader" or "name!" for context; they are said by name."""
    made = []
    for concept in concepts:
        name, _, broader = concept.partition(" < ")
        plain = name.removesuffix("!")
        made.append(
            Concept(
                plain,
                label_da=plain.capitalize(),
                label_en=f"{plain.capitalize()} (en)",
                broader=broader,
                forms=(plain,),
                vetoes=(),
                area="a",
                is_context=name.endswith("!"),
            )
        )
    return Vocabulary(tuple(sorted(made, key=lambda concept: concept.id)))


def names(*themes, known=(), speakers=5):
    """Themes as lists of texts, each said by as many people -> their names."""
    texts = [text for theme in themes for text in theme]
    weights = np.zeros((len(texts), len(themes)))
    row = 0
    for column, theme in enumerate(themes):
        weights[row : row + len(theme), column] = 1
        row += len(theme)
    people = [frozenset(f"{text}{number}" for number in range(speakers)) for text in texts]
    return name_themes(texts, people, weights, vocabulary(*known))


def test_a_theme_is_named_after_the_concept_that_sets_it_apart():
    data, money = names(
        ["data data", "mere data", "patenter til data"],
        ["fonde", "fonde nu", "patenter"],
        known=["data", "fonde", "patenter"],
    )
    assert (data.da, data.en) == ("Data", "Data (en)")
    assert money.da == "Fonde"


def test_two_concepts_share_a_theme_that_neither_fills():
    (name,) = names(["data", "penge", "nyt"], known=["data", "penge"])
    assert (name.da, name.en) == ("Data og penge", "Data (en) and penge (en)")


def test_two_narrow_concepts_give_way_to_the_one_above():
    (name,) = names(["lån", "fonde", "nyt"], known=["kapital", "lån < kapital", "fonde < kapital"])
    assert name.da == "Kapital"


def test_a_narrow_concept_gives_way_to_the_one_above_that_many_more_speak_of():
    texts = ["lån", "lån nu", "fonde", "kapital", "tilskud", "kapital nu"]
    known = ["kapital", *(f"{one} < kapital" for one in ("lån", "fonde", "tilskud"))]
    assert names(texts, known=known)[0].da == "Kapital"
    assert names(["lån", "lån nu", "mere lån", "fonde"], known=known)[0].da == "Lån"


def test_acronyms_keep_their_capitals_inside_a_name():
    known = vocabulary("data")
    mdr = Concept("mdr", "MDR og IVDR", "MDR and IVDR", "", ("mdr",), (), "a")
    people = [frozenset("abcde")] * 3
    (name,) = name_themes(
        ["data", "mdr", "nyt"], people, np.ones((3, 1)), Vocabulary((*known.concepts, mdr))
    )
    assert name.da == "Data og MDR og IVDR"


def test_context_names_a_theme_only_when_nothing_else_does():
    need, place = names(
        ["data i en kommune", "data, kommune"],
        ["kommune", "en kommune"],
        known=["data", "kommune!"],
    )
    assert (need.da, place.da) == ("Data", "Kommune")


def test_no_two_themes_are_called_the_same():
    themes = [["data og lån"], ["data, lån"], ["lån: data"], ["data - lån"]]
    made = names(*themes, known=["data", "lån"])
    assert len({name.da for name in made}) == len(themes)
    assert len({name.en for name in made}) == len(themes)
    assert made[0].da == "Data"


def test_a_theme_without_concepts_is_called_by_its_terms():
    (name,) = names(["xyzzy plugh", "plugh"])
    assert (name.da, name.en) == ("Plugh, xyzzy", "Plugh, xyzzy")


def test_a_theme_without_terms_gets_a_number():
    (name,) = names(["og i det"])
    assert (name.da, name.en, name.terms) == ("Tema 1", "Theme 1", ())


def test_terms_are_written_as_people_write_them_most():
    (name,) = names(["investorer", "flere investorer", "en investor"])
    assert name.terms[0] == "investorer"


@pytest.mark.parametrize(("speakers", "shown"), [(4, False), (5, True)])
def test_a_word_that_few_say_might_be_a_name_and_is_no_term(speakers, shown):
    (name,) = names(["spørg xyzzy om data"], known=["data"], speakers=speakers)
    assert ("xyzzy" in name.terms) is shown
    assert "data" in name.terms


def test_a_denied_word_is_neither_name_nor_term():
    (name,) = names(["netværk er ikke problemet, patenter", "patenter"], known=["netværk"])
    assert name.terms[0] == "patenter"
    assert "netværk" not in (*name.terms, name.da.lower())


def test_terms_lose_outer_function_words_and_idioms_are_none():
    (name,) = names(
        ["et plejehjem hvor vi tester", "det tager alt for mange år"],
        known=["plejehjem hvor", "tager alt for mange år"],
    )
    assert name.terms[0] == "plejehjem"
    assert not any("tager" in term for term in name.terms if " " in term)


def test_terms_hold_no_stop_words_signs_or_numbers_and_repeat_no_word():
    (name,) = names(["de 4 kliniske forsøg, og 12 forsøg!"], known=["kliniske forsøg"])
    assert name.terms == ("kliniske forsøg",)


def test_at_most_eight_terms():
    (name,) = names(["alfa beta gamma delta epsilon zeta theta iota kappa lambda"])
    assert len(name.terms) == 8
