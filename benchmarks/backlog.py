"""How fast `assistant label` is from file to file, and how much memory it takes.

    python benchmarks/backlog.py                                    100,000 posts, every format, light model
    python benchmarks/backlog.py --rows 1000000 --formats csv --jobs 1 2
    python benchmarks/backlog.py --rows 20000 --formats csv --encoder       with the encoder
    python benchmarks/backlog.py --rows 10000000 --formats csv --trace memory.txt
    python benchmarks/backlog.py --rows 1000000 --formats csv --pipeline    readers and writers alone, without a model
    python benchmarks/backlog.py --rows 5120 --dask --encoder       one Dask worker beside two, on this machine
    python benchmarks/backlog.py --start                            a file of ten rows

The posts are as long as real ones (a mean of some 210 characters): posts of corpus/, most of them joined in twos by a
seeded draw, so that hardly any comes twice. Each row has five columns more. `of the scorer` is the rate beside that of
the model alone on the same posts, measured in the same run in one process. CPU seconds and peak memory are those of all
processes of the command; the peak is the sum of their proportional set sizes (what processes share counts once; Linux),
looked at five times a second.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
FORMATS = ("csv", "jsonl", "parquet", "jsonl.zst", "xlsx")
JOINED = 0.6  # of the posts are two of the corpus, which gives real posts' mean length
SCORED_ALONE = 20_000  # posts for the rate of the model alone
STARTS = 7
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def main() -> None:
    """Measure and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--formats", nargs="+", default=list(FORMATS))
    parser.add_argument("--jobs", nargs="+", type=int, default=[1])
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--pipeline", action="store_true")
    what.add_argument("--dask", action="store_true")
    what.add_argument("--start", action="store_true")
    parser.add_argument("--encoder", action="store_true")
    parser.add_argument("--trace", type=Path, help="write seconds and megabytes in memory here, every ten seconds")
    parser.add_argument("--keep", type=Path, help="a folder for the input files, which the next run finds there")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if said.dask:
            dask_rows(folder, said)
        elif said.start:
            start_rows(folder, said.keep or folder)
        else:
            table(folder, said)


def table(folder: Path, said: argparse.Namespace) -> None:
    """Every format with every number of processes."""
    how = ["--pipeline"] if said.pipeline else [] if said.encoder else ["--fast"]
    alone = 0.0 if said.pipeline else scorer_rate(fast=not said.encoder, rows=min(said.rows, SCORED_ALONE))
    if alone:
        print(f"The model alone, one process: {alone:,.0f} posts/s\n")
    print("| format | rows | processes | seconds | CPU seconds | posts/s | of the scorer | peak MB |")
    print("|---|---|---|---|---|---|---|---|")
    for suffix in said.formats:
        source = write_posts(said.keep or folder, suffix, said.rows)
        for jobs in said.jobs:
            target = folder / f"out.{suffix}"
            run = measured(source, target, *how, *(["--jobs", str(jobs)] * (not said.pipeline)), trace=said.trace)
            target.unlink()
            rate = said.rows / run.seconds
            cells = [suffix, f"{said.rows:,}", "no model" if said.pipeline else jobs, f"{run.seconds:.1f}"]
            cells += [f"{run.cpu:.1f}", f"{rate:,.0f}", f"{rate / alone:.0%}" if alone else "", f"{run.peak:.0f}"]
            print("|", " | ".join(map(str, cells)), "|", flush=True)
        if not said.keep:
            source.unlink()


def scorer_rate(*, fast: bool, rows: int) -> float:
    """Posts a second of the model alone, in a process of its own, with the chunks that `label` makes."""
    code = (
        "import sys, time; from benchmarks.backlog import posts; import itertools\n"
        "from assistant.backlog.reading import FAST_ROWS, FULL_ROWS\n"
        "from assistant.backlog.scoring import score; from assistant.classifier import Classifier\n"
        "fast, rows = sys.argv[1] == 'True', int(sys.argv[2])\n"
        "texts, size = list(itertools.islice(posts(), rows)), FAST_ROWS if fast else FULL_ROWS\n"
        "model = Classifier.open(fast=fast); score(model, texts[:200])\n"
        "begun = time.perf_counter()\n"
        "for i in range(0, rows, size): score(model, texts[i : i + size])\n"
        "print(rows / (time.perf_counter() - begun))"
    )
    command = [sys.executable, "-c", code, str(fast), str(rows)]
    done = subprocess.run(command, cwd=TOP, env=environment(), capture_output=True, text=True, check=True)
    return float(done.stdout)


