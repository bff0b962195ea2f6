"""The attack: nothing hidden can be worked out from what is shown or left under reports/."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from gapmap import run_wave
from gapmap.settings_file import read_project, read_wave
from gapmap.stages.disclose import disclose_contrasts, disclose_gaps, disclose_sensitivity
from gapmap.stages.gaps import score_gaps
from gapmap.stages.segments import divide
from gapmap.stages.turnout import turnout
from gapmap.store import Store
from tests.attack import attack_gaps, attack_ranks, attack_turnout
from tests.builders import Offer, Person, evidence, rules
from tests.page_reader import PageReader

ROOT = Path(__file__).parents[1]
KEY = ["theme_id", "segment_kind", "segment"]
COMBINATION = ["respondent_type", "region", "size", "field"]
TYPES, REGIONS = ("Virksomhed", "Kommune", "Universitet"), ("Nord", "Syd", "Vest")


@pytest.fixture(scope="module", params=["2019", "2024"])
def wave(request, tmp_path_factory) -> tuple[Path, str]:
    """The sample project with one wave run."""
    project = tmp_path_factory.mktemp("sample")
    shutil.copy(ROOT / "gapmap.toml", project)
    shutil.copytree(ROOT / "data" / "raw", project / "data" / "raw")
    run_wave(project, request.param)
    return project, request.param


def counted(respondents, statements, assignments, themes):
    """Theme, kind, segment -> how many mention the need, counted from the rows themselves."""
    answered = respondents[respondents["answered"].fillna(False).astype(bool)]
    joined = assignments.merge(statements, on="statement_id")
    segments = divide(answered, respondent_types=(), regions=(), sizes=())
    ids = answered["respondent_id"].to_numpy()
    by_theme = joined.groupby("theme_id")["respondent_id"].agg(set)
    return {
        (theme, one.kind, one.name): len(set(ids[one.members]) & by_theme.get(theme, set()))
        for theme in themes
        for one in segments
    }


def told(recovered, true):
    """What was recovered, is right, and is about someone."""
    return [
        one
        for one in recovered
        if one.value > 0 and true.get((one.theme, *one.segment), one.value) == one.value
    ]


@pytest.mark.parametrize("zero_is_shown", [False, True])
def test_no_hidden_count_of_the_sample_can_be_worked_out(wave, zero_is_shown):
    project, name = wave
    tables = {
        table: Store(project).load_table(name, table)
        for table in ("gaps", "contrasts", "respondents", "statements", "assignments", "themes")
    }
    settings = read_project(project / "gapmap.toml")
    of_wave = read_wave(project / "data" / "raw" / name / "wave.toml", settings)
    seen = turnout(
        tables["respondents"],
        min_cell=settings.privacy.min_cell,
        targets=settings.targets,
        invited=of_wave.fielding.invited,
    )
    true = counted(
        *(tables[t] for t in ("respondents", "statements", "assignments")),
        tables["themes"]["theme_id"],
    )
    shown = tables["gaps"].dropna(subset=["n_need"])
    assert all(
        true.get((r.theme_id, r.segment_kind, r.segment), 0) == r.n_need for r in shown.itertuples()
    )
    assert attack_turnout(seen) == []
    assert attack_ranks(tables["gaps"]) == []
    recovered = attack_gaps(tables["gaps"], tables["contrasts"], seen, zero_is_shown=zero_is_shown)
    assert told(recovered, true) == []


def survey(seed: int):
    """A seed -> a survey of up to three types and regions, with offers open to some."""
    chance = np.random.default_rng(seed)
    shares = chance.uniform(0.05, 0.5, size=(len(TYPES), 2))
    people = [
        Person(
            TYPES[kind],
            str(chance.choice(REGIONS)),
            size=str(chance.choice(["1-9", "10+"])),
            needs=[
                t for t, share in zip("ab", shares[kind], strict=True) if chance.random() < share
            ]
            or ["c"],
            missing=["a"] if chance.random() < 0.1 else [],
        )
        for kind in chance.choice(3, size=int(chance.integers(60, 160)), p=[0.6, 0.3, 0.1])
    ]
    offers = [
        Offer({"a": "full", "b": "partly"}, audience=[TYPES[seed % 3]]),
        Offer({"b": "full"}, regions=[REGIONS[seed % 2]]),
    ]
    return evidence(people, offers)


def scored(seed: int):
    given = survey(seed)
    setting = rules(respondent_types=TYPES, regions=REGIONS, sizes=("1-9", "10+"))
    return given, score_gaps(given, rules=setting)


@pytest.mark.parametrize("seed", range(6))
def test_no_hidden_count_of_random_surveys_can_be_worked_out(seed):
    given, result = scored(seed)
    shown = disclose_gaps(result.gaps, min_cell=5)
    contrasts = disclose_contrasts(result.contrasts, shown)
    seen = turnout(given.respondents, min_cell=5, targets={}, invited={})
    true = result.gaps.set_index(KEY)["n_need"].to_dict()
    assert shown["n_need"].isna().any()
    assert attack_turnout(seen) == []
    assert attack_ranks(shown) == []
    sensitivity = disclose_sensitivity(result.sensitivity, shown)
    variants = sensitivity.assign(segment_kind=sensitivity["variant"], segment="")
    assert attack_ranks(variants) == []
    for zero_is_shown in (False, True):
        recovered = attack_gaps(shown, contrasts, seen, zero_is_shown=zero_is_shown)
        assert told(recovered, true) == []


def hide_plainly(gaps: pd.DataFrame) -> pd.DataFrame:
    """Gaps -> the same with only the small counts hidden, and nothing beside them."""
    numbers = [c for c in gaps.columns if c not in (*KEY, "kind")]
    small = gaps["n_need"].between(1, 4)
    return gaps.assign(**{c: gaps[c].mask(small) for c in numbers if c != "n"})


def test_the_attack_finds_what_plain_hiding_leaves():
    given, result = scored(0)
    plain = hide_plainly(result.gaps)
    seen = turnout(given.respondents, min_cell=5, targets={}, invited={})
    recovered = attack_gaps(plain, result.contrasts, seen, zero_is_shown=False)
    assert told(recovered, result.gaps.set_index(KEY)["n_need"].to_dict())
    assert attack_ranks(plain)


def test_the_attack_finds_a_size_that_follows_from_the_others():
    seen = pd.DataFrame(
        [("all", "", 40, 40), ("region", "Nord", 38, 38), ("region", "Syd", None, None)],
        columns=["segment_kind", "segment", "n_respondents", "n_answered"],
    ).astype({"n_respondents": "Int64", "n_answered": "Int64"})
    assert {one.value for one in attack_turnout(seen)} == {2}


def records(path: Path) -> Iterator[str]:
    """An output -> its rows as a reader sees them: lines, table rows, JSON records."""
    if path.suffix == ".pdf":
        for page in PdfReader(path).pages:
            yield from page.extract_text().splitlines()
    elif path.suffix == ".xlsx":
        with contextlib.closing(load_workbook(path, read_only=True)) as book:
            for sheet in book:
                yield from ("\t".join(map(str, row)) for row in sheet.iter_rows(values_only=True))
    elif path.suffix == ".json":
        yield from json_records(json.loads(path.read_text(encoding="utf-8")))
    elif path.suffix == ".html":
        page = PageReader(path.read_text(encoding="utf-8"))
        yield from (*page.visible, *json_records(json.loads(page.texts["content"])))
    elif path.suffix not in (".png", ".parquet"):
        yield from path.read_text(encoding="utf-8").splitlines()
    elif path.suffix == ".parquet":
        yield from pd.read_parquet(path).to_csv(sep="\t").splitlines()


def json_records(value: object) -> Iterator[str]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    yield "\t".join(str(part) for part in parts if not isinstance(part, (dict, list)))
    for part in parts:
        yield from json_records(part)


def point_at(path: Path, combinations: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """An output, combinations that only one respondent has -> those that a row of it holds."""
    rows = list(records(path))
    return [one for one in combinations if any(all(v in row for v in one) for row in rows)]


def lone(respondents: pd.DataFrame) -> list[tuple[str, ...]]:
    counts = respondents.groupby(COMBINATION).size()
    return [tuple(map(str, one)) for one in counts[counts == 1].index]


def test_no_row_of_an_output_points_at_one_respondent(wave):
    project, name = wave
    combinations = lone(Store(project).load_table(name, "respondents"))
    assert len(combinations) == {"2019": 102}.get(name, len(combinations))
    outputs = [path for path in (project / "reports").rglob("*") if path.is_file()]
    assert {".pdf", ".html", ".json"} <= {path.suffix for path in outputs}
    for path in {path.read_bytes(): path for path in outputs}.values():
        assert point_at(path, combinations) == [], path.name


def sheet(path: Path, name: str) -> pd.DataFrame:
    header, *rows = load_workbook(path)[name].iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=header)


def test_no_hidden_count_follows_from_the_statements_that_are_listed(wave):
    project, name = wave
    tables = {table: Store(project).load_table(name, table) for table in ("gaps", "assignments")}
    path = project / "reports" / name / f"gap-tables-{name}-en.xlsx"
    listed = sheet(path, "Statements").dropna(subset=["Code"])
    gaps = tables["gaps"].set_index(KEY)["n_need"]
    assert len(listed) > 100
    assert listed["Statement id"].is_unique
    companies = listed[listed["Type"] == "Company"]
    assert not [code for code in set(listed["Code"]) if pd.isna(gaps[code, "all", ""])]
    assert len(companies)
    for code in set(companies["Code"]):
        assert pd.notna(gaps[code, "respondent_type", "Virksomhed"])
    left_out = set(tables["assignments"]["theme_id"]) - set(listed["Code"])
    assert len(left_out) != 1

    # the ids in the trace lead to no other theme, and to a type only where it is shown
    theme_of = dict(zip(listed["Statement id"], listed["Theme"], strict=True))
    traced = sheet(path, "Trace").dropna(subset=["Statement ids"])
    found = {
        (theme_of[one], theme)
        for ids, theme in zip(traced["Statement ids"], traced["Theme"], strict=True)
        for one in set(str(ids).partition(".")[0].split(", ")) & set(theme_of)
    }
    assert found
    assert {listed_under for listed_under, theme in found if listed_under != theme} == set()


@pytest.mark.parametrize("name", ["rows.csv", "rows.json"])
def test_a_row_that_points_at_one_respondent_is_found(tmp_path, name):
    one = ("Virksomhed", "Fyn", "1-9", "Biotek")
    text = ";".join(one) if name.endswith("csv") else json.dumps([dict(enumerate(one))])
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert point_at(tmp_path / name, [one]) == [one]
