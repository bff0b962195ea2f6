"""A run may end at any moment, and meet anything: the report stays whole, and the next run works.

The moments are every operation that changes a name on the disk; `benchmarks/faults.py` ends runs
at random ones and fills a real disk.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gapmap import run_wave
from gapmap.errors import GapmapError
from gapmap.pipeline import STEPS
from gapmap.runner import begin, perform
from gapmap.store import Store, sha256
from tests.conftest import as_csv, export_rows, write_project

PUBLISH = """
import os, sys
from pathlib import Path
from gapmap.pipeline import publish
from gapmap.run import open_run
from gapmap.runner import perform
left = [int(sys.argv[1])]
def counted(name):
    real = getattr(os, name)
    def operation(*arguments, **more):
        left[0] -= 1
        if left[0] < 0:
            os._exit(9)
        return real(*arguments, **more)
    setattr(os, name, operation)
run = open_run(Path("."), "2031")
for name in ("replace", "rename", "unlink", "rmdir"):
    counted(name)
perform(publish, run)
"""


@pytest.fixture(scope="module")
def once(tmp_path_factory) -> Path:
    """A project that was run, and whose export has changed since."""
    project = write_project(tmp_path_factory.mktemp("faults") / "project", export_rows(48))
    run_wave(project, "2031")
    (project / "data/raw/2031/export.csv").write_text(as_csv(export_rows(60)), encoding="utf-8")
    return project


@pytest.fixture
def project(once, tmp_path) -> Path:
    return shutil.copytree(once, tmp_path / "project")


def is_whole(project: Path) -> bool:
    """Whether every file that run.json names is there, as it is opened or as it was made."""
    record = Store(project).record("2031")
    assert record is not None
    reports = project / "reports" / "2031"
    return all(
        any(
            copy.is_file() and sha256(copy) == sha
            for copy in (reports / name, reports / "runs" / record.run_id / name)
        )
        for name, sha in record.outputs.items()
    )


def child(project: Path, code: str, *arguments: str, limit: int = 0) -> subprocess.Popen[str]:
    def set_limit() -> None:
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=project,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=set_limit,
    )


@pytest.fixture(scope="module")
def staged(once, tmp_path_factory) -> Path:
    """The same with all steps done but the last, which makes the run visible."""
    project = shutil.copytree(once, tmp_path_factory.mktemp("staged") / "project")
    with begin(project, "2031", force=False) as run:
        assert run is not None
        for step in STEPS[:-1]:
            perform(step, run)
    return project


@pytest.mark.parametrize("operations", [0, 1, 2, 3, 5, 8, 12, 16, 20])
def test_publishing_may_end_at_any_operation(staged, tmp_path, operations):
    project = shutil.copytree(staged, tmp_path / "project")
    process = child(project, PUBLISH, str(operations))
    _, told = process.communicate()
    assert process.returncode == 9, told
    assert is_whole(project)
    before = Store(project).record("2031")
    Store(project).complete("2031")
    after = Store(project).record("2031")
    assert before == after
    for name, sha in after.outputs.items() if after else ():
        assert sha256(project / "reports" / "2031" / name) == sha


def test_a_disk_that_takes_no_more_is_told_and_leaves_the_report(project):
    code = "import sys; from gapmap.cli import main; from gapmap import run_wave\n"
    code += "from pathlib import Path\nfrom gapmap.errors import GapmapError\n"
    code += "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    code += "try:\n    run_wave(Path('.'), '2031')\n"
    code += "except GapmapError as error:\n    print(error); sys.exit(error.exit_code)\n"
    process = child(project, code, limit=30_000)
    told, traceback = process.communicate()
    assert (process.returncode, traceback) == (1, "")
    assert "the disk refused" in told
    assert is_whole(project)
    assert run_wave(project, "2031").changed


def test_a_file_where_a_folder_should_be_is_told(project):
    runs = project / "reports" / "2031" / "runs"
    shutil.rmtree(runs)
    runs.write_text("in the way", encoding="utf-8")
    process = child(project, "from gapmap.cli import main; main(['status'])")
    process.communicate()
    assert process.returncode == 0
    with pytest.raises(GapmapError):
        run_wave(project, "2031")
    assert json.loads((project / "reports/2031/run.json").read_bytes())["wave"] == "2031"


def test_a_clock_that_jumps_changes_nothing(project, tmp_path, monkeypatch):
    other = shutil.copytree(project, tmp_path / "other")
    run_wave(project, "2031")
    steps = iter(range(10**6))
    monkeypatch.setattr("time.time", lambda: 1e9 * (1 + next(steps) % 2))
    run_wave(other, "2031")
    one, two = (Store(folder).record("2031") for folder in (project, other))
    assert one is not None
    assert two is not None
    assert one.outputs == two.outputs
