"""How fast `assistant label` is from file to file, and how much memory it takes.

    python benchmarks/backlog.py                             100,000 posts, every format, light model
    python benchmarks/backlog.py --rows 1000000 --formats csv --jobs 1 2
    python benchmarks/backlog.py --rows 10000000 --formats csv --pipeline   readers and writers alone, without a model
    python benchmarks/backlog.py --dask                      one worker process beside two, on this machine

The posts are those of corpus/, repeated. CPU seconds are given beside wall time, since they depend less on what else
the machine does. Peak memory is that of the process which reads and writes.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
FORMATS = ("csv", "jsonl", "parquet", "jsonl.zst", "xlsx")


def main() -> None:
    """Measure and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--formats", nargs="+", default=list(FORMATS))
    parser.add_argument("--jobs", nargs="+", type=int, default=[1])
    parser.add_argument("--pipeline", action="store_true")
    parser.add_argument("--dask", action="store_true")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
        folder = Path(name)
        base = folder / "posts.jsonl"
        write_posts(base, said.rows)
        if said.dask:
            dask_rows(base, folder)
            return
        print("| format | rows | processes | seconds | CPU seconds | posts/s | posts per CPU second | peak MB |")
        print("|---|---|---|---|---|---|---|---|")
        for suffix in said.formats:
            source = folder / f"in.{suffix}"
            label(base, source, "--pipeline") if suffix != "jsonl" else base.replace(source)
            for jobs in said.jobs:
                target = folder / f"out.{suffix}"
                how = ["--pipeline"] if said.pipeline else ["--fast", "--jobs", str(jobs)]
                wall, cpu, peak = label(source, target, *how)
                target.unlink()
                cells = [suffix, f"{said.rows:,}", "no model" if said.pipeline else jobs, f"{wall:.1f}", f"{cpu:.1f}"]
                cells += [f"{said.rows / wall:,.0f}", f"{said.rows / cpu:,.0f}", f"{peak:.0f}"]
                print("|", " | ".join(map(str, cells)), "|", flush=True)
            if suffix == "jsonl":
                source.replace(base)
            else:
                source.unlink()


def write_posts(path: Path, rows: int) -> None:
    """JSON Lines with five more columns."""
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(itertools.islice(corpus(), rows)):
            row = {
                "id": number,
                "text": text,
                "at": "2026-11-21T12:00",
                "likes": number % 97,
                "page": 'a, "b"',
                "link": "",
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def corpus() -> Iterator[str]:
    """The posts of corpus/ over and over."""
    lines = [line for path in sorted((TOP / "corpus").glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    return itertools.cycle([json.loads(line)["text"] for line in lines if line])


def label(source: Path, target: Path, *how: str) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds of all processes, and peak megabytes of the first one."""
    if "--pipeline" in how:
        code = (
            "import sys; from pathlib import Path; from tests.backlog.doubles import label;"
            "label(Path(sys.argv[1]), Path(sys.argv[2]), rows=4096)"
        )
        command = [sys.executable, "-c", code, str(source), str(target)]
    else:
        command = [sys.executable, "-m", "assistant", "label", str(source), "-o", str(target), *how]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    running = subprocess.Popen(command, cwd=TOP, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, usage.ru_maxrss / 1024


def dask_rows(source: Path, folder: Path) -> None:
    """The same file through one worker process and through two."""
    from distributed import LocalCluster

    print("| workers | seconds | rate beside one |")
    print("|---|---|---|")
    first = 0.0
    for workers in (1, 2):
        with LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster:
            how = ("--fast", "--engine", "dask", "--scheduler", cluster.scheduler_address, "--force")
            wall, _, _ = label(source, folder / "out.jsonl", *how)
        first = first or wall
        print(f"| {workers} | {wall:.1f} | {first / wall:.2f} |", flush=True)


if __name__ == "__main__":
    main()
