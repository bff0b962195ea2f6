import contextlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapmap.errors import SettingsError
from gapmap.text.tokens import tokenise
from gapmap.text.vocabulary_changes import change_vocabulary
from gapmap.text.vocabulary_files import load_vocabulary

ROOT = Path(__file__).parents[2]
NEW = """\
- id: parking
  label_da: Parkering
  label_en: Parking
  da: [parkering*]
  en: [parking*]
"""


def changed(text):
    return change_vocabulary(text.encode(), file="vocabulary.yaml")


def faults_of(text):
    with pytest.raises(SettingsError) as raised:
        changed(text)
    assert raised.value.exit_code == 2
    return str(raised.value)


def find(text, vocabulary):
    return vocabulary.find(tokenise(text))


def test_a_new_id_adds_a_concept_and_leaves_the_others():
    vocabulary = changed(NEW)
    assert find("bedre parkering", vocabulary) == {"parking": ("parkering",)}
    assert vocabulary.by_id["parking"].area == "vocabulary"
    others = tuple(concept for concept in vocabulary.concepts if concept.id != "parking")
    assert others == load_vocabulary().concepts


def test_an_id_that_ships_replaces_the_keys_it_gives_and_no_other():
    before = load_vocabulary().by_id["funding"]
    after = changed("- id: funding\n  label_da: Penge\n").by_id["funding"]
    assert after.label_da == "Penge"
    assert (after.label_en, after.forms, after.area) == (before.label_en, before.forms, before.area)


def test_single_forms_are_added_and_removed():
    before = load_vocabulary().by_id["barriers"]
    after = changed(
        "- id: barriers\n  add_da: [benspænd*]\n  add_en: [deadlock]\n  add_not: [benspændskunst]\n"
        '  remove: [obstacle*, "skin barrier"]\n'
    ).by_id["barriers"]
    assert set(after.forms) - set(before.forms) == {"benspænd*", "deadlock"}
    assert set(before.forms) - set(after.forms) == {"obstacle*"}
    assert set(before.vetoes) ^ set(after.vetoes) == {"benspændskunst", "skin barrier"}


def test_a_concept_can_be_left_out():
    assert "automation-robots" not in changed("- id: automation-robots\n  drop: true\n").by_id


def test_a_concept_below_context_is_context():
    vocabulary = changed(NEW + "  broader: barriers\n")
    assert vocabulary.by_id["parking"].is_context


@pytest.mark.parametrize("text", ["", "# nothing but a comment\n", "[]", "﻿# saved by Windows\n"])
def test_a_file_without_entries_changes_nothing(text):
    assert changed(text).fingerprint == load_vocabulary().fingerprint


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("id: parking", ["vocabulary.yaml: is no list of concepts"]),
        ("- id: [", ["vocabulary.yaml: line ", "is not YAML"]),
        ("- parking", ["vocabulary.yaml, concept 1: is no concept with an id"]),
        (NEW + "  colour: red\n", ["concept parking: unknown key colour", "known: add_da, add_en"]),
        ("- id: parking\n  da: [parkering]\n", ["new concept: no label_da, label_en"]),
        ("- id: fundng\n  add_da: [x]\n", ["no concept with this id", "did you mean funding"]),
        ("- id: fundng\n  drop: true\n", ["no concept with this id", "did you mean funding"]),
        ("- id: funding\n  da: []\n  en: []\n", ["concept funding: no forms under da or en"]),
        ("- id: funding\n  label_da: ' '\n", ["concept funding: no label_da"]),
        ("- id: funding\n  add_da: [A]\n", ["1 forms under add_da cannot be read: 'A'"]),
        ("- id: funding\n  remove: funding\n", ["remove is no list"]),
        ("- id: funding\n  remove: [fundin]\n", ["it has no form 'fundin'", "did you mean"]),
        ("- id: funding\n  drop: true\n  da: [x]\n", ["drop stands with other keys"]),
        ("- id: funding\n  drop: yes\n", ["or is not true"]),
        ("- id: parking\n  broader: nap\n", ["label_da"]),
        (NEW + "  broader: nap\n", ["concept parking: its broader concept nap is not there"]),
        (NEW + NEW, ["vocabulary.yaml, concept parking: stands 2 times"]),
        (
            "- id: barriers\n  drop: true\n",
            ["concept barrier-silos: its broader concept barriers is not there", "drop this one"],
        ),
        ("- id: funding\n  broader: grants\n" + NEW + "  broader: parking\n", ["than itself"]),
    ],
)
def test_a_fault_is_told_with_file_and_concept(text, messages):
    told = faults_of(text)
    assert [message for message in messages if message not in told] == []
    assert "vocabulary.yaml" in told


def test_all_faults_are_told_at_once():
    told = faults_of(
        "- id: funding\n  remove: [no-such-form]\n  add_en: [Loan]\n"
        "- id: barriers\n  colour: red\n" + NEW.replace("Parkering", "''")
    )
    assert "concept funding: 1 forms under add_en" in told
    assert "concept barriers: unknown key colour" in told
    assert "concept parking: new concept: no label_da" in told


@pytest.mark.parametrize(
    "document", ["src/gapmap/resources/project/README.md", "docs/vocabulary.md"]
)
def test_the_examples_in_the_documents_can_be_used(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    examples = re.findall(r"```yaml\n(.+?)```", text, re.DOTALL)
    assert examples
    for example in examples:
        assert changed(example) != load_vocabulary()


values = st.recursive(
    st.sampled_from(["", "a", "no", "true", "x*", "*", "Ab", "funding", "barriers", "parking"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner),
    max_leaves=4,
)
keys = st.sampled_from(
    ["id", "label_da", "label_en", "broader", "context", "da", "en", "not", "add_da", "remove",
     "drop", "colour"]
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dictionaries(keys, values, max_size=6), max_size=3))
def test_whatever_is_written_is_read_or_told(entries):
    with contextlib.suppress(SettingsError):
        assert changed(json.dumps(entries)).concepts  # JSON is YAML
