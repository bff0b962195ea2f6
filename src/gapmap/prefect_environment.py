"""Prefect's environment, set before Prefect is imported.

Prefect reads its settings at import. A run of ours must use a database inside the project, or
the one that GAPMAP_DATABASE_URL names; must not inherit an analyst's cloud profile, and must
send nothing anywhere.
"""

from __future__ import annotations

import json
import os
import urllib.request
from pathlib import Path

from gapmap.errors import SettingsError

SERVER_RECORD = "server.json"
DATABASE = "GAPMAP_DATABASE_URL"
HOST = "127.0.0.1"

_DAY = 24 * 3600
_OURS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "gapmap",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    # The pages ask the server they came from, whatever its port, and also behind a proxy.
    "PREFECT_SERVER_UI_API_URL": "/api",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",  # the pages that Prefect's own links lead to
    # On the disk, a place in the queue that a crash left taken is free again after a restart.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": (
        "prefect.server.concurrency.lease_storage.filesystem"
    ),
    # A year and a month of history, so that the database does not grow for ever.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(396 * _DAY),
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
    "PREFECT_UI_API_URL",
    "PREFECT_API_DATABASE_",
    "PREFECT_SERVER_DATABASE_",
)
"""Names, and beginnings of names, of variables."""


def prefect_home(project: Path) -> Path:
    """Project folder -> where Prefect keeps its database."""
    return project.resolve() / ".prefect"


def prepare_prefect(project: Path, *, quiet: bool) -> None:
    """Set this process's environment for the flows of a project.

    Args:
        project: The folder that holds gapmap.toml; the flows find it in GAPMAP_PROJECT.
        quiet: Keep Prefect's own lines off the terminal; its server still gets them.

    Raises:
        SettingsError: GAPMAP_DATABASE_URL names no PostgreSQL database.
    """
    for name in [name for name in os.environ if name.startswith(_NOT_INHERITED)]:
        del os.environ[name]
    os.environ.update(_OURS)
    os.environ["GAPMAP_PROJECT"] = str(project.resolve())
    os.environ["PREFECT_HOME"] = str(prefect_home(project))
    database = os.environ.get(DATABASE, "").strip()
    if database:
        os.environ["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = database_url(database)
    if quiet:
        os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "CRITICAL"
        os.environ["PREFECT_LOGGING_LOGGERS_PREFECT_LEVEL"] = "WARNING"
    url = running_server(project)
    if url:
        os.environ["PREFECT_API_URL"] = url


def database_url(url: str) -> str:
    """The address of a PostgreSQL database -> the same, as Prefect wants it.

    Raises:
        SettingsError: It is something else. The address itself is not told: it may hold a
            password.
    """
    kind, separator, rest = url.partition("://")
    if kind not in ("postgresql", "postgres", "postgresql+asyncpg") or not separator or not rest:
        raise SettingsError.of(
            DATABASE,
            "names no PostgreSQL database",
            "for example postgresql://user:password@127.0.0.1/gapmap; take it away for the file "
            "in the project folder",
        )
    return f"postgresql+asyncpg://{rest}"


def running_server(project: Path) -> str:
    """Project folder -> the API address of its own server; empty when none answers."""
    try:
        record = json.loads((prefect_home(project) / SERVER_RECORD).read_text(encoding="utf-8"))
        url = str(record["url"])
        if not url.startswith(f"http://{HOST}:"):
            return ""
        with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:  # noqa: S310 (loopback)
            return url if answer.status == 200 else ""
    except (OSError, ValueError, KeyError):
        return ""
