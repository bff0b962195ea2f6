"""A place where numbers are worked out on one thread, so that they come out the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits


@contextmanager
def one_thread() -> Iterator[None]:
    """Nothing -> a block in which NumPy, SciPy and scikit-learn use one thread.

    A limit holds only for libraries that are loaded when it is set, and each of the three
    brings its own: so they are loaded first. (Measured: with the import inside the block,
    memberships differed in their last digits between one thread and two.)
    """
    import numpy  # noqa: F401
    import scipy.linalg  # noqa: F401
    import sklearn.cluster  # noqa: F401

    with threadpool_limits(1):
        yield
