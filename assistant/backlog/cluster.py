"""Scoring on a Dask cluster that is already running."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import distributed as untyped
from distributed.scheduler import KilledWorker

from assistant.backlog.scoring import Scores, score
from assistant.classifier import Classifier
from assistant.errors import AssistantError

distributed: Any = untyped  # typed in part only, which helps less than nothing
_LOOKS = 6  # at the cluster without seeing a worker or getting an answer, then it is given up
_GO_ON = "mend the cluster and run the same command; it goes on from where it stopped"


class ClusterLost(AssistantError):
    """The Dask scheduler or all of its workers are gone, or cannot work."""

    code = "cluster"


class Cluster:
    """Workers behind the scheduler at `address`. Each gets the model once, also those that join later.

    A chunk whose worker is lost is scored by another one. `seconds` are for the first answer; after `patience` seconds
    without a worker or an answer the cluster is given up. Raises `ClusterLost`.
    """

    def __init__(
        self, address: str, classifier: Classifier, *, fast: bool, seconds: float = 15, patience: float = 60
    ) -> None:
        for name in ("distributed", "distributed.client"):  # the second has a level of its own
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what they have to say, `ClusterLost` says shorter
        self._address, self._look = address, patience / _LOOKS
        folder = classifier.folder.path
        model = {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file()}
        self._name = f"assistant {classifier.version} {os.getpid()}"
        try:
            self._client: Any = distributed.Client(address, timeout=seconds, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterLost(f"the scheduler at {address} does not answer", "check --scheduler") from error
        try:
            self._client.register_plugin(_Model(self._name, model, fast))
            threads = sum(self._client.nthreads().values())
        except Exception as error:  # whatever a worker without the package raises comes back as it is
            self._client.close()
            raise ClusterLost(
                f"the workers at {address} cannot open the model ({type(error).__name__}: {str(error)[:200]})",
                "install content-assistant[dask] in the same version on every worker",
            ) from error
        self.ahead = 2 * max(threads, 1) + 2

    def submit(self, texts: Sequence[str]) -> Callable[[], Scores]:
        """Give the texts to the cluster."""
        future = self._client.submit(_score_there, self._name, list(texts), pure=False, retries=3)
        return lambda: self._awaited(future)

    def _awaited(self, future: Any) -> Scores:
        alone = 0
        while True:
            try:
                found: Scores = future.result(timeout=self._look)
            except TimeoutError as error:
                alone = 0 if self._workers() else alone + 1
                if self._client.status not in {"running", "connecting"} or alone >= _LOOKS:
                    gone = f"the cluster at {self._address} does not answer or has no workers left"
                    raise ClusterLost(gone, _GO_ON) from error
            except (CancelledError, KilledWorker, OSError) as error:
                raise ClusterLost(
                    f"the cluster at {self._address} was lost ({type(error).__name__})", _GO_ON
                ) from error
            else:
                return found

    def _workers(self) -> int:
        """How many there are; none where the scheduler does not answer (a frozen one, a cut line)."""
        try:
            return len(self._client.sync(self._client.scheduler.ncores, callback_timeout=self._look))
        except (TimeoutError, OSError):
            return 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close(timeout=5)


class _Model(distributed.WorkerPlugin):  # type: ignore[misc] # see `distributed` above
    """Opens the model on a worker, from bytes, since a worker need not see the client's disk."""

    def __init__(self, name: str, files: Mapping[str, bytes], fast: bool) -> None:
        self.name = name
        self._files, self._fast = files, fast
        self.classifier: Classifier | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def setup(self, worker: Any) -> None:  # noqa: ARG002 - the signature is Dask's
        self._folder = tempfile.TemporaryDirectory(prefix="assistant-model-")
        for name, content in self._files.items():
            (Path(self._folder.name) / name).write_bytes(content)
        self.classifier = Classifier.open(Path(self._folder.name), fast=self._fast, threads=1)

    def teardown(self, worker: Any) -> None:  # noqa: ARG002
        if self._folder:
            self._folder.cleanup()


def _score_there(name: str, texts: Sequence[str]) -> Scores:
    plugin = distributed.get_worker().plugins[name]
    return score(plugin.classifier, texts)
