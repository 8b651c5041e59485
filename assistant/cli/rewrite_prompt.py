"""`assistant rewrite --interactive`: the question, the answer, the choice, and each edit by itself."""

from __future__ import annotations

import sys
from dataclasses import replace

from assistant.cli.screen import printable, say
from assistant.cli.suggestions import edit_line, suggestion_text
from assistant.errors import UsageError
from assistant.rewriter import Edit, Mode, Profile, Rewrite, Suggestion, apply, suggest
from assistant.rewriter.suggest import Judge


def converse(draft: str, judge: Judge, profile: Profile, *, answer: str | None, limit: int | None) -> int:
    """Talk on standard error; the text that was chosen goes to standard output. 1 if none was."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("there is no terminal to ask at", "leave out --interactive and give --answer")
    outcome = suggest(draft, judge=judge, answer=answer, profile=profile, limit=limit, n=5)
    say(outcome.bar_test)
    if answer is None and outcome.suggestions and outcome.suggestions[0].blanks:
        given = _ask(f"{outcome.question}\n(an empty line leaves blanks) ")
        if given:
            outcome = suggest(draft, judge=judge, answer=given, profile=profile, limit=limit, n=5)
    chosen = _choice(outcome)
    if chosen is None:
        say("nothing was chosen")
        return 1
    print(apply(draft, _accepted(chosen)) if chosen.mode is Mode.FIX else chosen.text)
    return 0


def _choice(outcome: Rewrite) -> Suggestion | None:
    for number, suggestion in enumerate(outcome.suggestions, 1):
        print(suggestion_text(number, replace(suggestion), outcome), file=sys.stderr)
    while True:
        said = _ask(f"Which one? 1-{len(outcome.suggestions)}, or q for none: ")
        if said in {"q", ""}:
            return None
        if said.isdecimal() and 1 <= int(said) <= len(outcome.suggestions):
            return outcome.suggestions[int(said) - 1]
        say("that is none of them")


def _accepted(suggestion: Suggestion) -> list[Edit]:
    """The edits that the user takes; Enter takes one."""
    taken = []
    for edit in suggestion.edits:
        if _ask(f"{edit_line(edit)}\n  take it? [Y/n] ").lower() not in {"n", "no"}:
            taken.append(edit)
    return taken


def _ask(words: str) -> str:
    print(printable(words, keep_lines=True), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()
