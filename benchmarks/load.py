"""A million drafts in the store, and many processes at once: `python benchmarks/load.py [--write benchmarks/load.md]`.

The store is filled with copies of a thousand drafts (SQL, since judging a million takes an hour): three platforms, all
kinds, a sixth of the verdicts unsure, some with a deadline; a hundredth of them posted. Each command runs in a process
of its own; wall time, processor time and the most memory it held.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.classifier import base_model_folder
from assistant.classifier.modelfile import open_folder
from assistant.post import LABEL_OF, Kind, Label, Verdict
from assistant.schedule.rows import NewDraft
from assistant.schedule.store import Store

GROUND = 1000
MODEL = open_folder(base_model_folder()).version
NOW = datetime.now(UTC).replace(microsecond=0)
MACHINE = f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {NOW:%Y-%m-%d}"
HEAD = (
    "# A million drafts, fifty processes",
    "",
    "Written by `python benchmarks/load.py --write benchmarks/load.md`; do not edit by hand.",
    "",
)
FOOT = (
    "",
    "`queue add` holds the encoder, as does every command that judges; `queue import` and `queue rejudge` judged 1,000",
    "posts each. `queue export` holds all that it exports; a plan reads all that waits and keeps of each sort what may",
    "get a slot. *All together* counts each page of memory that processes share (the model's table, libraries) once.",
)
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
    ("queue", "import", "in.txt", "--platform", "facebook"),
    ("queue", "rejudge"),
    ("queue", "claims"),
    ("queue", "list", "--unsure", "--limit", "20"),
    ("queue", "plan", "--weeks", "4"),
    ("queue", "plan", "--weeks", "4", "--apply"),
    ("queue", "export", "--to", "csv", "-o", "out.csv"),
    ("today",),
    ("ideas",),
    ("backup", "b.zip"),
    ("doctor",),
)


def fill(home: Path, drafts: int) -> None:
    """A thousand drafts through the store, then copies of their rows; then postings for every hundredth."""
    chance = random.Random(1)  # noqa: S311 - a draw, no secret
    news = []
    for number in range(GROUND):
        label = Label.PROMOTIONAL if chance.random() < 0.4 else Label.VALUE
        kind = chance.choice([k for k in Kind if LABEL_OF[k] is label])
        unsure = chance.random() < 1 / 6
        sure = 0.3 if unsure else 0.03
        words = " ".join(chance.choices(("wax", "wick", "jar", "scent", "light", "burn", "soap", "hour"), k=12))
        probability = 1 - sure if label is Label.PROMOTIONAL else sure
        verdict = Verdict(f"Draft {number}: {words}", label, probability, kind, {}, unsure, MODEL)
        place = ("facebook", "instagram", "linkedin")[number % 3]
        tags, ends = ("soap",) if number % 50 == 0 else (), number % 100 == 1
        deadline = NOW + timedelta(days=chance.randrange(400, 800)) if ends else None
        news.append(NewDraft(verdict, place, tags=tags, deadline=deadline))
    with Store.open(home / "queue.db", clock=lambda: NOW) as store:
        store.add(news)
    (home.parent / "in.txt").write_text(
        "\n".join(f"Tip {n}: trim wick {n} to 5 mm" for n in range(1000)) + "\n", "utf-8"
    )
    database = sqlite3.connect(home / "queue.db")
    columns = [row[1] for row in database.execute("PRAGMA table_info(draft)")]
    chosen = ", ".join(
        {"id": "id + :k", "text": "text || ' ' || :k", "digest": "digest || :k"}.get(c, c) for c in columns
    )
    copies = [{"k": n * GROUND} for n in range(1, drafts // GROUND)]
    more = f"INSERT INTO draft SELECT {chosen} FROM draft WHERE id <= {GROUND}"  # noqa: S608 - our own columns' names
    database.executemany(more, copies)
    database.execute("UPDATE draft SET model = 'an earlier one' WHERE id % 1000 = 7")
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


def at_once(processes: int, folder: Path) -> Iterator[str]:
    """So many processes that classify the same post, all started together; memory as their share of all pages."""
    environment = {**os.environ, "ASSISTANT_HOME": str(folder / "none"), "PYTHONDONTWRITEBYTECODE": "1"}
    for extra in (["--fast"], []):
        command = [sys.executable, "-m", "assistant", "classify", "Flash sale, everything must go", *extra]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.monotonic()
        running = [
            subprocess.Popen(
                command, env=environment, stdout=(folder / f"{n}.out").open("wb"), stderr=subprocess.STDOUT
            )
            for n in range(processes)
        ]
        most = own = 0
        while any(process.poll() is None for process in running):
            shares = [_share(process.pid) for process in running]
            most, own = max(most, sum(shares)), max(own, *shares)
            time.sleep(1)  # to add up the pages of so many takes a good part of that
        spent = time.monotonic() - begun
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        answers = {(folder / f"{n}.out").read_bytes() for n in range(processes)}
        codes = sorted({process.returncode for process in running})
        what = f"classify {' '.join(extra)}".rstrip()
        yield (
            f"| {what} | {spent:.1f} | {used:.1f} | {most >> 10} | {own >> 10} | {codes} | "
            f"{'all equal' if len(answers) == 1 else f'{len(answers)} DIFFERENT'} |"
        )


def _share(process: int) -> int:
    """The kilobytes of memory that a process holds, each page divided by the processes that hold it (Linux)."""
    try:
        with Path(f"/proc/{process}/smaps_rollup").open() as file:
            return next((int(line.split()[1]) for line in file if line.startswith("Pss:")), 0)
    except OSError:  # it has just ended
        return 0


def table(drafts: int, processes: int) -> Iterator[str]:
    """Fill, run, and say it in Markdown."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "home").mkdir()
        begun = time.monotonic()
        fill(folder / "home", drafts)
        size = (folder / "home" / "queue.db").stat().st_size >> 20
        spent = time.monotonic() - begun
        yield f"{drafts:,} drafts, {size} MB in SQLite, filled in {spent:.0f} s by SQL. {MACHINE}.\n"
        yield "| command | seconds | processor seconds | most memory, MB | exit code |\n|---|---|---|---|---|"
        for command in COMMANDS:
            spent, used, memory, code = measured(command, folder)
            yield f"| {' '.join(command)} | {spent:.1f} | {used:.1f} | {memory} | {code} |"
        yield f"\n{processes} processes started together, each judging the same post:\n"
        yield "| command | seconds | processor seconds | all together, MB | largest share, MB | exit codes | answers |"
        yield "|---|---|---|---|---|---|---|"
        yield from at_once(processes, folder)


def main() -> None:
    """Show the table as it comes, and write the page if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drafts", type=int, default=1_000_000)
    parser.add_argument("--processes", type=int, default=50)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    lines = []
    for line in table(options.drafts, options.processes):
        print(line, flush=True)
        lines.append(line)
    if options.write:
        options.write.write_text("\n".join([*HEAD, *lines, *FOOT]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
