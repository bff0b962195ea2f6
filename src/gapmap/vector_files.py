"""Vectors of redacted texts, kept in a wave's folder from one run to the next.

A text stands in it as a keyed hash only. Still, a vector tells something of its text: so the
files are kept where the tables with a row per respondent are, and hold no vector longer than
the wave has the text. All of it may be deleted; the next run makes it again.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

if TYPE_CHECKING:
    from gapmap.text.sentence_encoder import Embedding

_DIGEST = 16


class VectorFiles:
    """The vectors of one wave by one model, in files that are written whole and never changed.

    Args:
        folder: Made at the first vector. The folders beside it are those of other models.
        key: The project's secret.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key

    def get(self, texts: Sequence[str]) -> dict[str, Embedding]:
        """Distinct texts -> the vectors known of them; all others are deleted."""
        text_of = {self._code(text): text for text in texts}
        known = {
            text_of[code]: vector
            for path in sorted(self._folder.glob("*.npz"))
            for code, vector in _read(path)
            if code in text_of
        }
        kept = self._write(known)
        for path in (*self._folder.parent.glob("*"), *self._folder.glob("*")):
            if path not in (self._folder, kept):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        return known

    def put(self, vectors: Mapping[str, Embedding]) -> None:
        """Keep the vectors of some texts."""
        self._write(vectors)

    def _code(self, text: str) -> bytes:
        return hmac.digest(self._key, b"vector of " + text.encode(), hashlib.sha256)[:_DIGEST]

    def _write(self, vectors: Mapping[str, Embedding]) -> Path | None:
        """Vectors -> the file that holds them, named after its content; None for no vectors."""
        if not vectors:
            return None
        by_code = sorted((self._code(text), vector) for text, vector in vectors.items())
        codes = np.frombuffer(b"".join(code for code, _ in by_code), dtype=np.uint8)
        buffer = io.BytesIO()
        np.savez(
            buffer,
            codes=codes.reshape(-1, _DIGEST),
            vectors=np.stack([vector for _, vector in by_code]),
        )
        content = buffer.getvalue()
        path = self._folder / f"{hashlib.sha256(content).hexdigest()[:_DIGEST]}.npz"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(f".{os.getpid()}")
            draft.write_bytes(content)
            draft.replace(path)
        return path


def _read(path: Path) -> Iterator[tuple[bytes, Embedding]]:
    """A file -> its codes and vectors; nothing from a file that is damaged or gone."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
            codes, vectors = file["codes"], file["vectors"]
            pairs = list(zip(map(bytes, codes), vectors, strict=True))
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):
        return
    yield from pairs
