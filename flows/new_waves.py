"""Every wave below data/raw whose inputs changed since its report; what the schedule runs."""

from __future__ import annotations

from prefect import flow

from flows.survey_wave import survey_wave
from gapmap.errors import Fault, GapmapError, MachineError
from gapmap.run import is_current, open_run
from gapmap.store import Store, project_folder


@flow(name="new-waves", persist_result=False)
def new_waves() -> dict[str, str]:
    """Nothing -> wave: "run" or "nothing changed".

    Raises:
        MachineError: One or more waves failed; the others were run all the same.
    """
    project = project_folder()
    done: dict[str, str] = {}
    failed: list[Fault] = []
    for wave in Store(project).waves():
        try:
            current = is_current(open_run(project, wave))
            if not current:
                survey_wave(wave)
            done[wave] = "nothing changed" if current else "run"
        except GapmapError as error:
            failed += [Fault(f"wave {wave}: {f.where}", f.what, f.try_this) for f in error.faults]
    if failed:
        raise MachineError(failed)
    return done
