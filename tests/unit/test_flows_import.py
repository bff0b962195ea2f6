"""The flows can be imported from a checkout and from an installed wheel."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).parents[2]
SHOW = (
    "import flows.survey_wave, flows.serve, gapmap; print(flows.__file__); print(gapmap.__file__)"
)


def places(folder: Path, search: str) -> list[Path]:
    done = subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=folder,
        env={"PYTHONPATH": search, "PATH": "", "PREFECT_HOME": str(folder / ".prefect")},
        capture_output=True,
        text=True,
        check=True,
    )
    return [Path(line).resolve() for line in done.stdout.split()]


def test_from_a_checkout(tmp_path):
    flows, gapmap = places(tmp_path, f"{CHECKOUT}:{CHECKOUT / 'src'}")
    assert flows == CHECKOUT / "flows" / "__init__.py"
    assert gapmap == CHECKOUT / "src" / "gapmap" / "__init__.py"


def test_from_a_wheel(tmp_path):
    pytest.importorskip("hatchling", reason="the development tools are not installed")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--no-index", "--wheel-dir", str(tmp_path), str(CHECKOUT)],
        check=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("gapmap-*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    flows, gapmap = places(tmp_path, str(installed))
    assert flows == installed / "flows" / "__init__.py"
    assert gapmap == installed / "gapmap" / "__init__.py"
    assert (installed / "gapmap" / "report" / "template.typ").is_file()
    assert list((installed / "gapmap" / "resources").rglob("*.yaml"))


def test_the_deployments_for_a_work_pool_name_flows_that_are_there():
    deployments = yaml.safe_load((CHECKOUT / "prefect.yaml").read_text("utf-8"))["deployments"]
    assert [one["name"] for one in deployments] == ["survey-wave", "new-waves"]
    for one in deployments:
        file, _, function = one["entrypoint"].partition(":")
        tree = ast.parse((CHECKOUT / file).read_text("utf-8"))
        assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
