"""What the campaign does: kills, full and read-only disks, crowds, clocks, damage. Each gives rows of the table."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.torture import homes, machine
from tests.torture.commands import COMMANDS
from tests.torture.homes import State, lost, state, unhealthy, untold

READING = (("queue", "list"), ("wants", "list"), ("doctor",))


@dataclass
class Row:
    """One line of the table: a fault, what it was done to, how often, and what went wrong."""

    fault: str
    subject: str
    runs: int = 0
    noticed: int = 0
    problems: list[str] = field(default_factory=list)

    def note(self, problems: list[str], where: str) -> None:
        """Count a run."""
        self.runs += 1
        self.problems += [f"{where}: {problem}" for problem in problems]


class Campaign:
    """Runs in `top`, an empty folder; `seed` decides every draw."""

    def __init__(self, top: Path, seed: int) -> None:
        self.top = top
        self.chance = random.Random(seed)  # noqa: S311 - which process dies is no secret
        self.ground = top / "ground"
        homes.make(self.ground)
        self.before = state(self.ground)
        self._number = 0

    @contextmanager
    def folder(self, within: Path | None = None) -> Iterator[Path]:
        """A copy of the ground in a folder of its own, thrown away afterwards with whatever lies beside its home."""
        self._number += 1
        place = (within or self.top) / str(self._number)
        try:
            yield homes.copy(self.ground, place)
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def after(self, command: tuple[str, ...]) -> tuple[State, int]:
        """What the command leaves when nothing disturbs it, and how many calls that write it makes."""
        with self.folder() as folder:
            counted = self.top / "count"
            homes.expect(machine.run(command, folder, sabotage=machine.counting(counted)), command)
            return state(folder), int(counted.read_text())

    def kills(self, name: str, runs: int, timed: int) -> Row:
        """SIGKILL before a random call that writes (`runs` times), and at a random moment (`timed` times)."""
        command, row = COMMANDS[name], Row("kill -9", name)
        after, calls = self.after(command)
        points = self.chance.sample(range(1, calls + 1), min(runs, calls))
        for point in [*points, *(-1 for _ in range(timed))]:
            with self.folder() as folder:
                if point > 0:
                    ran = machine.run(command, folder, sabotage=machine.dying_at(point))
                else:
                    ran = machine.run(command, folder, after=self.chance.uniform(0.01, 0.4))
                if ran.code not in {-9, 0}:
                    row.note([f"exit code {ran.code} {ran.err[-200:]}"], f"call {point}")
                    continue
                row.noticed += ran.code == -9
                row.note(self._survived(folder, command, after), f"call {point}")
        return row

    def _survived(self, folder: Path, command: tuple[str, ...], after: State) -> list[str]:
        problems = []
        if not (folder / "home").exists():  # a restore died between its two renames, and `doctor` says how to mend it
            if "restore --undo" not in machine.run(("doctor",), folder).out:
                problems.append("doctor does not tell of the restore that was cut off")
            homes.expect(machine.run(("restore", "--undo"), folder), ("restore", "--undo"))
        problems += lost(self.before, after, state(folder)) + unhealthy(folder)
        return problems + untold(machine.run(command, folder))

    def full_disk(self, name: str, disk: Path, rooms: tuple[int, ...]) -> Row:
        """The command on a disk with so few bytes left; then the disk has room again."""
        command, row = COMMANDS[name], Row("full disk", name)
        after, _ = self.after(command)
        for room in rooms:
            with self.folder(disk) as folder:
                ballast = disk / "ballast"
                _fill(ballast, disk, room)
                ran = machine.run(command, folder)
                ballast.unlink()
                row.noticed += ran.code == 3
                expected = after if ran.code == 0 else self.before
                problems = untold(ran) + lost(self.before, after, state(folder)) + unhealthy(folder)
                if ran.code == 0 and any(expected[part] - rows for part, rows in state(folder).items()):
                    problems.append("said that it was done, and it was not")
                row.note(problems, f"{room} bytes left")
        return row

    def read_only(self, name: str, disk: Path) -> Row:
        """The command in a home that nobody may write; reading commands go on."""
        command, row = COMMANDS[name], Row("read-only home", name)
        with self.folder(disk) as folder:
            with _locked(disk):
                ran = machine.run(command, folder)
                problems = untold(ran)
                for reading in READING:
                    told = machine.run(reading, folder)
                    problems += untold(told)
                    if reading == ("doctor",) and "cannot be written" not in told.out:
                        problems.append("doctor does not say that the home cannot be written")
            row.noticed += ran.code in {2, 3}
            problems += lost(self.before, self.before, state(folder)) + unhealthy(folder)
            row.note(problems, "read-only")
        return row

    def clocks(self, by: float, words: str) -> Row:
        """All commands one after another with the clock moved for every other one; then again for the others."""
        row = Row("clock jump", words)
        for turn in (0, 1):
            with self.folder() as folder:
                for number, (name, command) in enumerate(COMMANDS.items()):
                    earlier = state(folder)
                    moved = number % 2 == turn
                    ran = machine.run(command, folder, sabotage=machine.clock_moved(by) if moved else None)
                    row.noticed += moved
                    kept = self.before if name == "restore" else earlier
                    now = state(folder)
                    gone = sorted(kept["answers"] - now["answers"]) + sorted(kept["postings"] - now["postings"])
                    lost_now = [f"lost {gone[:2]}"] if gone and name != "queue undo" else []
                    row.note(untold(ran) + lost_now, name)
                row.problems += [f"after all of them: {problem}" for problem in unhealthy(folder)]
        return row

    def crowd(self, size: int) -> Row:
        """So many processes at once, each a few commands that write; all that was acknowledged is there."""
        row = Row("processes at once", f"{size} writers")
        with self.folder() as folder:
            scripts = [_script(self.chance, who) for who in range(size)]
            running = {os.fork() or _play(script, folder): script for script in scripts}
            for pid in running:
                os.waitpid(pid, 0)
            now = state(folder)
            text = "\n".join(now["drafts"] | now["wants"])
            for journal in sorted(folder.glob(".acknowledged.*")):
                for line in journal.read_text().splitlines():
                    code, _, wanted = line.partition(" ")
                    row.runs += 1
                    if code == "0" and wanted and wanted not in text:
                        row.problems.append(f"acknowledged and lost: {wanted}")
                    if code not in {"0", "1"}:
                        row.problems.append(f"failed: {line}")
            row.noticed = row.runs
            row.problems += lost({**now, "drafts": frozenset()}, now, now) + unhealthy(folder)
            gone = self.before["answers"] - now["answers"] or self.before["postings"] - now["postings"]
            row.problems += [f"lost {gone}"] if gone else []
        return row


def _script(chance: random.Random, who: int) -> list[tuple[tuple[str, ...], str]]:
    """Commands, each with the words that must be found afterwards if it was acknowledged."""
    kinds = {
        "add": lambda n: (("queue", "add", f"Draft {n} of writer {who} on wax"), f"Draft {n} of writer {who} on wax"),
        "want": lambda n: (("wants", "add", f"want {n} of writer {who}"), f"want {n} of writer {who}"),
        "claim": lambda _: (("queue", "next", "--claim"), ""),
        "profile": lambda n: (("profile", "set", "--why", f"reason {n} of {who}"), ""),
        "use": lambda n: (("models", "use", ("base", "own-1-0123abcd")[n % 2]), ""),
        "plan": lambda _: (("queue", "plan", "--apply", "--weeks", "1"), ""),
    }
    return [kinds[chance.choice(sorted(kinds))](n) for n in range(6)]


def _play(script: list[tuple[tuple[str, ...], str]], folder: Path) -> int:
    """In a process of its own: run the commands, and write down what each said."""
    journal = folder / f".acknowledged.{os.getpid()}"
    try:
        with journal.open("w") as file:
            for command, wanted in script:
                ran = machine.run(command, folder)
                file.write(f"{ran.code} {wanted}{ran.err.strip() if ran.code not in (0, 1) else ''}\n")
    finally:
        os._exit(0)


def _fill(ballast: Path, disk: Path, room: int) -> None:
    with ballast.open("wb") as file:
        while (free := os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize - room) > 0:
            file.write(bytes(min(free, 1 << 20)))
            file.flush()


@contextmanager
def small_disk(top: Path, size: int) -> Iterator[Path | None]:
    """A file system of `size` bytes in memory, or None where this user may mount none."""
    disk = top / "disk"
    disk.mkdir(exist_ok=True)  # full and read-only disks are mounted one after the other
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(disk)],  # noqa: S607 - the system's own
        check=False, capture_output=True,
    )  # fmt: skip
    try:
        yield disk if mounted.returncode == 0 else None
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", str(disk)], check=True)  # noqa: S607 - the system's own


@contextmanager
def _locked(disk: Path) -> Iterator[None]:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)  # noqa: S607 - the same
    try:
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)  # noqa: S607 - the same
