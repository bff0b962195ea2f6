"""The handbook's commands, run as they are printed, from an empty folder to an approved edition."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gapmap.editions.folder import Editions
from tests.review_filler import Filler

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(console|toml [^\n]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HANDBOOKS = ("handbook.md", "haandbog.md")


def blocks(name: str) -> list[tuple[str, str]]:
    return BLOCK.findall((ROOT / "docs" / name).read_text(encoding="utf-8"))


def commands(name: str) -> list[str]:
    printed = "".join(text for kind, text in blocks(name) if kind == "console")
    return [line.removeprefix("$ ") for line in printed.splitlines() if line.startswith("$ ")]


def test_both_languages_have_the_same_commands_and_settings():
    first, second = (blocks(name) for name in HANDBOOKS)
    assert first == second
    assert len(commands(HANDBOOKS[0])) > 15


@pytest.mark.parametrize("name", HANDBOOKS)
def test_every_file_that_is_pointed_at_is_there(name):
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / "docs" / target).is_file(), target


def write_settings(project: Path, place: str, text: str) -> None:
    """A block of settings -> the file it names, or the lines put below the heading it names."""
    file, _, heading = place.partition(" ")
    path = project / file
    if heading:
        before = path.read_text(encoding="utf-8")
        assert before.count(heading) == 1
        text = re.sub(rf"^{re.escape(heading)}.*$", rf"\g<0>\n{text}", before, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")


def fill_in(folder: Path) -> None:
    """What the handbook asks Ane and Bo to do."""
    for who in ("Ane", "Bo"):
        filled = Filler(folder / "gennemgang-2027.xlsx", who=who, why="gennemgået")
        themes = filled.ids("themes")
        for theme in themes:
            filled.set("themes", theme, {"confirm": "ja"})
        for statement in filled.ids("statements")[:10]:
            filled.set("statements", statement, {"right": "ja"})
        for statement in filled.ids("sample"):
            filled.set("sample", statement, {"theme_1": themes[0]})
        for quote in filled.ids("quotes")[:3]:
            filled.set("quotes", quote, {"approve": "ja"})
        filled.save(folder / f"{who.lower()}.xlsx")


def test_every_command_works_as_printed(tmp_path):
    (tmp_path / "gapmap").symlink_to(ROOT)
    project = tmp_path / "kunstraad"
    project.mkdir()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")},
        "PATH": path,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    environment.pop("GAPMAP_PROJECT", None)
    for kind, text in blocks(HANDBOOKS[0]):
        if kind != "console":
            write_settings(project, kind.removeprefix("toml "), text)
            continue
        for command in text.splitlines():
            if "review import" in command:
                fill_in(project / "review" / "2027")
            done = subprocess.run(
                ["bash", "-c", command.removeprefix("$ ")],
                cwd=project, env=environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, (command, done.stderr[-2000:])
    editions = Editions(project, "2027")
    assert editions.is_withdrawn(1)
    edition = editions.open(2)
    assert edition.by == "Kim Eksempel"
    assert (editions.path(2) / "gap-report-2027-da.pdf").is_file()
