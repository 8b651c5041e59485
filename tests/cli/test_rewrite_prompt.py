"""`assistant rewrite --interactive` at a real terminal, driven through a pseudo-terminal of 80 by 24."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Assistant

DRAFT = "HUGE SALE!!! Our lamps are 30% off until Sunday, new customers only. Hurry! Book now at lamps.example"
ANSWER = "Brush the shade with a dry paintbrush, because a damp cloth rubs the dust in."
COLUMNS, LINES = 80, 24
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def _on_its_own_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # who runs the tests in the background may ignore it


class Terminal:
    """The command on a terminal of its own; standard output is a pipe, as in `text=$(assistant rewrite ...)`."""

    def __init__(self, assistant: Assistant, *arguments: str) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        environment = {k: v for k, v in assistant.environment.items() if k != "COLUMNS"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "assistant", "rewrite", *arguments, "--interactive"],
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
            cwd=assistant.folder,
            env={**environment, "TERM": "xterm"},
            start_new_session=True,
            preexec_fn=_on_its_own_terminal,  # noqa: PLW1509 - Ctrl-C needs one
        )
        os.close(theirs)
        self.screen = ""

    def until(self, words: str, seconds: float = 60) -> str:
        """Everything on the screen once these words are there."""
        end = time.monotonic() + seconds
        while words not in self.screen:
            ready, _, _ = select.select([self._ours], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"{words!r} never came: {self.screen!r}"
            try:
                data = os.read(self._ours, 4096)
            except OSError:  # the other side was closed
                data = b""
            assert data, f"it ended before {words!r}: {self.screen!r}"
            self.screen += _ESCAPES.sub("", data.decode("utf-8", "replace")).replace("\r\n", "\n")
        return self.screen

    def type(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def end(self) -> tuple[int, str]:
        """The exit code and what went to standard output."""
        out, _ = self.process.communicate(timeout=60)
        return self.process.returncode, out.decode()

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        if self.process.stdout and not self.process.stdout.closed:
            self.process.communicate()
        os.close(self._ours)


@pytest.fixture
def terminal(assistant: Assistant) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def start(*arguments: str) -> Terminal:
        opened.append(Terminal(assistant, "--fast", *arguments))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


def test_an_answer_and_a_choice_give_the_text_alone(terminal: Callable[..., Terminal]) -> None:
    talk = terminal(DRAFT)
    screen = talk.until("> ")
    assert "A stranger would walk away" in screen and "?" in screen
    talk.type(ANSWER + "\n")
    talk.until("Which one?")
    talk.type("9\n")
    talk.until("that is none of them")
    talk.type("1\n")
    code, out = talk.end()
    assert code == 0 and out.startswith(ANSWER) and "Which one" not in out


def test_an_empty_answer_leaves_visible_blanks(terminal: Callable[..., Terminal]) -> None:
    talk = terminal(DRAFT)
    talk.until("> ")
    talk.type("\n")
    talk.until("Which one?")
    talk.type("1\n")
    code, out = talk.end()
    assert code == 0 and "[" in out and "]" in out


def test_each_edit_is_taken_or_refused_by_itself(terminal: Callable[..., Terminal]) -> None:
    talk = terminal(DRAFT, "--answer", ANSWER)
    screen = talk.until("Which one?")
    number = re.findall(r"^(\d)\. edits only", screen, re.MULTILINE)[-1]
    talk.type(number + "\n")
    talk.until("take it?")
    talk.type("n\n" + "\n" * 9)  # the capitals stay, everything else is taken
    code, out = talk.end()
    assert code == 0 and out.startswith("HUGE SALE") and "Hurry" not in out


@pytest.mark.parametrize("before", ["> ", "Which one?"])
def test_the_end_of_input_chooses_nothing(terminal: Callable[..., Terminal], before: str) -> None:
    talk = terminal(DRAFT) if before == "> " else terminal(DRAFT, "--answer", ANSWER)
    talk.until(before)
    talk.type("\x04")
    talk.until("nothing was chosen")
    assert talk.end() == (1, "")


def test_q_chooses_nothing(terminal: Callable[..., Terminal]) -> None:
    talk = terminal(DRAFT, "--answer", ANSWER)
    talk.until("Which one?")
    talk.type("q\n")
    talk.until("nothing was chosen")
    assert talk.end() == (1, "")


@pytest.mark.parametrize("before", ["> ", "Which one?"])
def test_ctrl_c_ends_it_at_once_without_a_traceback(terminal: Callable[..., Terminal], before: str) -> None:
    talk = terminal(DRAFT) if before == "> " else terminal(DRAFT, "--answer", ANSWER)
    talk.until(before)
    talk.type("\x03")
    assert talk.end() == (130, "")
    assert "Traceback" not in talk.screen


def test_no_line_is_wider_than_the_terminal(terminal: Callable[..., Terminal]) -> None:
    talk = terminal(DRAFT + " We deliver to every village between the river and the hills on Tuesdays.")
    talk.until("> ")
    talk.type("\n")
    screen = talk.until("Which one?")
    assert max(map(len, screen.split("\n"))) <= COLUMNS


def test_a_value_post_has_nothing_to_ask(terminal: Callable[..., Terminal]) -> None:
    talk = terminal("Trim the wick to 5 mm before every burn: no soot, and the candle lasts a third longer.")
    screen = talk.until("Which one? 1,")
    assert "> " not in screen.replace("→", "") and "nothing to change" in screen


def test_control_characters_of_a_draft_never_reach_the_terminal(
    terminal: Callable[..., Terminal], assistant: Assistant, tmp_path: Path
) -> None:
    (assistant.folder / "draft.txt").write_text("SALE!! \x1b[2J\x07 lamps 30% off, book now!", "utf-8")
    talk = terminal("--file", "draft.txt", "--answer", ANSWER)
    screen = talk.until("Which one?")
    assert "\x07" not in screen and "\u241b" in screen
