"""Points -> the groups that a walk between like points seldom leaves.

Normalised spectral clustering (Ng, Jordan & Weiss 2001), with the groups read off the
eigenvectors by a pivoted QR factorisation (Damle, Minden & Ying 2019). There is no random
start, and one set of eigenvectors serves every number of groups.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from gapmap.text.encoders import Vectors

Labels = np.ndarray[tuple[int], np.dtype[np.intp]]

_POWER = 2
_FAINT_LINK = 1e-6


def spectral_labels(points: Vectors, numbers: Sequence[int]) -> Mapping[int, Labels]:
    """Points -> for each number of groups the group of every point.

    Two points are linked by their squared cosine, opposite ones by next to nothing.

    Args:
        points: Shape (n, d), rows of length 1.
        numbers: Of groups, 1 to n each.
    """
    vectors = _eigenvectors(points, max(numbers))
    return {number: _read_off(vectors[:, :number]) for number in numbers}


def _eigenvectors(points: Vectors, most: int) -> Vectors:
    """Points -> the first eigenvectors of the normalised links, shape (n, most)."""
    from scipy.linalg import eigh

    links = np.maximum(points @ points.T, 0.0) ** _POWER
    np.fill_diagonal(links, 0.0)
    links += _FAINT_LINK
    scale = 1 / np.sqrt(links.sum(axis=1))
    n = len(points)
    _, vectors = eigh(links * scale[:, None] * scale, subset_by_index=[n - most, n - 1])
    return np.asarray(vectors[:, ::-1])


def _read_off(vectors: Vectors) -> Labels:
    from scipy.linalg import polar, qr

    number = vectors.shape[1]
    _, _, pivots = qr(vectors.T, pivoting=True, mode="economic")
    rotation, _ = polar(vectors[pivots[:number]].T)
    return np.asarray(np.abs(vectors @ rotation).argmax(axis=1))
