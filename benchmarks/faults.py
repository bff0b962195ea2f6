"""What is left when a machine dies, a disk is full, or two runs meet.

    python benchmarks/faults.py [--kills 20]

Works on a small project in a temporary folder: it is run once, its export is changed, and then a
run is disturbed. Afterwards the report must be whole (every file that run.json names is there with
its SHA-256, the PDF, the workbook and the page open), and the next run must succeed and give the
bytes of an undisturbed one. The disk is a tmpfs of a few megabytes, for which the script must be
root; else that line says so. Ends only processes that it started.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
from openpyxl import load_workbook
from pypdf import PdfReader

from benchmarks.labelled_texts import ROOT
from gapmap import __version__
from gapmap.store import RunRecord, sha256
from tests.conftest import as_csv, export_rows, write_project

WAVE = "2031"
RUN = f"from pathlib import Path; from gapmap import run_wave; run_wave(Path('.'), '{WAVE}')"
JUMPING = """
import itertools, time, datetime
steps = itertools.cycle([0, 86400 * 400, -86400 * 900, 3])
real = time.time
time.time = lambda: real() + next(steps)
"""


class Faults:
    """A project that was run once, and what an undisturbed second run gives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.first = write_project(folder / "first", export_rows(48))
        assert self.run(self.first).returncode == 0
        undisturbed = self.changed("undisturbed")
        started = time.monotonic()
        assert self.run(undisturbed).returncode == 0
        self.seconds = time.monotonic() - started
        self.wanted = record(undisturbed).outputs

    def changed(self, name: str, below: Path | None = None) -> Path:
        """A copy of the project with more answers than its report is made of."""
        project = (below or self.folder) / name
        shutil.copytree(self.first, project)
        (project / "data/raw" / WAVE / "export.csv").write_text(
            as_csv(export_rows(60)), encoding="utf-8"
        )
        return project

    def start(self, project: Path, code: str = RUN) -> subprocess.Popen[str]:
        """A process that runs some code in the project."""
        environment = os.environ | {
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=project,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, project: Path, code: str = RUN) -> subprocess.Popen[str]:
        """The same, until it has ended."""
        process = self.start(project, code)
        process.communicate()
        return process

    def is_mended(self, project: Path) -> bool:
        """Whether the next run succeeds with the bytes of an undisturbed one."""
        done = self.run(project).returncode == 0
        left = [*project.rglob("*.partial"), *project.rglob(".run-*"), *project.rglob(".*.new")]
        return done and record(project).outputs == self.wanted and not left


def record(project: Path) -> RunRecord:
    return RunRecord(**json.loads((project / "reports" / WAVE / "run.json").read_text("utf-8")))


def is_whole(project: Path) -> bool:
    """Whether the report opens, and what run.json names is there, in a copy or as it was made."""
    told = record(project)
    for name, sha in told.outputs.items():
        copies = (
            project / "reports" / WAVE / name,
            project / "reports" / WAVE / "runs" / told.run_id / name,
        )
        if not any(copy.is_file() and sha256(copy) == sha for copy in copies):
            return False
        shown = copies[0]
        if name.endswith(".pdf"):
            assert len(PdfReader(shown).pages) > 1
        elif name.endswith(".xlsx"):
            load_workbook(shown, read_only=True).close()
        else:
            assert shown.read_text("utf-8").rstrip().endswith("</html>")
    return True


def killed(faults: Faults, times: int) -> list[tuple[bool, bool]]:
    """Kill -9 at random moments of a run, from its first imports to after its end."""
    moments = np.random.default_rng(20191118)
    outcomes = []
    for number in range(times):
        project = faults.changed(f"killed-{number}")
        process = faults.start(project)
        try:
            process.wait(timeout=faults.seconds * (number + moments.random()) / times)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        outcomes.append((is_whole(project), faults.is_mended(project)))
        shutil.rmtree(project)
    return outcomes


