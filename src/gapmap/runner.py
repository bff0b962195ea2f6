"""Running a wave: one process at a time, whole or not at all, failures told without text."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gapmap.errors import DiskError, GapmapError, MachineError
from gapmap.pipeline import STEPS, Counts, Step, publish
from gapmap.run import Run, open_run

logger = logging.getLogger("gapmap")


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did.

    Attributes:
        wave: The wave.
        run_id: Fingerprint of inputs, settings, secret and version.
        changed: Whether anything was computed; False when the published run was still right.
        steps: Step -> counts of rows.
        outputs: The published files.
        notices: What was noticed, in English.
    """

    wave: str
    run_id: str
    changed: bool
    steps: dict[str, Counts]
    outputs: tuple[Path, ...]
    notices: tuple[str, ...]


def run_wave(project: Path, wave: str, *, force: bool = False) -> RunSummary:
    """Project folder, wave -> its report, without Prefect.

    Args:
        project: The folder that holds gapmap.toml.
        wave: Name of a folder below data/raw.
        force: Run although nothing changed since the published run.

    Raises:
        SettingsError: The settings cannot be used, or there is no such wave.
        DataError: The delivered data cannot be used.
        MachineError: The disk, a lock or gapmap itself failed. Whatever is raised, the
            previous report is untouched.
    """
    with begin(project, wave, force=force) as run:
        if run is not None:
            for step in STEPS:
                perform(step, run)
    return summarise(project, wave, changed=run is not None)


@contextmanager
def begin(project: Path, wave: str, *, force: bool) -> Iterator[Run | None]:
    """Project folder, wave -> a started run, alone on its wave; None when nothing changed."""
    run = open_run(project, wave)
    with run.store.lock(wave):
        run.store.complete(wave)
        if not force and run.store.is_current(wave, run.run_id):
            yield None
        else:
            run.store.start_run(wave, run.run_id)
            yield run


def perform(step: Step, run: Run) -> Counts:
    """Do one step of a run, log its counts and keep them for run.json.

    Raises:
        GapmapError: Whatever went wrong, told without the content of any cell and without an
            exception behind it that could hold one.
    """
    name = step.__name__
    logger.info("%s", name, extra={"step": name, "done": False})
    failure: GapmapError
    try:
        counts = step(run)
        run.folder.save_note(f"counts-{name}", counts) if step is not publish else None
    except GapmapError as error:
        failure = type(error)(error.faults)
    except OSError as error:
        failure = DiskError.of(
            f"step {name}",
            f"the disk refused {Path(error.filename or '').name}: {error.strerror}",
            "see that there is room and that the file is not open elsewhere, then run again",
        )
    except Exception as error:
        failure = MachineError.of(
            f"step {name}",
            f"{type(error).__name__} in {_place(error)}; this is a fault in gapmap",
            "the previous report is untouched; report the line above to the developers",
        )
    else:
        told = ", ".join(f"{n} {what.replace('_', ' ')}" for what, n in counts.items())
        logger.info("%s: %s", name, told, extra={"step": name, "done": True})
        return counts
    raise failure


def summarise(project: Path, wave: str, *, changed: bool) -> RunSummary:
    """Project folder, wave -> what is published for it now."""
    run = open_run(project, wave)
    record = run.store.record(wave)
    if record is None:
        raise MachineError.of(f"wave {wave}", "has no published run", "run it again")
    return RunSummary(
        wave=wave,
        run_id=record.run_id,
        changed=changed,
        steps=record.steps,
        outputs=tuple(run.store.output_paths(wave)),
        notices=tuple(record.notices),
    )


def _place(error: BaseException) -> str:
    """The last line of ours that the error passed."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "gapmap" in f.filename]
    return f"{Path(frames[-1].filename).name} line {frames[-1].lineno}" if frames else "?"
