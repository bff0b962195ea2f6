"""The only place that knows where editions are kept: written whole, never changed.

What is passed on stands in reports/<wave>/editions/<n>/. What has a row per respondent, or
statements in people's own words, stands apart in data/editions/<wave>/<n>/. Both are written
under another name and renamed, the one that counts last. A withdrawn edition leaves a note, so
that its number is never used again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from gapmap.editions.model import Edition, Withdrawal
from gapmap.errors import DiskError, Fault, MachineError, SettingsError
from gapmap.store import RunRecord, sha256

NOTE = "edition.json"
WITHDRAWN = "withdrawn.json"
_READ_ONLY = 0o444


class Editions:
    """The editions of one wave."""

    def __init__(self, project: Path, wave: str) -> None:
        self._project = project
        self.wave = wave

    def numbers(self) -> list[int]:
        """The numbers of all editions, withdrawn ones too, in order."""
        return sorted(_numbers(self._folder))

    def numbers_kept(self) -> list[int]:
        """The same, with those of which only the part that is not passed on is left."""
        return sorted({*_numbers(self._folder), *_numbers(self._folder_apart)})

    def next_number(self) -> int:
        """A number that was never used."""
        return max(self.numbers_kept(), default=0) + 1

    def path(self, number: int) -> Path:
        """The folder of an edition that is passed on."""
        return self._folder / str(number)

    def path_apart(self, number: int) -> Path:
        """The folder of an edition that is not passed on."""
        return self._folder_apart / str(number)

    def read(self, number: int) -> Edition | Withdrawal:
        """Number -> what edition.json says, without a look at the other files.

        Raises:
            SettingsError: There is no such edition.
            MachineError: Its note cannot be read.
        """
        if number not in self.numbers():
            known = ", ".join(map(str, self.numbers()))
            raise SettingsError.of(
                f"edition {number}",
                f"no such edition of wave {self.wave}",
                f"there is: {known}" if known else f"gapmap approve {self.wave} --by NAME",
            )
        withdrawn = self._withdrawn(number)
        if withdrawn is not None:
            return withdrawn
        path = self.path(number) / NOTE
        try:
            return _edition(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError):
            problem = MachineError.of(self._shown(path), "cannot be read", _RESTORE)
        raise problem

    def open(self, number: int) -> Edition:
        """Number -> the edition, after a look whether it is still what was approved.

        Raises:
            SettingsError: There is no such edition, or it was withdrawn.
            MachineError: A file of it is gone or was changed; all such files are told.
        """
        edition = self.read(number)
        if isinstance(edition, Withdrawal):
            raise SettingsError.of(
                f"edition {number} of wave {self.wave}",
                f"was withdrawn on {edition.day}: {edition.reason}",
                "ask for another edition",
            )
        faults = self._faults(self.path(number), edition.files)
        if faults:
            raise MachineError(faults)
        return edition

    def is_withdrawn(self, number: int) -> bool:
        """Whether nothing is left of an edition but the note that it was withdrawn."""
        return self._withdrawn(number) is not None and not self.path_apart(number).exists()

    def faults(self, edition: Edition | Withdrawal) -> list[Fault]:
        """Edition -> every file of it, those apart too, that is gone or was changed."""
        if isinstance(edition, Withdrawal):
            return []
        return [
            *self._faults(self.path(edition.number), edition.files),
            *self._faults(self.path_apart(edition.number), edition.respondent_files),
        ]

    def latest(self) -> Edition | None:
        """The edition that holds: the last one that was not withdrawn.

        Raises:
            MachineError: Its note cannot be read.
        """
        for number in reversed(self.numbers()):
            found = self.read(number)
            if isinstance(found, Edition):
                return found
        return None

    def add(
        self, edition: Edition, contents: Mapping[str, bytes], apart: Mapping[str, bytes]
    ) -> Edition:
        """A new edition -> the same with its checksums, kept as a whole or not at all.

        Args:
            edition: With a number that was never used.
            contents: File of what is passed on -> its content.
            apart: File of what is not -> its content.

        Raises:
            DiskError: The disk refused; nothing is left behind.
        """
        edition = replace(edition, files=_checksums(contents), respondent_files=_checksums(apart))
        homes = (self.path_apart(edition.number), self.path(edition.number))
        drafts = [home.with_name(f".{home.name}.partial") for home in homes]
        try:
            for draft in drafts:
                _delete(draft)
            _write(drafts[0], apart)
            _write(drafts[1], {**contents, NOTE: _json(asdict(edition))})
            for draft, home in zip(drafts, homes, strict=True):
                draft.rename(home)
            return edition
        except OSError as error:
            for left in (*drafts, *homes):
                _delete(left)
            failure = DiskError.of(
                self._shown(homes[1]),
                f"cannot be written: {error.strerror}",
                "see that the folder may be written to and that there is room",
            )
        raise failure

    def withdraw(self, number: int, *, by: str, day: date, reason: str) -> Withdrawal:
        """Take an edition back: its files go, its number and the reason stay.

        A damaged one can be taken back as well, and so can one of which a part is left.

        Args:
            number: One of `numbers_kept`; what was withdrawn stays as it was told then.
            by: Who withdraws it.
            day: When.
            reason: Why, without a word about any respondent.
        """
        found = self._withdrawn(number)
        if found is None:
            found = Withdrawal(number, self.wave, day, by, reason)
            _write(self.path(number), {WITHDRAWN: _json(asdict(found))})
        _delete(self.path_apart(number))
        _delete(self.path(number), keep=WITHDRAWN)
        return found

    @property
    def _folder(self) -> Path:
        return self._project / "reports" / self.wave / "editions"

    @property
    def _folder_apart(self) -> Path:
        return self._project / "data" / "editions" / self.wave

    def _withdrawn(self, number: int) -> Withdrawal | None:
        path = self.path(number) / WITHDRAWN
        if not path.is_file():
            return None
        told = json.loads(path.read_text(encoding="utf-8"))
        return Withdrawal(**{**told, "day": date.fromisoformat(told["day"])})

    def _faults(self, folder: Path, files: Mapping[str, str]) -> list[Fault]:
        found = []
        for name, sha in files.items():
            path = folder / name
            if not path.is_file():
                found.append(Fault(self._shown(path), "is not there", _RESTORE))
            elif sha256(path) != sha:
                found.append(Fault(self._shown(path), "is not what was approved", _RESTORE))
        return found

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._project).as_posix()


_RESTORE = "put the edition back from a backup; an edition is never changed"


def waves_with_editions(project: Path) -> list[str]:
    """Project folder -> the waves that have editions, withdrawn ones too."""
    passed_on = {path.parts[-3] for path in (project / "reports").glob("*/editions/[0-9]*")}
    apart = {path.parts[-2] for path in (project / "data" / "editions").glob("*/[0-9]*")}
    return sorted(passed_on | apart)


def _numbers(folder: Path) -> Iterator[int]:
    for path in folder.glob("[0-9]*"):
        if path.name.isascii() and path.name.isdecimal():
            yield int(path.name)


def _edition(told: Mapping[str, Any]) -> Edition:
    values = {**told, "day": date.fromisoformat(told["day"]), "run": RunRecord(**told["run"])}
    return Edition(**values)


def _checksums(contents: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(contents[name]).hexdigest() for name in sorted(contents)}


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n").encode()


def _write(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Files that nobody is to change."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.chmod(_READ_ONLY)


def _delete(folder: Path, *, keep: str = "") -> None:
    """Delete a folder, or all that is in it but one file."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        elif path.name != keep:
            path.chmod(0o644)  # some systems delete no file that may not be written
            path.unlink()
    if folder.is_dir() and not keep:
        folder.rmdir()
