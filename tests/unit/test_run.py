"""What a run is opened with: the project's own words are an input like any other."""

from __future__ import annotations

import pytest

from gapmap.check import check_wave
from gapmap.errors import SettingsError
from gapmap.run import open_run
from gapmap.store import sha256
from gapmap.text.vocabulary_files import load_vocabulary

OWN = "- id: funding\n  add_da: [sparegris]\n"


def test_without_own_words_a_run_has_the_vocabulary_that_ships(project):
    run = open_run(project, "2031")
    assert run.vocabulary == load_vocabulary()
    assert "vocabulary.yaml" not in run.inputs


def test_own_words_are_read_and_fingerprinted_with_their_checksum(project):
    before = open_run(project, "2031")
    path = project / "vocabulary.yaml"
    path.write_text(OWN, encoding="utf-8")
    run = open_run(project, "2031")
    assert "sparegris" in run.vocabulary.by_id["funding"].forms
    assert run.inputs["vocabulary.yaml"] == sha256(path)
    assert run.run_id != before.run_id
    path.unlink()
    assert open_run(project, "2031").run_id == before.run_id


@pytest.mark.parametrize("use", [open_run, check_wave])
def test_faults_of_own_words_are_told_before_anything_is_run(project, use):
    (project / "vocabulary.yaml").write_text("- id: fundng\n  add_da: [x]\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"vocabulary\.yaml, concept fundng"):
        use(project, "2031")


def test_check_tells_them_together_with_the_rest(project):
    (project / "vocabulary.yaml").write_text("- 1\n", encoding="utf-8")
    (project / "data/raw/offers.csv").unlink()
    with pytest.raises(SettingsError) as raised:
        check_wave(project, "2031")
    assert "vocabulary.yaml, concept 1" in str(raised.value)
    assert "offers.csv: no such file" in str(raised.value)
