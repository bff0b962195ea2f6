"""What a schedule missed while nothing ran: caught up once, not once per missed run.

Prefect plans runs ahead. When the machine was off for a week, five of them are due at once, and
the first would do the work of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort

_UNDER_WAY = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
_BROKEN_OFF = [StateType.CRASHED, StateType.CANCELLED]
_MOST = 200  # Prefect's own limit of an answer


def settle(deployment_ids: Sequence[UUID], new_waves_id: UUID) -> None:
    """Deployments -> their runs put right, before the first of them is started again.

    Whatever still counts as under way was killed with the machine or the process. Of the runs of
    new-waves that are due, the newest stays. When none is due and the last one did not come to
    its end, one is asked for.

    Args:
        deployment_ids: All deployments that this process serves.
        new_waves_id: The one with the schedule.
    """
    with get_client(sync_client=True) as client:
        for run in _runs(client, deployment_ids, _UNDER_WAY):
            told = "gapmap serve ended while this ran; the previous report is untouched"
            client.set_flow_run_state(run.id, State(type=StateType.CRASHED, message=told))
        due = _due(client, new_waves_id)
        skip(client, due[:-1])
        if not due and _last_was_broken_off(client, new_waves_id):
            client.create_flow_run_from_deployment(new_waves_id)


def skip_what_is_due(new_waves_id: UUID) -> None:
    """new-waves -> its other runs that are due are skipped: the one that asks does their work."""
    with get_client(sync_client=True) as client:
        skip(client, _due(client, new_waves_id))


def skip(client: SyncPrefectClient, runs: Sequence[FlowRun]) -> None:
    """Runs -> the same, cancelled under a name that says why."""
    told = "missed while nothing ran, or while another run was at work; one run does it for all"
    state: State[None] = State(type=StateType.CANCELLED, name="Skipped", message=told)
    for run in runs:
        client.set_flow_run_state(run.id, state)


def _due(client: SyncPrefectClient, deployment_id: UUID) -> list[FlowRun]:
    """Deployment -> its runs whose time has come and that nobody started, oldest first."""
    now = datetime.now(UTC)
    planned = _runs(client, [deployment_id], [StateType.SCHEDULED])
    return [run for run in planned if (run.next_scheduled_start_time or now) <= now]


def _runs(
    client: SyncPrefectClient, deployment_ids: Sequence[UUID], types: list[StateType]
) -> list[FlowRun]:
    """Deployments, kinds of state -> their runs in such a state, by when they are planned."""
    found: list[FlowRun] = []
    while True:
        page = client.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                deployment_id=FlowRunFilterDeploymentId(any_=list(deployment_ids)),
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=types)),
            ),
            sort=FlowRunSort.NEXT_SCHEDULED_START_TIME_ASC,
            limit=_MOST,
            offset=len(found),
        )
        found += page
        if len(page) < _MOST:
            return found


def _last_was_broken_off(client: SyncPrefectClient, deployment_id: UUID) -> bool:
    """Whether the run that was started last is one that did not come to its end."""
    last = client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            deployment_id=FlowRunFilterDeploymentId(any_=[deployment_id]),
            start_time=FlowRunFilterStartTime(is_null_=False),
        ),
        sort=FlowRunSort.START_TIME_DESC,
        limit=1,
    )
    return bool(last) and last[0].state_type in _BROKEN_OFF
