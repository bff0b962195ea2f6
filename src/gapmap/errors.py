"""The errors a user can meet: what is wrong, where, and what to try.

A message holds file names, row numbers, headings, keys and counts; never the content of a
cell. Every class can be pickled, because Prefect stores the exceptions of failed tasks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        where: The file, and the row, column or key in it ("gapmap.toml, themes.encoder").
        what: What is wrong there, as a sentence without a full stop at the end.
        try_this: What the reader can do about it; may be empty.
    """

    where: str
    what: str
    try_this: str = ""

    def __str__(self) -> str:
        advice = f"\n    Try: {self.try_this}" if self.try_this else ""
        return f"{self.where}: {self.what}{advice}"


class GapmapError(Exception):
    """A failure that is told to the user as its list of faults.

    Attributes:
        faults: All faults found, so that they can be mended in one go.
        exit_code: What the command line ends with.
    """

    exit_code = 1

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)

    @classmethod
    def of(cls, where: str, what: str, try_this: str = "") -> GapmapError:
        """One fault -> the error that carries it."""
        return cls([Fault(where, what, try_this)])


class MachineError(GapmapError):
    """The disk, a lock, Prefect or gapmap itself failed (exit code 1)."""


class DiskError(MachineError):
    """The disk refused; the same may work a moment later (exit code 1)."""


class BusyError(MachineError):
    """Another process is working on the wave; the same works once it is done (exit code 1)."""


class SettingsError(GapmapError):
    """Wrong usage, or settings that cannot be used (exit code 2)."""

    exit_code = 2


class DataError(GapmapError):
    """The delivered data cannot be used (exit code 3)."""

    exit_code = 3
