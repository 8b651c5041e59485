"""Runs one command of the program in a process of its own, and lets that process die, starve or lose its clock.

The process is forked from this one, which has the program loaded already; verdicts come from the light model, which is
as good as the whole one for seeing what is lost. POSIX only.
"""

from __future__ import annotations

import datetime as datetime_module
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WRITES = {
    "write", "writelines", "flush", "fsync", "replace", "rename", "mkdir", "unlink", "rmdir", "execute", "executemany",
    "commit", "open", "close", "backup", "truncate", "link", "savez", "write_bytes", "writestr", "copyfile",
}  # fmt: skip


@dataclass(frozen=True)
class Ran:
    """How a process ended: its exit code (negative: the signal), and what it said."""

    code: int
    out: str
    err: str


Sabotage = Callable[[], None]


def load() -> None:
    """Import what commands import on demand, so that a fork has it; with verdicts by the light model."""
    import assistant.cli.main
    import assistant.cli.queue
    import assistant.insight.store
    import assistant.learning.training
    import assistant.schedule.store  # noqa: F401 - loaded for the forks
    from assistant.classifier import Classifier

    whole = Classifier.open
    Classifier.open = lambda *where, **more: whole(*where, **{**more, "fast": True})  # type: ignore[method-assign]
    for name in _modules():
        __import__(name)


def _modules() -> list[str]:
    import assistant

    top = Path(assistant.__file__).parent
    files = [p for p in top.rglob("*.py") if not {"__main__", "cluster", "llm"} & {p.stem}]
    return sorted(".".join(p.relative_to(top.parent).with_suffix("").parts).removesuffix(".__init__") for p in files)


def run(command: tuple[str, ...], folder: Path, *, sabotage: Sabotage | None = None, after: float = 0) -> Ran:
    """Run a command with `folder` as working folder and `folder/home` as home; SIGKILL it after so many seconds."""
    said = [Path(tempfile.gettempdir()) / f"torture.{folder.name}.{os.getpid()}.{n}" for n in ("out", "err")]
    pid = start(command, folder, said, sabotage)
    if after:
        time.sleep(after)
        os.kill(pid, signal.SIGKILL)
    return ended(pid, said)


def start(command: tuple[str, ...], folder: Path, said: list[Path], sabotage: Sabotage | None = None) -> int:
    """Fork and run; returns the process's id."""
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        for number, path in enumerate(said, 1):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        sys.stdout = os.fdopen(os.dup(1), "w")
        sys.stderr = os.fdopen(os.dup(2), "w")
        sys.stdin = open(os.devnull)  # noqa: PTH123, SIM115 - until the process ends
        os.chdir(folder)
        os.environ["ASSISTANT_HOME"] = str(folder / "home")
        os.environ["TZ"] = "UTC"
        os.environ["ASSISTANT_CLAIM_MINUTES"] = "1440"  # what the ground holds is held to the campaign's end
        sys.argv = ["assistant", *command]
        from assistant.cli.main import main

        if sabotage:
            sabotage()
        main()
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 1
    finally:
        sys.setprofile(None)
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except OSError:
                code = 71
        os._exit(code)


def ended(pid: int, said: list[Path]) -> Ran:
    """Wait for a process of `start`."""
    _, status = os.waitpid(pid, 0)
    out, err = (path.read_text("utf-8", "replace") if path.exists() else "" for path in said)
    for path in said:
        path.unlink(missing_ok=True)
    return Ran(os.waitstatus_to_exitcode(status), out, err)


def dying_at(number: int) -> Sabotage:
    """The process kills itself (SIGKILL) before its `number`-th call that writes, counted from 1."""
    left = number

    def count(_frame: Any, event: str, function: Any) -> None:
        nonlocal left
        if event == "c_call" and function.__name__ in WRITES:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return lambda: sys.setprofile(count)


def counting(into: Path) -> Sabotage:
    """Count the calls that write, and leave their number in a file."""
    found = 0

    def count(_frame: Any, event: str, function: Any) -> None:
        nonlocal found
        if event == "c_call" and function.__name__ in WRITES:
            found += 1
            os.pwrite(handle, str(found).encode(), 0)

    handle = os.open(into, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    return lambda: sys.setprofile(count)


def clock_moved(by: float) -> Sabotage:
    """The process lives `by` seconds from now."""
    real = datetime_module.datetime
    shift = datetime_module.timedelta(seconds=by)

    class Moved(real):  # type: ignore[misc, valid-type]
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return real.now(tz) + shift

    def move() -> None:
        before = time.time
        time.time = lambda: before() + by
        datetime_module.datetime = Moved  # type: ignore[misc]
        for name, module in list(sys.modules.items()):
            if name.startswith("assistant") and getattr(module, "datetime", None) is real:
                module.datetime = Moved  # type: ignore[attr-defined]

    return move
