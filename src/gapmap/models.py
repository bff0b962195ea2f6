"""The setting themes.model -> a sentence-transformers model on this machine.

Nothing is ever downloaded, and nothing heavy is imported before a text has to be encoded:
whether a run has changed is told from the model's files alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gapmap.errors import SettingsError
from gapmap.settings import Themes
from gapmap.store import sha256

if TYPE_CHECKING:
    from gapmap.text.sentence_encoder import Embed, Embeddings

_KEY = "gapmap.toml, themes.model"
_PACKAGES = ("sentence-transformers", "transformers", "tokenizers", "torch")
_MARKS_OF_A_MODEL = ("modules.json", "config.json")
_NAME = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*)?")
_E5 = re.compile(r"(?<![a-z0-9])e5(?![a-z0-9])")
_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
}


@dataclass(frozen=True, slots=True)
class Model:
    """A model on this machine.

    Attributes:
        name: As in the setting; a folder outside the project by its own name alone.
        folder: Where its files are.
        prefix: What the model was trained to see before a text; may be empty.
        sha256: Of its files, wherever they are.
    """

    name: str
    folder: Path
    prefix: str
    sha256: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the model's files, the prefix and the packages that compute.

        Raises:
            SettingsError: The packages are not installed.
        """
        known = (self.sha256, self.prefix, *_versions())
        return hashlib.sha256(repr(known).encode()).hexdigest()

    def load(self) -> Embed:
        """Nothing -> the function that encodes, on one thread of the processor.

        Raises:
            SettingsError: The packages cannot make a model of the files.
        """
        os.environ.update(_OFFLINE)  # read by the packages when they are imported
        import torch
        from sentence_transformers import SentenceTransformer

        failure = ""
        try:
            model = SentenceTransformer(str(self.folder), device="cpu", local_files_only=True)
        except Exception as error:  # each kind of file fails in its own way
            failure = type(error).__name__
        if failure:
            raise SettingsError.of(
                _KEY,
                f"the files of {self.name} cannot be loaded ({failure})",
                "fetch the model again; it must be one that sentence-transformers can read",
            )
        model.float()  # half precision is slow and coarse on a processor

        def embed(texts: Sequence[str]) -> Embeddings:
            threads = torch.get_num_threads()
            torch.set_num_threads(1)
            try:
                # One by one: in a batch the last digits depend on the texts beside.
                vectors = model.encode(
                    list(texts),
                    prompt=self.prefix,
                    batch_size=1,
                    show_progress_bar=False,
                    normalize_embeddings=True,
                )
            finally:
                torch.set_num_threads(threads)
            return np.asarray(vectors, dtype=np.float32)

        return embed


def find_model(themes: Themes, project: Path) -> Model | None:
    """[themes], project folder -> its model; None for an encoder that needs none.

    Args:
        themes: The model is a folder, as seen from the project folder, or the name of a
            model that was fetched to this machine before.
        project: The folder that holds gapmap.toml.

    Raises:
        SettingsError: The extra is not installed, or the model is not on this machine.
    """
    if not themes.model:
        return None
    _versions()
    folder = project / themes.model
    if folder.is_dir():
        inside = folder.is_relative_to(project)
        name = folder.relative_to(project).as_posix() if inside else folder.name
    else:
        name, folder = themes.model, _fetched(themes.model)
    if not any((folder / mark).is_file() for mark in _MARKS_OF_A_MODEL):
        raise SettingsError.of(
            _KEY,
            f"{name} holds no model: neither {' nor '.join(_MARKS_OF_A_MODEL)} is in it",
            "name the folder that holds the model's files",
        )
    return Model(
        name=name,
        folder=folder,
        prefix=query_prefix(name, _own_prompts(folder)),
        sha256=_sha256_of_files(folder),
    )


def query_prefix(name: str, prompts: Mapping[str, str]) -> str:
    """Model's name, its own prompts -> what has to stand before every text.

    A model's own prompt for clustering comes first, then its own for queries. The models of
    the E5 family were trained with "query: " before texts that are compared with their like
    (Wang et al. 2024).
    """
    own = {kind.lower(): prompt for kind, prompt in prompts.items()}
    is_e5 = _E5.search(name.rpartition("/")[2].lower())
    return own.get("clustering") or own.get("query") or ("query: " if is_e5 else "")


def _versions() -> list[tuple[str, str]]:
    try:
        return [(package, version(package)) for package in _PACKAGES]
    except PackageNotFoundError:
        pass
    raise SettingsError.of(
        "gapmap.toml, themes.encoder",
        "sentence-transformers is not installed",
        'pip install "gapmap[embeddings]", or take the encoder vocabulary+lexical',
    )


def _fetched(name: str) -> Path:
    """Model's name -> where the model was fetched to.

    Raises:
        SettingsError: It was not.
    """
    if not _NAME.fullmatch(name):
        raise SettingsError.of(_KEY, f"there is no folder {name}", "see that the path is right")
    os.environ.update(_OFFLINE)
    from huggingface_hub import snapshot_download

    full_name = name if "/" in name else f"sentence-transformers/{name}"
    try:
        cache = os.environ.get("SENTENCE_TRANSFORMERS_HOME")
        return Path(snapshot_download(full_name, cache_dir=cache, local_files_only=True))
    except FileNotFoundError:
        pass
    fetch = f"from sentence_transformers import SentenceTransformer as S; S('{full_name}')"
    raise SettingsError.of(
        _KEY,
        f"{name} is neither a folder nor a model on this machine, and a run downloads nothing",
        f'fetch it once, by hand: python -c "{fetch}"',
    )


def _own_prompts(folder: Path) -> dict[str, str]:
    try:
        text = (folder / "config_sentence_transformers.json").read_text(encoding="utf-8")
        prompts = json.loads(text)["prompts"].items()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {str(kind): prompt for kind, prompt in prompts if isinstance(prompt, str)}


def _sha256_of_files(folder: Path) -> str:
    """Folder -> SHA-256 of what its files are called within it and of what they hold."""
    known = [(path.relative_to(folder).as_posix(), _checksum(path)) for path in _files(folder)]
    return hashlib.sha256(repr(known).encode()).hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    """The model's files; hidden ones are notes that the tools of a download keep."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def _checksum(path: Path) -> str:
    told = path.stat()
    return _checksum_as_of(path, told.st_size, told.st_mtime_ns)


@lru_cache(maxsize=1000)
def _checksum_as_of(path: Path, _size: int, _changed: int) -> str:
    """Files -> SHA-256, once while they are unchanged: a run asks many times."""
    return sha256(path)
