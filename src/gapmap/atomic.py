"""Writing files so that a reader sees the old content or the new, never a part."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from gapmap.errors import DiskError


def replace(path: Path, content: bytes) -> None:
    """Path, content -> the file with that content, whole; its folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def replace_by_copy(path: Path, source: Path) -> None:
    """Path, another file -> a copy of that file, whole; its folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    try:
        shutil.copyfile(source, draft)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextlib.contextmanager
def undone_by_a_full_disk(written: list[Path]) -> Iterator[None]:
    """When the disk refuses, take away what was written and tell it.

    Raises:
        DiskError: The disk refused.
    """
    try:
        yield
        return
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                path.parent.rmdir()
        failure = DiskError.of(
            Path(error.filename or "data/raw").name,
            f"cannot be written: {error.strerror}",
            "see that the folder may be written to and that there is room",
        )
    raise failure
