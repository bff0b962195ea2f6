"""Both flows as deployments, and their schedule."""

from __future__ import annotations

import prefect
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows.new_waves import new_waves
from flows.survey_wave import survey_wave

WEEKDAY_MORNINGS = Cron("0 6 * * 1-5", timezone="Europe/Copenhagen")


def deployments() -> tuple[RunnerDeployment, RunnerDeployment]:
    """Nothing -> the deployments survey-wave and new-waves; the second has the schedule."""
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
            description="Every wave whose data or settings changed since its report.",
            schedule=WEEKDAY_MORNINGS,
            concurrency_limit=1,
            entrypoint_type=EntrypointType.MODULE_PATH,
        ),
    )


def serve() -> None:
    """Serve the deployments from this process until it is told to stop.

    The schedule stays on when it stops, so that it goes on at the next start.
    """
    prefect.serve(*deployments(), pause_on_shutdown=False, print_starting_message=False)