def posts() -> Iterator[str]:
    """Posts of real length without end."""
    lines = [line for path in sorted((TOP / "corpus").glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    texts = [json.loads(line)["text"] for line in lines if line]
    draw = random.Random(8)  # noqa: S311 - a benchmark's posts, no secret
    for first in itertools.cycle(texts):
        yield f"{first}\n\n{draw.choice(texts)}" if draw.random() < JOINED else first


def write_posts(folder: Path, suffix: str, rows: int) -> Path:
    """A file of that format with `rows` posts, written without the model by the pipeline itself."""
    wanted, base = folder / f"in-{rows}.{suffix}", folder / f"in-{rows}.jsonl"
    if wanted.exists():
        return wanted
    with base.open("w", encoding="utf-8") as file:
        for number, text in enumerate(itertools.islice(posts(), rows)):
            row = {
                "id": number,
                "text": text,
                "at": "2026-11-21T12:00",
                "likes": number % 97,
                "page": 'a, "b"',
                "link": "",
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    if wanted != base:
        run([sys.executable, "-c", WITHOUT_MODEL, str(base), str(wanted)])
        base.unlink()
    return wanted


WITHOUT_MODEL = (
    "import sys; from pathlib import Path; from tests.backlog.doubles import label;"
    "label(Path(sys.argv[1]), Path(sys.argv[2]), rows=4096)"
)


@dataclass(frozen=True)
class Measured:
    """Wall and CPU seconds and the highest sum of megabytes in memory."""

    seconds: float
    cpu: float
    peak: float


def measured(source: Path, target: Path, *how: str, trace: Path | None = None) -> Measured:
    """Label a file in a process of its own."""
    if "--pipeline" in how:
        return run([sys.executable, "-c", WITHOUT_MODEL, str(source), str(target)], trace=trace)
    return run([sys.executable, "-m", "assistant", "label", str(source), "-o", str(target), *how], trace=trace)


def environment() -> dict[str, str]:
    """This one, with the checkout on the path."""
    return {**os.environ, "PYTHONPATH": str(TOP)}


def run(command: list[str], *, trace: Path | None = None) -> Measured:
    """Run a command and look at its processes until it ends."""
    peak, begun, seen = 0.0, time.monotonic(), 0.0
    before = os.times()
    with subprocess.Popen(command, cwd=TOP, env=environment(), stdout=-3, stderr=-3) as running:  # DEVNULL
        while running.poll() is None:
            now = in_memory(running.pid)
            peak = max(peak, now)
            if trace and time.monotonic() - seen >= 10:
                seen = time.monotonic()
                with trace.open("a") as file:
                    file.write(f"{seen - begun:.0f}\t{now:.0f}\n")
            try:
                running.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
    seconds = time.monotonic() - begun
    after = os.times()
    if running.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Measured(seconds, cpu, peak)


def in_memory(pid: int) -> float:
    """Megabytes in memory of a process and all below it, what they share once (Linux)."""
    total, waiting = 0, [pid]
    while waiting:
        place = Path("/proc") / str(waiting.pop())
        try:
            total += int((place / "smaps_rollup").read_text().split("Pss:")[1].split()[0])
            waiting += [int(c) for task in (place / "task").iterdir() for c in (task / "children").read_text().split()]
        except (OSError, IndexError):
            continue  # it has ended
    return total / 1024


def dask_rows(folder: Path, said: argparse.Namespace) -> None:
    """The same file through one worker process and through two, each of one thread."""
    os.environ.update(ONE_THREAD)
    from distributed import LocalCluster

    print("| workers | seconds | posts/s | rate beside one |")
    print("|---|---|---|---|")
    source, first = write_posts(said.keep or folder, "jsonl", said.rows), 0.0
    for workers in (1, 2):
        with LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster:
            how = ("--engine", "dask", "--scheduler", cluster.scheduler_address, "--force")
            seconds = measured(source, folder / "out.jsonl", *([] if said.encoder else ["--fast"]), *how).seconds
        first = first or seconds
        print(f"| {workers} | {seconds:.1f} | {said.rows / seconds:,.0f} | {first / seconds:.2f} |", flush=True)


def start_rows(folder: Path, kept: Path) -> None:
    """Seconds for ten rows, the middle of several starts, beside Python with the command line's library alone."""
    source = write_posts(kept, "csv", 10)
    target = folder / "out.csv"
    bare = "import typer; app = typer.Typer(); app.command()(lambda: print(1)); app()"
    label = [sys.executable, "-m", "assistant", "label", str(source), "-o", str(target), "--force"]
    commands = {"a bare command": [sys.executable, "-c", bare], "label --fast": [*label, "--fast"], "label": label}
    print("| command | seconds |")
    print("|---|---|")
    for name, command in commands.items():
        found = sorted(run(command).seconds for _ in range(STARTS))
        print(f"| {name} | {found[STARTS // 2]:.3f} |", flush=True)


if __name__ == "__main__":
    main()
