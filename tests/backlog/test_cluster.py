"""A real cluster of two worker processes on this machine: the same bytes, also when a worker is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.backlog.engines import OwnProcess
from assistant.backlog.pipeline import Hooks, Input, Job, Progress, label_backlog
from assistant.backlog.reading import ReadOptions
from assistant.classifier import Classifier
from assistant.classifier.ownhead import POSTS
from tests.backlog.doubles import own_version

pytest.importorskip("distributed")
ROWS, CHUNK = 3000, 100


def started(workers: int) -> Any:
    """A cluster of worker processes; the test is skipped on a machine that is too busy to start them in time."""
    import distributed

    try:
        return distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
        )
    except (TimeoutError, OSError, RuntimeError) as error:
        return pytest.skip(f"no cluster could be started: {type(error).__name__}")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with started(2) as own:
        yield own


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.open(fast=True)


def backlog(folder: Path) -> Path:
    path = folder / "in.jsonl"
    path.write_text("".join(json.dumps({"text": f"Fresh bread number {i}, only today!"}) + "\n" for i in range(ROWS)))
    return path


def run(source: Path, output: Path, engine: Any, hooks: Hooks) -> int:
    job = Job((Input(source),), output, output.with_suffix(".bad"), ReadOptions(rows=CHUNK))
    return label_backlog(job, engine, hooks).posts


def test_a_killed_worker_changes_nothing(cluster: Any, classifier: Classifier, tmp_path: Path) -> None:
    from assistant.backlog.cluster import Cluster

    source = backlog(tmp_path)
    run(source, tmp_path / "whole.csv", OwnProcess(classifier), Hooks())
    killed: list[int] = []

    def kill_one(progress: Progress) -> None:
        if not killed and progress.posts >= ROWS // 5:
            killed.append(next(iter(cluster.workers.values())).process.process.pid)
            os.kill(killed[0], signal.SIGKILL)

    with Cluster(cluster.scheduler_address, classifier, fast=True, seconds=90) as engine:
        assert run(source, tmp_path / "out.csv", engine, Hooks(progress=kill_one)) == ROWS
    assert killed
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_the_users_own_version_scores_on_the_cluster_and_leaves_nothing_there(
    cluster: Any, classifier: Classifier, tmp_path: Path
) -> None:
    import distributed

    from assistant.backlog.cluster import Cluster

    source = backlog(tmp_path)
    own = Classifier.open(own_version(tmp_path / "own", classifier.folder, -20.0), fast=True)
    for name, model in {"base.csv": classifier, "own.csv": own}.items():
        run(source, tmp_path / name, OwnProcess(model), Hooks())
    with Cluster(cluster.scheduler_address, own, fast=True, seconds=90) as engine:
        run(source, tmp_path / "out.csv", engine, Hooks())
        with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
            files = client.run(files_on_worker)
    assert all(names and POSTS not in names for names in files.values())
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "own.csv").read_bytes()
    assert (tmp_path / "out.csv").read_bytes() != (tmp_path / "base.csv").read_bytes()
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        assert not any(client.run(files_on_worker).values())


@pytest.mark.parametrize("already", ["lost", "forgotten"])
def test_a_cluster_that_holds_nothing_of_ours_any_more_is_left_in_peace(
    already: str, cluster: Any, classifier: Classifier
) -> None:
    from assistant.backlog.cluster import Cluster

    with Cluster(cluster.scheduler_address, classifier, fast=True, seconds=90) as engine:
        if already == "lost":
            engine._client.close()
        else:
            engine._client.unregister_worker_plugin(engine._name)


def files_on_worker(dask_worker: Any) -> list[str]:
    """The names of all files that plugins of ours hold on this worker."""
    folders = [p._folder.name for p in dask_worker.plugins.values() if type(p).__name__ == "_Model"]
    return sorted({path.name for folder in folders for path in Path(folder).rglob("*")})


def test_a_vanished_scheduler_is_a_clear_failure_and_the_run_goes_on_later(
    classifier: Classifier, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from assistant.backlog.cluster import Cluster, ClusterLost

    source, output = backlog(tmp_path), tmp_path / "out.csv"
    own = started(1)

    def close(progress: Progress) -> None:
        if progress.posts >= ROWS // 5:
            own.close(timeout=10)

    with own, Cluster(own.scheduler_address, classifier, fast=True) as engine, pytest.raises(ClusterLost):
        run(source, output, engine, Hooks(progress=close))
    assert not output.exists()
    assert "Traceback" not in capfd.readouterr().err
    run(source, output, OwnProcess(classifier), Hooks())
    run(source, tmp_path / "whole.csv", OwnProcess(classifier), Hooks())
    assert output.read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_a_frozen_scheduler_is_given_up(classifier: Classifier, tmp_path: Path) -> None:
    """Its machine hangs, or the line is cut: nothing is refused, and nothing ever comes."""
    from assistant.backlog.cluster import Cluster, ClusterLost

    serving = (
        "from distributed import LocalCluster\n"
        "how = dict(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=':0')\n"
        "with LocalCluster(host='127.0.0.1', protocol='tcp://', **how) as cluster:\n"
        "    print(cluster.scheduler_address, flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", serving], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as serving_process:
        assert serving_process.stdout
        address = serving_process.stdout.readline().strip()

        def freeze(progress: Progress) -> None:
            serving_process.send_signal(signal.SIGSTOP)

        try:
            with (
                Cluster(address, classifier, fast=True, seconds=90, patience=3) as engine,
                pytest.raises(ClusterLost, match="does not answer"),
            ):
                run(backlog(tmp_path), tmp_path / "out.csv", engine, Hooks(progress=freeze))
        finally:
            serving_process.kill()
    assert not (tmp_path / "out.csv").exists()
