"""Vectors -> groups: how many there are, where they lie, and how firmly they hold.

The last digits depend on the number of threads: `find_themes` calls these on one.
"""

from __future__ import annotations

import numpy as np

from gapmap.text.encoders import Vectors, unit_rows

Labels = np.ndarray[tuple[int], np.dtype[np.intp]]
Shares = np.ndarray[tuple[int], np.dtype[np.float64]]

_STARTS = 8
_RESTARTS = 2
_SPLITS = 5
_BOOTSTRAPS = 30
_NUMBERS_TRIED = 10
_TEXTS_PER_GROUP = 4
_MOST_TEXTS = 1500
_GOOD_ENOUGH = 0.9


def find_centres(vectors: Vectors, bounds: tuple[int, int], seed: int) -> Vectors:
    """Vectors -> the centres of as many groups as they fall into, by spherical k-means.

    The number is the smallest within the bounds whose score is at least nine tenths of the
    best. The score is stability times separation: the mean adjusted Rand index of the
    groupings that two random halves give to all texts (prediction strength, Tibshirani and
    Walther 2005), times the mean distance by which a text is nearer to its own centre than
    to the next one (a simplified silhouette, Hruschka et al. 2004, on cosines).

    Args:
        vectors: Shape (n, d), rows of length 1.
        bounds: Fewest and most groups wanted. With under four distinct rows to a group
            fewer are tried, with under one fewer are found.
        seed: Of the splits and of the starts.

    Returns:
        Shape (k, d), rows of length 1; every centre is the nearest of at least one row.
    """
    distinct = np.unique(np.round(vectors, 9), axis=0)
    if not len(distinct):
        return distinct
    fewest = min(bounds[0], len(distinct))
    most = max(fewest, min(bounds[1], len(distinct) // _TEXTS_PER_GROUP))
    centres = _fit(distinct, _choose_number(distinct, fewest, most, seed), _STARTS, seed)
    used = np.unique(nearest(vectors, centres))
    return centres[used]


def nearest(vectors: Vectors, centres: Vectors) -> Labels:
    """Vectors, centres -> the row of the nearest centre by cosine, the first of equals."""
    return np.asarray(np.argmax(vectors @ centres.T, axis=1))


def stability(vectors: Vectors, centres: Vectors, seed: int) -> Shares:
    """Vectors, centres -> how often each group comes back, shape (k,), 0 to 1.

    The mean over bootstrap samples of the Jaccard similarity of the group with the one most
    like it in a new clustering of the sample (Hennig 2007). 0.6 and more is a pattern, 0.75
    and more a stable group.
    """
    if not len(centres):
        return np.zeros(0)
    draw = np.random.default_rng(seed)
    labels = nearest(vectors, centres)
    size = min(len(vectors), _MOST_TEXTS)
    similarity, n_drawn = np.zeros(len(centres)), np.zeros(len(centres))
    for _ in range(_BOOTSTRAPS):
        drawn = np.unique(draw.integers(0, len(vectors), size))
        distinct = np.unique(np.round(vectors[drawn], 9), axis=0)
        again = _fit(distinct, len(centres), 1, int(draw.integers(2**31)))
        groups, found = _best_jaccard(labels[drawn], nearest(vectors[drawn], again))
        similarity[groups] += found
        n_drawn[groups] += 1
    return similarity / np.maximum(n_drawn, 1)


def _best_jaccard(ours: Labels, theirs: Labels) -> tuple[Labels, Shares]:
    """Two groupings -> our groups, and each one's Jaccard similarity with the best of theirs."""
    groups, rows = np.unique(ours, return_inverse=True)
    others, columns = np.unique(theirs, return_inverse=True)
    shared = np.zeros((len(groups), len(others)))
    np.add.at(shared, (rows, columns), 1)
    either = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0) - shared
    return groups, (shared / either).max(axis=1)


def _choose_number(distinct: Vectors, fewest: int, most: int, seed: int) -> int:
    if fewest == most:
        return fewest
    tried = np.unique(np.linspace(fewest, most, _NUMBERS_TRIED).round().astype(int))
    scores = np.array([_score(distinct, int(number), seed) for number in tried])
    good = scores >= _GOOD_ENOUGH * scores.max()
    return int(tried[good][0])


def _score(distinct: Vectors, number: int, seed: int) -> float:
    from sklearn.metrics import adjusted_rand_score

    split = np.random.default_rng(seed)
    agreements = []
    for _ in range(_SPLITS):
        order = split.permutation(len(distinct))[: 2 * _MOST_TEXTS]
        halves = order[: len(order) // 2], order[len(order) // 2 :]
        groupings = [
            nearest(distinct[order], _fit(distinct[half], number, 1, int(split.integers(2**31))))
            for half in halves
        ]
        agreements.append(adjusted_rand_score(*groupings))
    near = np.sort(distinct @ _fit(distinct, number, _RESTARTS, seed).T, axis=1)
    separation = float(np.mean(near[:, -1] - near[:, -2])) if number > 1 else 0.0
    return max(0.0, float(np.mean(agreements))) * separation


def _fit(distinct: Vectors, number: int, starts: int, seed: int) -> Vectors:
    from sklearn.cluster import KMeans

    groups = KMeans(min(number, len(distinct)), n_init=starts, random_state=seed).fit(distinct)
    return unit_rows(groups.cluster_centers_)
