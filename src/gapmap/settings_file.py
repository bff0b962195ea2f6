"""gapmap.toml and wave.toml -> frozen settings, or every fault in them at once."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gapmap.errors import Fault, SettingsError
from gapmap.settings import Email, Notify, ProjectSettings, Schedule, Themes, WaveSettings
from gapmap.stages.tick_lists import plain_option
from gapmap.tables import NOT_STATED

Model = TypeVar("Model", bound=BaseModel)

_EMAIL_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")


def read_project(path: Path) -> ProjectSettings:
    """gapmap.toml -> ProjectSettings.

    Args:
        path: The settings file.

    Raises:
        SettingsError: The file is absent, is not TOML, or has keys or values that are wrong;
            all of them are listed.
    """
    if not path.is_file():
        raise SettingsError.of(
            path.name,
            "no such file in the project folder",
            "name the project with --project, or start one with `gapmap init`",
        )
    project = _read(path, ProjectSettings)
    _raise_if_any(_faults_in_project(project, path.name))
    return project


def read_wave(path: Path, project: ProjectSettings) -> WaveSettings:
    """wave.toml -> WaveSettings.

    Args:
        path: `data/raw/<wave>/wave.toml`.
        project: Holds the canonical categories that the wave refers to.

    Raises:
        SettingsError: As for `read_project`.
    """
    wave = _read(path, WaveSettings)
    _raise_if_any(_faults_in_wave(wave, project, f"{path.parent.name}/{path.name}"))
    return wave


def _read(path: Path, model: type[Model]) -> Model:
    name = path.name if model is ProjectSettings else f"{path.parent.name}/{path.name}"
    found: dict[str, Any] = {}
    faults: list[Fault] = []
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        faults = [Fault(name, f"not valid TOML: {error}", "text values need quotes")]
    except UnicodeDecodeError:
        faults = [Fault(name, "not saved as UTF-8", "save it again as UTF-8 text")]
    _raise_if_any(faults)
    try:
        return model.model_validate(found)
    except ValidationError as error:
        faults = [_fault(detail, model, name) for detail in error.errors(include_url=False)]
    raise SettingsError(faults)


def _raise_if_any(faults: Iterable[Fault]) -> None:
    listed = list(faults)
    if listed:
        raise SettingsError(listed)


def _fault(detail: ErrorDetails, model: type[BaseModel], name: str) -> Fault:
    path = [str(part) for part in detail["loc"]]
    where = f"{name}, {'.'.join(path)}" if path else name
    if detail["type"] == "extra_forbidden":
        near = difflib.get_close_matches(path[-1], _keys_beside(model, path), n=2, cutoff=0.6)
        return Fault(where, "unknown key", f"did you mean {' or '.join(near)}?" if near else "")
    if detail["type"] == "missing":
        return Fault(where, "this key is required and absent")
    return Fault(where, detail["msg"][0].lower() + detail["msg"][1:])


def _keys_beside(model: type[BaseModel], path: list[str]) -> list[str]:
    """The keys that could stand where the last part of the path stands."""
    level: Any = model
    for part in path[:-1]:
        if isinstance(level, type) and issubclass(level, BaseModel):
            level = level.model_fields[part].annotation
        else:  # a table with free keys: its values are described by the last type argument
            level = get_args(level)[-1]
    is_model = isinstance(level, type) and issubclass(level, BaseModel)
    return list(level.model_fields) if is_model else []


def _faults_in_project(project: ProjectSettings, name: str) -> Iterable[Fault]:
    if not project.respondent_types:
        yield Fault(f"{name}, respondent_types", "no type is named", "add at least one")
    if not project.project.languages:
        yield Fault(f"{name}, project.languages", "no language is named", 'for example ["da"]')
    yield from _faults_in_themes(project.themes, f"{name}, themes.model")
    yield from _faults_in_schedule(project.schedule, f"{name}, schedule")
    yield from _faults_in_notify(project.notify, f"{name}, notify")
    yield from _unknown(project.targets, project.respondent_types, f"{name}, targets")
    known: dict[str, Mapping[str, object]] = {
        "respondent_type": project.respondent_types,
        "region": project.regions,
        "size": project.sizes,
    }
    for variable, shares in project.weights.margins.items():
        where = f"{name}, weights.margins.{variable}"
        yield from _unknown(shares, known[variable], where)
        if abs(sum(shares.values()) - 1) > 0.005:
            yield Fault(where, f"the shares add up to {sum(shares.values()):.3f}, not to 1")


def _faults_in_themes(themes: Themes, where: str) -> Iterable[Fault]:
    needed = themes.encoder == "sentence-transformers"
    if needed and not themes.model.strip():
        yield Fault(
            where,
            "no model is named, and the encoder sentence-transformers needs one",
            "the model's folder, or its name, for example intfloat/multilingual-e5-small",
        )
    if themes.model and not needed:
        yield Fault(
            where,
            f"a model is named, and the encoder {themes.encoder} uses none",
            'take the line away, or set encoder = "sentence-transformers"',
        )


def _faults_in_schedule(schedule: Schedule, where: str) -> Iterable[Fault]:
    # What the five fields hold is checked by what schedules: see flows.serve.
    if schedule.cron and len(schedule.cron.split()) != 5:
        yield Fault(
            f"{where}.cron",
            "is not minute, hour, day of the month, month and day of the week",
            'for example "0 6 * * 1-5": at six on weekdays',
        )
    if not _is_timezone(schedule.timezone):
        near = difflib.get_close_matches(schedule.timezone, available_timezones(), n=2, cutoff=0.6)
        advice = f"did you mean {' or '.join(near)}?" if near else 'for example "Europe/Copenhagen"'
        yield Fault(f"{where}.timezone", "is no time zone", advice)


def _is_timezone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name).key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _faults_in_notify(notify: Notify, where: str) -> Iterable[Fault]:
    for key in ("webhook", "address"):
        value = getattr(notify, key)
        if value and not value.startswith(("https://", "http://")):
            yield Fault(f"{where}.{key}", "is no address that begins with https:// or http://")
    email = notify.email
    if not email.host:
        if email != Email():
            yield Fault(f"{where}.email.host", "is needed to send e-mail", "the server's name")
        return
    if not email.recipients:
        yield Fault(f"{where}.email.recipients", "names nobody", 'for example ["you@example.org"]')
    for address in (email.sender, *email.recipients):
        if not _EMAIL_ADDRESS.fullmatch(address):
            yield Fault(
                f"{where}.email",
                "sender and recipients are to be plain addresses",
                "for example gapmap@example.org, without a name beside it",
            )
            return


def _faults_in_wave(wave: WaveSettings, project: ProjectSettings, name: str) -> Iterable[Fault]:
    opens, closes = wave.wave.opens, wave.wave.closes
    if opens and closes and opens > closes:
        yield Fault(f"{name}, wave.opens", "is later than closes")
    yield from _unknown(
        wave.fielding.invited, project.respondent_types, f"{name}, fielding.invited"
    )
    yield from _faults_in_ticks(wave, name)
    questions = len(wave.columns.needs)
    for rating in ("importance", "satisfaction"):
        headings = getattr(wave.columns, rating)
        if isinstance(headings, tuple) and len(headings) not in (0, questions):
            yield Fault(
                f"{name}, columns.{rating}",
                f"lists {len(headings)} headings for {questions} questions in needs",
                "give one heading for the whole answer, or one per question in needs",
            )
    known: dict[str, Mapping[str, object]] = {
        "respondent_type": project.respondent_types,
        "region": project.regions,
        "size": project.sizes,
        "field": project.fields,
    }
    for variable, canonical in known.items():
        mapped = getattr(wave.categories, variable)
        if canonical:
            values = set(mapped.values()) - {NOT_STATED}
            yield from _unknown(values, canonical, f"{name}, categories.{variable}")


def _faults_in_ticks(wave: WaveSettings, name: str) -> Iterable[Fault]:
    if wave.ticks and not wave.columns.ticks:
        yield Fault(
            f"{name}, ticks",
            "themes of options are given, and columns.ticks names no question",
            'name the heading of the tick-list: ticks = ["..."] under [columns]',
        )
    themes: dict[str, str] = {}
    for option, theme in wave.ticks.items():
        if themes.setdefault(plain_option(option), theme) != theme:
            where = f"{name}, ticks.{option}"
            yield Fault(where, "stands twice, with two themes", "keep one of the two lines")


def _unknown(values: Iterable[str], known: Mapping[str, object], where: str) -> Iterable[Fault]:
    for value in sorted(set(values) - set(known)):
        near = difflib.get_close_matches(value, list(known), n=2, cutoff=0.5)
        advice = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(known)}"
        yield Fault(f"{where}.{value}", "not a category of gapmap.toml", advice)
