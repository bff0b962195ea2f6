"""A new project folder: settings, questionnaire, catalogue and the folders for data."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

from gapmap.errors import DiskError, Fault, GapmapError, SettingsError

FOLDERS = ("data/raw", "data/processed", "reports")

# Under its real name the file would rule gapmap's own repository, and be left out of the wheel.
_STORED_AS = {"gitignore": ".gitignore"}


def create_project(folder: Path) -> list[Path]:
    """Folder -> the files of a new project in it.

    Args:
        folder: Made when it does not exist. May hold other files.

    Returns:
        The files written, in the order of their names.

    Raises:
        SettingsError: A file of the project exists already, or a file stands where a folder is
            needed; all of them are listed and nothing is written.
        DiskError: The disk refused; the files written until then are taken away again.
    """
    contents = {folder / path: content for path, content in sorted(_templates())}
    written: list[Path] = []
    failure: GapmapError
    try:
        faults = [*_in_the_way(folder, contents)]
        if faults:
            raise SettingsError(faults)
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                written.append(path)
                file.write(content)
        return written
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        failure = DiskError.of(
            Path(error.filename or folder).name,
            f"cannot be written: {error.strerror}",
            "see that the folder may be written to and that there is room",
        )
    raise failure


def _templates() -> Iterator[tuple[PurePosixPath, bytes]]:
    """The files that ship with gapmap: path in the new project, content."""

    def walk(source: Traversable, path: PurePosixPath) -> Iterator[tuple[PurePosixPath, bytes]]:
        for entry in source.iterdir():
            below = path / _STORED_AS.get(entry.name, entry.name)
            if entry.is_dir():
                yield from walk(entry, below)
            else:
                yield below, entry.read_bytes()

    return walk(files("gapmap.resources") / "project", PurePosixPath())


def _in_the_way(folder: Path, contents: dict[Path, bytes]) -> Iterator[Fault]:
    taken = [path for path in contents if path.exists() or path.is_symlink()]
    advice = "start the project in an empty folder: gapmap --project FOLDER init"
    for path in taken:
        yield Fault(
            path.relative_to(folder).as_posix(),
            "exists already and is never overwritten",
            advice if path == taken[-1] else "",  # said once, not for every file
        )
    needed = {folder / name for name in FOLDERS} | {path.parent for path in contents} | {folder}
    for path in sorted(needed):
        if path.exists() and not path.is_dir():
            where = path.relative_to(folder).as_posix() if path != folder else folder.name
            yield Fault(where, "is a file, and a folder is needed here", "choose another folder")
