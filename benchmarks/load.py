"""A million drafts in the store, and many processes at once: `python benchmarks/load.py [--drafts N] [--processes N]`.

The store is filled with copies of a thousand drafts (SQL, since judging a million takes an hour), a hundredth of them
posted. Each command runs in a process of its own; wall time, processor time and the most memory it held.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.post import Kind, Label, Verdict
from assistant.schedule.rows import NewDraft
from assistant.schedule.store import Store

GROUND = 1000
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
COMMANDS = (
    ("queue", "list", "--limit", "20"),
    ("queue", "list", "--tag", "soap", "--limit", "20"),
    ("queue", "show", "500"),
    ("queue", "next"),
    ("queue", "next", "--claim"),
    ("queue", "balance"),
    ("queue", "add", "A new tip on wax and wicks", "--label", "value", "--platform", "facebook"),
    ("queue", "edit", "501", "--priority", "5"),
    ("queue", "label", "502", "value"),
    ("queue", "drop", "503"),
    ("queue", "restore", "503"),
    ("queue", "posted", "504"),
    ("queue", "undo"),
    ("queue", "claims"),
    ("queue", "plan", "--weeks", "4"),
    ("queue", "export", "--to", "csv", "-o", "out.csv"),
    ("today",),
    ("backup", "b.zip"),
    ("doctor",),
)


def fill(home: Path, drafts: int) -> None:
    """A thousand drafts through the store, then copies of their rows; then postings for every hundredth."""
    chance = random.Random(1)  # noqa: S311 - a draw, no secret
    news = []
    for number in range(GROUND):
        promotional = chance.random() < 0.4
        label, kind = (Label.PROMOTIONAL, Kind.OFFER) if promotional else (Label.VALUE, Kind.TIP)
        words = " ".join(chance.choices(("wax", "wick", "jar", "scent", "light", "burn", "soap", "hour"), k=12))
        verdict = Verdict(f"Draft {number}: {words}", label, 0.97 if promotional else 0.03, kind, {}, False, "load")
        platform = ("facebook", "instagram", "linkedin")[number % 3]
        news.append(NewDraft(verdict, platform, tags=("soap",) if number % 50 == 0 else ()))
    with Store.open(home / "queue.db", clock=lambda: NOW) as store:
        store.add(news)
    database = sqlite3.connect(home / "queue.db")
    columns = [row[1] for row in database.execute("PRAGMA table_info(draft)")]
    chosen = ", ".join(
        {"id": "id + :k", "text": "text || ' ' || :k", "digest": "digest || :k"}.get(c, c) for c in columns
    )
    copies = [{"k": n * GROUND} for n in range(1, drafts // GROUND)]
    database.executemany(f"INSERT INTO draft SELECT {chosen} FROM draft WHERE id <= {GROUND}", copies)  # noqa: S608
    database.execute(
        "UPDATE draft SET state = 'posted', times_posted = 1, posted_at = :at - id WHERE id % 100 = 0 AND id > 1000",
        {"at": int((NOW - timedelta(days=40)).timestamp())},
    )
    database.execute(
        "INSERT INTO posting SELECT id, id, 1, platform, page, posted_at, kind, promotional, chance FROM draft "
        "WHERE state = 'posted'"
    )
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def measured(command: tuple[str, ...], folder: Path) -> tuple[float, float, int, int]:
    """Wall seconds, processor seconds, most memory in MB, exit code."""
    environment = {**os.environ, "ASSISTANT_HOME": str(folder / "home"), "TZ": "UTC", "PYTHONDONTWRITEBYTECODE": "1"}
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", *command], cwd=folder, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    spent = time.monotonic() - begun
    return spent, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, process.returncode


def at_once(processes: int, folder: Path) -> None:
    """So many processes that classify, all started together."""
    environment = {**os.environ, "ASSISTANT_HOME": str(folder / "none"), "PYTHONDONTWRITEBYTECODE": "1"}
    for extra in (["--fast"], []):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.monotonic()
        running = [
            subprocess.Popen(
                [sys.executable, "-m", "assistant", "classify", f"Flash sale number {n}", *extra],
                env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )
            for n in range(processes)
        ]  # fmt: skip
        right = sum(b"promotional" in process.communicate()[0] for process in running)
        codes = {process.returncode for process in running}
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        what = f"{processes} times classify {' '.join(extra)}".rstrip()
        print(f"| {what} at once | {time.monotonic() - begun:.1f} | {used:.1f} | {after.ru_maxrss // 1024} | "
              f"{sorted(codes)}, {right} verdicts |")  # fmt: skip


def main() -> None:
    """Fill, run, print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drafts", type=int, default=1_000_000)
    parser.add_argument("--processes", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "home").mkdir()
        begun = time.monotonic()
        fill(folder / "home", options.drafts)
        size = (folder / "home" / "queue.db").stat().st_size >> 20
        print(f"{options.drafts:,} drafts, {size} MB, filled in {time.monotonic() - begun:.0f} s\n")
        print("| command | seconds | processor seconds | most memory, MB | exit code |\n|---|---|---|---|---|")
        for command in COMMANDS:
            spent, used, memory, code = measured(command, folder)
            print(f"| {' '.join(command)} | {spent:.1f} | {used:.1f} | {memory} | {code} |", flush=True)
        at_once(options.processes, folder)


if __name__ == "__main__":
    main()
