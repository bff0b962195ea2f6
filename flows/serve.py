"""One local Prefect server with both deployments and their schedule."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import prefect
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows.new_waves import new_waves
from flows.survey_wave import survey_wave
from gapmap.errors import MachineError
from gapmap.prefect_environment import SERVER_RECORD, prefect_home, running_server

WEEKDAY_MORNINGS = Cron("0 6 * * 1-5", timezone="Europe/Copenhagen")
STARTUP_SECONDS = 120


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


def serve(project: Path, *, port: int) -> None:
    """Project folder -> a server on 127.0.0.1 and its deployments, until it is told to stop.

    Raises:
        MachineError: The port is taken, or the server does not start.
    """
    with _server(project, port) as url:
        os.environ["PREFECT_API_URL"] = url
        sys.stdout.write(f"Prefect's pages: {url.removesuffix('/api')}\n")
        sys.stdout.flush()
        prefect.serve(*deployments(), pause_on_shutdown=False, print_starting_message=False)


@contextmanager
def _server(project: Path, port: int) -> Iterator[str]:
    if running_server(project):
        raise MachineError.of("serve", "a server of this project is already running")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken = probe.connect_ex(("127.0.0.1", port)) == 0
    if taken:
        raise MachineError.of("serve", f"port {port} is in use", "choose another with --port")
    home = prefect_home(project)
    home.mkdir(parents=True, exist_ok=True)
    url = f"http://127.0.0.1:{port}/api"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1"]
    with (home / "server.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 (our own interpreter, fixed arguments)
            [*command, "--port", str(port)],
            stdout=log,
            stderr=log,
            env={**os.environ, "PREFECT_API_URL": url},
            start_new_session=True,
        )
    record = home / SERVER_RECORD
    try:
        record.write_text(json.dumps({"url": url}), encoding="utf-8")
        _wait_for(project, process)
        yield url
    finally:
        record.unlink(missing_ok=True)
        process.terminate()
        process.wait(timeout=30)


def _wait_for(project: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTUP_SECONDS
    while not running_server(project):
        if process.poll() is not None or time.monotonic() > until:
            raise MachineError.of("serve", "Prefect's server did not start", "see server.log")
        time.sleep(0.5)
