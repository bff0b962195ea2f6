"""Texts that a person labelled: the sample's two waves, and other people's where there are any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from gapmap.readers import read_export
from gapmap.settings import Columns, ProjectSettings, Wave, WaveSettings
from gapmap.settings_file import read_wave
from gapmap.stages.ingest import read_responses
from gapmap.stages.redact import redact
from gapmap.stages.statements import split_answers
from gapmap.tables import STATEMENTS
from gapmap.text.vocabulary_files import load_vocabulary

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "benchmarks" / "gold"
SECRET = b"benchmark"

LABELLED = {
    "SIB-200, Danish sentences": ("sib200_topics/dan_Latn/*.tsv", "text", "category"),
    "SIB-200, English sentences": ("sib200_topics/eng_Latn/*.tsv", "text", "category"),
    "xSID, Danish utterances": ("xsid_intents/da.*.csv", "text", "intent"),
    "agenda titles": ("municipal_agenda_topics/training_agendas.csv", "text", "major_topic"),
}
"""Name -> files below the folder, the column of the texts and that of the labels."""


@dataclass(frozen=True)
class Labelled:
    """Statements, the label of each respondent who has one, and how many labels were given.

    A respondent may have several, all of which are in `given`; the first is the one that groups
    are measured against.
    """

    name: str
    statements: pd.DataFrame
    labels: dict[str, str]
    mentions: int
    given: dict[str, list[str]] = field(default_factory=dict)

    @property
    def n_labels(self) -> int:
        """How many labels there are."""
        return len(set(self.labels.values()))


def sample_waves(project: ProjectSettings) -> Iterator[Labelled]:
    for wave in ("2019", "2024"):
        folder = ROOT / "data" / "raw" / wave
        settings = read_wave(folder / "wave.toml", project)
        gold = read_gold(f"gold_{wave}.csv")
        yield labelled(f"sample {wave}", folder / settings.wave.file, settings, project, gold)
    for wave in ("2019", "2024"):
        name = f"extra_hard_{wave}.csv"
        columns = Columns(
            respondent_id="respondent_id", needs=("need_text",), missing=("missing_text",)
        )
        settings = WaveSettings(wave=Wave(file=name, label=wave), columns=columns)
        yield labelled(f"extra {wave}", GOLD / name, settings, project, read_gold(name))


def read_gold(name: str) -> dict[str, list[str]]:
    gold = pd.read_csv(GOLD / name, dtype=str, keep_default_na=False)
    given = gold[gold["gold_themes"] != ""].set_index("respondent_id")["gold_themes"]
    return {str(person): themes.split(";") for person, themes in given.items()}


def labelled(
    name: str,
    path: Path,
    settings: WaveSettings,
    project: ProjectSettings,
    gold: dict[str, list[str]],
) -> Labelled:
    """Export -> its statements as the pipeline makes them, and the gold by pseudonym."""
    responses = read_responses(
        read_export(path, settings.format), settings, project, wave=settings.wave.label
    ).responses
    split = split_answers(redact(responses, SECRET)[0], secret=SECRET, vocabulary=load_vocabulary())
    delivered = zip(responses["respondent_id"], split.respondents["respondent_id"], strict=True)
    given = {pseudonym: gold[person] for person, pseudonym in delivered if person in gold}
    labels = {pseudonym: themes[0] for pseudonym, themes in given.items()}
    return Labelled(name, split.statements, labels, sum(map(len, given.values())), given)


def other_texts(folder: Path) -> Iterator[Labelled]:
    for name, (pattern, text, label) in LABELLED.items():
        files = sorted(folder.glob(pattern))
        if not files:
            continue
        rows = pd.concat(
            pd.read_csv(file, sep="\t" if file.suffix == ".tsv" else ",", dtype=str)
            for file in files
        )
        ids = [f"{number:06d}" for number in range(len(rows))]
        blank = STATEMENTS.empty().reindex(range(len(rows)))
        statements = blank.assign(
            statement_id=ids, respondent_id=ids, text=rows[text].to_list(), outcome="no_theme"
        )
        yield Labelled(name, statements, dict(zip(ids, rows[label], strict=True)), len(ids))


def answers_of(texts: Labelled) -> pd.Series[str]:
    """Texts -> what each respondent says, one statement a line; who says nothing is left out."""
    told = texts.statements[texts.statements["outcome"] == "no_theme"]
    return told.groupby("respondent_id")["text"].agg("\n".join)
