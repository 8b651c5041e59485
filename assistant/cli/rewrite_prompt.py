"""`assistant rewrite --interactive`: the question, the answer, the choice, and each edit by itself."""

from __future__ import annotations

import shutil
import sys
import textwrap
from dataclasses import replace

from assistant.cli.screen import printable, say
from assistant.cli.suggestions import edit_line, suggestion_text
from assistant.errors import InputError, UsageError
from assistant.rewriter import Edit, Mode, Owner, Rewrite, Suggestion, apply, suggest
from assistant.rewriter.suggest import Judge

_WIDEST = 100  # columns; longer lines are hard to read
OFFERED = 5  # suggestions at the prompt, where nothing else is said


class NotReady(InputError):
    """No rewrite of a draft can go out as it is."""

    code = "rewrite"


def converse(draft: str, judge: Judge, owner: Owner, *, answer: str | None, platform: str | None, n: int) -> int:
    """Talk on standard error; the text that was chosen goes to standard output. 1 if none was."""
    chosen = chosen_text(draft, judge, owner, answer=answer, platform=platform, n=n)
    if chosen is None:
        say("nothing was chosen")
        return 1
    print(printable(chosen, keep_lines=True) if sys.stdout.isatty() else chosen)
    return 0


def chosen_text(
    draft: str,
    judge: Judge,
    owner: Owner,
    *,
    answer: str | None,
    platform: str | None,
    n: int = OFFERED,
    whole: bool = False,
) -> str | None:
    """The text that the user chose at the terminal among `n` at most, None for none.

    `whole`: only texts without blanks that differ from the draft are offered; raises `NotReady` where there is none.
    Raises `UsageError` where there is no terminal. An end of the input (Ctrl-D) means none; Ctrl-C ends the command.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("there is no terminal to ask at", "leave out --interactive and give --answer")
    outcome = suggest(draft, judge=judge, answer=answer, owner=owner, platform=platform, n=n)
    _tell(printable(outcome.bar_test, keep_lines=True))
    if answer is None and any(s.blanks for s in outcome.suggestions):
        empty = "an empty line: edits alone" if whole else "an empty line leaves blanks"
        given = _ask(f"{outcome.question}\n({empty})\n> ")
        if given is None:
            return None
        if given:
            outcome = suggest(draft, judge=judge, answer=given, owner=owner, platform=platform, n=n)
    for notice in outcome.notices:
        _tell(printable(f"note: {notice}", keep_lines=True))
    if whole:
        ready = tuple(s for s in outcome.suggestions if not s.blanks and s.text != draft)
        if not ready:
            raise NotReady("no rewrite is ready without your words", f'answer with --answer "...": {outcome.question}')
        outcome = replace(outcome, suggestions=ready)
    chosen = _choice(outcome)
    if chosen is None or chosen.mode is not Mode.FIX:
        return chosen.text if chosen else None
    taken = _accepted(chosen)
    return None if taken is None else apply(draft, taken)


def _choice(outcome: Rewrite) -> Suggestion | None:
    for number, suggestion in enumerate(outcome.suggestions, 1):
        _tell(suggestion_text(number, suggestion, outcome))
    many = len(outcome.suggestions)
    while True:
        said = _ask(f"Which one? {'1' if many == 1 else f'1-{many}'}, or q for none: ")
        if said in {None, "q", ""}:
            return None
        if said.isdecimal() and 1 <= int(said) <= many:
            return outcome.suggestions[int(said) - 1]
        say("that is none of them")


def _accepted(suggestion: Suggestion) -> list[Edit] | None:
    """The edits that the user takes; Enter takes one. None at the end of the input."""
    taken = []
    for edit in suggestion.edits:
        said = _ask(f"{edit_line(edit)}\n  take it? [Y/n] ")
        if said is None:
            return None
        if said.lower() not in {"n", "no"}:
            taken.append(edit)
    return taken


def _tell(words: str) -> None:
    """Words on standard error, wrapped to the terminal."""
    print(_wrapped(words), file=sys.stderr)


def _ask(words: str) -> str | None:
    """One line from the user, without white space around it; None at the end of the input."""
    print(_wrapped(printable(words, keep_lines=True)), end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        print(file=sys.stderr)  # the cursor stands behind the question
        return None
    return line.strip()


def _wrapped(words: str) -> str:
    """Lines that are too long for the terminal, broken between words and indented like their beginning."""
    width = min(_WIDEST, shutil.get_terminal_size().columns - 1)
    lines = []
    for line in words.split("\n"):
        indent = " " * (len(line) - len(line.lstrip()))
        lines += (
            textwrap.wrap(line, width, subsequent_indent=indent, drop_whitespace=True) if len(line) > width else [line]
        )
    return "\n".join(lines)
