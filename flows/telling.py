"""What the schedule met, told to those whom gapmap.toml names."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect.client.schemas.objects import FlowRun, State
from prefect.flows import Flow

from gapmap.errors import Fault, GapmapError
from gapmap.notify import Message, notify
from gapmap.prefect_environment import running_server
from gapmap.settings import Notify
from gapmap.settings_file import read_project
from gapmap.store import Store, project_folder

PASSWORD = "GAPMAP_SMTP_PASSWORD"  # noqa: S105 (the variable's name)
WEBHOOK = "GAPMAP_WEBHOOK"

logger = logging.getLogger("gapmap")


def tell_of_failure(project: Path, run_id: UUID | str, wave: str, faults: Iterable[Fault]) -> None:
    """A wave that failed, and why -> told; what cannot be sent is logged."""
    _tell(project, run_id, Message(wave, "failed", tuple(map(str, faults))))


def tell_of_draft(project: Path, run_id: UUID | str, wave: str) -> None:
    """A wave with a new draft -> told, where the settings ask for it."""
    _tell(project, run_id, Message(wave, "draft"))


def tell_of_crash(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """A run of the schedule whose process was killed -> told; Prefect names what it hands over."""
    broken_off = Fault("new-waves", "broke off: its process was killed, as when memory runs out")
    tell_of_failure(project_folder(), flow_run.id, "", [broken_off])


def _tell(project: Path, run_id: UUID | str, message: Message) -> None:
    try:
        settings = read_project(Store(project).settings_path).notify
    except GapmapError:
        logger.warning("nobody could be told: gapmap.toml cannot be read")
        return
    told = Message(message.wave, message.state, message.faults, _page(settings, project, run_id))
    environment = os.environ
    for failure in notify(
        settings,
        told,
        webhook=environment.get(WEBHOOK, ""),
        password=environment.get(PASSWORD, ""),
    ):
        logger.warning("%s", failure)


def _page(settings: Notify, project: Path, run_id: UUID | str) -> str:
    """Where people see the run; empty when no server has pages of it."""
    pages = settings.address.rstrip("/") or running_server(project).removesuffix("/api")
    return f"{pages}/runs/flow-run/{run_id}" if pages else ""
