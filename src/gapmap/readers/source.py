"""Where the bytes of an export come from: a file, a gzipped file, or a member of an archive.

Everything unpacked is counted: an archive of a few kilobytes can hold gigabytes.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from gapmap.errors import DataError, Fault

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_UNPACKED_BYTES = 500 * 2**20
"""How much a gzipped file, or one member of an archive, may unpack to: a survey of a million
answers is well below."""

_GZIP = b"\x1f\x8b"
_BYTES_AT_ONCE = 1 << 16


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read, or a member of a ZIP archive.

    Attributes:
        path: The file on the disk.
        member: The name inside the archive; "" for the file itself.
    """

    path: Path
    member: str = ""

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    @property
    def where(self) -> str:
        """What to call it in an error: its folder and name, not the whole path."""
        inside = f", {self.member}" if self.member else ""
        return f"{self.path.parent.name}/{self.path.name}{inside}"

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The bytes, unpacked.

        Raises:
            DataError: What is packed is damaged, or unpacks to more than MAX_UNPACKED_BYTES.
        """
        if not self.member and not self._is_gzipped():
            with self.path.open("rb") as file:
                yield file
            return
        try:
            with self._packed() as inner:
                yield io.BufferedReader(_Counted(inner, self.where), _BYTES_AT_ONCE)
            return
        except (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error):
            fault = Fault(self.where, "is packed and damaged or cut short", "deliver it again")
        except (NotImplementedError, RuntimeError):  # a method, or a password, of the archive
            fault = Fault(
                self.where, "is packed in a way that cannot be read", "unpack it and deliver it so"
            )
        raise DataError([fault])

    def _is_gzipped(self) -> bool:
        with self.path.open("rb") as file:
            return file.read(len(_GZIP)) == _GZIP

    @contextmanager
    def _packed(self) -> Iterator[IO[bytes] | gzip.GzipFile]:
        if self.member:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as inner:
                yield inner
            return
        with gzip.open(self.path) as unzipped:
            yield unzipped

    def start(self, length: int) -> bytes:
        """The first bytes, unpacked."""
        with self.open() as file:
            return file.read(length)


class _Counted(io.RawIOBase):
    """A stream that stops with an error once it has given too much."""

    def __init__(self, inner: IO[bytes] | gzip.GzipFile, where: str) -> None:
        self._inner = inner
        self._where = where
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        block = self._inner.read(len(view))
        self._given += len(block)
        if self._given > MAX_UNPACKED_BYTES:
            raise DataError(
                [
                    Fault(
                        self._where,
                        f"unpacks to more than {MAX_UNPACKED_BYTES >> 20} MB",
                        "deliver the survey's answers alone",
                    )
                ]
            )
        view[: len(block)] = block
        return len(block)
