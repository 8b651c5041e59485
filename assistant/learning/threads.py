"""Linear algebra in one thread: the last digits of a sum, and so a model's bytes, depend on how many share it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Iterator[None]:
    """Whatever is summed within is summed by one thread, in NumPy and in SciPy; small matrices are faster so, too."""
    import scipy.linalg  # noqa: F401 - brings a BLAS of its own, which must be there to be limited
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield
