"""A folder of files in, a folder of files out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from assistant.backlog.formats import FileFormat, known_format
from assistant.backlog.pipeline import Input, Job
from assistant.errors import FileUnreadable, OutputFailed, UsageError


def names_folder(output: Path, inputs: Iterable[Input]) -> bool:
    """Whether the output is a folder: it is one, or it has no suffix and a folder is to be labelled into it."""
    return output.is_dir() or (not output.suffix and any(i.path.is_dir() for i in inputs))


def split_by_file(job: Job, *, folder: bool) -> list[Job]:
    """One job for all inputs, or one for each file where the output is a folder.

    An output keeps the file's name; plain text, which has no room for columns, becomes a table (`posts.txt.csv`).
    A folder among the inputs stands for the files of known formats in it. Raises `UsageError` where a folder is to go
    into one file or two files have the same name, `FileUnreadable` for a folder without such files.
    """
    if not folder:
        return [job]
    inputs = tuple(_files(job.inputs))
    targets = [job.output / _target(item) for item in inputs]
    if len(set(targets)) < len(targets):
        raise UsageError("two inputs have the same file name", "give each its own output")
    try:
        job.output.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputFailed(job.output, os.strerror(error.errno or 0)) from error
    return [
        replace(job, inputs=(item,), output=target, rejects=target.with_name(f"{target.name}.rejects.csv"))
        for item, target in zip(inputs, targets, strict=True)
    ]


def _target(item: Input) -> str:
    name = item.path.name
    return f"{name}.csv" if known_format(item.path) is FileFormat.TEXT else name


def _files(inputs: Iterable[Input]) -> Iterable[Input]:
    for item in inputs:
        if not item.path.is_dir():
            yield item
            continue
        found = sorted(p for p in item.path.iterdir() if p.is_file() and known_format(p) and not p.name.startswith("."))
        if not found:
            raise FileUnreadable(item.path, "the folder holds no file of a known format", "name the files")
        yield from (Input(p) for p in found)
