import pytest

from gapmap.errors import SettingsError
from gapmap.text.tokens import tokenise
from gapmap.text.vocabulary_files import load_vocabulary


def written(folder, text, name="area.yaml"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def concept(name="data", *, more="", forms="da: [data*]"):
    return f"- id: {name}\n  label_da: {name} da\n  label_en: {name} en\n  {forms}\n{more}"


def faults_of(folder):
    with pytest.raises(SettingsError) as raised:
        load_vocabulary(folder)
    return str(raised.value)


def find(text, vocabulary=None):
    return (vocabulary or load_vocabulary()).find(tokenise(text))


def test_every_form_that_ships_finds_its_concept():
    lost = [
        (concept.id, form)
        for concept in load_vocabulary().concepts
        for form in concept.forms
        if concept.id not in find(form.replace("*", ""))
    ]
    assert lost == []


def test_the_vocabulary_that_ships_is_bilingual_and_at_least_as_large_as_the_first():
    concepts = load_vocabulary().concepts
    assert len(concepts) >= 189
    assert sum(len(concept.forms) for concept in concepts) >= 10_000
    assert len({concept.label_da for concept in concepts}) == len(concepts)
    assert len({concept.label_en for concept in concepts}) == len(concepts)


@pytest.mark.parametrize(
    ("text", "concept_id", "terms"),
    [
        ("Hjælp til CE-mærkning", "ce-marking", ("ce-mærkning",)),
        ("Access to clinical trials", "clinical-trials", ("clinical trials",)),
        ("Vi savner testfaciliteter", "facilities", ("testfaciliteter",)),
        ("Distributører i USA", "us-market", ("usa",)),
        ("seed funding og mere funding", "funding", ("funding",)),
        ("Vis, at det virker", "evidence-health-economics", ("at det virker",)),
        ("Læger, der har tid", "investigators-clinician-time", ("læger, der har tid",)),
    ],
)
def test_a_text_speaks_of_a_concept_in_these_words(text, concept_id, terms):
    assert find(text)[concept_id] == terms


def test_concepts_come_in_alphabetical_order():
    concepts = list(find("Distributører i USA, CE-mærkning og kliniske forsøg"))
    assert concepts == sorted(concepts)
    assert len(concepts) > 3


def test_a_text_without_words_of_the_field_speaks_of_nothing():
    assert find("xyzzy plugh") == {}
    assert find("") == {}


def test_a_veto_takes_the_form_inside_it_and_no_other(tmp_path):
    written(tmp_path, concept("home", forms="da: [hjemme*]", more="  not: [hjemmeside*]\n"))
    vocabulary = load_vocabulary(tmp_path)
    assert find("en ny hjemmeside", vocabulary) == {}
    assert find("hjemmesiden om hjemmepleje", vocabulary) == {"home": ("hjemmepleje",)}


def test_a_form_longer_than_the_veto_stands(tmp_path):
    forms = 'en: ["research institution*", instit*]'
    written(tmp_path, concept("university", forms=forms, more="  not: [institution*]\n"))
    vocabulary = load_vocabulary(tmp_path)
    assert find("an institution", vocabulary) == {}
    assert find("a research institution", vocabulary) == {"university": ("research institution",)}


def test_a_word_inside_a_longer_phrase_is_not_told_twice(tmp_path):
    written(tmp_path, concept("trials", forms='da: ["kliniske forsøg", forsøg]'))
    vocabulary = load_vocabulary(tmp_path)
    assert find("kliniske forsøg, flere forsøg", vocabulary) == {
        "trials": ("kliniske forsøg", "forsøg")
    }


def test_a_concept_knows_what_is_broader_and_where_it_stands(tmp_path):
    written(tmp_path, concept("data") + concept("registries", more="  broader: data\n"), "a.yaml")
    registries = load_vocabulary(tmp_path).by_id["registries"]
    assert (registries.broader, registries.area) == ("data", "a")


def test_the_fingerprint_follows_the_forms(tmp_path):
    one, two, three = (tmp_path / name for name in ("one", "two", "three"))
    for folder, forms in ((one, "da: [a]"), (two, "da: [a]"), (three, "da: [b]")):
        folder.mkdir()
        written(folder, concept(forms=forms))
    assert load_vocabulary(one).fingerprint == load_vocabulary(two).fingerprint
    assert load_vocabulary(one).fingerprint != load_vocabulary(three).fingerprint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- id: [", "is not YAML"),
        ("id: data", "is no list of concepts"),
        ("- data", "is no concept"),
        (concept(more="  colour: red\n"), "unknown key colour"),
        ("- id: data\n  da: [data]", "no label_da, label_en"),
        (concept(forms="da: []"), "no forms"),
        (
            concept(forms="da: [Data, [], 'd*a']"),
            "3 forms under da cannot be read: 'Data', [], 'd*a'",
        ),
        (concept(forms="da: data"), "da is no list"),
        (concept(more="  da: [data]\n"), "line 5 repeats the key da"),
        (concept(more="  broader: [data]\n"), "broader is no id"),
        (concept(more="  context: perhaps\n"), "context is neither true nor false"),
        (concept() + concept(), "2 concepts have the id data"),
        (concept(more="  broader: dta\n"), "broader concept dta is not there"),
        (concept(more="  broader: data\n"), "broader than itself"),
        (
            concept("a", more="  broader: b\n") + concept("b", more="  broader: a\n"),
            "broader than itself",
        ),
    ],
)
def test_a_fault_in_a_file_is_told(tmp_path, text, message):
    assert message in faults_of(written(tmp_path, text))


def test_what_yaml_takes_for_something_else_is_a_word_here(tmp_path):
    written(tmp_path, concept("answer", forms="en: [no, 5, 2024-99-99]"))
    assert find("no", load_vocabulary(tmp_path)) == {"answer": ("no",)}
    assert find("5", load_vocabulary(tmp_path)) == {"answer": ("5",)}


def test_a_file_in_another_encoding_is_told(tmp_path):
    (tmp_path / "area.yaml").write_text(concept(forms="da: [søvn]"), encoding="latin-1")
    assert "not saved as UTF-8" in faults_of(tmp_path)


def test_all_faults_are_told_at_once(tmp_path):
    written(tmp_path, "- 1", "one.yaml")
    written(tmp_path, concept(more="  broader: gone\n"), "two.yaml")
    told = faults_of(tmp_path)
    assert "one.yaml, concept 1" in told
    assert "two.yaml, concept data" in told
