"""How fast are rewrites? One draft beyond start-up, and a file of 1,000 different promotional drafts, by the command.

    python benchmarks/rewrite_speed.py [--fast] [--drafts N]

The drafts are the frozen ones with other digits and a line of their own each, so that no two texts are the same.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ONE = "FLASH SALE!! All lamps 30% off until Sunday, new customers only. Don't miss out! Order at lamps.example/sale"
ANSWER = "A warm bulb of 2700 kelvin makes a room feel bigger in the evening"


def drafts(count: int) -> list[str]:
    """`count` drafts, no two alike."""
    lines = (ROOT / "benchmarks/rewrite_drafts.jsonl").read_text("utf-8").splitlines()
    frozen = [json.loads(line)["draft"] for line in lines]
    made = []
    for number in range(count):
        text = frozen[number % len(frozen)]
        shift = number // len(frozen)
        made.append(re.sub(r"\d", lambda m, s=shift: str((int(m[0]) + s) % 9 + 1), text) + f"\nList {number}.")
    return made


def seconds(*arguments: str, home: str) -> float:
    """The wall time of one call of the command."""
    begun = time.perf_counter()
    call = [sys.executable, "-m", "assistant", *arguments, "--home", home]
    subprocess.run(call, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - begun


def main() -> None:
    """Print both figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--drafts", type=int, default=1000)
    said = parser.parse_args()
    light = ["--fast"] if said.fast else []
    with tempfile.TemporaryDirectory() as home:
        bare = statistics.median(seconds("classify", "hello there", *light, home=home) for _ in range(5))
        one = statistics.median(seconds("rewrite", ONE, "--answer", ANSWER, *light, home=home) for _ in range(5))
        print(f"one draft: {one:.2f} s; {one - bare:.2f} s more than one verdict (start-up {bare:.2f} s)")
        source, target = Path(home) / "drafts.jsonl", Path(home) / "out.jsonl"
        rows = [json.dumps({"text": d}) for d in drafts(said.drafts)]
        source.write_text("\n".join(rows) + "\n", "utf-8")
        took = seconds("rewrite", str(source), "-o", str(target), *light, home=home)
        done = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
        changed = sum(bool(d["rewrite"]) for d in done)
    print(f"{len(done)} drafts, {changed} with a suggestion, in {took:.1f} s: {60 * len(done) / took:.0f} a minute")


if __name__ == "__main__":
    main()
