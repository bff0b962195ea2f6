"""How long a run takes and how much memory it needs, against a bare script.

The bare script imports the same libraries and does the least that could be called the same
work: plain TF-IDF, k-means, one chart and one Typst page. Every measurement is a process of
its own, timed from outside; the medians over several rounds, taken in turn, are printed.

    python benchmarks/speed.py [--rounds 5] [--prefect]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WAVE = "2019"

IMPORTS = "pandas pyarrow openpyxl pydantic spacy simplemma sklearn.cluster sklearn.decomposition \
sklearn.feature_extraction.text scipy.stats matplotlib.figure typst babel yaml"

BARE = f"""
import {", ".join(IMPORTS.split())}
import io, sys
import matplotlib.backends.backend_svg
answers = pandas.read_csv(sys.argv[1] + "/data/raw/{WAVE}/responses.csv", sep=";", dtype=str,
                          encoding="utf-8-sig", keep_default_na=False)
texts = answers.iloc[:, 6]
vectors = sklearn.feature_extraction.text.TfidfVectorizer().fit_transform(texts)
groups = sklearn.cluster.KMeans(18, n_init=10, random_state=0).fit_predict(vectors)
figure = matplotlib.figure.Figure()
figure.subplots().barh(range(18), pandas.Series(groups).value_counts().sort_index())
svg = io.BytesIO()
figure.savefig(svg, format="svg")
open(sys.argv[1] + "/chart.svg", "wb").write(svg.getvalue())
open(sys.argv[1] + "/page.typ", "w").write('#image("chart.svg")')
typst.compile(sys.argv[1] + "/page.typ", output=sys.argv[1] + "/page.pdf")
"""

OURS = f"""
import sys
from pathlib import Path
from gapmap import run_wave
run_wave(Path(sys.argv[1]), "{WAVE}")
"""

STEPS = f"""
import json, resource, sys, time
from pathlib import Path
memory = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
rows, start = [], time.perf_counter()
def told(name):
    global start
    rows.append((name, time.perf_counter() - start, memory()))
    start = time.perf_counter()
for library in {IMPORTS.split()!r}:
    __import__(library)
    told("import " + library)
from gapmap.pipeline import STEPS
from gapmap.runner import begin, perform
told("import gapmap")
with begin(Path(sys.argv[1]), "{WAVE}", force=True) as run:
    told("open the run")
    for step in STEPS:
        perform(step, run)
        told(step.__name__)
print(json.dumps(rows))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="default: 5")
    parser.add_argument("--prefect", action="store_true", help="also time `gapmap run`")
    parsed = parser.parse_args()
    print(f"Speed on the {WAVE} sample, {date.today()}, {os.cpu_count()} cores\n")
    with tempfile.TemporaryDirectory() as folder:
        against_the_bare_script(Path(folder), parsed.rounds)
        by_step(Path(folder))
        if parsed.prefect:
            through_prefect(Path(folder))


def against_the_bare_script(folder: Path, rounds: int) -> None:
    seconds: dict[str, list[float]] = {"bare": [], "ours": []}
    memory: dict[str, float] = {}
    for number in range(rounds + 1):
        for name, code in (("bare", BARE), ("ours", OURS)):
            project = new_project(folder / f"{name}-{number}")
            wall, peak = timed([sys.executable, "-c", code, str(project)])
            if number:  # the first round warms the disk cache
                seconds[name].append(wall)
                memory[name] = max(memory.get(name, 0), peak)
    ratios = [ours / bare for ours, bare in zip(seconds["ours"], seconds["bare"], strict=True)]
    print("| | seconds, median | min | max | peak memory, MB |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, walls in seconds.items():
        print(f"| {name} | {spread(walls)} | {memory[name]:.0f} |")
    print(f"| ratio | {spread(ratios)} | |\n")


def by_step(folder: Path) -> None:
    project = new_project(folder / "steps")
    done = subprocess.run(
        [sys.executable, "-c", STEPS, str(project)], capture_output=True, text=True, check=True
    )
    print("| step or library | seconds | peak memory so far, MB |")
    print("| --- | ---: | ---: |")
    for name, wall, peak in json.loads(done.stdout):
        print(f"| {name} | {wall:.2f} | {peak:.0f} |")
    print()


def through_prefect(folder: Path) -> None:
    project = new_project(folder / "prefect")
    run = [sys.executable, "-m", "gapmap.cli", "--project", str(project), "run", WAVE]
    print("| `gapmap run` through Prefect | seconds |")
    print("| --- | ---: |")
    print(f"| first run, its own temporary server | {timed(run)[0]:.1f} |")
    print(f"| again, forced, its own temporary server | {timed([*run, '--force'])[0]:.1f} |")
    print(f"| nothing changed | {timed(run)[0]:.1f} |")
    serve = [sys.executable, "-m", "gapmap.cli", "--project", str(project), "serve"]
    server = subprocess.Popen([*serve, "--port", "4267"], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        wait_for_server(project)
        print(f"| forced, against `gapmap serve` | {timed([*run, '--force'])[0]:.1f} |")
    finally:
        server.terminate()
        server.wait()


def wait_for_server(project: Path) -> None:
    from gapmap.prefect_environment import running_server

    for _ in range(240):
        if running_server(project):
            return
        time.sleep(0.5)
    raise SystemExit("the server did not start")


def new_project(folder: Path) -> Path:
    """A fresh copy of the sample project, so that nothing is found to be done already."""
    shutil.copytree(ROOT / "data" / "raw", folder / "data" / "raw")
    shutil.copy(ROOT / "gapmap.toml", folder)
    return folder


def timed(command: list[str]) -> tuple[float, float]:
    """Command -> wall seconds, peak memory in MB of the largest process it waited for."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"failed: {command[:3]}")
    return wall, usage.ru_maxrss / 1024


def spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} | {min(values):.2f} | {max(values):.2f}"


if __name__ == "__main__":
    main()
