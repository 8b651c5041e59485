"""Scoring on a Dask cluster that is already running."""

from __future__ import annotations

import contextlib
import json
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
from assistant.classifier.modelfile import DESCRIPTION, open_folder
from assistant.classifier.ownhead import POSTS, OwnFolder, open_own
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
        own = _own_files(classifier.own) if classifier.own else None
        self._name = f"assistant {classifier.version} {os.getpid()}"
        try:
            self._client: Any = distributed.Client(address, timeout=seconds, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterLost(f"the scheduler at {address} does not answer", "check --scheduler") from error
        try:
            self._client.register_plugin(_Model(self._name, model, own, fast))
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
        scheduler = self._client.scheduler
        if scheduler is not None:  # it is where the client lost it
            # What a cluster raises that is gone or began anew: then its workers took the model along.
            with contextlib.suppress(TimeoutError, OSError, RuntimeError, ValueError):
                # Through `sync`, since the client's own method waits for ever where the scheduler is frozen.
                self._client.sync(scheduler.unregister_worker_plugin, name=self._name, callback_timeout=5)
        self._client.close(timeout=5)


def _own_files(own: OwnFolder) -> dict[str, bytes]:
    """The files of a user's version that judging needs. The posts that it learnt from stay at home."""
    files = {name: said for name, said in own.description["files"].items() if name != POSTS}
    content = {name: (own.path / name).read_bytes() for name in files}
    return {**content, DESCRIPTION: json.dumps({**own.description, "files": files}).encode()}


class _Model(distributed.WorkerPlugin):  # type: ignore[misc] # see `distributed` above
    """Opens the model on a worker, from bytes, since a worker need not see the client's disk.

    `model` are the files of a whole model, `own` those of the user's version on top of it, if there is one.
    """

    def __init__(self, name: str, model: Mapping[str, bytes], own: Mapping[str, bytes] | None, fast: bool) -> None:
        self.name = name
        self._model, self._own, self._fast = model, own, fast
        self.classifier: Classifier | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def setup(self, worker: Any) -> None:  # noqa: ARG002 - the signature is Dask's
        self._folder = tempfile.TemporaryDirectory(prefix="assistant-model-")
        base = open_folder(_unpacked(self._model, Path(self._folder.name) / "base"))
        own = None
        if self._own is not None:
            own = open_own(_unpacked(self._own, Path(self._folder.name) / "own"), base)
        self.classifier = Classifier(base, fast=self._fast, threads=1, own=own)

    def teardown(self, worker: Any) -> None:  # noqa: ARG002
        if self._folder:
            self._folder.cleanup()


def _unpacked(files: Mapping[str, bytes], folder: Path) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def _score_there(name: str, texts: Sequence[str]) -> Scores:
    plugin = distributed.get_worker().plugins[name]
    return score(plugin.classifier, texts)
