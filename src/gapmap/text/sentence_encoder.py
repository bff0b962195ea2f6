"""Texts -> vectors by a language model that was trained elsewhere.

Unlike the other encoders it learns nothing from the texts: the vector of a text depends on
the text and the model alone. So vectors can be kept from one run to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from gapmap.text.encoders import Vectors, unit_rows
from gapmap.text.tokens import normalise

Embedding = np.ndarray[tuple[int], np.dtype[np.float32]]
Embeddings = np.ndarray[tuple[int, int], np.dtype[np.float32]]
Embed = Callable[[Sequence[str]], Embeddings]
"""Texts -> one row each; the row of a text does not depend on the others."""

_CHUNK = 100


class VectorCache(Protocol):
    """Vectors of texts that were encoded before, by the same model."""

    def get(self, texts: Sequence[str]) -> dict[str, Embedding]:
        """Distinct texts -> the vectors known of them."""

    def put(self, vectors: Mapping[str, Embedding]) -> None:
        """Keep the vectors of some texts."""


@dataclass(frozen=True)
class SentenceEncoder:
    """What a language model makes of a text (Reimers & Gurevych 2019).

    Attributes:
        fingerprint: Of the model and all that computes with it.
        load: Makes the model ready; called when a text has to be encoded, not before.
        cache: Gives the vectors of texts encoded before, and keeps new ones.
        progress: Told after every hundred texts: how many are encoded, of how many.
    """

    fingerprint: str
    load: Callable[[], Embed]
    cache: VectorCache
    progress: Callable[[int, int], None]
    name: str = field(default="sentence-transformers", init=False)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts -> shape (n, as many as the model has); zeros where there is no word."""
        normal = [normalise(text) for text in texts]
        saying = sorted({text for text in normal if any(sign.isalnum() for sign in text)})
        if not saying:
            return np.zeros((len(texts), 1))
        known = self.cache.get(saying)
        known = known | self._embed([text for text in saying if text not in known])
        nothing = np.zeros_like(known[saying[0]])
        rows = np.array([known.get(text, nothing) for text in normal], dtype=np.float64)
        return unit_rows(rows)

    def _embed(self, texts: Sequence[str]) -> dict[str, Embedding]:
        """Texts -> their vectors, kept as they come so that an interrupted run can go on."""
        if not texts:
            return {}
        embed = self.load()
        vectors: dict[str, Embedding] = {}
        for start in range(0, len(texts), _CHUNK):
            chunk = texts[start : start + _CHUNK]
            new = dict(zip(chunk, embed(chunk), strict=True))
            self.cache.put(new)
            vectors |= new
            self.progress(len(vectors), len(texts))
        return vectors
