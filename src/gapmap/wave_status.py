"""Where each wave stands, what has changed since its report, and which command comes next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from gapmap.check import check_wave
from gapmap.editions.folder import Editions
from gapmap.editions.model import Edition
from gapmap.errors import Fault, GapmapError
from gapmap.provenance import changed_since
from gapmap.run import open_run
from gapmap.settings_file import read_project
from gapmap.store import KEY_FILE, RunRecord, Store

_LARGEST = 10
"""The gaps whose statements and matches are worth a person's time."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a person has not looked at yet, and whether one has looked at anything."""

    statements: int
    matches: int
    is_begun: bool

    def __str__(self) -> str:
        return f"{self.statements} statements and {self.matches} matches waiting"


@dataclass(frozen=True, slots=True)
class WaveStatus:
    """Where a wave stands.

    Attributes:
        wave: The wave.
        stage: delivered, checked, draft, in review, approved, or closed.
        detail: What of it: what waits for review, or which edition.
        changed: What changed since the report was made, in a word each.
        edition: The edition that holds, and whether the draft is newer; empty for none.
        next_command: What to type next; empty where nothing is left to do.
        faults: What is wrong with the wave or with its editions.
    """

    wave: str
    stage: str
    detail: str = ""
    changed: tuple[str, ...] = ()
    edition: str = ""
    next_command: str = ""
    faults: tuple[Fault, ...] = ()


def project_status(project: Path) -> list[WaveStatus]:
    """Project folder -> where every wave stands, oldest first.

    Raises:
        SettingsError: gapmap.toml cannot be used. What is wrong with a wave is told with it.
    """
    store = Store(project)
    read_project(store.settings_path)
    return [wave_status(store, wave) for wave in store.waves()]


def wave_status(store: Store, wave: str) -> WaveStatus:
    """Project, wave -> where it stands; nothing that is wrong with it raises."""
    if store.is_closed(wave):
        closed = WaveStatus(wave, "closed", detail="its export is no longer kept")
        return _with_edition_faults(closed, Editions(store.project, wave))
    try:
        record = store.record(wave)
        status = _with_report(store, record) if record else _without_report(store, wave)
    except GapmapError as error:
        status = WaveStatus(
            wave, "delivered", next_command=f"gapmap check {wave}", faults=error.faults
        )
    return _with_edition_faults(status, Editions(store.project, wave))


def waiting(store: Store, record: RunRecord) -> Waiting:
    """A published run -> what of its largest gaps waits for a person.

    Statements that the model put in a theme, and matches that are proposed; nothing where the
    tables have been deleted.
    """
    if not all(store.has_table(record.wave, name) for name in ("gaps", "assignments", "matches")):
        return Waiting(0, 0, is_begun=False)
    gaps = store.load_table(record.wave, "gaps")
    largest = gaps[(gaps["segment_kind"] == "all") & (gaps["rank"] <= _LARGEST)]["theme_id"]
    assigned = store.load_table(record.wave, "assignments")
    matches = store.load_table(record.wave, "matches")
    by_model = assigned[(assigned["source"] == "model") & assigned["theme_id"].isin(largest)]
    proposed = matches[
        (matches["status"] == "proposed")
        & (matches["grade"] != "none")
        & matches["theme_id"].isin(largest)
    ]
    is_begun = (assigned["source"] != "model").any() or (matches["status"] != "proposed").any()
    return Waiting(by_model["statement_id"].nunique(), len(proposed), bool(is_begun))


def _without_report(store: Store, wave: str) -> WaveStatus:
    check_wave(store.project, wave)
    return WaveStatus(wave, "checked", next_command=f"gapmap run {wave}")


def _with_report(store: Store, record: RunRecord) -> WaveStatus:
    """A published run -> where its wave stands, with what changed since and what comes next."""
    wave = record.wave
    latest = _latest(Editions(store.project, wave))
    is_approved = latest is not None and latest.run.run_id == record.run_id
    edition = f"edition {latest.number} of {latest.day} by {latest.by}" if latest else ""
    if latest and not is_approved:
        edition += "; the draft is newer"
    faults: tuple[Fault, ...] = ()
    try:
        left = waiting(store, record)
    except GapmapError as error:
        left, faults = Waiting(0, 0, is_begun=False), error.faults
    n_left = left.statements + left.matches
    if is_approved and latest:
        stage = WaveStatus(wave, "approved", detail=f"edition {latest.number}")
    elif n_left and left.is_begun:
        stage = WaveStatus(wave, "in review", detail=str(left))
    else:
        stage = WaveStatus(wave, "draft", detail=str(left) if n_left else "")
    after = f"gapmap run {wave} --force" if faults else _next(wave, is_approved, n_left)
    status = replace(stage, edition=edition, next_command=after, faults=faults)
    return _with_changes(store, record, status)


def _latest(editions: Editions) -> Edition | None:
    """The edition that holds; None where that cannot be read, which is told with the faults."""
    try:
        return editions.latest()
    except GapmapError:
        return None


def _next(wave: str, is_approved: bool, n_left: int) -> str:
    if is_approved:
        return ""
    return f"gapmap review export {wave}" if n_left else f"gapmap approve {wave} --by NAME"


def _with_changes(store: Store, record: RunRecord, status: WaveStatus) -> WaveStatus:
    """A status -> the same with what changed since the report, for which a run comes first."""
    wave = record.wave
    if not (store.project / KEY_FILE).is_file():  # a look at it would make a new one
        lost = Fault(KEY_FILE, "is not there", "restore it from your backup before the next run")
        return replace(status, faults=(*status.faults, lost), next_command="")
    try:
        run = open_run(store.project, wave)
    except GapmapError as error:
        faults = (*status.faults, *error.faults)
        return replace(status, faults=faults, next_command=f"gapmap check {wave}")
    changed = changed_since(record, run)
    if not changed and not store.is_current(wave, run.run_id):
        changed = ("files of the report",)
    return replace(
        status,
        changed=changed,
        next_command=f"gapmap run {wave}" if changed else status.next_command,
    )


def _with_edition_faults(status: WaveStatus, editions: Editions) -> WaveStatus:
    faults: list[Fault] = []
    for number in editions.numbers():
        try:
            faults += editions.faults(editions.read(number))
        except GapmapError as error:
            faults += error.faults
    return replace(status, faults=tuple(dict.fromkeys((*status.faults, *faults))))
