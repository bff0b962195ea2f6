"""Small surveys for the tests of the statistics, written as people, offers and grades."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import pandas as pd

from gapmap.stages.gaps import Evidence, GapRules
from gapmap.tables import NOT_STATED, TABLES

FITS = {"full": (0.9, 0.8), "partly": (0.7, 0.2), "none": (0.1, 0.05)}


@dataclasses.dataclass(frozen=True)
class Person:
    """Someone who answered: themes under needs and missing, one statement each."""

    type: str = "Virksomhed"
    region: str = "Nord"
    needs: Sequence[str] = ()
    missing: Sequence[str] = ()
    size: str = NOT_STATED
    field: str = NOT_STATED
    importance: float | None = None
    satisfaction: float | None = None
    rated: Mapping[str, float] = dataclasses.field(default_factory=dict)
    weight: float = 1.0
    answered: bool = True


@dataclasses.dataclass(frozen=True)
class Offer:
    """An offer, and how well it serves which theme."""

    grades: Mapping[str, str] = dataclasses.field(default_factory=dict)
    audience: Sequence[str] = ()
    regions: Sequence[str] = ()
    capacity: int | None = None
    open_from: str | None = None
    open_until: str | None = None
    status: str = "proposed"
    fits: tuple[float, float] | None = None


def rules(**changes):
    values = {
        "respondent_types": ("Virksomhed", "Kommune"), "regions": ("Nord", "Syd"), "sizes": (),
        "opens": None, "closes": None, "population": None, "margins": {}, "cap": 5.0,
        "threshold": 0.5, "coverage": 0.5, "satisfaction": 3.0, "min_cell": 5,
        "replicates": 20, "seed": 1,
    }  # fmt: skip
    return GapRules(**(values | changes))


def evidence(people, offers=(), *, themes=None, id_of=lambda kind, place: f"{kind}{place}"):
    """People, offers -> Evidence; the themes are those mentioned unless they are given."""
    mentioned = {t for p in people for t in (*p.needs, *p.missing)}
    served = {t for offer in offers for t in offer.grades}
    names = sorted(mentioned | served) if themes is None else list(themes)
    statements, assignments = said_by(people, id_of)
    return Evidence(
        respondents=respondents_of(people, id_of),
        statements=statements,
        themes=themes_of(names),
        assignments=assignments,
        offers=offers_of(offers),
        matches=matches_of(offers),
    )


def respondents_of(people, id_of=lambda kind, place: f"{kind}{place}"):
    return TABLES["respondents"].shape(
        pd.DataFrame(
            [
                {
                    "respondent_id": id_of("r", place), "wave": "2031", "source_row": place + 1,
                    "respondent_type": p.type, "region": p.region, "size": p.size,
                    "field": p.field, "importance": p.importance,
                    "satisfaction": p.satisfaction, "weight": p.weight, "answered": p.answered,
                }
                for place, p in enumerate(people)
            ],
            columns=[column.name for column in TABLES["respondents"].columns],
        )
    )  # fmt: skip


def said_by(people, id_of=lambda kind, place: f"{kind}{place}"):
    statements, assignments = [], []
    for place, p in enumerate(people):
        for role, themes in (("need", p.needs), ("missing", p.missing)):
            for theme in themes:
                statement = id_of("s", len(statements))
                statements.append(
                    {
                        "statement_id": statement, "respondent_id": id_of("r", place),
                        "question": f"{role}_1", "role": role, "text": "", "language": "da",
                        "start": 0, "end": 0, "n_redactions": 0, "outcome": "assigned",
                        "importance": None, "satisfaction": p.rated.get(theme),
                    }
                )  # fmt: skip
                assignments.append(
                    {"statement_id": statement, "theme_id": theme, "membership": 1.0,
                     "source": "model"}
                )  # fmt: skip
    return _table("statements", statements), _table("assignments", assignments)


def themes_of(names, source="found"):
    return _table(
        "themes",
        [
            {
                "theme_id": name, "label_da": name, "label_en": name, "terms": [],
                "n_statements": 1, "n_respondents": 1, "stability": 1.0, "source": source,
                "exemplars": [],
                "concepts": [],
                "definition": "",
            }
            for name in names
        ],
    )  # fmt: skip


def offers_of(offers):
    return _table(
        "offers",
        [
            {
                "offer_id": f"o{place}", "title": "", "provider": "", "offer_type": "",
                "audience": list(o.audience), "regions": list(o.regions), "languages": [],
                "description": "", "capacity_per_year": o.capacity, "price": "",
                "open_from": o.open_from, "open_until": o.open_until, "last_checked": None,
                "url": "",
            }
            for place, o in enumerate(offers)
        ],
    )  # fmt: skip


def matches_of(offers):
    return _table(
        "matches",
        [
            {
                "theme_id": theme, "offer_id": f"o{place}",
                "fit": (o.fits or FITS[grade])[0], "fit_full": (o.fits or FITS[grade])[1],
                "grade": grade, "rank": 1, "evidence": [], "status": o.status,
            }
            for place, o in enumerate(offers)
            for theme, grade in o.grades.items()
        ],
    )  # fmt: skip


def cell(frame, theme, kind="all", segment=""):
    """The one row of a theme in a segment."""
    row = frame[
        (frame["theme_id"] == theme)
        & (frame["segment_kind"] == kind)
        & (frame["segment"] == segment)
    ]
    assert len(row) == 1
    return row.iloc[0]


def _table(name, rows):
    columns = [column.name for column in TABLES[name].columns]
    return TABLES[name].shape(pd.DataFrame(rows, columns=columns))
