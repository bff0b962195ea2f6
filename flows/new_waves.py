"""Every wave below data/raw whose inputs changed since its report; what the schedule runs.

It makes drafts: no schedule approves anything.
"""

from __future__ import annotations

import time
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State
from prefect.runtime import deployment, flow_run
from prefect.states import Completed

from flows.catch_up import skip_what_is_due
from flows.survey_wave import survey_wave
from flows.telling import tell_of_crash, tell_of_draft, tell_of_failure
from gapmap.arrivals import SECONDS_BETWEEN_LOOKS, Look, look, still_arriving
from gapmap.errors import BusyError, Fault, GapmapError, MachineError
from gapmap.run import is_current, open_run
from gapmap.store import Store, project_folder


@flow(name="new-waves", persist_result=False, on_crashed=[tell_of_crash])
def new_waves() -> State[dict[str, str]]:
    """Nothing -> wave: "run", "nothing changed", or "waiting" and for what.

    Raises:
        MachineError: One or more waves failed; the others were run all the same.
    """
    store = Store(project_folder())
    if deployment.id:
        skip_what_is_due(deployment.id)
    before = {wave: look(store, wave) for wave in store.waves()}
    time.sleep(SECONDS_BETWEEN_LOOKS)
    done: dict[str, str] = {}
    failed: list[Fault] = []
    for wave, seen in before.items():
        try:
            done[wave] = _bring_up_to_date(store, wave, seen)
        except GapmapError as error:
            faults = error.faults
        except Exception as error:  # whatever it is, the next wave has its turn
            faults = (Fault("run", f"{type(error).__name__}; this is a fault in gapmap"),)
        if wave not in done:
            done[wave] = "failed"
            failed += [Fault(f"wave {wave}: {f.where}", f.what, f.try_this) for f in faults]
            tell_of_failure(store.project, flow_run.id, wave, faults)
    create_table_artifact(
        [{"wave": wave, "outcome": outcome} for wave, outcome in done.items()],
        key="new-waves",
        description="What became of every wave",
    )
    if failed:
        raise MachineError(failed)
    told = "; ".join(f"{wave}: {outcome}" for wave, outcome in done.items())
    return Completed(message=told or "no wave has been delivered", data=done)


def _bring_up_to_date(store: Store, wave: str, seen: dict[Path, Look]) -> str:
    if store.is_closed(wave):
        return "closed: its export is no longer kept"
    reason = still_arriving(seen, look(store, wave), now=time.time())
    if reason:
        return f"waiting: {reason}"
    try:
        if is_current(open_run(store.project, wave)):
            return "nothing changed"
        survey_wave(wave)
    except BusyError:
        return "waiting: another run is working on it"
    tell_of_draft(store.project, flow_run.id, wave)
    return "run"