def full_disk(faults: Faults) -> list[tuple[bool, bool]]:
    """A tmpfs that has room for the report, and for a part of another or just for all of it."""
    if os.geteuid() != 0:
        return []
    disk = faults.folder / "disk"
    disk.mkdir()
    outcomes = []
    for spare in (1, 2, 3):
        size = sum(path.stat().st_size for path in faults.first.rglob("*") if path.is_file())
        option = f"size={size // 1024 + 600 * spare}k"
        subprocess.run(["mount", "-t", "tmpfs", "-o", option, "tmpfs", str(disk)], check=True)
        try:
            project = faults.changed("project", disk)
            failed = faults.run(project).returncode != 0
            whole = is_whole(project) and (failed or record(project).outputs == faults.wanted)
            subprocess.run(["mount", "-o", "remount,size=200m", str(disk)], check=True)
            outcomes.append((whole, faults.is_mended(project)))
        finally:
            subprocess.run(["umount", str(disk)], check=True)
    return outcomes


def file_in_the_way(faults: Faults) -> list[tuple[bool, bool]]:
    """A file where the folder of the runs should be."""
    project = faults.changed("in-the-way")
    runs = project / "reports" / WAVE / "runs"
    kept = runs.rename(runs.with_name("kept"))
    runs.write_text("in the way", encoding="utf-8")
    failed = faults.run(project).returncode != 0
    whole = failed and (project / "reports" / WAVE / f"gap-report-{WAVE}-da.pdf").is_file()
    runs.unlink()
    kept.rename(runs)
    return [(whole and is_whole(project), faults.is_mended(project))]


def two_at_once(faults: Faults) -> list[tuple[bool, bool]]:
    """Two runs of one wave started together: one works, the other says so."""
    project = faults.changed("two")
    both = [faults.start(project) for _ in range(2)]
    errors = [process.communicate()[1] for process in both]
    codes = sorted(process.returncode for process in both)
    told = codes == [0, 0] or any("another gapmap is working" in error for error in errors)
    return [(is_whole(project) and told and codes[0] == 0, faults.is_mended(project))]


def jumping_clock(faults: Faults) -> list[tuple[bool, bool]]:
    """A clock that jumps by years, put into the process and never into the machine."""
    project = faults.changed("clock")
    done = faults.run(project, JUMPING + RUN).returncode == 0
    same = record(project).outputs == faults.wanted
    return [(is_whole(project) and done and same, faults.is_mended(project))]


def half_copied(faults: Faults) -> list[tuple[bool, bool]]:
    """An export that ends in the middle of a quoted cell, or is empty."""
    outcomes = []
    whole_text = as_csv(export_rows(60))
    middle = whole_text.rindex(";", 0, len(whole_text) // 2) + 1
    for text in ("", whole_text[:middle] + '"Kapital og'):
        project = faults.changed(f"half-{len(text)}")
        export = project / "data/raw" / WAVE / "export.csv"
        export.write_text(text, encoding="utf-8")
        failed = faults.run(project).returncode != 0
        whole = is_whole(project) and failed
        export.write_text(whole_text, encoding="utf-8")
        outcomes.append((whole, faults.is_mended(project)))
    return outcomes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=20)
    options = parser.parse_args()
    scenarios: dict[str, Callable[[Faults], list[tuple[bool, bool]]]] = {
        "kill -9 at a random moment": lambda faults: killed(faults, options.kills),
        "the disk is full": full_disk,
        "a file where a folder should be": file_in_the_way,
        "two runs at once": two_at_once,
        "a clock that jumps": jumping_clock,
        "a half-copied export": half_copied,
    }
    print(f"{date.today().isoformat()}, gapmap {__version__}, Python {platform.python_version()}\n")
    print("| fault | times | report whole | next run as undisturbed |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        faults = Faults(Path(folder))
        for name, scenario in scenarios.items():
            outcomes = scenario(faults)
            whole, mended = (sum(one[place] for one in outcomes) for place in (0, 1))
            told = f"{whole} | {mended}" if outcomes else "needs root | needs root"
            print(f"| {name} | {len(outcomes)} | {told} |", flush=True)


if __name__ == "__main__":
    main()
