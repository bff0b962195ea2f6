"""A PostgreSQL of the test's own: its own cluster, port and user, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow.serving import free_port, wait_for

PASSWORD = "Kw7-planted-password"


def find_binaries() -> Path:
    """The newest PostgreSQL; without one the test is skipped, or fails where it must run."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: len(str(p)))
    on_path = shutil.which("initdb")
    found = [*([Path(on_path).resolve()] if on_path else []), *debian]
    if not found and os.environ.get("GAPMAP_REQUIRE_POSTGRES") == "1":
        pytest.fail("no PostgreSQL, and GAPMAP_REQUIRE_POSTGRES is set: run install_postgres.sh")
    if not found:
        pytest.skip("no PostgreSQL on this machine: tests/flow/install_postgres.sh installs it")
    return found[-1].parent


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """The address of an empty database whose owner may do nothing else."""
    binaries, port = find_binaries(), free_port()
    # PostgreSQL refuses to run as root, and its user may not enter pytest's folders.
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="gapmap-postgres-") as folder:
        place = Path(folder)
        (place / "password").write_text(PASSWORD, encoding="ascii")
        if user:
            for path in (place, place / "password"):
                os.chown(path, pwd.getpwnam(user).pw_uid, -1)

        def call(program: str, *arguments: str) -> None:
            subprocess.run(
                [binaries / program, *arguments],
                user=user, cwd=place, check=True, capture_output=True,
                env={**os.environ, "PGPASSWORD": PASSWORD},
            )  # fmt: skip

        call(
            "initdb", "--pgdata=data", "--username=admin", "--auth=scram-sha-256",
            "--pwfile=password", "--no-sync", "--encoding=UTF8", "--locale=C",
        )  # fmt: skip
        with (place / "log").open("wb") as log:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", "data", "-p", str(port), "-c",
                 "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={place}",
                 "-c", "fsync=off"],
                user=user, cwd=place, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            where = ("--host=127.0.0.1", f"--port={port}")
            ready = [binaries / "pg_isready", *where]
            wait_for(
                "PostgreSQL", lambda: not subprocess.run(ready, capture_output=True).returncode
            )
            ask = ("psql", *where, "--username=admin", "--dbname=postgres", "--command")
            call(*ask, f"CREATE ROLE gapmap LOGIN PASSWORD '{PASSWORD}'")
            call(*ask, "CREATE DATABASE gapmap OWNER gapmap")
            yield f"postgresql://gapmap:{PASSWORD}@127.0.0.1:{port}/gapmap"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
