"""`gapmap serve` as a process of its own, and its server as the pages ask it."""

from __future__ import annotations

import contextlib
import http
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

TERMINAL = {"COMPLETED", "FAILED", "CANCELLED", "CRASHED"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: str, ask: Callable[[], Any], *, seconds: float = 90, every: float = 0.3) -> Any:
    """Ask until the answer is something; told in the failure what was waited for."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = ask()
        if found:
            return found
        time.sleep(every)
    raise AssertionError(f"not within {seconds} seconds: {what}")


class Serving:
    """A `gapmap serve` that was started.

    Attributes:
        pages: The address it printed.
        said: The file that holds what it wrote.
    """

    def __init__(self, project: Path, **environment: str) -> None:
        self._project = project
        self.said = project / "serve.out"
        port = free_port()
        self.pages = f"http://127.0.0.1:{port}"
        with self.said.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gapmap.cli", "--project", str(project), "serve",
                 "--port", str(port)],
                env={**os.environ, "PREFECT_RUNNER_POLL_FREQUENCY": "1", **environment},
                stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip
        # The line is printed when the server answers; the deployments come a moment later.
        wait_for("the address of the pages", self._is_ready)

    def _is_ready(self) -> bool:
        assert self.process.poll() is None, self.said.read_text(encoding="utf-8")
        if self.pages not in self.said.read_text(encoding="utf-8"):
            return False
        with contextlib.suppress(urllib.error.HTTPError):
            return bool(self.deployment("new-waves")["schedules"])
        return False

    def stop(self) -> int:
        """As systemd stops it -> exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def lose_power(self) -> None:
        """The process, the runs it started and the server: gone at once."""
        self.kill_server()
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)
        wait_for("the server to be gone", lambda: not self.answers())

    def kill_server(self) -> None:
        record = json.loads((self._project / ".prefect/server.json").read_text(encoding="utf-8"))
        os.kill(record["process"], signal.SIGKILL)

    def answers(self) -> bool:
        with contextlib.suppress(OSError):
            self.ask("GET", "/health")
            return True
        return False

    def ask(self, method: str, path: str, content: object = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 (loopback)
            f"{self.pages}/api{path}",
            method=method,
            data=None if content is None else json.dumps(content).encode(),
            headers={"Content-Type": "application/json"},
        )
        for seconds in (1, 2, 4, 8):  # a database that is busy says so, and is asked again
            try:
                return self._answer(request)
            except urllib.error.HTTPError as error:
                if error.code != http.HTTPStatus.SERVICE_UNAVAILABLE:
                    raise
                time.sleep(seconds)
        return self._answer(request)

    def _answer(self, request: urllib.request.Request) -> Any:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.loads(answer.read() or "null")

    def fetch(self, path: str) -> tuple[int, bytes]:
        """A page -> status, content."""
        try:
            with urllib.request.urlopen(f"{self.pages}{path}", timeout=30) as answer:  # noqa: S310
                return int(answer.status), answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def deployment(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("GET", f"/deployments/name/{name}/{name}")
        return found

    def start_run(self, name: str, *, at: str = "", **parameters: object) -> str:
        """As the button of the pages does -> id of the run."""
        wanted: dict[str, object] = {"parameters": parameters}
        if at:
            wanted["state"] = {"type": "SCHEDULED", "state_details": {"scheduled_time": at}}
        deployment_id = self.deployment(name)["id"]
        run = self.ask("POST", f"/deployments/{deployment_id}/create_flow_run", wanted)
        return str(run["id"])

    def run(self, run_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("GET", f"/flow_runs/{run_id}")
        return found

    def finished(self, run_id: str) -> dict[str, Any]:
        """A run -> it, once it is over."""
        is_over = lambda: self.run(run_id)["state"]["type"] in TERMINAL  # noqa: E731
        wait_for(f"the end of a run; it is {self.run(run_id)['state']}", is_over)
        return self.run(run_id)

    def runs(self, name: str, *types: str) -> list[dict[str, Any]]:
        """Runs of a deployment that are in such a state, oldest first."""
        wanted = {
            "flow_runs": {"state": {"type": {"any_": list(types)}}},
            "deployments": {"name": {"any_": [name]}},
            "sort": "EXPECTED_START_TIME_ASC",
        }
        found: list[dict[str, Any]] = self.ask("POST", "/flow_runs/filter", wanted)
        return found

    def artifacts(self, run_id: str) -> dict[str, Any]:
        """A run -> what it shows: key -> content, as the pages read it."""
        wanted = {"artifacts": {"flow_run_id": {"any_": [run_id]}}}
        found = self.ask("POST", "/artifacts/filter", wanted)
        return {artifact["key"]: artifact["data"] for artifact in found}
