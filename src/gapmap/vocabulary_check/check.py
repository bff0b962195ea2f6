"""A project -> what could be better in its vocabulary; writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from gapmap.errors import SettingsError
from gapmap.run import project_vocabulary
from gapmap.settings_file import read_project
from gapmap.store import Store
from gapmap.text.inflections import inflections_of
from gapmap.text.vocabulary import Vocabulary
from gapmap.text.vocabulary_files import load_vocabulary
from gapmap.vocabulary_check.answers import Use, check_answers
from gapmap.vocabulary_check.forms import Finding, Own, check_forms, own_forms, whole_words


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found.

    Attributes:
        vocabulary: The one that ships, with the project's changes.
        own: What the project has added.
        findings: About the forms by themselves.
        waves: Those whose answers were looked at.
        use: How the vocabulary does on them; None when no wave has been run.
        min_cell: The fewest respondents of whom anything is told.
    """

    vocabulary: Vocabulary
    own: Own
    findings: list[Finding]
    waves: tuple[str, ...]
    use: Use | None
    min_cell: int


def check_vocabulary(project: Path, wave: str | None) -> Checked:
    """Project folder, wave (all that have been run when None) -> Checked.

    Raises:
        SettingsError: gapmap.toml or vocabulary.yaml cannot be used, or there is no such wave,
            or it has not been run.
    """
    store = Store(project)
    min_cell = read_project(store.settings_path).privacy.min_cell
    vocabulary = project_vocabulary(store)
    own = own_forms(vocabulary, load_vocabulary())
    waves = _processed(store, wave)
    use = None
    if waves:
        statements = pd.concat([store.load_table(name, "statements") for name in waves])
        use = check_answers(vocabulary, statements, min_cell=min_cell)
    findings = check_forms(vocabulary, own, inflections_of(whole_words(vocabulary)))
    return Checked(vocabulary, own, findings, waves, use, min_cell)


def _processed(store: Store, wave: str | None) -> tuple[str, ...]:
    if wave is None:
        return tuple(name for name in store.waves() if store.has_table(name, "statements"))
    store.wave_settings_path(wave)
    if not store.has_table(wave, "statements"):
        raise SettingsError.of(
            f"data/processed/{wave}", "this wave has not been run", f"gapmap run {wave}"
        )
    return (wave,)
