"""The codebook with the ones before it, and the workbooks of the review."""

from __future__ import annotations

import contextlib
import itertools
import json
from pathlib import Path

from gapmap import atomic
from gapmap.errors import MachineError
from gapmap.store.folder import CODEBOOK, RECORD, ProjectFolder

_HISTORY = "codebook-history"


class CodebookFiles(ProjectFolder):
    """What people have decided."""

    def cited_themes(self) -> dict[str, str]:
        """Permanent id of a theme that a report or an edition cites -> where."""
        reports = self.project / "reports"
        notes = [*reports.glob(f"*/{RECORD}"), *reports.glob("*/editions/*/edition.json")]
        cited: dict[str, str] = {}
        for path in sorted(notes):
            with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
                note = json.loads(path.read_bytes())
                for theme in (note.get("run") or note).get("codebook_themes", ()):
                    cited.setdefault(theme, path.relative_to(self.project).as_posix())
        return cited

    def codebook_content(self) -> bytes | None:
        """The file of the codebook as it is; None where there is none."""
        return self.codebook_path.read_bytes() if self.codebook_path.is_file() else None

    def codebook_versions(self) -> dict[int, Path]:
        """The codebooks that imports have replaced, by version; the one that counts is not here."""
        found = (self.project / _HISTORY).glob("[0-9]*.yaml")
        return {int(path.stem): path for path in sorted(found) if path.stem.isdecimal()}

    def codebook_paths(self) -> list[Path]:
        """The codebook and those that it replaced, as far as there are any."""
        own = [self.codebook_path] if self.codebook_path.is_file() else []
        return [*own, *self.codebook_versions().values()]

    def save_codebook(
        self, content: bytes, *, before: bytes | None, version: int
    ) -> tuple[str, ...]:
        """A new codebook in place of the old one, which is kept -> the files written.

        Args:
            content: Of the new file.
            before: Of the file that it was made from; None where there was none.
            version: Of that.

        Raises:
            MachineError: Another process is writing the codebook, or it was changed meanwhile.
            DiskError: The disk refused; the codebook is as it was.
        """
        kept = self.project / _HISTORY / f"{version:04d}.yaml"
        with self._locked(self.project / _HISTORY, "the codebook"):
            if self.codebook_content() != before:
                raise MachineError.of(
                    CODEBOOK, "was changed by somebody else meanwhile", "import again"
                )
            with atomic.undone_by_a_full_disk([]):
                if before is not None:
                    atomic.replace(kept, before)
                atomic.replace(self.codebook_path, content)
        return (CODEBOOK,) if before is None else (CODEBOOK, f"{_HISTORY}/{kept.name}")

    def review_paths(self, wave: str) -> list[Path]:
        """The workbooks of a wave's review that stand in the project."""
        return sorted(self.review_folder(wave).glob("*.xlsx"))

    def review_folder(self, wave: str) -> Path:
        """Where the workbooks of a wave's review are written."""
        return self.project / "review" / wave

    def save_review(self, folder: Path, name: str, content: bytes) -> Path:
        """Folder, name without ending, workbook -> where it was written: no file is overwritten.

        Raises:
            DiskError: The disk refused.
        """
        numbered = (f"-{number}" if number > 1 else "" for number in itertools.count(1))
        paths = (folder / f"{name}{number}.xlsx" for number in numbered)
        path = next(path for path in paths if not path.exists())
        with atomic.undone_by_a_full_disk([]):
            atomic.replace(path, content)
        return path
