"""Scoring in several processes of this machine, through joblib's process pool."""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assistant.backlog.scoring import Scores, score
from assistant.classifier import Classifier
from assistant.errors import AssistantError

_opened: list[Classifier] = []  # in a worker process: the one model that it scores with


class Processes:
    """`jobs` worker processes that open the model once each. Use as a context; leaving it ends them."""

    def __init__(self, model: Path | None, *, fast: bool, jobs: int) -> None:
        from joblib.externals.loky import ProcessPoolExecutor

        self._pool: Any = ProcessPoolExecutor(
            max_workers=jobs, timeout=None, initializer=_prepare, initargs=(model, fast)
        )
        self.ahead = 2 * jobs

    def submit(self, texts: Sequence[str]) -> Callable[[], Scores]:
        """Give the texts to the pool."""
        future = self._pool.submit(_score, list(texts))

        def answer() -> Scores:
            from joblib.externals.loky.process_executor import BrokenProcessPool

            try:
                found: Scores = future.result()
            except BrokenProcessPool as error:
                raise AssistantError(
                    "a worker process died (the machine may be short of memory)",
                    "run it again with fewer --jobs; it goes on from where it stopped",
                ) from error
            return found

        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, kill_workers=True)


def _prepare(model: Path | None, fast: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that the user sees
    _opened[:] = [Classifier.open(model, fast=fast, threads=1)]


def _score(texts: Sequence[str]) -> Scores:
    return score(_opened[0], texts)
