"""The command line as a whole: whatever is typed, one line of help or error, an exit code, never a traceback."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import Assistant

BROKEN = "caf\udce9"  # a byte that is no UTF-8, as Python hands it over


@pytest.mark.parametrize("words", [(), ("queue",), ("models",), ("wants",)])
def test_a_command_that_lacks_its_second_word_shows_its_help(assistant: Assistant, words: tuple[str, ...]) -> None:
    run = assistant(*words)
    assert run.code == 2
    assert run.out == ""
    assert run.err.startswith(f"Usage: {' '.join(['assistant', *words])} ")
    assert "Commands:" in run.err.splitlines()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("classify", "-5 degrees outside"),
            "No such option: -5: see `assistant classify --help`; a text that begins with -",
        ),
        (("nonsense",), "No such command 'nonsense': see `assistant --help`"),
        (("queue", "list", "--state", "lost"), "--state': 'lost' is not one of 'draft', 'queued'"),
        (("queue", "show", "9" * 30), "there is no draft 999"),
        (("queue", "drop", f"-{'9' * 30}"), "error: "),
        (("queue", "list", "--limit", "9" * 30), "--limit'"),
        (("queue", "add", "hi", "--tag", BROKEN), "a text holds broken characters"),
        (("profile", "set", "--trade", BROKEN), "a text holds broken characters"),
        (("wants", "remove", "7", "--dry-run"), "there is no want 7"),
        (("wants", "match", " "), "there is no draft to match"),
        (("models", "export", "base", "-o", "base.zip"), "base came with the program"),
        (("queue", "list", "--home", "file"), "file is no folder"),
        (("init", "--home", "file/below"), "is no folder"),
    ],
)
def test_a_wrong_word_is_one_line_that_says_what_to_do(
    assistant: Assistant, arguments: tuple[str, ...], said: str
) -> None:
    (assistant.folder / "file").write_text("no folder")
    run = assistant(*arguments)
    assert (run.code, run.out) == (2, "")
    assert said in run.err
    assert len(run.err.splitlines()) == 1


def test_broken_characters_are_judged_and_shown(assistant: Assistant) -> None:
    run = assistant("classify", f"{BROKEN} sale: 20% off until Sunday", "--format", "json")
    assert (run.code, run.json["posts"][0]["label"]) == (0, "promotional")


def test_a_stream_of_an_old_encoding_gets_what_it_can_show(assistant: Assistant) -> None:
    old = {"PYTHONIOENCODING": "cp1252"}
    shown = assistant("classify", "Tea 茶 → 20% off until Sunday 🔥", **old)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith("Tea ? ? 20% off until Sunday ?\n")
    run = assistant("classify", "Tea 茶 → 20% off until Sunday 🔥", "--format", "json", **old)
    assert run.json["posts"][0]["text"] == "Tea 茶 → 20% off until Sunday 🔥"


def test_a_reader_that_goes_away_is_no_failure(assistant: Assistant) -> None:
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "assistant", "man"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=assistant.environment,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert (running.wait(60), running.stderr.read()) == (0, b"")


@pytest.mark.parametrize("file", ["profile.json", "learnt.json"])
def test_a_damaged_file_stops_only_what_needs_it(assistant: Assistant, file: str) -> None:
    assistant("queue", "add", "Trim the wick to 5 mm.", "What does autumn smell of?", "--label", "value")
    (assistant.home / file).write_text('{"schema": 1, "trade": "baker", "trade": "cook"}')
    for words in (("list",), ("show", "1"), ("next",), ("balance",), ("posted", "1"), ("claims",), ("undo",)):
        run = assistant("queue", *words)
        assert run.code == 0, run.err
        assert file not in run.err or ("warning: " in run.err and "it has 'trade' twice" in run.err)
    for words in (("plan",), ("next", "--on-time")):
        run = assistant("queue", *words)
        assert (run.code, run.out) == (2, "")
        assert f"{file} is damaged (it has 'trade' twice): mend " in run.err
    assert assistant("rewrite", "Order our new candles today").code == 0


def test_a_closed_standard_input_is_an_empty_one(assistant: Assistant) -> None:
    command = [sys.executable, "-m", "assistant", "classify", "--fast"]
    done = subprocess.run(
        ["/bin/sh", "-c", '"$@" <&-', "sh", *command], env=assistant.environment, capture_output=True, check=False
    )
    empty = assistant("classify", "--fast")
    assert (done.returncode, done.stdout.decode(), done.stderr.decode()) == (empty.code, empty.out, empty.err)
    assert b"AttributeError" not in done.stderr


def test_a_closed_standard_output_is_no_failure(assistant: Assistant) -> None:
    command = [sys.executable, "-m", "assistant", "classify", "Trim the wick to 5 mm.", "--fast"]
    done = subprocess.run(
        ["/bin/sh", "-c", '"$@" >&-', "sh", *command], env=assistant.environment, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("debug", [(), ("--debug",)])
def test_debug_shows_the_traceback_and_changes_no_exit_code(assistant: Assistant, debug: tuple[str, ...]) -> None:
    run = assistant("classify", "--file", "nosuch", *debug)
    assert (run.code, run.out, run.err.splitlines()[-1][:28]) == (2, "", "error: nosuch does not exist")
    assert ("Traceback" in run.err) == bool(debug)
