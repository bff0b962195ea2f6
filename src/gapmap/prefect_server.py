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
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from gapmap.errors import MachineError
from gapmap.prefect_environment import HOST, SERVER_RECORD, prefect_home, running_server

STARTUP_SECONDS = 120
SECONDS_TO_CLOSE = 30


@dataclass(frozen=True, slots=True)
class Server:
    """A server that was started.

    Attributes:
        pages: The address of its pages.
        process: It.
    """

    pages: str
    process: subprocess.Popen[bytes]

    @property
    def api(self) -> str:
        """The address that programs use."""
        return api_address(self.pages)

    def check(self) -> None:
        """Nothing, while it runs.

        Raises:
            MachineError: It has ended by itself.
        """
        if self.process.poll() is not None:
            raise MachineError.of(
                "serve",
                f"Prefect's server ended by itself (code {self.process.returncode})",
                "read .prefect/server.log in the project, then start `gapmap serve` again",
            )

    @contextmanager
    def blamed(self) -> Iterator[None]:
        """Whatever fails inside because the server has ended is told as that, and as no more.

        Raises:
            MachineError: It has ended by itself.
        """
        try:
            yield
            return
        except Exception:
            if self.process.poll() is None:
                raise
        self.check()


def use_server(port: int) -> None:
    """Port -> nothing; Prefect, once it is imported, asks the server that will be there."""
    os.environ["PREFECT_API_URL"] = api_address(f"http://{HOST}:{port}")


def api_address(pages: str) -> str:
    """Address of the pages -> the one that programs use."""
    return f"{pages}/api"


def report_address(wave: str, file: str) -> str:
    """Wave, file of its report -> where the server hands it out, as its pages link to it."""
    return f"/reports/{quote(wave)}/{quote(file)}"


@contextmanager
def prefect_server(project: Path, port: int) -> Iterator[Server]:
    """Project folder, port -> the server, while it runs.

    Raises:
        MachineError: A server of the project runs already, the port is taken, or the server
            does not start.
    """
    _refuse_a_second(project, port)
    home = prefect_home(project)
    home.mkdir(parents=True, exist_ok=True)
    record = home / SERVER_RECORD
    pages = f"http://{HOST}:{port}"
    with (home / "server.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 (our own interpreter, fixed arguments)
            [sys.executable, "-m", "flows.server", str(port)],
            env={**os.environ, "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": pages},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    server = Server(pages, process)
    try:
        known = {"url": server.api, "process": process.pid}
        record.write_text(json.dumps(known), encoding="utf-8")
        _wait(project, server)
        yield server
    finally:
        record.unlink(missing_ok=True)
        process.terminate()
        try:
            process.wait(timeout=SECONDS_TO_CLOSE)
        except subprocess.TimeoutExpired:
            process.kill()


def _refuse_a_second(project: Path, port: int) -> None:
    url = running_server(project)
    if url:
        record = json.loads((prefect_home(project) / SERVER_RECORD).read_text(encoding="utf-8"))
        raise MachineError.of(
            "serve",
            f"a server of this project is already running: {url.removesuffix('/api')}",
            f"use it, or stop it first: kill {record['process']}",
        )
    with socket.socket() as probe:
        if probe.connect_ex((HOST, port)) == 0:
            raise MachineError.of("serve", f"port {port} is in use", "choose another with --port")


def _wait(project: Path, server: Server) -> None:
    until = time.monotonic() + STARTUP_SECONDS
    while not running_server(project):
        server.check()
        if time.monotonic() > until:
            raise MachineError.of(
                "serve",
                f"Prefect's server did not answer within {STARTUP_SECONDS} seconds",
                "read .prefect/server.log in the project",
            )
        time.sleep(0.5)
