"""Builds invented, consistent inputs of a report, so that a test names only what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from gapmap.notices import Notice
from gapmap.report import ReportInputs, RunFacts
from gapmap.settings import Columns, Project, ProjectSettings, RespondentType, Wave, WaveSettings
from gapmap.stages.decisions import Confirmed
from gapmap.tables import SEGMENT_JOIN, TABLES
from gapmap.text.vocabulary_files import load_vocabulary

TYPES = {
    "Virksomhed": ("virksomheder", "company", "companies"),
    "Videninstitution": ("videninstitutioner", "knowledge institution", "knowledge institutions"),
    "Offentlig organisation": (
        "offentlige organisationer",
        "public organisation",
        "public organisations",
    ),
}
REGIONS = {"Nord": "North", "Syd": "South", "Øst": "East", "Vest": "West"}
SIZES = {"1-9": "1-9", "10-49": "10-49", "50+": "50+"}
FIELDS = {"Biotek": "Biotech", "Velfærdsteknologi": "Welfare technology"}
COUNTS = {"Virksomhed": 110, "Videninstitution": 60, "Offentlig organisation": 60}
_INTERVALS = ("demand", "coverage", "met", "gap", "gap_capacity", "rank")


@dataclass
class Plan:
    """What a test may change about the invented wave; the rest stays as it is."""

    labels: Sequence[str] = ("Adgang til klinikere", "Sundhedsdata", "Tidlig kapital", "Netværk")
    counts: dict[str, int] = field(default_factory=lambda: dict(COUNTS))
    regions: dict[str, str] = field(default_factory=lambda: dict(REGIONS))
    offer_titles: Sequence[str] = ("CE-klinikken", "Forprojektpuljen", "Ageing Asia Gateway")
    quotes: tuple[tuple[str, str, str], ...] = ()
    notices: tuple[Notice, ...] = ()
    is_rated: bool = True
    has_ticks: bool = False
    min_cell: int = 5
    seed: int = 3


def make_inputs(plan: Plan | None = None) -> ReportInputs:
    """Plan -> inputs whose numbers agree with one another, small groups hidden.

    Without a plan the same frames are handed out every time: replace, do not change them.
    """
    return _plain_inputs() if plan is None else _inputs(plan)


@cache
def _plain_inputs() -> ReportInputs:
    return _inputs(Plan())


def _inputs(plan: Plan) -> ReportInputs:
    rng = np.random.default_rng(plan.seed)
    people = _people(plan, rng)
    theme_ids = [f"T{i:02d}" for i in range(1, len(plan.labels) + 1)]
    mentions = _mentions(people, len(theme_ids), rng)
    best = _best_offers(people, len(theme_ids), plan, rng)
    gaps = _gaps(plan, people, theme_ids, mentions, best)
    return ReportInputs(
        project=_project(plan),
        wave=WaveSettings(
            wave=Wave(file="x.csv", label="2019"),
            columns=Columns(needs=("a",), ticks=("Sæt kryds",) if plan.has_ticks else ()),
        ),
        wave_name="2019",
        gaps=gaps,
        contrasts=_contrasts(gaps),
        sensitivity=_sensitivity(gaps),
        themes=_themes(plan, theme_ids, mentions, rng),
        offers=_offers(plan),
        matches=_matches(plan, theme_ids, best),
        agreement=TABLES["agreement"].empty(),
        corrected=TABLES["corrected"].empty(),
        rejects=_rejects(),
        trends=TABLES["trends"].empty(),
        turnout=_turnout(plan, people),
        listed=_listed(plan, people, theme_ids, mentions, gaps),
        quotes=_quotes(plan),
        statement_counts={"assigned": 300, "no_theme": 41, "non_answer": 33, "blank": 80},
        vocabulary=load_vocabulary(),
        facts=_facts(plan),
        confirmed=Confirmed(10, 210, 42, 30, 6),
    )


def _project(plan: Plan) -> ProjectSettings:
    types = {
        name: RespondentType(da_plural=names[0], en=names[1], en_plural=names[2])
        for name, names in ((n, TYPES.get(n, (n.lower(), n, n))) for n in plan.counts)
    }
    return ProjectSettings(
        project=Project(
            title_da="Huller mellem behov og tilbud",
            title_en="Gaps between needs and offers",
            notice_da="Opdigtede data",
            notice_en="Invented data",
            contact="analyse@example.org",
        ),
        respondent_types=types,
        regions=plan.regions,
        sizes=SIZES,
        fields=FIELDS,
        targets=dict.fromkeys(list(plan.counts)[:1], 100),
    )


def _facts(plan: Plan) -> RunFacts:
    return RunFacts(
        version="0.1.0",
        run_id="0123456789abcdef",
        opens=date(2019, 11, 18),
        closes=date(2019, 12, 20),
        n_rows=sum(plan.counts.values()) + 2,
        n_rejected_rows=2,
        n_redactions=12,
        design_effect=1.0,
        inputs=(("data/raw/2019/responses.csv", "a" * 64), ("data/raw/offers.csv", "b" * 64)),
        seed=7,
        notices=plan.notices,
        encoder="vocabulary+lexical",
    )


def _people(plan: Plan, rng: np.random.Generator) -> pd.DataFrame:
    n = sum(plan.counts.values())
    return pd.DataFrame(
        {
            "respondent_type": [name for name, count in plan.counts.items() for _ in range(count)],
            "region": rng.choice(list(plan.regions), n),
            "size": rng.choice(list(SIZES), n),
            "field": rng.choice(list(FIELDS), n),
            "answered": rng.random(n) > 0.06,
        }
    )


def _mentions(people: pd.DataFrame, n_themes: int, rng: np.random.Generator) -> np.ndarray:
    """Whether a person mentions a theme; each type has its own mix."""
    mentions = np.zeros((len(people), n_themes), dtype=bool)
    for rows in people.groupby("respondent_type", sort=True).indices.values():
        chance = rng.uniform(0.02, 0.28, n_themes)
        mentions[rows] = rng.random((len(rows), n_themes)) < chance
    return mentions & people["answered"].to_numpy()[:, None]


def _best_offers(
    people: pd.DataFrame, n_themes: int, plan: Plan, rng: np.random.Generator
) -> np.ndarray:
    """0, 0.5 or 1: the best offer open to a person for a theme."""
    if not plan.offer_titles:
        return np.zeros((len(people), n_themes))
    steepness = rng.uniform(0, 1, n_themes)
    draws = rng.random((len(people), n_themes))
    return np.where(draws < 0.75 * steepness, 1.0, np.where(draws < steepness, 0.5, 0.0))


def _segments(plan: Plan, people: pd.DataFrame, *kinds: str) -> list[tuple[str, str, np.ndarray]]:
    names = {"respondent_type": plan.counts, "region": plan.regions, "size": SIZES, "field": FIELDS}
    segments = [("all", "", np.ones(len(people), dtype=bool))]
    for kind in kinds:
        segments += [(kind, name, (people[kind] == name).to_numpy()) for name in names[kind]]
    return segments


def _crossed(plan: Plan, people: pd.DataFrame) -> list[tuple[str, str, np.ndarray]]:
    return [
        (
            "respondent_type_region",
            f"{one}{SEGMENT_JOIN}{region}",
            ((people["respondent_type"] == one) & (people["region"] == region)).to_numpy(),
        )
        for one in plan.counts
        for region in plan.regions
    ]


def _gaps(
    plan: Plan,
    people: pd.DataFrame,
    theme_ids: list[str],
    mentions: np.ndarray,
    best: np.ndarray,
) -> pd.DataFrame:
    answered = people["answered"].to_numpy()
    rows = []
    segments = _segments(plan, people, "respondent_type", "region", "size")
    for kind, name, inside in (*segments, *_crossed(plan, people)):
        n = int((inside & answered).sum())
        of_segment = [
            _gap_row(plan, (theme_id, kind, name), n, best[inside & mentions[:, t], t])
            for t, theme_id in enumerate(theme_ids)
        ]
        by_gap = sorted(of_segment, key=lambda row: (-row["gap"], row["theme_id"]))
        for rank, row in enumerate(by_gap, start=1):
            row |= {"rank": rank, "rank_low": max(1, rank - 2), "rank_high": rank + 2}
        rows += [_hidden(row, plan.min_cell) for row in of_segment]
    gaps = pd.DataFrame(rows, columns=[column.name for column in TABLES["gaps"].columns])
    return TABLES["gaps"].shape(gaps)


def _gap_row(plan: Plan, key: tuple[str, str, str], n: int, best: np.ndarray) -> dict[str, object]:
    demand, met = len(best) / max(n, 1), float(best.sum()) / max(n, 1)
    coverage = met / demand if demand else np.nan
    row: dict[str, object] = dict(zip(("theme_id", "segment_kind", "segment"), key, strict=True))
    row |= {"n": n, "n_need": len(best), "n_unmet": int((best == 0).sum())}
    row |= {"n_partly": int((best == 0.5).sum()), "n_missing": len(best) // 2}
    n_prompted = min(n, 2 * len(best))
    few = n < 10 or 0 < n_prompted < plan.min_cell or 0 < n - n_prompted < plan.min_cell
    row |= {"n_asked": n if n >= 10 else None, "n_prompted": None if few else n_prompted}
    if not plan.has_ticks:
        row |= {"n_asked": 0, "n_prompted": 0}
    row |= {"n_suitable_offers": len(plan.offer_titles), "p_top5": 0.8}
    for name, share in (("demand", demand), ("coverage", coverage), ("met", met)):
        row |= _interval(name, share, n)
    row |= _interval("gap", demand - met, n) | _interval("gap_capacity", demand - met, n)
    row |= {"gap_total_low": row["gap_low"], "gap_total_high": row["gap_high"]}
    row |= {"importance": 4.2 if plan.is_rated else np.nan}
    row |= {"satisfaction": 2.4 if plan.is_rated else np.nan}
    kind = "undecided" if coverage >= 0.5 else "no_suitable_offer_for_most"
    return row | {"kind": kind if demand else ""}


def _interval(name: str, share: float, n: int) -> dict[str, object]:
    spread = 1.96 * np.sqrt(max(share * (1 - share), 0) / max(n, 1))
    ends = {f"{name}_low": max(0.0, share - spread), f"{name}_high": min(1.0, share + spread)}
    return {name: share, **ends}


def _hidden(row: dict[str, object], min_cell: int) -> dict[str, object]:
    """A row with its numbers, or without them where the need is about few people."""
    n, n_need = row["n"], row["n_need"]
    assert isinstance(n, int)
    assert isinstance(n_need, int)
    small = n < 10 or 0 < n_need < min_cell or 0 < n - n_need < min_cell
    kept = ("theme_id", "segment_kind", "segment", "n_asked", "n_prompted")
    return {name: row[name] for name in kept} if small else row


def hide_where(inputs_gaps: pd.DataFrame, rows: pd.Series) -> pd.DataFrame:
    """Gaps and the rows to hide -> the same with every number of those rows empty."""
    shown = inputs_gaps.copy()
    numbers = [c.name for c in TABLES["gaps"].columns if c.kind in ("integer", "number")]
    shown.loc[rows, numbers] = pd.NA
    shown.loc[rows, "kind"] = ""
    return TABLES["gaps"].shape(shown)


def _contrasts(gaps: pd.DataFrame) -> pd.DataFrame:
    rows = gaps[gaps["segment_kind"].isin(["respondent_type", "region"]) & gaps["demand"].notna()]
    everyone = gaps[gaps["segment_kind"] == "all"].set_index("theme_id")["demand"]
    if rows.empty:
        return TABLES["contrasts"].empty()
    difference = rows["demand"] - rows["theme_id"].map(everyone)
    q = (0.4 - 5 * difference.abs()).clip(0.001, 1)
    contrasts = rows[["theme_id", "segment_kind", "segment"]].assign(
        difference=difference,
        difference_low=difference - 0.05,
        difference_high=difference + 0.05,
        p=q / 2,
        q=q,
    )
    return TABLES["contrasts"].shape(contrasts.dropna(subset=["difference"]))


def _sensitivity(gaps: pd.DataFrame) -> pd.DataFrame:
    everyone = gaps[(gaps["segment_kind"] == "all") & gaps["gap"].notna()]
    frames = [
        everyone[["theme_id", "gap", "rank"]].assign(variant=variant, tau=tau)
        for variant, tau in (("partly_as_none", 0.91), ("partly_as_full", 0.84))
    ]
    return TABLES["sensitivity"].shape(pd.concat(frames))


def _themes(
    plan: Plan, theme_ids: list[str], mentions: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    n_themes = len(theme_ids)
    frame = pd.DataFrame(
        {
            "theme_id": theme_ids,
            "label_da": list(plan.labels),
            "label_en": [f"{label} (en)" for label in plan.labels],
            "terms": [["kliniker", "forsøg", "hospital", "adgang", "data"]] * n_themes,
            "n_statements": mentions.sum(axis=0) + 3,
            "n_respondents": mentions.sum(axis=0),
            "stability": rng.uniform(0.5, 1, n_themes),
            "source": ["found"] * n_themes,
            "exemplars": [[]] * n_themes,
            "concepts": [[]] * n_themes,
            "definition": "",
        }
    )
    return TABLES["themes"].shape(frame)


def _offers(plan: Plan) -> pd.DataFrame:
    titles = list(plan.offer_titles)
    n = len(titles)
    frame = pd.DataFrame(
        {
            "offer_id": [f"O{i}" for i in range(n)],
            "title": titles,
            "provider": ["Hemmelig Udbyder"] * n,
            "offer_type": ["Rådgivning"] * n,
            "audience": [list(plan.counts)[:1] if i % 2 else [] for i in range(n)],
            "regions": [list(plan.regions)[:2] if i % 3 == 1 else [] for i in range(n)],
            "languages": [["da"]] * n,
            "description": [""] * n,
            "capacity_per_year": [80 if i % 2 else None for i in range(n)],
            "price": [""] * n,
            "open_from": [pd.Timestamp("2016-10-01")] * n,
            "open_until": [pd.Timestamp("2018-06-30") if i % 3 == 2 else pd.NaT for i in range(n)],
            "last_checked": [pd.NaT] * n,
            "url": [""] * n,
        }
    )
    return TABLES["offers"].shape(frame) if n else TABLES["offers"].empty()


def _matches(plan: Plan, theme_ids: list[str], best: np.ndarray) -> pd.DataFrame:
    rows = [
        {
            "theme_id": theme_id,
            "offer_id": f"O{i}",
            "fit": 0.9 / (i + 1),
            "fit_full": 0.7 / (i + 1),
            "grade": ("full", "partly", "none")[min(i + (best[:, t].mean() < 0.2), 2)],
            "rank": i + 1,
            "evidence": ['"forsøg"'] if i % 2 == 0 else [],
            "status": "proposed",
        }
        for t, theme_id in enumerate(theme_ids)
        for i in range(min(5, len(plan.offer_titles)))
    ]
    return TABLES["matches"].shape(pd.DataFrame(rows)) if rows else TABLES["matches"].empty()


def _listed(
    plan: Plan,
    people: pd.DataFrame,
    theme_ids: list[str],
    mentions: np.ndarray,
    gaps: pd.DataFrame,
) -> pd.DataFrame:
    """One statement per person and theme; no type where its cell is hidden."""
    shown = gaps[gaps["n_need"].notna()]
    of_all = set(shown.loc[shown["segment_kind"] == "all", "theme_id"])
    of_types = set(zip(shown["theme_id"], shown["segment"], strict=True))
    rows = [
        {
            "theme_id": theme_id,
            "statement_id": f"{person:04d}{t:02d}",
            "respondent_type": name if (theme_id, name) in of_types else "",
            "text": f"{plan.labels[t]} mangler",
        }
        for t, theme_id in enumerate(theme_ids)
        if theme_id in of_all
        for person, name in enumerate(people["respondent_type"])
        if mentions[person, t]
    ]
    return pd.DataFrame(rows, columns=["theme_id", "statement_id", "respondent_type", "text"])


def _quotes(plan: Plan) -> pd.DataFrame:
    """Theme id, respondent type and text of approved quotes -> as they are handed over."""
    columns = ["theme_id", "respondent_type", "text"]
    frame = pd.DataFrame(list(plan.quotes), columns=columns)
    return frame.assign(statement_id=[f"s{i:03d}" for i in range(len(frame))])


def _rejects() -> pd.DataFrame:
    return TABLES["rejects"].shape(
        pd.DataFrame(
            {
                "source": ["survey", "survey", "survey", "offers"],
                "row": [4, 9, 17, 3],
                "column": ["", "", "region", "audience"],
                "rule": ["blank_row", "duplicate_id", "unknown_category", "unknown_audience"],
                "advice": ["x"] * 4,
            }
        )
    )


def _turnout(plan: Plan, people: pd.DataFrame) -> pd.DataFrame:
    rows = [
        {
            "segment_kind": kind,
            "segment": name,
            "n_respondents": int(inside.sum()),
            "n_answered": int((inside & people["answered"].to_numpy()).sum()),
            "target": 100 if (kind, name) == ("respondent_type", "Virksomhed") else None,
            "invited": None,
        }
        for kind, name, inside in _segments(
            plan, people, "respondent_type", "region", "size", "field"
        )
    ]
    whole = ["n_respondents", "n_answered", "target", "invited"]
    frame = pd.DataFrame(rows).astype(dict.fromkeys(whole, "Int64"))
    for name in whole[:2]:
        frame[name] = frame[name].mask(frame[name].between(1, plan.min_cell - 1))
    return frame
