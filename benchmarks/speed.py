"""Speed of one verdict and of a backlog: `python benchmarks/speed.py [--posts 20000] [--repeats 9]`.

Start-up is the median wall time of whole processes, side by side with a bare Typer app of two empty commands.
Throughput is `assistant label` on a file of corpus posts, reading and writing included.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
BARE = "import typer\napp = typer.Typer()\n@app.command()\ndef a(): ...\n@app.command()\ndef b(): ...\napp()\n"
ASSISTANT = [sys.executable, "-m", "assistant"]


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Wall time of one process."""
    started = time.perf_counter()
    subprocess.run(
        command,
        check=True,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - started


def start_up(repeats: int, environment: dict[str, str], folder: Path) -> None:
    """Print the start-up table; the commands take turns, so that a busy moment hits them alike."""
    bare = folder / "bare.py"
    bare.write_text(BARE)
    text = "Fresh bread at seven tomorrow."
    commands = {
        "bare Typer app": [sys.executable, str(bare), "a"],
        "assistant classify --fast": [*ASSISTANT, "classify", text, "--fast"],
        "assistant classify": [*ASSISTANT, "classify", text],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(repeats):
        for name, command in commands.items():
            times[name].append(seconds(command, environment))
    base = statistics.median(times["bare Typer app"])
    print("| one call | median s | times the bare app |\n|---|---|---|")
    for name, taken in times.items():
        print(f"| {name} | {statistics.median(taken):.3f} | {statistics.median(taken) / base:.2f} |")


def throughput(posts: int, environment: dict[str, str], folder: Path) -> None:
    """Print posts/s of `assistant label` on the corpus, repeated to the wanted length."""
    texts = [json.loads(line)["text"] for path in sorted((TOP / "corpus").glob("*.jsonl")) for line in path.open()]
    print("\n| label, JSON Lines | posts | posts/s |\n|---|---|---|")
    for name, options, count in (("--fast", ["--fast"], posts), ("default", [], posts // 20)):
        source = folder / "posts.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for text in itertools.islice(itertools.cycle(texts), count):
                file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
        taken = seconds([*ASSISTANT, "label", str(source), "-o", str(folder / f"{name}.jsonl"), *options], environment)
        print(f"| {name} | {count} | {count / taken:.0f} |")


def main() -> None:
    """Read the options and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--repeats", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        environment = {**os.environ, "ASSISTANT_HOME": str(Path(name) / "home"), "PYTHONPATH": str(TOP)}
        start_up(options.repeats, environment, Path(name))
        throughput(options.posts, environment, Path(name))


if __name__ == "__main__":
    main()
