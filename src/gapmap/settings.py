"""What a project and a wave are set to: frozen values, checked when they are made.

Only values live here; `settings_file` reads them from gapmap.toml and wave.toml.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Language = Literal["da", "en"]
Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]


class Frozen(BaseModel):
    """A settings value: unknown keys are errors, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RespondentType(Frozen):
    """The names of a respondent type; the canonical value itself is the Danish singular."""

    da_plural: str
    en: str
    en_plural: str


class Project(Frozen):
    """[project]: what is printed on the report, and the seed of everything random."""

    title_da: str
    title_en: str
    languages: tuple[Language, ...] = ("da", "en")
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 20191118
    notice_da: str = ""
    notice_en: str = ""
    contact: str = ""


class Weights(Frozen):
    """[weights]: the population, and its known shares per variable for raking."""

    population: Positive | None = None
    margins: dict[Literal["respondent_type", "region", "size"], dict[str, Share]] = {}
    cap: Annotated[float, Field(gt=1)] = 5.0


class Catalogue(Frozen):
    """[catalogue]: where the offers are, and how their columns are named there."""

    file: str = "data/raw/offers.csv"
    columns: dict[str, str] = {}
    stale_after_days: Annotated[int, Field(ge=1)] = 365


class Privacy(Frozen):
    """[privacy]: how small a group may be shown."""

    min_cell: Annotated[int, Field(ge=2)] = 5


class Themes(Frozen):
    """[themes]: how statements become themes."""

    encoder: Literal["vocabulary+lexical", "lexical", "vocabulary", "sentence-transformers"] = (
        "vocabulary+lexical"
    )
    model: str = ""
    min_themes: Annotated[int, Field(ge=2)] = 8
    max_themes: Annotated[int, Field(ge=2)] = 30

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Themes:
        if self.min_themes > self.max_themes:
            raise ValueError("min_themes is above max_themes")
        return self


class Matching(Frozen):
    """[matching]: from which probability an offer counts as suitable, or as partly so."""

    threshold: Share = 0.5


class Gaps(Frozen):
    """[gaps]: thresholds of the kinds of gap, and how many bootstrap replicates are drawn."""

    coverage: Share = 0.5
    satisfaction: Annotated[float, Field(ge=1, le=5)] = 3.0
    replicates: Annotated[int, Field(ge=100, le=20000)] = 2000


class Retention(Frozen):
    """[retention]: how many days old runs and raw files are kept; for ever where not set."""

    runs_days: Annotated[int, Field(ge=0)] | None = None
    raw_days: Annotated[int, Field(ge=0)] | None = None


class Schedule(Frozen):
    """[schedule]: when `gapmap serve` looks for waves that changed; an empty cron is never."""

    cron: str = "0 6 * * 1-5"
    timezone: str = "Europe/Copenhagen"


class Email(Frozen):
    """[notify.email]: who is written to, through which server; no host is no e-mail."""

    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    sender: str = ""
    recipients: tuple[str, ...] = ()


class Notify(Frozen):
    """[notify]: who is told when the schedule meets a wave that fails; nobody by default."""

    webhook: str = ""
    drafts: bool = False
    address: str = ""
    email: Email = Email()


class ProjectSettings(Frozen):
    """gapmap.toml as a whole. The order of the categories is the order of the report."""

    project: Project
    respondent_types: dict[str, RespondentType]
    regions: dict[str, str]
    sizes: dict[str, str] = {}
    fields: dict[str, str] = {}
    targets: dict[str, Annotated[int, Field(ge=1)]] = {}
    weights: Weights = Weights()
    catalogue: Catalogue = Catalogue()
    privacy: Privacy = Privacy()
    themes: Themes = Themes()
    matching: Matching = Matching()
    gaps: Gaps = Gaps()
    retention: Retention = Retention()
    schedule: Schedule = Schedule()
    notify: Notify = Notify()

    def of_a_report(self) -> dict[str, Any]:
        """Nothing -> the settings a report is made from.

        All but how long things are kept, when to run and whom to tell.
        """
        return self.model_dump(mode="json", exclude={"retention", "schedule", "notify"})


class Wave(Frozen):
    """[wave]: the export, its name on the report, the days it was open, and how long it is kept."""

    file: str
    label: str
    opens: date | None = None
    closes: date | None = None
    delete_raw_after: date | None = None


class Columns(Frozen):
    """[columns]: canonical name -> heading in the export; only needs must be given."""

    respondent_id: str = ""
    submitted_at: str = ""
    status: str | tuple[str, ...] = ""
    respondent_type: str = ""
    region: str = ""
    size: str = ""
    field: str = ""
    needs: tuple[str, ...] = Field(min_length=1)
    missing: tuple[str, ...] = ()
    ticks: tuple[str, ...] = ()
    importance: str | tuple[str, ...] = ""
    satisfaction: str | tuple[str, ...] = ""
    weight: str = ""


class Fielding(Frozen):
    """[fielding]: how the survey was sent out, for response rates."""

    mode: str = ""
    invited: dict[str, Annotated[int, Field(ge=1)]] = {}


class Format(Frozen):
    """[format]: how the file is written; what is left out is detected."""

    encoding: str = ""
    delimiter: str = ""
    header_rows: Annotated[int, Field(ge=1, le=5)] = 1
    sheet: str = ""
    decimal: Literal["", ".", ","] = ""


class Categories(Frozen):
    """[categories.*]: value in the export -> canonical value, where they differ."""

    respondent_type: dict[str, str] = {}
    region: dict[str, str] = {}
    size: dict[str, str] = {}
    field: dict[str, str] = {}
    status: dict[str, Literal["complete", "unfinished", "test"]] = {}


class Rules(Frozen):
    """[rules]: which answers count, of those that can be read."""

    unfinished: Literal["reject", "keep"] = "reject"
    tests: Literal["reject", "keep"] = "reject"
    duplicates: Literal["last", "keep"] = "last"


class WaveSettings(Frozen):
    """wave.toml as a whole. [ticks]: option of a tick-list -> theme of the codebook, "" = none."""

    wave: Wave
    columns: Columns
    fielding: Fielding = Fielding()
    categories: Categories = Categories()
    ticks: dict[str, str] = {}
    rules: Rules = Rules()
    format: Format = Format()
