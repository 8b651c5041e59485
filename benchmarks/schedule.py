"""How fast the queue is, and how that grows: `python benchmarks/schedule.py [--small]`.

Each command runs as a whole process (the best of three); labelling is left out of "add". Prints a table.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.post import PROMOTIONAL_KINDS, VALUE_KINDS, Kind, Label, Verdict
from assistant.schedule.rows import NewDraft
from assistant.schedule.store import Store

NOW = datetime.now(UTC)
ROOT = Path(__file__).resolve().parents[1]
WORDS = [
    "bake",
    "bread",
    "slow",
    "flour",
    "oven",
    "crust",
    "morning",
    "garden",
    "tea",
    "window",
    "story",
    "light",
    "candle",
    "wick",
    "wool",
    "street",
    "smile",
]


def verdict(number: int) -> Verdict:
    """A text of its own for each number; every fifth is a promotion, every eleventh verdict is unsure."""
    promotional = number % 5 == 0
    kinds: tuple[Kind, ...] = PROMOTIONAL_KINDS if promotional else VALUE_KINDS
    words = [WORDS[(number // len(WORDS) ** place + place) % len(WORDS)] for place in range(4)]
    text = f"{' '.join(words)} {number} {WORDS[number % 17]}{number}x {WORDS[number % 17]}{number // 3}y"
    label = Label.PROMOTIONAL if promotional else Label.VALUE
    unsure = number % 11 == 0
    likely = (0.6 if unsure else 0.95) if promotional else (0.4 if unsure else 0.04)
    return Verdict(text, label, likely, kinds[number % len(kinds)], {}, unsure, "benchmark")


def news(first: int, number: int, *, posted: bool, page: str = "business") -> list[NewDraft]:
    """Drafts that wait (some with deadlines), or posts that went out one an hour."""
    return [
        NewDraft(
            verdict(n),
            "facebook",
            page=page,
            priority=n % 3,
            deadline=NOW + timedelta(days=1 + n % 360) if n % 7 == 0 and not posted else None,
            not_before=NOW + timedelta(days=n % 200) if n % 13 == 0 and not posted else None,
            posted_at=NOW - timedelta(hours=number - (n - first)) if posted else None,
        )
        for n in range(first, first + number)
    ]


def seconds(home: Path, *arguments: str) -> str:
    """Wall and CPU seconds of `assistant queue …`, best of three; on a busy machine the latter says more."""
    environment = {**os.environ, "ASSISTANT_HOME": str(home), "PYTHONPATH": str(ROOT), "ASSISTANT_PAGE": "personal"}
    wall, cpu = float("inf"), float("inf")
    for _ in range(3):
        begun, spent = time.perf_counter(), children()
        done = subprocess.run(
            [sys.executable, "-m", "assistant", "queue", *arguments],
            env=environment,
            capture_output=True,
            check=False,
        )
        wall, cpu = min(wall, time.perf_counter() - begun), min(cpu, children() - spent)
        if done.returncode > 1:
            sys.exit(done.stderr.decode())
    return f"{wall:.2f} ({cpu:.2f})"


def children() -> float:
    """CPU seconds of all child processes so far."""
    spent = os.times()
    return spent.children_user + spent.children_system


def main() -> None:
    """Measure and print."""
    sizes = (1000, 10_000) if "--small" in sys.argv else (1000, 10_000, 100_000)
    print(f"{'drafts, and as many posted':28} {'next':>14} {'balance':>14} {'claim':>14}   seconds (of CPU)")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            with Store.open(home / "queue.db", clock=lambda: NOW) as store:
                store.add(news(0, size, posted=True))
                store.add(news(size, size, posted=False))
            times = [seconds(home, "next"), seconds(home, "balance"), seconds(home, "next", "--claim")]
            print(f"{size:>28,} {times[0]:>14} {times[1]:>14} {times[2]:>14}", flush=True)
    print(f"\n{'drafts':28} {'add':>14} {'plan':>14}   add: the store alone; plan: a year")
    for size in (s for s in sizes if s <= 10_000):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            with Store.open(home / "queue.db", clock=lambda: NOW) as store:
                many = news(0, size, posted=False, page="personal")
                begun, spent = time.perf_counter(), time.process_time()
                store.add(many)
                adding = f"{time.perf_counter() - begun:.2f} ({time.process_time() - spent:.2f})"
            planning = seconds(home, "plan", "--weeks", "52", "--format", "json")
            print(f"{size:>28,} {adding:>14} {planning:>14}", flush=True)


if __name__ == "__main__":
    main()
