"""Both flows as deployments, and the process that runs them when their time has come."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from uuid import UUID

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.schedules import Schedule as PrefectSchedule
from prefect.types.entrypoint import EntrypointType

from flows.catch_up import settle
from flows.new_waves import new_waves
from flows.survey_wave import survey_wave
from gapmap.errors import SettingsError
from gapmap.settings import Schedule

SECONDS_BETWEEN_CHECKS = 2.0
RUNS_AT_ONCE = 2
"""A run takes a processor and a gigabyte or more; others wait their turn."""


def deployments(schedule: Schedule) -> tuple[RunnerDeployment, RunnerDeployment]:
    """[schedule] -> the deployments survey-wave and new-waves; the second has the schedule.

    Raises:
        SettingsError: The five fields of the cron expression do not make sense.
    """
    return (
        RunnerDeployment.from_flow(
            survey_wave,
            name="survey-wave",
            description="One wave, from its export to its report.",
            entrypoint_type=EntrypointType.MODULE_PATH,
        ),
        RunnerDeployment.from_flow(
            new_waves,
            name="new-waves",
            description="Every wave whose data or settings changed since its report: a draft.",
            schedules=_planned(schedule),
            concurrency_limit=ConcurrencyLimitConfig(
                limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
            ),
            entrypoint_type=EntrypointType.MODULE_PATH,
        ),
    )


def serve(planned: Sequence[RunnerDeployment], check: Callable[[], None]) -> None:
    """Deployments -> their runs, from this process, until it is told to stop.

    The schedule stays on when it stops, so that it goes on at the next start.

    Args:
        planned: What `deployments` returns.
        check: Asked every few seconds; the error that it raises ends the process.
    """
    runner = _Runner(pause_on_shutdown=False, limit=RUNS_AT_ONCE)
    ids = asyncio.run(_add(runner, planned))
    settle(ids, new_waves_id=ids[-1])
    asyncio.run(_run(runner, check))


class _Runner(Runner):
    """Prefect's, ending in its own loop: Prefect's handler calls a coroutine and forgets it."""

    def handle_sigterm(self, *_: object) -> None:
        if not self.started:
            sys.exit(0)
        self.execute_in_background(self.astop)


async def _add(runner: Runner, planned: Sequence[RunnerDeployment]) -> list[UUID]:
    return [await runner.aadd_deployment(deployment) for deployment in planned]


async def _run(runner: Runner, check: Callable[[], None]) -> None:
    at_work = asyncio.create_task(runner.start())
    while not at_work.done():
        await asyncio.wait([at_work], timeout=SECONDS_BETWEEN_CHECKS)
        check()
    await at_work


def _planned(schedule: Schedule) -> list[PrefectSchedule]:
    if not schedule.cron:
        return []
    try:
        return [Cron(schedule.cron, timezone=schedule.timezone)]
    except ValueError:
        pass
    raise SettingsError.of(
        "gapmap.toml, schedule.cron",
        "its five fields are no times that a schedule can follow",
        'minute, hour, day of the month, month, day of the week: "0 6 * * 1-5"',
    )
