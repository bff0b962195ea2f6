"""Points -> groups: how many there are, where they lie, and how firmly they hold.

Two ways of grouping are tried, spectral clustering and k-means; the data decide. All fits run
on one thread: on several the last digits differ, and with them the groups.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gapmap.stages.spectral import spectral_labels
from gapmap.text.encoders import Vectors, unit_rows
from gapmap.text.one_thread import one_thread

Labels = np.ndarray[tuple[int], np.dtype[np.intp]]
Shares = np.ndarray[tuple[int], np.dtype[np.float64]]
Centres = Mapping[int, Vectors]
Algorithm = Callable[[Vectors, Sequence[int], int], Centres]
"""Points, numbers of groups, seed -> the centres for each number."""

_SPLITS = 5
_BOOTSTRAPS = 30
_NUMBERS_TRIED = 12
_POINTS_PER_GROUP = 4
_LEAST_POINTS = 2
_MOST_POINTS = 1500
_GOOD_ENOUGH = 0.9
_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Grouping:
    """What points fall into.

    Attributes:
        centres: Shape (k, d), rows of length 1; each is the nearest of at least one point.
        stability: How often each group comes back, shape (k,), 0 to 1: the mean over
            bootstrap samples of the Jaccard similarity of the group with the one most like
            it in a new clustering of the sample (Hennig 2007). 0.6 and more is a pattern,
            0.75 and more a stable group.
    """

    centres: Vectors
    stability: Shares


def find_groups(points: Vectors, bounds: tuple[int, int], seed: int) -> Grouping:
    """Points -> the groups they fall into, as many as hold and stand apart.

    Each algorithm and number of groups gets a score, stability times separation: the mean
    adjusted Rand index of the groupings that two random halves give to all points
    (prediction strength, Tibshirani and Walther 2005), times the mean distance by which a
    point is nearer to its own centre than to the next one (a simplified silhouette, Hruschka
    et al. 2004, on cosines). The algorithm with the best score is taken, with the smallest
    number within the bounds whose score is at least nine tenths of its best. The groupings
    that are scored are learnt from at most 3,000 points; the one that is taken, from all.

    Args:
        points: Shape (n, d), rows of length 1, in any order; a repeated row counts as often.
        bounds: Fewest and most groups wanted. With under four points to a group fewer are
            tried; there are never more than distinct points.
        seed: Of the splits, starts and bootstrap samples.
    """
    points = _in_canonical_order(points)
    n_distinct = len(np.unique(points, axis=0))
    if n_distinct < _LEAST_POINTS:
        return Grouping(points[:n_distinct], np.ones(n_distinct))
    fewest = min(bounds[0], n_distinct)
    most = max(fewest, min(bounds[1], n_distinct, len(points) // _POINTS_PER_GROUP))
    with one_thread():
        algorithm, number = _choose(points, fewest, most, seed)
        centres = algorithm(points, [number], seed)[number]
        centres = centres[np.unique(nearest(points, centres))]
        return Grouping(centres, _stability(points, centres, algorithm, seed))


def nearest(points: Vectors, centres: Vectors) -> Labels:
    """Points, centres -> the row of the nearest centre by cosine, the first of equals."""
    return np.asarray(np.argmax(points @ centres.T, axis=1))


def spectral(points: Vectors, numbers: Sequence[int], seed: int) -> Centres:
    """Points -> centres of spectral clusters, moved by k-means until they rest.

    The eigenvectors are found for a sample of at most 1,500 points.
    """
    sample = _drawn(points, _MOST_POINTS, seed)
    labels = spectral_labels(sample, numbers)
    return {number: _rested(points, _means(sample, labels[number]), number) for number in numbers}


def k_means(points: Vectors, numbers: Sequence[int], seed: int) -> Centres:
    """Points -> centres of k-means on the sphere, the better of two starts."""
    from sklearn.cluster import KMeans

    return {
        number: unit_rows(KMeans(number, n_init=2, random_state=seed).fit(points).cluster_centers_)
        for number in numbers
    }


ALGORITHMS: tuple[Algorithm, ...] = (spectral, k_means)


def _in_canonical_order(points: Vectors) -> Vectors:
    """Points -> the same in an order that follows from their content alone."""
    rounded = np.round(points, 9) + 0.0
    return np.asarray(rounded[np.lexsort(rounded.T[::-1])]) if rounded.size else rounded


def _drawn(points: Vectors, most: int, seed: int) -> Vectors:
    """Points -> at most so many of them, in their order."""
    if len(points) <= most:
        return points
    drawn = np.random.default_rng(seed).choice(len(points), most, replace=False)
    return points[np.sort(drawn)]


def _choose(points: Vectors, fewest: int, most: int, seed: int) -> tuple[Algorithm, int]:
    tried = np.unique(np.linspace(fewest, most, _NUMBERS_TRIED).round().astype(int)).tolist()
    scores = [_scores(points, tried, algorithm, seed) for algorithm in ALGORITHMS]
    best = max(range(len(ALGORITHMS)), key=lambda which: (scores[which].max(), -which))
    good = scores[best] >= _GOOD_ENOUGH * scores[best].max()
    return ALGORITHMS[best], int(np.asarray(tried)[good][0])


def _scores(points: Vectors, numbers: Sequence[int], algorithm: Algorithm, seed: int) -> Shares:
    """Points, numbers -> stability times separation for each number, 0 or more."""
    from sklearn.metrics import adjusted_rand_score

    split = np.random.default_rng(seed)
    agreements = np.zeros(len(numbers))
    for _ in range(_SPLITS):
        order = split.permutation(len(points))[: 2 * _MOST_POINTS]
        halves = order[: len(order) // 2], order[len(order) // 2 :]
        one, other = (
            _fitted(points[np.sort(half)], numbers, algorithm, int(split.integers(2**31)))
            for half in halves
        )
        agreements += [
            adjusted_rand_score(
                nearest(points[order], one[number]), nearest(points[order], other[number])
            )
            for number in numbers
        ]
    whole = _fitted(_drawn(points, 2 * _MOST_POINTS, seed), numbers, algorithm, seed)
    separations = [_separation(points, whole[number]) for number in numbers]
    return np.maximum(agreements / _SPLITS, 0.0) * separations


def _separation(points: Vectors, centres: Vectors) -> float:
    """Points, centres -> how much nearer a point is to its own centre than to the next."""
    near = np.sort(points @ centres.T, axis=1)
    return float(np.mean(near[:, -1] - near[:, -2])) if len(centres) > 1 else 0.0


def _fitted(points: Vectors, numbers: Sequence[int], algorithm: Algorithm, seed: int) -> Centres:
    """As the algorithm, with as many groups as there are distinct points where fewer."""
    n_distinct = len(np.unique(points, axis=0))
    possible = sorted({min(number, n_distinct) for number in numbers})
    centres = algorithm(points, possible, seed)
    return {number: centres[min(number, n_distinct)] for number in numbers}


def _stability(points: Vectors, centres: Vectors, algorithm: Algorithm, seed: int) -> Shares:
    draw = np.random.default_rng(seed)
    labels = nearest(points, centres)
    size = min(len(points), _MOST_POINTS)
    similarity, n_drawn = np.zeros(len(centres)), np.zeros(len(centres))
    for _ in range(_BOOTSTRAPS):
        drawn = np.sort(draw.integers(0, len(points), size))
        again = _fitted(points[drawn], [len(centres)], algorithm, int(draw.integers(2**31)))
        members = np.unique(drawn)
        groups, found = _best_jaccard(
            labels[members], nearest(points[members], again[len(centres)])
        )
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


def _means(points: Vectors, labels: Labels) -> Vectors:
    return unit_rows(np.stack([points[labels == one].mean(axis=0) for one in np.unique(labels)]))


def _rested(points: Vectors, centres: Vectors, number: int) -> Vectors:
    """Centres -> where k-means moves them.

    Where there are fewer than asked for, and where one loses all its points, a point least
    like any centre founds a group.
    """
    labels = np.full(len(points), -1)
    for _ in range(_ROUNDS):
        while len(centres) < number:
            loneliest = np.argmin((points @ centres.T).max(axis=1))
            centres = np.vstack([centres, points[loneliest]])
        moved = nearest(points, centres)
        if np.array_equal(moved, labels):
            break
        labels = moved
        centres = _means(points, labels)
    return centres
