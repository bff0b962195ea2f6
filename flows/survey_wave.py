"""One wave, from its export to its report: a task per step, a wave's name in, counts out.

Prefect keeps parameters, results and messages; no frame and no text is given to it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from prefect import Task, flow, task
from prefect.client.schemas.objects import State, TaskRun

from flows.artifacts import Progress, create_artifacts
from gapmap.errors import DiskError
from gapmap.pipeline import STEPS, Counts, Step
from gapmap.run import open_run
from gapmap.runner import begin, perform
from gapmap.store import Store, project_folder


@flow(name="survey-wave", flow_run_name="survey-wave-{wave}", persist_result=False)
def survey_wave(wave: str, force: bool = False) -> dict[str, Counts]:
    """Wave -> its report.

    Args:
        wave: Name of a folder below data/raw.
        force: Run although nothing changed since the published run.

    Returns:
        Step -> counts of rows; empty when nothing had changed.
    """
    logging.getLogger("gapmap").setLevel(logging.INFO)  # the counts of each step, for its pages
    with begin(project_folder(), wave, force=force) as run:
        if run is None:
            return {}
        progress = Progress(wave, n_steps=len(STEPS))
        counts: dict[str, Counts] = {}
        for step in STEPS:
            counts[step.__name__] = _as_task(step)(wave)
            progress.advance()
    create_artifacts(Store(project_folder()), wave)
    return counts


def _as_task(step: Step) -> Callable[[str], Counts]:
    @task(
        name=step.__name__,
        description=step.__doc__,
        retries=2,
        retry_delay_seconds=2,
        retry_condition_fn=_the_disk_refused,
        persist_result=False,
    )
    def run_step(wave: str) -> Counts:
        return perform(step, open_run(project_folder(), wave))

    return run_step


def _the_disk_refused(_task: Task[Any, Any], _run: TaskRun, state: State[Any]) -> bool:
    """Only a refusal of the disk may pass by itself; wrong data stays wrong."""
    return isinstance(state.result(raise_on_failure=False), DiskError)
