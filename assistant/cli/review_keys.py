"""Where review's answers come from: a key pressed at a terminal, or a labelled file."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.cli.labelled import Columns, read_labelled
from assistant.cli.screen import paint, printable, say
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
    """Answers from a labelled file, by text; a post that it does not hold is skipped."""

    def __init__(self, path: Path, columns: Columns) -> None:
        self._by_text = {p.text: p for p in read_labelled([path], columns, tell=say)}

    def ask(self, text: str, question: Question, done: int, outlook: Outlook) -> Reply:  # noqa: ARG002 - a `Hand`
        found = self._by_text.get(text)
        return Reply(found.label, found.kind) if found else Reply()


class Keyboard:
    """One key a post; Ctrl-C and Ctrl-D quit."""

    def ask(self, text: str, question: Question, done: int, outlook: Outlook) -> Reply:
        print(f"\n{paint(_progress(done, outlook), 'dim')}")
        print(_framed(text))
        print(f"{_why(question)}\n{HELP}", flush=True)
        while True:
            reply = self._reply(_key())
            if reply is not None:
                print(f"  {_said(reply)}")
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
        print("  " + "  ".join(f"{k} {kind.replace('_', ' ')}" for k, kind in KINDS.items()) if key == "k" else HELP)
        return None


def _key() -> str:
    """One key without waiting for Enter; a line's first letter where the terminal cannot do that."""
    try:
        import termios
        import tty
    except ImportError:  # no POSIX terminal: Windows
        return sys.stdin.readline()[:1].lower()
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor, termios.TCSANOW)  # keeps what was typed ahead
        return os.read(descriptor, 1).decode("ascii", "replace").lower()
    except KeyboardInterrupt:
        return "q"
    finally:
        termios.tcsetattr(descriptor, termios.TCSANOW, before)


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
