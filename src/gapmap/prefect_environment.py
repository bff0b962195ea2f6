"""Prefect's environment, set before Prefect is imported.

Prefect reads its settings at import. A run of ours must use a database inside the project,
must not inherit an analyst's cloud profile, and must send nothing anywhere.
"""

from __future__ import annotations

import json
import os
import urllib.request
from pathlib import Path

SERVER_RECORD = "server.json"
_OURS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "gapmap",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}
_NOT_INHERITED = (
    "PREFECT_API_URL",
    "PREFECT_API_KEY",
    "PREFECT_API_AUTH_STRING",
    "PREFECT_CLIENT_CUSTOM_HEADERS",
    "PREFECT_PROFILE",
    "PREFECT_PROFILES_PATH",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT",
    "PREFECT_LOGGING_LOG_PRINTS",
)


def prefect_home(project: Path) -> Path:
    """Project folder -> where Prefect keeps its database."""
    return project.resolve() / ".prefect"


def prepare_prefect(project: Path, *, quiet: bool) -> None:
    """Set this process's environment for the flows of a project.

    Args:
        project: The folder that holds gapmap.toml; the flows find it in GAPMAP_PROJECT.
        quiet: Keep Prefect's own lines off the terminal; its server still gets them.
    """
    for name in _NOT_INHERITED:
        os.environ.pop(name, None)
    os.environ.update(_OURS)
    os.environ["GAPMAP_PROJECT"] = str(project.resolve())
    os.environ["PREFECT_HOME"] = str(prefect_home(project))
    if quiet:
        os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "CRITICAL"
        os.environ["PREFECT_LOGGING_LOGGERS_PREFECT_LEVEL"] = "WARNING"
    url = running_server(project)
    if url:
        os.environ["PREFECT_API_URL"] = url


def running_server(project: Path) -> str:
    """Project folder -> the API address of its own server; empty when none answers."""
    try:
        record = json.loads((prefect_home(project) / SERVER_RECORD).read_text(encoding="utf-8"))
        url = str(record["url"])
        if not url.startswith("http://127.0.0.1:"):
            return ""
        with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:  # noqa: S310 (loopback)
            return url if answer.status == 200 else ""
    except (OSError, ValueError, KeyError):
        return ""
