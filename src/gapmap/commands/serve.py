"""gapmap serve: the project's Prefect server, its deployments and their schedule."""

from __future__ import annotations

import argparse
import signal
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType

from gapmap.settings_file import read_project
from gapmap.store import Store

_DESCRIPTION = """\
Start one Prefect server for the project, on this machine alone, with the deployments survey-wave
(a wave that you name) and new-waves (every wave that changed, on the schedule of gapmap.toml).
Open the printed address to see runs and to start one. Ctrl-C or SIGTERM stops it; the schedule
goes on at the next start, and what was missed meanwhile is caught up once.

The server keeps what it knows below .prefect in the project, or in the PostgreSQL database that
the environment variable GAPMAP_DATABASE_URL names.
"""


def add_serve_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The parser's commands -> the same with serve."""
    serve = commands.add_parser(
        "serve",
        help="start the project's Prefect server with its deployments and schedule",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    serve.add_argument(
        "--port", type=_port, default=4200, help="port on 127.0.0.1 (default: %(default)s)"
    )
    serve.set_defaults(command=_serve)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text} is no port from 1 to 65535")
    return int(text)


def _serve(project: Path, parsed: argparse.Namespace) -> None:
    from gapmap.prefect_environment import prepare_prefect
    from gapmap.prefect_server import prefect_server, use_server

    settings = read_project(Store(project).settings_path)
    signal.signal(signal.SIGTERM, _stop)  # until the flows are served, which stop by themselves
    prepare_prefect(project, quiet=False)
    use_server(parsed.port)
    from flows.serve import deployments, serve

    planned = deployments(settings.schedule)
    with prefect_server(project, parsed.port) as server:
        print(f"Prefect's pages: {server.pages}", flush=True)
        with suppress(KeyboardInterrupt), server.blamed():  # Ctrl-C is the ordinary end here
            serve(planned, server.check)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
