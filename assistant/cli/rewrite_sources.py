"""What rewriting may draw on: the profile, the notebook, and what customers want."""

from __future__ import annotations

from assistant.cli.screen import say
from assistant.errors import InputError, UsageError
from assistant.rewriter import Owner
from assistant.settings import Settings


def known_owner(settings: Settings) -> Owner:
    """The owner's trade, reason, notes and customers' wants, as far as the home knows them."""
    from assistant.insight.notebook import read_notes
    from assistant.insight.profile import Profile, read_profile

    try:
        known = read_profile(settings.home)
    except InputError as error:
        say(f"warning: {error}; until then nothing is known of your business")
        known = Profile()
    notes = tuple(n.text for n in read_notes(settings.home))
    return Owner(known.trade or None, known.why or None, notes, _wants(settings))


def note_text(settings: Settings, number: int) -> str:
    """The words of a note. Raises `NoSuchNote`."""
    from assistant.insight.notebook import NoSuchNote, read_notes

    found = next((n.text for n in read_notes(settings.home) if n.id == number), None)
    if found is None:
        raise NoSuchNote(number)
    return found


def platform_named(said: str | None) -> str | None:
    """The platform whose length is to be kept. Raises `UsageError` where that is not known."""
    if said is None:
        return None
    from assistant.text.platforms import known_name, platforms

    name = known_name(said.strip().lower())
    if name not in platforms():
        raise UsageError(f"the length of a post on {said!r} is not known", f"known: {', '.join(platforms())}")
    return name


def _wants(settings: Settings) -> tuple[str, ...]:
    """Open wants; a home without any is not given a store for them."""
    if not (settings.home / "insight.db").is_file():  # asked before the store is loaded, which takes its time
        return ()
    from assistant.insight.store import Store
    from assistant.insight.wants import wants

    return tuple(w.text for w in wants(Store.open(settings.home)))
