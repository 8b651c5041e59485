"""A long run on the terminal: its progress line, its engine, and the user's Ctrl-C."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.backlog.engines import Engine, OwnProcess
from assistant.backlog.pipeline import Progress
from assistant.classifier import Classifier
from assistant.errors import UsageError


class EngineName(StrEnum):
    """Where scoring happens."""

    LOCAL = "local"
    DASK = "dask"


def checked_scheduler(engine: EngineName, scheduler: str | None) -> str | None:
    """The address of the Dask scheduler, None for this machine. Raises `UsageError`."""
    if engine is EngineName.DASK and not scheduler:
        raise UsageError("--engine dask needs a cluster", "add --scheduler tcp://HOST:8786")
    if engine is EngineName.LOCAL and scheduler:
        raise UsageError("--scheduler is for a Dask cluster", "add --engine dask")
    return scheduler


@dataclass(frozen=True)
class Where:
    """The engine that the options ask for: this process, several of them, or a cluster."""

    classifier: Classifier
    model: Path | None
    fast: bool
    jobs: int
    scheduler: str | None

    def engine(self) -> AbstractContextManager[Engine]:
        """The engine as a context, which ends its workers."""
        if self.scheduler:
            try:
                from assistant.backlog.cluster import Cluster
            except ImportError as error:
                raise UsageError(
                    f"Dask is not installed ({error.name})", "pip install 'content-assistant[dask]'"
                ) from error
            return Cluster(self.scheduler, self.classifier, fast=self.fast)
        if self.jobs > 1:
            from assistant.backlog.processes import Processes

            return Processes(self.model, fast=self.fast, jobs=self.jobs)
        return nullcontext(OwnProcess(self.classifier))


@contextmanager
def one_interrupt() -> Iterator[None]:
    """The first Ctrl-C stops the run in order; from then on others change nothing, until the process has ended."""
    stopped = False

    def stop(*_: object) -> None:
        nonlocal stopped
        stopped = True
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        if not stopped:
            signal.signal(signal.SIGINT, before)


class Meter:
    """One line on the terminal: posts, rate, time left. Silent where standard error is no terminal."""

    def __init__(self, begun: float) -> None:
        self._begun = begun
        self._last = begun
        self._before = 0
        self.posts = 0
        self._live = sys.stderr.isatty()

    def show(self, progress: Progress) -> None:
        """Draw the line, ten times a second at most."""
        self.posts = self._before + progress.posts
        now = time.monotonic()
        if not self._live or now - self._last < 0.1:
            return
        self._last = now
        spent = now - self._begun
        left = spent / progress.share - spent if progress.share else 0.0
        rate = progress.scored / spent
        print(
            f"\r\x1b[K{progress.posts:,} posts, {rate:,.0f}/s, {_span(left)} left", end="", file=sys.stderr, flush=True
        )

    def next_file(self) -> None:
        """Posts of the next file are counted on top."""
        self._before = self.posts

    def clear(self) -> None:
        """Take the line away."""
        if self._live:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
