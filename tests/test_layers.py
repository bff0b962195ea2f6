"""Which module may import which: the design's rules, read from the code."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import gapmap

PACKAGE = Path(gapmap.__file__).parent
STAGES = sorted((PACKAGE / "stages").glob("*.py"))
FORBIDDEN_IN_STAGES = (
    "gapmap.store", "gapmap.settings_file", "gapmap.report", "gapmap.pipeline", "gapmap.runner",
    "gapmap.run", "gapmap.cli", "prefect", "pathlib", "tomllib", "os", "io", "time", "random",
)  # fmt: skip


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or ""} | {f"{node.module}.{name.name}" for name in node.names}
    return found


@pytest.mark.parametrize("path", STAGES, ids=lambda path: path.stem)
def test_a_stage_knows_no_paths_settings_files_reports_or_prefect(path):
    bad = {
        name
        for name in imports(path)
        if any(name == layer or name.startswith(f"{layer}.") for layer in FORBIDDEN_IN_STAGES)
    }
    assert not bad


@pytest.mark.parametrize("path", STAGES, ids=lambda path: path.stem)
def test_a_stage_reads_no_clock(path):
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not calls & {"now", "today", "utcnow", "perf_counter", "monotonic"}


def test_only_the_flows_import_prefect():
    offenders = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if any(name.split(".")[0] == "prefect" for name in imports(path))
    ]
    assert offenders == []


def test_no_run_knows_where_editions_are():
    """What a run, a schedule or an update goes through cannot write to an edition."""
    names = ("run", "runner", "pipeline", "handover", "add_wave", "prefect_server")
    paths = [PACKAGE / f"{name}.py" for name in names]
    paths += [
        *STAGES,
        *(PACKAGE / "store").glob("*.py"),
        *(PACKAGE.parents[1] / "flows").glob("*.py"),
    ]
    offenders = [
        path.name for path in paths for name in imports(path) if name.startswith("gapmap.editions")
    ]
    assert offenders == []


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("from gapmap import run_wave", ("prefect",)),
        ("import gapmap.cli", ("prefect", "sklearn", "spacy", "matplotlib", "typst")),
    ],
)
def test_importing_does_not_load_what_is_not_needed(statement, absent):
    code = f"import sys; {statement}; print([n for n in {absent!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
