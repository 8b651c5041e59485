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
    """The command on a terminal of its own; standard output is a pipe, as in `text=$(assistant rewrite ...)`.

    With `shown` standard output is the terminal as well.
    """

    def __init__(self, assistant: Assistant, *arguments: str, shown: bool = False) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        environment = {k: v for k, v in assistant.environment.items() if k != "COLUMNS"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "assistant", *arguments],
            stdin=theirs,
            stdout=theirs if shown else subprocess.PIPE,
            stderr=theirs,
            cwd=assistant.folder,
            env={**environment, "TERM": "xterm"},
            start_new_session=True,
            preexec_fn=_on_its_own_terminal,  # noqa: PLW1509 - Ctrl-C needs one
        )
        os.close(theirs)
        self.screen = ""
        self.raw = b""  # the same with everything that a terminal acts on

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
            self.raw += data
            self.screen += _ESCAPES.sub("", data.decode("utf-8", "replace")).replace("\r\n", "\n")
        return self.screen

    def type(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def end(self) -> tuple[int, str]:
        """The exit code and what went to standard output."""
        out, _ = self.process.communicate(timeout=60)
        return self.process.returncode, out.decode() if out is not None else ""

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.process.stdout and not self.process.stdout.closed:
            self.process.communicate()
        os.close(self._ours)


@pytest.fixture
def terminal(assistant: Assistant) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def start(*arguments: str, shown: bool = False) -> Terminal:
        words = arguments if arguments[0] == "queue" else ("rewrite", "--fast", *arguments, "--interactive")
        opened.append(Terminal(assistant, *words, shown=shown))
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
    talk.until("interrupted\n")
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
    (assistant.folder / "draft.txt").write_text(
        "Lamp \x1b[2J\x07 sale! Linen lampshades, brush included. Order now", "utf-8"
    )
    assistant("notebook", "add", "Brush the \x1b[31m shade dry, for a damp cloth rubs the dust into a linen lampshade.")
    talk = terminal("--file", "draft.txt", shown=True)
    screen = talk.until("Which one?")
    assert "opens with a sale (“Lamp \u241b[2J\u2407 sale!”)" in screen.replace("\n", " ")
    assert "your notebook answers: “Brush the \u241b[31m shade" in screen.replace("\n", " ")
    number = re.findall(r"^(\d)\. edits only", screen, re.MULTILINE)[-1]
    talk.type(number + "\n" + "\n" * 9)
    talk.until("[Y/n] Lamp \u241b[2J\u2407 sale!")  # the text that was chosen
    talk.end()
    assert b"\x1b[2J" not in talk.raw and b"\x07" not in talk.raw and b"\x1b[31m" not in talk.raw


def test_the_text_in_a_pipe_is_exact(terminal: Callable[..., Terminal], assistant: Assistant) -> None:
    (assistant.folder / "draft.txt").write_text("Lamp\u202e sale! Everything goes. Order now", "utf-8")
    talk = terminal("--file", "draft.txt", "--answer", ANSWER)
    number = re.findall(r"^(\d)\. edits only", talk.until("Which one?"), re.MULTILINE)[-1]
    talk.type(number + "\n" + "\n" * 9)
    code, out = talk.end()
    assert code == 0 and out.startswith("Lamp\u202e sale!")


def test_as_many_are_offered_as_were_asked_for(terminal: Callable[..., Terminal]) -> None:
    assert "\n2. " in terminal(DRAFT, "--answer", ANSWER).until("Which one? 1-")
    assert "\n2. " not in terminal(DRAFT, "--answer", ANSWER, "-n", "1").until("Which one? 1,")


def left_unanswered(talk: Terminal) -> Terminal:
    """The talk behind its first question, to which nothing is said."""
    talk.until("> ")
    talk.type("\n")
    return talk


def test_a_queued_draft_is_never_replaced_by_a_text_with_blanks(
    terminal: Callable[..., Terminal], assistant: Assistant
) -> None:
    assistant("queue", "add", DRAFT)
    talk = left_unanswered(terminal("queue", "edit", "1", "--rewrite"))
    screen = talk.until("Which one?").split("edits alone)")[1]
    assert "[" not in screen and "edits only" in screen
    talk.type("1\n" + "\n" * 9)
    code, _ = talk.end()
    (changed,) = assistant("queue", "show", "1", "--format", "json").json["drafts"]
    assert code == 0 and changed["text"].startswith("Huge sale") and "[" not in changed["text"]


def test_a_queued_draft_that_needs_words_asks_for_them_where_nothing_is_left(
    terminal: Callable[..., Terminal], assistant: Assistant
) -> None:
    draft = "Our lamps are 30% off until Sunday."
    assistant("queue", "add", draft)
    talk = left_unanswered(terminal("queue", "edit", "1", "--rewrite"))
    talk.until('answer with --answer "..."')
    assert talk.end() == (2, "")
    assert assistant("queue", "show", "1", "--format", "json").json["drafts"][0]["text"] == draft


def test_edits_that_are_all_refused_leave_a_queued_draft_as_it_is(
    terminal: Callable[..., Terminal], assistant: Assistant
) -> None:
    assistant("queue", "add", DRAFT)
    talk = left_unanswered(terminal("queue", "edit", "1", "--rewrite"))
    talk.until("Which one?")
    talk.type("1\n" + "n\n" * 12)
    talk.until("stays as it is")
    assert talk.end() == (2, "")
