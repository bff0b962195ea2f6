"""A published run as a review sees it: its tables, and the codebook as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from gapmap.codebook.model import Codebook
from gapmap.codebook.revise import Proposal
from gapmap.errors import SettingsError
from gapmap.settings import Language, ProjectSettings
from gapmap.stages.exemplars import choose_examples
from gapmap.stages.listing import list_statements
from gapmap.store import Store
from gapmap.text.vocabulary import Vocabulary

_SAYS_SOMETHING = ("assigned", "no_theme")


@dataclass(frozen=True)
class Published:
    """Tables of the wave's published run, and what they are reviewed with.

    Attributes:
        wave: The wave.
        run_id: Of the run.
        project: gapmap.toml.
        codebook: As it is now, which may be newer than the run.
        vocabulary: The project's.
        respondents: The table of that name; so are those that follow.
        statements: Redacted.
        themes: With their exemplars.
        assignments: Statement and theme.
        offers: The catalogue.
        matches: Theme and offer.
        gaps: Small groups hidden.
    """

    wave: str
    run_id: str
    project: ProjectSettings
    codebook: Codebook
    vocabulary: Vocabulary
    respondents: pd.DataFrame
    statements: pd.DataFrame
    themes: pd.DataFrame
    assignments: pd.DataFrame
    offers: pd.DataFrame
    matches: pd.DataFrame
    gaps: pd.DataFrame

    @property
    def language(self) -> Language:
        """The project's first language."""
        return self.project.project.languages[0]

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Theme of the run -> its name in the project's first language, as it is now."""
        column = f"label_{self.language}"
        found = dict(zip(self.themes["theme_id"], self.themes[column], strict=True))
        return found | {
            theme.id: getattr(theme, column) for theme in self.codebook.active if theme.id in found
        }

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Statement with a need -> its text, redacted."""
        told = self.statements[self.statements["outcome"].isin(_SAYS_SOMETHING)]
        return dict(zip(told["statement_id"], told["text"], strict=True))

    @cached_property
    def listed(self) -> pd.DataFrame:
        """The statements that may be listed one by one, without names of organisations."""
        return list_statements(self.statements, self.assignments, self.respondents, shown=self.gaps)

    @cached_property
    def themes_of(self) -> Mapping[str, tuple[str, ...]]:
        """Statement -> its themes in the run, the one that holds most of it first."""
        by_hold = self.assignments.sort_values(["membership", "theme_id"], ascending=[False, True])
        return {
            str(statement): tuple(themes)
            for statement, themes in by_hold.groupby("statement_id", sort=True)["theme_id"]
        }

    @cached_property
    def exemplars(self) -> Mapping[str, tuple[str, ...]]:
        """Theme of the run -> ids of the statements that show best what it is about."""
        pairs = zip(self.themes["theme_id"], self.themes["exemplars"], strict=True)
        return {str(theme): tuple(statements) for theme, statements in pairs}

    @cached_property
    def proposals(self) -> Mapping[str, Proposal]:
        """Theme that the run found -> what is kept of it when it enters the codebook."""
        found = self.themes[self.themes["source"] == "found"]
        examples = choose_examples(self.themes, self.assignments, self.statements)
        return {
            str(row["theme_id"]): Proposal(
                label_da=row["label_da"],
                label_en=row["label_en"],
                concepts=tuple(row["concepts"]),
                examples=tuple(examples.get(row["theme_id"], ())),
            )
            for row in found.to_dict("records")
        }


def load_published(
    store: Store,
    wave: str,
    project: ProjectSettings,
    *,
    codebook: Codebook,
    vocabulary: Vocabulary,
) -> Published:
    """Project, wave, what goes with it -> Published.

    Raises:
        SettingsError: There is no such wave, or it has not been run.
        MachineError: A table of the run is gone.
    """
    store.wave_settings_path(wave)
    record = store.record(wave)
    if record is None:
        raise SettingsError.of(f"wave {wave}", "has not been run", f"gapmap run {wave}")
    names = ("respondents", "statements", "themes", "assignments", "offers", "matches", "gaps")
    tables = {name: store.load_table(wave, name) for name in names}
    return Published(
        wave=wave,
        run_id=record.run_id,
        project=project,
        codebook=codebook,
        vocabulary=vocabulary,
        **tables,
    )
