"""A folder run goes on behind the files that it did, and takes nobody else's files for its own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.backlog.folders import split_by_file
from assistant.backlog.parts import DONE, each_labelled
from assistant.backlog.pipeline import Input, Job, label_backlog
from assistant.backlog.reading import ReadOptions
from assistant.backlog.summary import Summary
from assistant.errors import OutputExists
from tests.backlog.doubles import Checksums

FILES = ("a.csv", "b.csv", "c.csv")


@pytest.fixture
def job(tmp_path: Path) -> Job:
    (tmp_path / "in").mkdir()
    for number, name in enumerate(FILES, 1):
        (tmp_path / "in" / name).write_text("text,id\n" + "".join(f"Post {i},{i}\n" for i in range(number)) + "bad\n")
    return Job((Input(tmp_path / "in"),), tmp_path / "out", tmp_path / "unused.csv", marks={"model": "m"})


def run(job: Job, *, stops: str = "") -> tuple[list[Summary], list[str]]:
    """The summaries, and the names of the files that were labelled; Ctrl-C comes at the file called `stops`."""
    labelled: list[str] = []

    def label(part: Job) -> Summary:
        if part.output.name == stops:
            raise KeyboardInterrupt
        labelled.append(part.output.name)
        return label_backlog(part, Checksums())

    try:
        found = list(each_labelled(job, split_by_file(job, folder=True), label, lambda _: None))
    except KeyboardInterrupt:
        found = []
    return found, labelled


def contents(job: Job) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in job.output.iterdir()}


def test_what_is_done_is_not_done_again_and_is_counted(job: Job, tmp_path: Path) -> None:
    whole = run(replace(job, output=tmp_path / "whole"))[0]
    assert run(job, stops="c.csv")[1] == ["a.csv", "b.csv"]
    found, labelled = run(job)
    assert labelled == ["c.csv"]
    assert found == whole and [s.posts for s in found] == [1, 2, 3]
    assert contents(job) == contents(replace(job, output=tmp_path / "whole"))
    assert len(contents(job)) == 6 and DONE not in contents(job)


def rewritten(job: Job) -> None:
    (job.output / "a.csv").write_text("somebody's own")


def touched(job: Job) -> None:
    os.utime(job.inputs[0].path / "a.csv", (1, 1))


@pytest.mark.parametrize("change", [rewritten, touched])
def test_an_output_that_is_not_what_this_run_wrote_is_never_replaced(change: Callable[[Job], None], job: Job) -> None:
    run(job, stops="c.csv")
    change(job)
    before = contents(job)
    with pytest.raises(OutputExists):
        run(job)
    assert contents(job) == before


@pytest.mark.parametrize(
    "other", [{"marks": {"model": "other"}}, {"safe": True}, {"read": ReadOptions(text_column="text")}], ids=str
)
def test_files_of_another_model_or_other_options_are_not_taken_for_done(other: dict[str, object], job: Job) -> None:
    run(job, stops="c.csv")
    with pytest.raises(OutputExists):
        run(replace(job, **other))  # type: ignore[arg-type]


def test_force_begins_afresh_and_goes_on_with_resume(job: Job) -> None:
    run(job)
    forced = replace(job, force=True)
    assert run(forced, stops="b.csv")[1] == ["a.csv"]
    assert run(replace(forced, resume=True), stops="c.csv")[1] == ["b.csv"]
    assert run(forced)[1] == list(FILES)


def test_an_output_that_was_taken_away_is_made_again(job: Job) -> None:
    run(job, stops="c.csv")
    (job.output / "a.csv").unlink()
    (job.output / "a.csv.rejects.csv").unlink()
    assert run(job)[1] == ["a.csv", "c.csv"]


@pytest.mark.parametrize("damage", [lambda c: c[:-9], lambda c: b"\xff" + c, lambda c: c.replace(b"kinds", b"kin")])
def test_a_damaged_list_of_what_is_done_replaces_nothing(damage: Callable[[bytes], bytes], job: Job) -> None:
    run(job, stops="b.csv")
    (job.output / DONE).write_bytes(damage((job.output / DONE).read_bytes()))
    with_damage = contents(job)
    try:
        run(job)
    except OutputExists:
        assert contents(job) == with_damage


def test_a_line_that_was_cut_off_spoils_no_other(job: Job) -> None:
    run(job, stops="b.csv")
    with (job.output / DONE).open("a") as file:
        file.write(json.dumps({"name": "b.csv"})[:-3])
    assert run(job, stops="c.csv")[1] == ["b.csv"]
    assert run(job)[1] == ["c.csv"]
