"""A run that was stopped at any moment goes on to the same bytes."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.backlog.journal import CheckpointUnfit, checkpoint_path
from assistant.backlog.output import WholeFile
from assistant.errors import FileUnreadable, InputError, OutputExists
from tests.backlog.doubles import Checksums, label

ROOT = Path(__file__).resolve().parents[2]


def backlog(path: Path, rows: int = 1000) -> Path:
    path.write_text("".join(json.dumps({"text": f"Post number {i}", "id": i}) + "\n" for i in range(rows)))
    return path


def interrupted(source: Path, output: Path, chunk: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        label(source, output, engine=Checksums(fails={chunk: KeyboardInterrupt()}))


@pytest.mark.parametrize("suffix", ["csv", "json", "jsonl.gz", "csv.zst", "parquet", "xlsx", "parquet.gz", "xlsx.gz"])
def test_the_output_has_the_bytes_of_an_uninterrupted_run(suffix: str, tmp_path: Path) -> None:
    source = backlog(tmp_path / "in.jsonl")
    label(source, tmp_path / f"whole.{suffix}")
    output = tmp_path / f"out.{suffix}"
    interrupted(source, output, 5)
    assert sorted(p.name for p in tmp_path.iterdir() if "out" in p.name) == [f".out.{suffix}.checkpoint"]
    engine = Checksums()
    label(source, output, engine=engine, resume=True)
    assert engine.chunks == 6  # four of ten were kept
    assert output.read_bytes() == (tmp_path / f"whole.{suffix}").read_bytes()
    assert not checkpoint_path(output).exists()


def test_the_same_command_goes_on_without_a_flag(tmp_path: Path) -> None:
    source, output, notes = backlog(tmp_path / "in.jsonl"), tmp_path / "out.csv", []
    interrupted(source, output, 5)
    engine = Checksums()
    label(source, output, engine=engine, notes=notes)
    assert engine.chunks == 6
    assert any("going on" in note for note in notes)


@pytest.mark.parametrize("cut", [1, 10, 700, 1200])
def test_a_torn_or_damaged_record_is_scored_again(cut: int, tmp_path: Path) -> None:
    source, output = backlog(tmp_path / "in.jsonl"), tmp_path / "out.csv"
    label(source, tmp_path / "whole.csv")
    interrupted(source, output, 5)
    checkpoint = checkpoint_path(output)
    content = bytearray(checkpoint.read_bytes())
    content[-cut] ^= 0xFF
    checkpoint.write_bytes(content[: len(content) - cut // 3])
    label(source, output, resume=True)
    assert output.read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_another_model_or_changed_input_is_refused_on_resume(tmp_path: Path) -> None:
    source, output = backlog(tmp_path / "in.jsonl"), tmp_path / "out.csv"
    interrupted(source, output, 5)
    with pytest.raises(CheckpointUnfit, match="another model"):
        label(source, output, resume=True, marks={"model": "other"})
    source.write_text(source.read_text().replace("number 150", "number 151"))
    with pytest.raises(CheckpointUnfit, match="input has changed"):
        label(source, output, resume=True)


def test_changed_input_without_the_flag_gets_fresh_verdicts(tmp_path: Path) -> None:
    source, output = backlog(tmp_path / "in.jsonl"), tmp_path / "out.csv"
    interrupted(source, output, 5)
    source.write_text(source.read_text().replace("number 150", "number 151"))
    engine = Checksums()
    label(source, output, engine=engine)
    assert engine.chunks == 9  # the first chunk alone is unchanged
    label(source, tmp_path / "whole.csv")
    assert output.read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_force_begins_afresh(tmp_path: Path) -> None:
    source, output = backlog(tmp_path / "in.jsonl"), tmp_path / "out.csv"
    interrupted(source, output, 5)
    engine = Checksums()
    label(source, output, engine=engine, force=True)
    assert engine.chunks == 10


def test_a_finished_output_is_never_replaced_by_resume(tmp_path: Path) -> None:
    source, output = backlog(tmp_path / "in.jsonl"), tmp_path / "out.csv"
    label(source, output, resume=True)  # nothing was begun: it begins
    output.write_text("edited by hand")
    with pytest.raises(CheckpointUnfit, match="no interrupted run"):
        label(source, output, resume=True)
    assert output.read_text() == "edited by hand"
    assert not checkpoint_path(output).exists()


def test_an_interrupted_run_with_force_goes_on_with_both_flags_alone(tmp_path: Path) -> None:
    source, output = backlog(tmp_path / "in.jsonl"), tmp_path / "out.csv"
    output.write_text("precious")
    with pytest.raises(KeyboardInterrupt):
        label(source, output, engine=Checksums(fails={5: KeyboardInterrupt()}), force=True)
    with pytest.raises(OutputExists):
        label(source, output, resume=True)
    assert output.read_text() == "precious"
    engine = Checksums()
    label(source, output, engine=engine, resume=True, force=True)
    assert engine.chunks == 6
    assert output.read_text().startswith("text,id,label")


def test_a_crash_between_rejects_and_output_is_mended_by_the_same_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("text,id\nfine,1\nragged\n")
    with monkeypatch.context() as crash, pytest.raises(KeyboardInterrupt):
        crash.setattr("assistant.backlog.pipeline.WholeFile.commit", committed_once())
        label(source, output)
    assert (tmp_path / "out.csv.rejects.csv").exists() and not output.exists()
    assert label(source, output).rejected == 1
    assert output.exists()


def committed_once() -> Callable[[WholeFile], None]:
    """A `commit` that works for the first file and stops the run at the second."""
    real, done = WholeFile.commit, []

    def commit(file: WholeFile) -> None:
        if done:
            raise KeyboardInterrupt
        done.append(file)
        real(file)

    return commit


@pytest.mark.parametrize("row", ["ragged", "fine,2"])
def test_somebody_elses_rejects_stay_when_a_run_goes_on(row: str, tmp_path: Path) -> None:
    source, output, rejects = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "mine.csv"
    source.write_text("text,id\n" + "fine,1\n" * 500 + f"{row}\n")
    interrupted(source, output, 3)
    rejects.write_text("precious")
    with pytest.raises(OutputExists):
        label(source, output, rejects=rejects)
    assert rejects.read_text() == "precious"
    label(source, output)
    assert output.exists()


def test_a_file_that_breaks_off_leaves_the_checkpoint_and_no_output(tmp_path: Path) -> None:
    import gzip

    packed = gzip.compress(backlog(tmp_path / "in.jsonl", 50_000).read_bytes())
    (tmp_path / "cut.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(FileUnreadable, match="cut off"):
        label(tmp_path / "cut.jsonl.gz", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_two_runs_do_not_write_one_output(tmp_path: Path) -> None:
    source, output = backlog(tmp_path / "in.jsonl"), tmp_path / "out.csv"

    class Nested(Checksums):
        def submit(self, texts):  # type: ignore[no-untyped-def]
            with pytest.raises(InputError, match="another run"):
                label(source, output)
            return super().submit(texts)

    label(source, output, engine=Nested())
    assert output.exists()


def test_kill_9_at_random_moments_and_resume(tmp_path: Path) -> None:
    source = backlog(tmp_path / "in.jsonl", int(os.environ.get("ASSISTANT_TEST_ROWS", "6000")))
    script = "import sys;from tests.backlog.doubles import label;from pathlib import Path;"
    script += "label(Path(sys.argv[1]),Path(sys.argv[2]),resume='-r' in sys.argv,rows=50)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    whole, output = tmp_path / "whole.csv", tmp_path / "out.csv"
    label(source, whole, rows=50)
    chance = random.Random(8)  # noqa: S311 - moments, not secrets
    for _ in range(int(os.environ.get("ASSISTANT_TEST_KILLS", "4"))):
        command = [sys.executable, "-c", script, str(source), str(output), "-r"]
        running = subprocess.Popen(command, env=environment, cwd=ROOT)
        goal = chance.randrange(1, 5000)
        while running.poll() is None:  # until the checkpoint has grown to a random size
            if checkpoint_path(output).exists() and checkpoint_path(output).stat().st_size > goal:
                running.send_signal(signal.SIGKILL)
                break
        running.wait()
        assert output.exists() == (running.returncode == 0)
    label(source, output, rows=50, resume=True)
    assert output.read_bytes() == whole.read_bytes()
