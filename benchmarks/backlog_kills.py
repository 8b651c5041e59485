"""`assistant label` killed with SIGKILL at random moments, then finished with `--resume`: are the bytes the same?

    python benchmarks/backlog_kills.py [--rows 200000] [--kills 20] [--seed 8]

Real length posts, CSV to CSV, light model. Three of four kills come when the checkpoint has grown to a random size, and
up to half a second later; the others at a random moment of the first two seconds, in which the program starts and takes
verdicts from the checkpoint. Prints a line for each kill.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.backlog import TOP, environment, run, write_posts

BYTES_A_ROW = 6  # of the checkpoint


def main() -> None:
    """Run, kill, finish and compare; exit with 1 if the bytes differ or something is left over."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=8)
    said = parser.parse_args()
    draw = random.Random(said.seed)  # noqa: S311 - moments, no secrets
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = write_posts(folder, "csv", said.rows)
        whole, output = folder / "whole.csv", folder / "out.csv"
        print(f"uninterrupted: {run([*command(source, whole)]).seconds:.1f} s", flush=True)
        goals = sorted(draw.randrange(said.rows * BYTES_A_ROW) for _ in range(said.kills))
        for number, goal in enumerate(goals, 1):
            early = number % 4 == 0
            report(number, killed(source, output, None if early else goal, draw.random() * (2 if early else 0.5)))
        print(f"the last start: {run([*command(source, output), '--resume']).seconds:.1f} s")
        same = digest(output) == digest(whole)
        left = sorted(p.name for p in folder.iterdir() if p not in {source, whole, output})
        print(
            f"{said.rows:,} rows, {said.kills} kills: {'the same bytes' if same else 'OTHER BYTES'}, left over: {left}"
        )
    raise SystemExit(not same or bool(left))


def command(source: Path, output: Path) -> list[str]:
    """Label with the light model."""
    return [sys.executable, "-m", "assistant", "label", str(source), "-o", str(output), "--fast"]


def killed(source: Path, output: Path, goal: int | None, delay: float) -> tuple[float, int]:
    """Start or go on, and kill `delay` seconds after the checkpoint has `goal` bytes (None: after the start).

    Seconds that the process lived, and the bytes of the checkpoint that it left.
    """
    checkpoint = output.with_name(f".{output.name}.checkpoint")
    resume = ["--resume"] * checkpoint.exists()
    begun = time.monotonic()
    with subprocess.Popen(
        [*command(source, output), *resume], cwd=TOP, env=environment(), stdout=-3, stderr=-3
    ) as running:
        while goal is not None and running.poll() is None and size(checkpoint) < goal:
            time.sleep(0.01)
        time.sleep(delay)
        running.kill()
    if running.returncode == 0 or output.exists():
        raise SystemExit("it was done before it could be killed: take more rows")
    return time.monotonic() - begun, size(checkpoint)


def size(path: Path) -> int:
    """Bytes of a file, 0 for none."""
    return path.stat().st_size if path.exists() else 0


def report(number: int, found: tuple[float, int]) -> None:
    """One line."""
    seconds, left = found
    print(f"kill {number}: after {seconds:.1f} s, checkpoint {left:,} bytes", flush=True)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main()
