"""Where review's answers come from: a key pressed at a terminal, or a labelled file."""

from __future__ import annotations

import os
import select
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.cli.labelled import Columns, read_labelled
from assistant.cli.screen import paint, printable, say
from assistant.errors import InputError, NoSuchColumn
from assistant.learning.review import Outlook, Question
from assistant.post import LABEL_OF, Kind, Label

KINDS = {
    "o": Kind.OFFER,
    "d": Kind.PRODUCT,
    "g": Kind.BRAG,
    "l": Kind.LINK_DROP,
    "n": Kind.COMPANY_NEWS,
    "t": Kind.TIP,
    "f": Kind.FUN,
    "a": Kind.QUESTION,
    "y": Kind.STORY,
    "e": Kind.SERVICE,
    "c": Kind.COMMUNITY,
}
HELP = "p promotional  v value  s skip  b back  k kinds  q quit"
WIDTH, LINES = 76, 14  # of the post's text, so that a question fits into 80x24
_ESCAPE = b"\x1b"
_SAME_KEY = 0.05  # seconds; a terminal sends all bytes of one key at once, a finger is slower


@dataclass(frozen=True, slots=True)
class Reply:
    """What was said to a question; `label` None is a skip unless `back` or `quit`."""

    label: Label | None = None
    kind: Kind | None = None
    back: bool = False
    quit: bool = False


class Hand(Protocol):
    """Whoever answers."""

    def ask(self, text: str, question: Question, done: int, outlook: Outlook) -> Reply:
        """The reply to one question."""
        ...


class AnswerFile:
    """Answers from a labelled file, by text; a post that it does not hold is skipped.

    Its column of labels may be named, that of its posts and the encoding are found out. Raises like `read_labelled`.
    """

    def __init__(self, path: Path, label_column: str | None) -> None:
        try:
            self._by_text = {p.text: p for p in read_labelled([path], Columns(label=label_column), tell=say)}
        except NoSuchColumn as error:
            raise InputError(
                error.message, "call the column with its posts text, and name that of its labels with --label-column"
            ) from error

    def ask(self, text: str, question: Question, done: int, outlook: Outlook) -> Reply:  # noqa: ARG002 - a `Hand`
        found = self._by_text.get(text)
        return Reply(found.label, found.kind) if found else Reply()


class Keyboard:
    """One key a post; Ctrl-C and Ctrl-D quit. The talk is on standard error: standard output may be a file."""

    def ask(self, text: str, question: Question, done: int, outlook: Outlook) -> Reply:
        _tell(f"\n{paint(_progress(done, outlook), 'dim', stream=sys.stderr)}")
        _tell(_framed(text))
        _tell(f"{_why(question)}\n{HELP}")
        while True:
            reply = self._reply(_key())
            if reply is not None:
                _tell(f"  {_said(reply)}")
                return reply

    def _reply(self, key: str) -> Reply | None:
        simple = {
            "p": Reply(Label.PROMOTIONAL),
            "v": Reply(Label.VALUE),
            "s": Reply(),
            "b": Reply(back=True),
            "q": Reply(quit=True),
            "\x03": Reply(quit=True),
            "\x04": Reply(quit=True),
            "": Reply(quit=True),
        }
        if key in simple:
            return simple[key]
        if key in KINDS:
            return Reply(LABEL_OF[KINDS[key]], KINDS[key])
        _tell("  " + "  ".join(f"{k} {kind.replace('_', ' ')}" for k, kind in KINDS.items()) if key == "k" else HELP)
        return None


def _tell(lines: str) -> None:
    print(lines, file=sys.stderr, flush=True)


def _key() -> str:
    """One key without waiting for Enter; a line's first letter where the terminal cannot do that.

    A key that sends more than a character (an arrow, a function key) is ESC alone.
    """
    try:
        import termios
        import tty
    except ImportError:  # no POSIX terminal: Windows
        return sys.stdin.readline()[:1].lower()
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor, termios.TCSANOW)  # keeps what was typed ahead
        key = os.read(descriptor, 1)
        if key == _ESCAPE:
            _pass_over_sequence(descriptor)
        return key.decode("ascii", "replace").lower()
    except KeyboardInterrupt:
        return "q"
    finally:
        termios.tcsetattr(descriptor, termios.TCSANOW, before)


def _pass_over_sequence(terminal: int) -> None:
    """Read what a key sends behind ESC: a letter (with Alt), or CSI or SS3 up to a final byte @ to ~ (ECMA-48)."""
    byte = _at_once(terminal)
    while byte == _ESCAPE:  # Alt with an arrow
        byte = _at_once(terminal)
    if byte not in {b"[", b"O"}:
        return
    byte = _at_once(terminal)
    if byte == b"[":  # F1 to F5 of the Linux console: ESC [ [ A
        byte = _at_once(terminal)
    while byte and not b"@" <= byte <= b"~":
        byte = _at_once(terminal)


def _at_once(terminal: int) -> bytes:
    """The next byte of the same key, none where nothing follows at once."""
    ready, _, _ = select.select([terminal], [], [], _SAME_KEY)
    return os.read(terminal, 1) if ready else b""


def _framed(text: str) -> str:
    from textwrap import wrap

    lines = [part for line in text.splitlines() or [""] for part in wrap(printable(line), WIDTH) or [""]]
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], "[...]"]
    return "\n".join(f"  | {line}" for line in lines)


def _progress(done: int, outlook: Outlook) -> str:
    said = f"{done} answered, {outlook.left} left; about {outlook.wrong_now:.0f} of them are judged wrong today"
    return f"{said}. You may stop: the model answers as you do" if outlook.enough else said


def _why(question: Question) -> str:
    chance = f"{question.probability:.0%} promotional, the model thinks"
    reasons = {
        "uncertain": "its answer teaches most",
        "random": "drawn at random",
        "doubt": "its label looks wrong to it",
    }
    return f"({chance}; {reasons[question.why]})"


def _said(reply: Reply) -> str:
    if reply.back:
        return "back"
    if reply.quit:
        return "quit"
    return (reply.kind or reply.label or "skipped").replace("_", " ")
