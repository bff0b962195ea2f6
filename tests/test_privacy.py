"""The hunt: personal data planted in an export must be found nowhere but in data/raw."""

from __future__ import annotations

import html
import json
import logging
import traceback
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook
from pypdf import PdfReader

from gapmap import pipeline, run_wave, runner
from gapmap.errors import GapmapError
from tests.conftest import HEADINGS, PLANTED, as_csv, export_rows, write_project

NEEDLES = [
    *PLANTED.values(),
    PLANTED["cpr"].replace("-", ""),
    PLANTED["phone"].replace(" ", ""),
    *PLANTED["name"].split(),
    PLANTED["address"].split()[0],
]


def hunt(text: str, where: str) -> None:
    for needle in NEEDLES:
        assert needle not in text, f"planted data in {where}"


def hunt_files(project: Path) -> list[str]:
    """Every file below the project but the raw ones, opened as what it is and as bytes."""
    hunted = []
    for path in sorted(project.rglob("*")):
        if not path.is_file() or "raw" in path.relative_to(project).parts:
            continue
        if path.suffix == ".parquet":
            hunt(pd.read_parquet(path).to_csv(), path.name)
        elif path.suffix == ".pdf":
            hunt("\n".join(page.extract_text() for page in PdfReader(path).pages), path.name)
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as parts:
                for part in parts.namelist():
                    hunt(html.unescape(parts.read(part).decode("utf-8")), f"{path.name} {part}")
        hunt(path.read_bytes().decode("latin-1"), path.name)
        hunted.append(path.name)
    return hunted


def chain(error: BaseException | None) -> str:
    """An error with all that hangs behind it, as a log would keep it."""
    return "".join(traceback.format_exception(error)) if error else ""


def test_planted_data_is_in_no_output_and_no_log(project, caplog):
    caplog.set_level(logging.DEBUG)
    run_wave(project, "2031")
    hunted = hunt_files(project)
    outputs = {
        "gap-report-2031-da.pdf",
        "gap-tables-2031-da.xlsx",
        "gap-map-2031-da.html",
        "run.json",
    }
    assert outputs | {"statements.parquet"} <= set(hunted)
    assert caplog.text
    hunt(caplog.text, "the log")


def test_what_is_written_beside_options_is_in_no_output_and_no_log(project, caplog):
    caplog.set_level(logging.DEBUG)
    wave = project / "data/raw/2031"
    settings = (wave / "wave.toml").read_text("utf-8")
    lists = 'ticks = ["Sæt kryds", "Flere?"]\nimportance = "V'
    themes = '[ticks]\n"Kapital" = "2031-P01"\n[fielding.invited]'
    settings = settings.replace('importance = "V', lists).replace("[fielding.invited]", themes)
    (wave / "wave.toml").write_text(settings, "utf-8")
    rows = export_rows()
    for number, row in enumerate(rows):
        row["Sæt kryds"] = "Kapital; Lokaler" if number % 2 else "Lokaler"
        row["Flere? [Kapital]"], row["Flere? [Andet]"] = "1" if number % 4 else "0", ""
    for row, planted in zip(rows, PLANTED.values(), strict=False):
        row["Sæt kryds"] += f"; {planted}"
        row["Flere? [Andet]"] = planted
    text = as_csv(rows, [*HEADINGS, "Sæt kryds", "Flere? [Kapital]", "Flere? [Andet]"])
    (wave / "export.csv").write_text(text, "utf-8")
    run_wave(project, "2031")
    tables = project / "data/processed/2031"
    assert len(pd.read_parquet(tables / "prompted.parquet")) == 30 + 45
    gaps = pd.read_parquet(tables / "gaps.parquet")
    first = gaps[(gaps["segment_kind"] == "all") & (gaps["theme_id"] == "2031-P01")].iloc[0]
    assert (first["n_asked"], first["n_prompted"]) == (60, 45)
    record = json.loads((project / "reports/2031/run.json").read_text("utf-8"))
    counts = record["steps"]["ingest"]
    assert counts["ticks"] == counts["prompted"] + counts["ticks_unmapped"]
    assert any("Lokaler" in notice for notice in record["notices"])
    hunt_files(project)
    hunt(caplog.text, "the log")


def as_workbook(path: Path, text: str) -> None:
    book = Workbook()
    book.active["B7"] = text
    book.save(path)


@pytest.mark.parametrize("write", [Path.write_text, as_workbook], ids=["text", "workbook"])
def test_the_hunter_would_find_it(project, write):
    (project / "reports" / "2031").mkdir(parents=True)
    write(
        project / "reports/2031" / ("x.xlsx" if write is as_workbook else "x.txt"), PLANTED["cpr"]
    )
    with pytest.raises(AssertionError, match="planted data"):
        hunt_files(project)


@pytest.mark.parametrize("step", ["ingest", "match", "publish"])
def test_a_fault_of_ours_tells_nothing_it_held(project, monkeypatch, caplog, step):
    def fail(_run):
        try:
            int(PLANTED["cpr"])
        except ValueError:
            raise KeyError(PLANTED["e-mail"])  # noqa: B904 (the chain is what is tested)

    fail.__name__ = step
    steps = tuple(fail if s.__name__ == step else s for s in pipeline.STEPS)
    monkeypatch.setattr(runner, "STEPS", steps)
    with pytest.raises(GapmapError, match="fault in gapmap") as raised:
        run_wave(project, "2031")
    assert raised.value.__context__ is None
    hunt(chain(raised.value), "the error")
    hunt(caplog.text, "the log")
    hunt_files(project)


def test_a_wrong_category_and_a_wrong_rating_are_rejected_without_their_content(project):
    run_wave(project, "2031")
    rejects = pd.read_parquet(project / "data/processed/2031/rejects.parquet")
    assert {"size", "importance"} <= set(rejects["column"])
    hunt(rejects.to_csv(), "rejects")


@pytest.mark.parametrize("damage", ["ragged", "no heading", "nothing usable"])
def test_an_export_that_cannot_be_used_is_told_without_its_cells(tmp_path, damage):
    project = write_project(tmp_path, export_rows())
    export = project / "data/raw/2031/export.csv"
    text = export.read_text(encoding="utf-8")
    if damage == "ragged":
        text = text.replace("\n", f";{PLANTED['cpr']};{PLANTED['phone']}\n").replace(
            f";{PLANTED['cpr']};{PLANTED['phone']}\n", "\n", 1
        )
    elif damage == "no heading":
        text = text.split("\n", 1)[1]
    else:
        text = text.split("\n", 1)[0] + "\n" + ";;;;;;;;\n" * 3
    export.write_text(text, encoding="utf-8")
    with pytest.raises(GapmapError) as raised:
        run_wave(project, "2031")
    hunt(chain(raised.value), "the error")
