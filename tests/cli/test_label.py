"""`assistant label`: the same rows with labels, and a clear word about everything that is wrong."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Assistant

POSTS = ["Flash sale! 50% off all candles, today only!", "Trim the wick to 5 mm before every burn.", "Guten Tag"]
AWKWARD = ['She said "wow",\nand left', "=1+1", "  spaces  ", "a\rb", "عربي 🎉", "comma, comma", "'"]


def write_csv(path: Path, rows: list[list[str]], **how: Any) -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, **how).writerows(rows)
    path.write_bytes(text.getvalue().encode())
    return path


def read_csv(path: Path, **how: Any) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, **how))


def test_csv_keeps_columns_order_and_every_cell(assistant: Assistant, tmp_path: Path) -> None:
    rows = [["id", "Text", "note"], *([str(i), text, AWKWARD[-i]] for i, text in enumerate(AWKWARD))]
    source = write_csv(tmp_path / "in.csv", rows, quoting=csv.QUOTE_ALL)
    done = assistant("label", source, "-o", "out.csv", "--fast")
    assert done.code == 0, done.err
    out = read_csv(tmp_path / "out.csv")
    assert out[0] == ["id", "Text", "note", "label", "probability", "kind", "unsure"]
    assert [row[:3] for row in out[1:]] == rows[1:]
    assert {row[3] for row in out[1:]} <= {"promotional", "value"}


def test_json_lines_keep_their_bytes_and_gain_four_members(assistant: Assistant, tmp_path: Path) -> None:
    lines = ['{"text": "caf\\u00e9 sale", "price": 1.10, "n": 12345678901234567890123}', '{"text":"Hi","x":null}']
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n")
    done = assistant("label", "in.jsonl", "-o", "out.jsonl", "--format", "json")
    assert done.code == 0, done.err
    out = (tmp_path / "out.jsonl").read_text().splitlines()
    assert [o.startswith(line[:-1]) for o, line in zip(out, lines, strict=True)] == [True, True]
    assert set(json.loads(out[0])) == {"text", "price", "n", "label", "probability", "kind", "unsure"}


def test_verdicts_are_those_of_classify(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("\n".join(POSTS))
    assistant("label", "in.txt", "-o", "out.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    verdicts = assistant("classify", *POSTS, "--format", "json").json["posts"]
    for name in ("text", "label", "kind", "unsure"):
        assert [r[name] for r in rows] == [v[name] for v in verdicts]
    assert [r["probability"] for r in rows] == pytest.approx([v["probability"] for v in verdicts], abs=1e-6)


def test_summary_has_the_fields_of_the_contract(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("\n".join([*POSTS, ""]))
    summary = assistant("label", "in.txt", "-o", "out.csv", "--format", "json").json
    assert list(summary)[:8] == ["schema", "posts", "promotional", "value", "unsure", "rejected", "share", "seconds"]
    assert (summary["schema"], summary["posts"], summary["rejected"]) == (1, 3, 0)
    assert summary["promotional"] + summary["value"] == 3


def test_blocks_hold_line_breaks(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("First line\nsecond line\n---\n\nAnother post\n")
    assistant("label", "in.txt", "--blocks", "-o", "out.jsonl")
    rows = [json.loads(line)["text"] for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert rows == ["First line\nsecond line", "Another post"]


def test_standard_input_is_told_by_its_content(assistant: Assistant, tmp_path: Path) -> None:
    assert assistant("label", "-", "-o", "a.csv", stdin="text,id\nHello,1\n").code == 0
    assert assistant("label", "-", "-o", "b.csv", stdin='{"text": "Hello", "id": 1}\n').code == 0
    assert [r[:2] for r in read_csv(tmp_path / "a.csv")] == [r[:2] for r in read_csv(tmp_path / "b.csv")]


def test_a_column_that_is_called_label_is_kept_under_another_name(assistant: Assistant, tmp_path: Path) -> None:
    write_csv(tmp_path / "in.csv", [["text", "label"], ["Hello", "mine"]])
    done = assistant("label", "in.csv", "-o", "out.csv")
    out = read_csv(tmp_path / "out.csv")
    assert out[0][:3] == ["text", "label_original", "label"]
    assert out[1][:2] == ["Hello", "mine"]
    assert "label_original" in done.err


def test_an_empty_text_is_unsure_and_no_crash(assistant: Assistant, tmp_path: Path) -> None:
    write_csv(tmp_path / "in.csv", [["text", "id"], ["", "1"]])
    assert assistant("label", "in.csv", "-o", "out.csv").code == 0
    assert read_csv(tmp_path / "out.csv")[1][-1] == "true"


def test_wrong_encoding_names_byte_line_and_option(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b"text\nfine\ncaf\xe9 time\n")
    done = assistant("label", "in.csv", "-o", "out.csv")
    assert done.code == 2
    assert "byte 13 (line 3)" in done.err
    assert "--encoding" in done.err
    assert not (tmp_path / "out.csv").exists()
    assert assistant("label", "in.csv", "-o", "out.csv", "--encoding", "windows-1252").code == 0
    assert read_csv(tmp_path / "out.csv")[2][0] == "café time"


def test_no_text_column_names_those_that_exist(assistant: Assistant, tmp_path: Path) -> None:
    write_csv(tmp_path / "in.csv", [["id", "words"], ["1", "Hello"]])
    done = assistant("label", "in.csv", "-o", "out.csv", "--format", "json")
    assert (done.code, done.out) == (2, "")
    assert "'id', 'words'" in json.loads(done.err)["error"]["message"]
    assert assistant("label", "in.csv", "-o", "out.csv", "--text-column", "words").code == 0


def test_bad_rows_are_counted_and_kept_apart(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text,id\nHello,1\nragged\nzero\0byte,3\nlast,4\n")
    done = assistant("label", "in.csv", "-o", "out.csv", "--format", "json", "--rejects", "bad.csv")
    assert done.code == 0, done.err
    assert (done.json["posts"], done.json["rejected"]) == (2, 2)
    bad = read_csv(tmp_path / "bad.csv")
    assert [row[1] for row in bad] == ["line", "3", "4"]
    assert "1 cell instead of 2" in bad[1][2]


def test_an_output_that_exists_needs_force(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("Hello\n")
    (tmp_path / "out.csv").write_text("precious")
    assert assistant("label", "in.txt", "-o", "out.csv").code == 2
    assert (tmp_path / "out.csv").read_text() == "precious"
    assert assistant("label", "in.txt", "-o", "out.csv", "--force").code == 0


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_said_to_be_empty(assistant: Assistant, tmp_path: Path, content: bytes) -> None:
    for name in ("in.csv", "in.jsonl", "in.txt", "in.json"):
        (tmp_path / name).write_bytes(content)
        done = assistant("label", name, "-o", "out.csv")
        assert done.code == 2, name
        assert done.err.startswith("error: ") and done.err.count("\n") == 1
    assert not (tmp_path / "out.csv").exists()


def test_a_folder_or_missing_file_is_named(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    assert "folder" in assistant("label", "folder.csv", "-o", "out.csv").err
    missing = assistant("label", "nowhere.csv", "-o", "out.csv")
    assert (missing.code, "nowhere.csv does not exist" in missing.err) == (2, True)


def test_heavy_libraries_stay_out(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("Hello\n")
    done = assistant("label", "in.txt", "-o", "out.csv", "--fast", PYTHONPROFILEIMPORTTIME="1")
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.err.splitlines()}
    assert not loaded & {"sklearn", "scipy", "nltk", "sqlalchemy", "pyarrow", "joblib", "matplotlib", "openai"}


def test_worker_processes_give_the_same_bytes(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("\n".join(f"{POSTS[i % 3]} {i}" for i in range(9000)))
    assert assistant("label", "in.txt", "-o", "one.csv", "--fast").code == 0
    done = assistant("label", "in.txt", "-o", "two.csv", "--fast", "--jobs", "2")
    assert done.code == 0, done.err
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_a_folder_goes_into_a_folder(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.txt").write_text("Hello\n")
    (tmp_path / "posts" / "b.csv").write_text("text\nHello\nBye\n")
    (tmp_path / "posts" / "a.txt").rename(tmp_path / "posts" / "a.jsonl")
    (tmp_path / "posts" / "a.jsonl").write_text('{"text": "Hello"}\n')
    done = assistant("label", "posts", "-o", "labelled", "--format", "json")
    assert done.code == 0, done.err
    assert done.json["posts"] == 3
    assert sorted(p.name for p in (tmp_path / "labelled").iterdir()) == ["a.jsonl", "b.csv"]


def test_plain_text_in_a_folder_becomes_a_table(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "posts.txt").write_text("Half price today\nTrim the wick first\n")
    done = assistant("label", "in", "-o", "out", "--fast")
    assert done.code == 0, done.err
    assert (tmp_path / "out" / "posts.txt.csv").read_text().startswith("text,label,probability,kind,unsure\nHalf price")


def test_a_folder_run_goes_on_behind_the_files_that_are_done(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.csv").write_text("text,id\nHello,1\nragged\n")
    (tmp_path / "posts" / "b.csv").write_text("words\nBye\n")
    command = ("label", "posts", "-o", "labelled", "--fast", "--format", "json")
    assert "has no column with the posts" in assistant(*command).err
    before = (tmp_path / "labelled" / "a.csv").stat()
    (tmp_path / "posts" / "b.csv").write_text("text\nBye\nAgain\nragged,2\n")
    done = assistant(*command)
    assert done.code == 0, done.err
    assert "an interrupted run did 1 of 2 files" in done.err
    assert (tmp_path / "labelled" / "a.csv").stat() == before
    assert (done.json["posts"], done.json["rejected"]) == (3, 2)
    rejects = [str(Path("labelled") / f"{name}.csv.rejects.csv") for name in "ab"]
    assert done.json["rejects"] == rejects and all((tmp_path / name).exists() for name in rejects)
    assert f"2 rows were not labelled: see {', '.join(rejects)}" in done.err
    assert sorted(p.name for p in (tmp_path / "labelled").iterdir() if p.name.startswith(".")) == []
    assert "is there already" in assistant(*command).err  # all is done, and nothing is replaced


def test_one_file_for_the_rejects_of_a_folder_is_refused(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.csv").write_text("text\nHello\nragged,1\n")
    done = assistant("label", "posts", "-o", "labelled", "--rejects", "bad.csv", "--fast")
    assert (done.code, "the output is a folder" in done.err) == (2, True)
    assert [p.name for p in tmp_path.iterdir() if p.name in {"bad.csv", "labelled"}] == []


def test_patterns_gather_files_with_all_their_columns(assistant: Assistant, tmp_path: Path) -> None:
    write_csv(tmp_path / "p1.csv", [["text", "a"], ["one", "1"]])
    write_csv(tmp_path / "p2.csv", [["b", "text"], ["2", "two"]])
    assert assistant("label", "p*.csv", "-o", "out.csv").code == 0
    out = read_csv(tmp_path / "out.csv")
    assert [row[:3] for row in out] == [["text", "a", "b"], ["one", "1", ""], ["two", "", "2"]]


def test_an_unreachable_scheduler_is_a_clear_failure(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("Hello\n")
    assert assistant("label", "in.txt", "-o", "out.csv", "--engine", "dask").code == 2
    done = assistant("label", "in.txt", "-o", "out.csv", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:1")
    assert done.code == 3
    assert done.err.splitlines()[-1].startswith("error: the scheduler at tcp://127.0.0.1:1 does not answer")


@pytest.mark.skipif(sys.platform == "win32", reason="signals and ulimit")
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("force", [False, True])
def test_ctrl_c_twice_stops_in_order_and_the_run_can_go_on(
    assistant: Assistant, tmp_path: Path, jobs: str, force: bool
) -> None:
    (tmp_path / "in.txt").write_text("\n".join(f"{POSTS[i % 3]} {i}" for i in range(40_000)))
    command = [sys.executable, "-m", "assistant", "label", "in.txt", "-o", "out.csv", "--fast", "--jobs", jobs]
    command += ["--force"] * force
    checkpoint = tmp_path / ".out.csv.checkpoint"
    with subprocess.Popen(command, cwd=tmp_path, env=assistant.environment, stderr=subprocess.PIPE) as running:
        while running.poll() is None and not (checkpoint.exists() and checkpoint.stat().st_size > 20_000):
            pass
        for _ in range(2):
            running.send_signal(signal.SIGINT)
        said = running.communicate(timeout=60)[1].decode()
    again = "the same command with --resume" if force else "the same command"
    assert (running.returncode, "Traceback" in said, f"{again} goes on from there" in said) == (130, False, True)
    assert said.endswith("\ninterrupted\n")
    assert [p.name for p in tmp_path.iterdir() if "out" in p.name] == [checkpoint.name]
    assert assistant("label", "in.txt", "-o", "out.csv", "--fast", "--resume").code == 0
    assert len(read_csv(tmp_path / "out.csv")) == 40_001


@pytest.mark.skipif(sys.platform == "win32", reason="signals and ulimit")
def test_a_disk_that_takes_no_more_is_said_and_leaves_no_half_file(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("\n".join(f"{POSTS[i % 3]} {i}" for i in range(3000)))
    command = f"ulimit -f 40; exec {sys.executable} -m assistant label in.txt -o out.csv --fast --format json"
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=tmp_path, env=assistant.environment, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (3, b"")
    assert json.loads(done.stderr.splitlines()[-1])["error"]["code"] == "output"
    assert not (tmp_path / "out.csv").exists()
    assert not (tmp_path / ".out.csv.part").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals and ulimit")
def test_a_disk_that_takes_no_more_is_said_on_a_line_of_its_own(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("\n".join(f"{POSTS[i % 3]} {i}" for i in range(60_000)))
    command = f"ulimit -f 2000; exec {sys.executable} -m assistant label in.txt -o out.csv --fast"
    outer, inner = pty.openpty()
    with subprocess.Popen(["/bin/sh", "-c", command], cwd=tmp_path, env=assistant.environment, stderr=inner) as running:
        os.close(inner)
        seen = b""
        with contextlib.suppress(OSError):  # the other end was closed
            while part := os.read(outer, 4096):
                seen += part
    os.close(outer)
    assert running.returncode == 3
    before, error = seen.split(b"error: ")
    assert b" posts, " in before and before.endswith(b"\r\x1b[K")
    assert b"could not be written" in error
