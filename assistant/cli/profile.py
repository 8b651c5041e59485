"""`assistant profile`: who the business is, for whom, and why."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.cli.options import DebugOption, DryRunOption, Format, FormatOption, HomeOption, settle
from assistant.cli.screen import emit, paint, printable, say
from assistant.errors import InputError, UsageError
from assistant.insight.profile import GOAL_WORDS, Profile, changed, read_profile, write_profile

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)

QUESTIONS = {
    "business": "What is your business called?",
    "trade": "What do you do (bakery, plumber, coach ...)?",
    "place": "Where are you?",
    "audience": "Whom do you want to reach?",
    "why": "Why did you start? One sentence, as you would tell it to a friend.",
    "goals": "What do you want from people beyond sales? Some of: " + ", ".join(GOAL_WORDS) + "; or your own words",
    "platforms": "Where do you post? Two or three are best (facebook, instagram ...)",
    "timezone": "Your time zone (Europe/Dublin ...)",
    "tone": "How do you sound (warm, dry, plain ...)?",
    "avoid": "Words that you never want to use",
}
_LISTS = {"goals", "platforms", "avoid"}


@app.command()
def show(
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Show the profile."""
    profile = read_profile(settle(home=home).home)
    if format is Format.JSON:
        emit({"profile": profile.as_json(), "missing": list(profile.missing())})
    else:
        print(profile_text(profile))


@app.command(name="set")
def set_fields(
    business: Annotated[str | None, typer.Option(help="Its name.", show_default=False)] = None,
    trade: Annotated[str | None, typer.Option(help="What you do.", show_default=False)] = None,
    place: Annotated[str | None, typer.Option(help="Where you are.", show_default=False)] = None,
    audience: Annotated[str | None, typer.Option(help="Whom you want to reach.", show_default=False)] = None,
    why: Annotated[str | None, typer.Option(help="Why you started.", show_default=False)] = None,
    goal: Annotated[
        list[str] | None,
        typer.Option("--goal", help=f"Beyond sales: {', '.join(GOAL_WORDS)}, or your own words.", show_default=False),
    ] = None,
    platform: Annotated[
        list[str] | None, typer.Option("--platform", help="Where you post.", show_default=False)
    ] = None,
    page: Annotated[
        list[str] | None,
        typer.Option("--page", metavar="PLATFORM=KIND", help="personal or business, a platform.", show_default=False),
    ] = None,
    timezone: Annotated[str | None, typer.Option(help="An IANA name like Europe/Dublin.", show_default=False)] = None,
    tone: Annotated[str | None, typer.Option(help="How you sound.", show_default=False)] = None,
    avoid: Annotated[
        list[str] | None, typer.Option("--avoid", help="A word you never use.", show_default=False)
    ] = None,
    clear: Annotated[list[str] | None, typer.Option("--clear", help="Empty a field.", show_default=False)] = None,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Change fields of the profile; without any, a short interview asks for them."""
    from assistant.cli.queue_common import PLATFORMS_ADVISED

    folder = settle(home=home).home
    before = read_profile(folder)
    texts = {"business": business, "trade": trade, "place": place, "audience": audience, "why": why}
    lists = {"goals": goal, "platforms": platform, "avoid": avoid}
    changes: dict[str, Any] = {name: getattr(Profile(), name) for name in map(_field, clear or ())}
    changes |= {k: v for k, v in {**texts, **lists, "timezone": timezone, "tone": tone}.items() if v is not None}
    if page:
        changes["pages"] = {**changes.get("pages", before.pages), **_pages(page)}
    if not changes and not sys.stdin.isatty():
        raise UsageError("there is nothing to set", 'name a field, as in: assistant profile set --trade "bakery"')
    after = changed(before, changes) if changes else interview(before, _ask)
    if not dry_run and after != before:
        write_profile(folder, after)
    if len(after.platforms) > PLATFORMS_ADVISED:
        say(f"note: {len(after.platforms)} platforms are many; two or three that you tend well are worth more (B3)")
    if format is Format.JSON:
        emit({"profile": after.as_json(), "missing": list(after.missing()), "dry_run": dry_run})
    else:
        print(profile_text(after))


def interview(profile: Profile, ask: Callable[[str, str], str]) -> Profile:
    """Ask for each field in turn; `ask(question, present)` gives the answer, an empty one keeps what is there.

    An answer that cannot be used is told and asked for once more, then passed over.
    """
    for name, question in QUESTIONS.items():
        for _ in range(2):
            present = getattr(profile, name)
            answer = ask(question, ", ".join(present) if isinstance(present, tuple) else present).strip()
            if not answer:
                break
            value = [part.strip() for part in answer.split(",")] if name in _LISTS else answer
            try:
                profile = changed(profile, {name: value})
                break
            except InputError as error:
                say(f"{error}")
    return profile


def first_interview(home: Path) -> None:
    """The interview of a new home; nothing is asked where a profile is there already."""
    if read_profile(home) != Profile():
        return
    say("A few questions about your business; an empty answer skips one.")
    profile = interview(Profile(), _ask)
    if profile != Profile():
        write_profile(home, profile)


def _ask(question: str, present: str) -> str:
    kept = f" [{printable(present)}]" if present else ""
    print(f"{question}{kept}", file=sys.stderr)
    try:
        return input("> ")
    except EOFError:
        return ""


def _field(name: str) -> str:
    singular = {"goal": "goals", "platform": "platforms", "page": "pages"}
    field = singular.get(name, name)
    if not hasattr(Profile(), field) or field.startswith("_") or field in {"missing", "as_json", "goal_kinds"}:
        raise UsageError(f"a profile has no {name!r}", f"it has {', '.join(Profile().missing())}")
    return field


def _pages(said: list[str]) -> dict[str, str]:
    pages = {}
    for entry in said:
        platform, equals, kind = entry.partition("=")
        if not equals or not platform.strip():
            raise UsageError(f"{entry!r} names no platform and kind", "write it like --page facebook=business")
        pages[platform.strip()] = kind.strip()
    return pages


def profile_text(profile: Profile) -> str:
    """A line a field; what is missing is said."""
    lines = []
    for name, value in profile.as_json().items():
        if isinstance(value, dict):
            shown = ", ".join(f"{k}: {v}" for k, v in value.items())
        else:
            shown = ", ".join(value) if isinstance(value, list) else value
        lines.append(f"{paint(name.ljust(10), 'bold')} {printable(shown) if shown else paint('not said yet', 'dim')}")
    return "\n".join(lines)
