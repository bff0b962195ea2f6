"""Damages invented exports in every way that files get damaged, and reads them.

Every damaged file goes through `read_export` and `read_responses` in a worker with a limit of
memory, which is stopped when it takes too long. What is held: no exception but those told to
the user, no cell in their message, no exception behind them; rows delivered = rows kept +
distinct rows rejected; nothing is written; a sound file is read whole.

    python benchmarks/fuzz.py [--n 2000] [--seed 1] [--seconds 10]
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
import warnings
from collections import Counter
from datetime import date
from pathlib import Path

from benchmarks.damaged_exports import HEADINGS, MARK, Case, cases
from gapmap.errors import GapmapError
from gapmap.readers import Export, read_export
from gapmap.settings import (
    Columns,
    Format,
    Project,
    ProjectSettings,
    RespondentType,
    Wave,
    WaveSettings,
)
from gapmap.stages.ingest import Ingested, read_responses

PROJECT = ProjectSettings(
    project=Project(title_da="Prøve", title_en="Trial"),
    respondent_types={
        "Virksomhed": RespondentType(da_plural="virksomheder", en="company", en_plural="companies")
    },
    regions={"Fyn": "Funen", "Sjælland": "Zealand"},
)
WAVE = WaveSettings(
    wave=Wave(file="export.csv", label="2031"),
    columns=Columns(
        respondent_id=HEADINGS[0],
        submitted_at=HEADINGS[1],
        respondent_type=HEADINGS[2],
        region=HEADINGS[3],
        importance=HEADINGS[4],
        needs=(HEADINGS[5],),
    ),
)


def outcome(case: Case, folder: Path) -> str:
    """Damaged file -> "read" or "refused"; AssertionError when a law breaks."""
    path = folder / case.name
    path.write_bytes(case.content)
    try:
        return read_or_refused(path, case)
    finally:
        assert [file.name for file in folder.iterdir()] == [case.name], "something was written"
        assert path.read_bytes() == case.content, "the export was changed"
        path.unlink()


def read_or_refused(path: Path, case: Case) -> str:
    found: tuple[Export, Ingested] | GapmapError
    try:
        export = read_export(path, Format())
        found = export, read_responses(export, WAVE, PROJECT, wave="2031")
    except GapmapError as error:
        found = error
    if isinstance(found, GapmapError):
        assert MARK not in str(found), "the message holds a cell"
        assert found.__context__ is None, "another exception hangs behind it"
        assert case.rows < 0, "a sound file is refused"
        return "refused"
    export, ingested = found
    assert len(export.status) in {0, len(export.cells)}, "a status for every row, or none"
    assert export.cells.columns.is_unique, "two columns have the same heading"
    assert case.rows in {-1, len(export.cells)}, "a sound file is not read whole"
    rejects = ingested.rejects
    left_out = rejects.loc[rejects["column"] == "", "row"].nunique()
    assert len(export.cells) == len(ingested.responses) + left_out, "rows were lost"
    return "read"


def work(connection: multiprocessing.connection.Connection, memory: int) -> None:
    """The worker: reads the cases it is sent, within its memory."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    warnings.simplefilter("error")
    with tempfile.TemporaryDirectory() as folder:
        while (case := connection.recv()) is not None:
            try:
                connection.send(outcome(case, Path(folder)))
            except Exception as error:
                kind = type(error).__name__
                connection.send(f"BROKEN {kind}: {error if kind == 'AssertionError' else ''}")


class Reader:
    """A worker process that is started anew whenever it dies or takes too long."""

    def __init__(self, seconds: float, memory: int) -> None:
        self.seconds = seconds
        self._memory = memory
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(theirs, self._memory), daemon=True)
        self._process.start()
        theirs.close()

    def read(self, case: Case) -> str:
        """Damaged file -> "read", "refused", or "BROKEN" and why."""
        self._connection.send(case)
        if self._connection.poll(self.seconds):
            try:
                return str(self._connection.recv())
            except EOFError:
                what = "BROKEN: the process died"
        else:
            what = f"BROKEN: more than {self.seconds:.0f} s"
        self.stop()
        self._start()
        return what

    def stop(self) -> None:
        """End the worker."""
        self._process.kill()
        self._process.join()
        self._connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=2000, help="files, default: 2000")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=10, help="time limit of a file")
    parser.add_argument("--memory", type=float, default=3, help="limit in GB of address space")
    parsed = parser.parse_args()
    reader = Reader(parsed.seconds + 10, int(parsed.memory * 2**30))  # the start takes a while
    reader.read(Case(-1, "export.csv", b"a;b\n1;2\n", "warm up"))
    reader.seconds = parsed.seconds
    counts: Counter[str] = Counter()
    slowest = (0.0, "")
    broken = []
    for case in cases(parsed.n, seed=parsed.seed):
        start = time.perf_counter()
        found = reader.read(case)
        slowest = max(slowest, (time.perf_counter() - start, case.damage))
        counts[found.split(" ")[0].rstrip(":")] += 1
        if found.startswith("BROKEN"):
            broken.append(f"| {case.number} | {case.damage} | {case.name} | {found} |")
    reader.stop()
    print(f"Damaged exports, {date.today()}: {parsed.n} files, seed {parsed.seed}\n")
    print(f"{counts['read']} read, {counts['refused']} refused, {counts['BROKEN']} broken a law; ")
    print(f"slowest {slowest[0]:.1f} s ({slowest[1]})\n")
    print("\n".join(broken))
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
