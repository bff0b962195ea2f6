from __future__ import annotations

import json
from pathlib import Path

import pytest

from gapmap.errors import DataError
from gapmap.readers import read_export
from gapmap.settings import Format, ProjectSettings
from gapmap.stages.catalogue import read_offers

ROWS = [
    {"title": "Kursus", "audience": ["Virksomhed", "Kommune"], "capacity_per_year": 20.0},
    {"title": "Rådgivning", "provider": None, "audience": [], "price": 1.5, "is_open": True},
]


def write(folder: Path, content: object) -> Path:
    path = folder / "offers.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


@pytest.mark.parametrize("content", [ROWS, {"version": 2, "offers": ROWS}])
def test_a_list_of_objects_becomes_a_table(tmp_path, content):
    cells = read_export(write(tmp_path, content), Format()).cells
    assert cells.to_dict("list") == {
        "title": ["Kursus", "Rådgivning"],
        "audience": ["Virksomhed;Kommune", ""],
        "capacity_per_year": ["20", ""],
        "provider": ["", ""],
        "price": ["", "1.5"],
        "is_open": ["", "TRUE"],
    }


def test_a_catalogue_can_be_json(tmp_path):
    project = ProjectSettings.model_validate(
        {
            "project": {"title_da": "Behov", "title_en": "Needs"},
            "respondent_types": {
                name: {"da_plural": name, "en": name, "en_plural": name}
                for name in ("Virksomhed", "Kommune")
            },
            "regions": {"Nord": "North", "Syd": "South"},
        }
    )
    path = write(tmp_path, [{**ROWS[0], "regions": "Hele landet"}])
    offers = read_offers(read_export(path, Format()), project).offers
    assert offers["audience"].tolist() == [["Kommune", "Virksomhed"]]
    assert offers["regions"].tolist() == [["Nord", "Syd"]]
    assert offers["capacity_per_year"].tolist() == [20]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "not valid JSON: line 1, column 1"),
        ('[{"title": "x"},]', "not valid JSON"),
        ([], "no list of rows"),
        (["x"], "no list of rows"),
        ({"a": ROWS, "b": ROWS}, "no list of rows"),
        ("3", "no list of rows"),
        ([{"title": "x"}, {"title": {"da": "y"}}], "rows 2 hold objects"),
        ([{"title": [["x"]]}], "rows 1 hold objects"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_what_is_no_table_is_refused_without_its_content(tmp_path, content, told):
    with pytest.raises(DataError, match=told) as raised:
        read_export(write(tmp_path, content), Format())
    assert raised.value.__context__ is None


def test_other_encodings_are_refused(tmp_path):
    path = tmp_path / "offers.json"
    path.write_bytes('[{"title": "Rådgivning"}]'.encode("cp1252"))
    with pytest.raises(DataError, match="UTF-8"):
        read_export(path, Format())
