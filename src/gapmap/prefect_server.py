"""A Prefect server of the project's own, on this machine alone."""

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

from gapmap.errors import MachineError
from gapmap.prefect_environment import SERVER_RECORD, prefect_home, running_server

HOST = "127.0.0.1"
STARTUP_SECONDS = 120


@contextmanager
def prefect_server(project: Path, port: int) -> Iterator[str]:
    """Project folder, port -> the address of its pages, while the server runs.

    Prefect must not have been imported: it reads the server's address at import.

    Raises:
        MachineError: A server of the project runs already, the port is taken, or the server
            does not start.
    """
    if running_server(project):
        raise MachineError.of("serve", "a server of this project is already running")
    if _is_taken(port):
        raise MachineError.of("serve", f"port {port} is in use", "choose another with --port")
    home = prefect_home(project)
    home.mkdir(parents=True, exist_ok=True)
    record = home / SERVER_RECORD
    pages = f"http://{HOST}:{port}"
    with (home / "server.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 (our own interpreter, fixed arguments)
            [
                sys.executable,
                "-m",
                "prefect",
                "server",
                "start",
                "--host",
                HOST,
                "--port",
                str(port),
            ],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        record.write_text(json.dumps({"url": f"{pages}/api"}), encoding="utf-8")
        _wait(project, process)
        os.environ["PREFECT_API_URL"] = f"{pages}/api"
        yield pages
    finally:
        record.unlink(missing_ok=True)
        process.terminate()
        process.wait(timeout=30)


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _wait(project: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTUP_SECONDS
    while not running_server(project):
        if process.poll() is not None or time.monotonic() > until:
            raise MachineError.of(
                "serve", "Prefect's server did not start", "read .prefect/server.log in the project"
            )
        time.sleep(0.5)
