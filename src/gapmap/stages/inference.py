"""What a reader can work out from shown counts: bounds by integer programming.

Hiding cells until every sum holds several (suppression) stops subtraction. It does not stop a
reader who joins sums of different counts: where no offer is open to a region, who lacks one
there tells who mentions the need. So the counts of a theme are put into one integer programme
(the auditing problem of Fischetti & Salazar 2001), and a hidden count whose least and greatest
possible value meet is told after all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import scipy.sparse as sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from gapmap.stages.arrays import Flags, Floats
from gapmap.stages.suppression import Counts, Sum

COUNTS = ("n", "n_need", "n_unmet", "n_partly", "n_missing")
"""The counts that a reader can join."""

_WITHIN = (("n_need", ("n_unmet", "n_partly")), ("n_need", ("n_missing",)), ("n", ("n_need",)))
_NEED = COUNTS.index("n_need")
_WITNESSES = 4
_ROUNDING = 1e-6


class Reader:
    """Someone who knows how the counts of a theme hang together.

    Args:
        sums: How the segments add up.
        n_segments: How many there are.
    """

    def __init__(self, sums: Sequence[Sum], n_segments: int) -> None:
        self._size = n_segments
        rows = [*self._sums(sums), *self._parts()]
        self._matrix = sparse.vstack(rows).tocsr()
        self._n_equal = len(sums) * len(COUNTS)

    def told(
        self, counts: Mapping[str, Counts], shown: Mapping[str, Flags], open_segments: Flags
    ) -> Flags:
        """Counts of a theme, which of them are shown -> hidden n_need that are told.

        Args:
            counts: Arrays (n_segments,) by name, as in COUNTS.
            shown: Which of each is shown; the same names.
            open_segments: Array (n_segments,), where a zero would have been shown.

        Returns:
            Array (n_segments,). Zeros are not told: they harm nobody.
        """
        truth = np.concatenate([counts[name] for name in COUNTS]).astype(np.float64)
        known = np.concatenate([shown[name] for name in COUNTS])
        secret = ~shown["n_need"] & (counts["n_need"] > 0)
        # What is told to one who takes zeros for possible is told to one who knows better, too.
        for least in (1, 0):
            bounds = self._bounds(truth, known, open_segments, least)
            told = self._pinned(truth, bounds, secret)
            if told is not None:
                return told
        return np.zeros(self._size, dtype=bool)

    def _bounds(
        self, truth: Floats, known: Flags, open_segments: Flags, least: int
    ) -> tuple[Floats, Floats]:
        low = np.where(known, truth, 0.0)
        need = slice(_NEED * self._size, (_NEED + 1) * self._size)
        low[need] = np.where(known[need] | ~open_segments, low[need], least)
        return low, np.where(known, truth, truth[: self._size].max(initial=0))

    def _pinned(self, truth: Floats, bounds: tuple[Floats, Floats], secret: Flags) -> Flags | None:
        """Secret counts -> those that cannot be anything but what they are.

        Random aims in fractions free most of them quickly; the rest is asked one by one, and
        every answer frees all that it shows to be open. None where nothing is possible.
        """
        suspects, need = secret.copy(), self._need(truth)
        chance = np.random.default_rng(0)
        for _ in range(_WITNESSES):
            if suspects.any():
                possible = self._solve(chance.normal(size=self._size) * suspects, bounds)
                if possible is None:
                    return None
                suspects &= abs(self._need(possible) - need) < 1 - _ROUNDING
        for position in np.flatnonzero(suspects):
            for way in (1.0, -1.0):
                if suspects[position]:
                    aim = np.zeros(self._size)
                    aim[position] = way
                    possible = self._solve_in_whole(aim, bounds)
                    if possible is None:
                        return None
                    suspects &= np.round(self._need(possible)) == need
        return suspects

    def _need(self, solution: Floats) -> Floats:
        return solution[_NEED * self._size : (_NEED + 1) * self._size]

    def _solve_in_whole(self, need: Floats, bounds: tuple[Floats, Floats]) -> Floats | None:
        """As `_solve`, in whole numbers; fractions are asked first, and mostly come out whole."""
        found = self._solve(need, bounds)
        if found is None or (abs(found - np.round(found)) < _ROUNDING).all():
            return found
        return self._solve(need, bounds, integrality=np.ones_like(found))

    def _solve(
        self, need: Floats, bounds: tuple[Floats, Floats], integrality: Floats | None = None
    ) -> Floats | None:
        """The counts that a reader can think possible and whose n_need make the aim least."""
        aim = np.zeros(len(COUNTS) * self._size)
        aim[_NEED * self._size : (_NEED + 1) * self._size] = need
        least = np.zeros(self._matrix.shape[0])
        most = np.full_like(least, np.inf)
        most[: self._n_equal] = 0
        found = milp(
            aim,
            integrality=integrality,
            bounds=Bounds(*bounds),
            constraints=LinearConstraint(self._matrix, least, most),
        )
        return None if found.x is None else np.asarray(found.x)

    def _sums(self, sums: Sequence[Sum]) -> list[sparse.csr_matrix]:
        adding = np.zeros((len(sums), self._size))
        for row, one in enumerate(sums):
            adding[row, list(one.parts)] = -1
            adding[row, one.total] = 1
        return [sparse.kron(sparse.eye(len(COUNTS)), adding).tocsr()]

    def _parts(self) -> list[sparse.csr_matrix]:
        same = sparse.eye(self._size)
        signs = [
            [1 if name == whole else -1 if name in parts else 0 for name in COUNTS]
            for whole, parts in _WITHIN
        ]
        return [sparse.kron(np.array([row]), same).tocsr() for row in signs]
