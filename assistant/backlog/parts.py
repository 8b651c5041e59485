"""A run over several files, each with its own output, that goes on behind those that are done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.backlog.output import written
from assistant.backlog.pipeline import Job
from assistant.backlog.scoring import KIND_NAMES
from assistant.backlog.summary import Clear, Summary

DONE = ".folder.checkpoint"  # in the folder of the outputs: a line of JSON for each file that is done


def each_labelled(
    job: Job, parts: Sequence[Job], label: Callable[[Job], Summary], on_note: Callable[[str], None]
) -> Iterator[Summary]:
    """The summaries of the parts of a job in their order; `label` labels those that are not done.

    Until all are done, `DONE` says which ones are. A part counts as done only while its input, its output, the model
    and the options are what they were: whatever else lies in the place of an output is somebody's. `job.force` without
    `job.resume` labels every part afresh. Raises what `label` does, and `OutputFailed`.
    """
    if len(parts) == 1 and parts[0] is job:
        yield label(job)
        return
    done = _Done(job.output / DONE, fresh=job.force and not job.resume)
    kept = [done.summary(part) for part in parts]
    if any(kept):
        on_note(f"an interrupted run did {sum(k is not None for k in kept)} of {len(kept)} files: going on behind them")
    for part, before in zip(parts, kept, strict=True):
        yield before or done.add(part, label)
    done.forget()


class _Done:
    def __init__(self, path: Path, *, fresh: bool) -> None:
        self._path = path
        if fresh:
            self.forget()
        lines = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
        self._kept: dict[str, Any] = dict(filter(None, map(_entry, lines)))

    def summary(self, part: Job) -> Summary | None:
        state, found = self._kept.get(part.output.name, (None, None))
        return found if part.output.is_file() and state == _state(_input(part), part) else None

    def add(self, part: Job, label: Callable[[Job], Summary]) -> Summary:
        read = _input(part)  # before it is read: one that changes meanwhile is another
        found = label(part)
        entry = {"name": part.output.name, "state": _state(read, part), "summary": asdict(found)}
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"\n{json.dumps(entry)}\n")  # a line of its own also behind one that was cut off
        except OSError as error:
            raise written(error, self._path) from error
        return found

    def forget(self) -> None:
        self._path.unlink(missing_ok=True)


def _entry(line: str) -> tuple[str, tuple[Any, Summary]] | None:
    """Name, state and summary of one file; None for a line that was cut off or damaged."""
    try:
        entry = json.loads(line)
        fields = entry["summary"]
        found = Summary(**{**fields, "clearest": tuple(Clear(**clear) for clear in fields["clearest"])})
        return (entry["name"], (entry["state"], found)) if set(found.kinds) == set(KIND_NAMES) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _input(part: Job) -> list[Any]:
    return [[str(item.path.resolve()), *_stamp(item.path)] for item in part.inputs]


def _state(read: list[Any], part: Job) -> Mapping[str, Any]:
    how = repr((sorted(part.marks.items()), part.read, part.safe))
    return {"input": read, "output": _stamp(part.output), "how": hashlib.sha256(how.encode()).hexdigest()}


def _stamp(path: Path) -> list[int]:
    try:
        found = path.stat()
    except OSError:
        return []  # reading it says so
    return [found.st_size, found.st_mtime_ns]
