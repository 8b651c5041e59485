"""The whole campaign: `python -m tests.torture [--seed N] [--quick] [--write FILE]`; exit 1 where a fault won."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from tests.torture import machine
from tests.torture.campaign import Campaign, Row, small_disk
from tests.torture.commands import COMMANDS
from tests.torture.damage import FILES, LATER, checkpoints, damage

HOUR = 3600.0
JUMPS = {
    "a year back": -365 * 24 * HOUR,
    "a day back": -24 * HOUR,
    "an hour ahead": HOUR,
    "ten years ahead": 3652 * 24 * HOUR,
}


def main() -> int:
    """Run, show and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="a tenth of the runs")
    parser.add_argument("--only", help="faults that begin with these letters")
    parser.add_argument("--keep", type=Path, help="add the rows to this file; the table is written from all of them")
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    machine.load()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="torture-") as top:
        campaign = Campaign(Path(top), options.seed)
        for row in _rows(campaign, 1 if options.quick else 8, options.only or ""):
            rows.append(row)
            print(_line(row), flush=True)
            for problem in row.problems:
                print(f"    {problem}", flush=True)
            if options.keep:
                with options.keep.open("a") as file:
                    file.write(json.dumps(asdict(row)) + "\n")
    if options.keep and options.keep.exists():
        rows = [Row(**json.loads(line)) for line in options.keep.read_text().splitlines()]
    if options.write:
        options.write.write_text(_page(rows, options.seed, in_parts=options.keep is not None), "utf-8")
    return int(any(row.problems for row in rows))


def _rows(campaign: Campaign, runs: int, only: str) -> Iterator[Row]:
    faults = {
        "kill": lambda: (campaign.kills(name, runs - 1 or 1, 1) for name in COMMANDS),
        "full": lambda: _on_disk(campaign, runs, full=True),
        "read-only": lambda: _on_disk(campaign, runs, full=False),
        "crowd": lambda: (campaign.crowd(size) for size in (2, 4, 8)),
        "clock": lambda: (campaign.clocks(by, words) for words, by in JUMPS.items()),
        "damage": lambda: _damage(campaign, runs),
    }
    for name, rows in faults.items():
        if name.startswith(only):
            yield from rows()


def _damage(campaign: Campaign, runs: int) -> Iterator[Row]:
    for name in FILES:
        yield damage(campaign, name, "cut off", min(3, runs))
        yield damage(campaign, name, "bits flipped", min(4, runs))
        if name in LATER:
            yield damage(campaign, name, "wrong version", 1)
    yield checkpoints(campaign, runs)


def _on_disk(campaign: Campaign, runs: int, *, full: bool) -> Iterator[Row]:
    with small_disk(campaign.top, 80 << 20) as disk:
        if disk is None:
            print("no file system may be mounted here: full and read-only disks are left out", file=sys.stderr)
            return
        for name in COMMANDS:
            if full:
                rooms = (4096, 40960) if runs > 1 else (4096,)
                yield campaign.full_disk(name, disk, rooms)
            else:
                yield campaign.read_only(name, disk)


def _line(row: Row) -> str:
    won = "survived" if not row.problems else f"{len(row.problems)} PROBLEMS"
    return f"{row.fault:22} {row.subject:40} {row.runs:4} runs, {row.noticed:4} hit   {won}"


def _page(rows: list[Row], seed: int, *, in_parts: bool) -> str:
    parts = ", fault by fault with --keep, each beginning with the seed" if in_parts else ""
    killed = sum(row.noticed for row in rows if row.fault == "kill -9")
    lines = [
        "# Faults tried and survived",
        "",
        f"Written by `make torture` (seed {seed}, {sum(r.runs for r in rows)} runs{parts}, {killed} processes killed);",
        "do not edit by hand. After every fault the home must open, `doctor` must name what is wrong and how to mend",
        "it, no acknowledged draft, label, want, answer or posting may be lost, no output may be half there, and the",
        "same command must work afterwards. Verdicts come from the light model.",
        "",
        "*hit* counts the runs that the fault changed: a process killed before it was done, a command that failed for",
        "it, one whose clock was moved while those before and after it had the right time, damage that `doctor` named.",
        "The others were done before the kill, needed no more of the disk than was left, were settings cut between",
        "two lines, or had a bit flipped inside a text or in an unused page, which no check can know: that is what",
        "backups are for.",
        "Run it again with another seed: `make torture SEED=7` (Linux; as root for full and read-only disks).",
        "",
        "| fault | done to | runs | hit | outcome |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        outcome = "survived" if not row.problems else f"**{len(row.problems)} problems**"
        lines.append(f"| {row.fault} | {row.subject} | {row.runs} | {row.noticed} | {outcome} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
