"""Look at your own page (A4): what the past posts are, how they speak, how they fall in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from assistant.insight.pastpost import PastPost, by_platform, in_order
from assistant.insight.profile import Profile
from assistant.insight.repeats import Phrase, near_duplicates, repeated_phrases, tells, words_of
from assistant.insight.rhythm import Cadence, Gap, by_month, cadence, gaps, last_of, longest_run
from assistant.insight.share import Share, Windows, share_of, windows_of
from assistant.insight.voice import VoiceSummary, summary, voice
from assistant.post import Kind
from assistant.schedule.limits import Limits

WATCHED = (Kind.STORY, Kind.QUESTION)  # kinds whose absence is worth a word (E1, A2)


@dataclass(frozen=True, slots=True)
class Since:
    """The latest post of a kind; `days` are whole days to the audit's `as_of`, None where no date is known."""

    kind: Kind
    post: PastPost | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything that was found. Posts are oldest first; positions in `phrases` and `duplicates` point into them."""

    posts: tuple[PastPost, ...]
    as_of: datetime | None
    limits: Limits
    page: str
    profile: Profile
    share: Share
    months: Mapping[str, Share]
    windows: tuple[Windows, ...]
    kinds: Mapping[Kind, int]
    voice: VoiceSummary
    cadence: tuple[Cadence, ...]
    gaps: tuple[Gap, ...]
    run: tuple[PastPost, ...]
    since: tuple[Since, ...]
    why_told: PastPost | None
    phrases: tuple[Phrase, ...]
    duplicates: tuple[tuple[int, ...], ...]

    @property
    def first(self) -> datetime | None:
        """The date of the oldest post."""
        return self.posts[0].at if self.posts else None

    @property
    def last(self) -> datetime | None:
        """The date of the newest post."""
        return self.posts[-1].at if self.posts else None


def audit(
    posts: Sequence[PastPost],
    limits: Limits,
    zone: tzinfo,
    *,
    page: str = "business",
    profile: Profile | None = None,
    as_of: datetime | None = None,
) -> Audit:
    """Audit at least one post; either all have a date or none has (then they stand oldest first).

    `page` (personal or business) is the kind of page where the profile does not say which one a platform has.
    `as_of` is the moment from which days are counted back, by default that of the newest post; `zone` is what the
    page's days and months are counted in.
    """
    if not posts:
        raise ValueError("there is no post to look at")
    profile = profile or Profile()
    ordered = in_order(posts)
    as_of = as_of or ordered[-1].at
    words = [words_of(p.text) for p in ordered]
    duplicates = near_duplicates(words)
    kinds = Counter(p.kind for p in ordered)
    return Audit(
        posts=tuple(ordered),
        as_of=as_of,
        limits=limits,
        page=page,
        profile=profile,
        share=share_of(ordered),
        months={month: share_of(own) for month, own in by_month(ordered, zone).items()},
        windows=tuple(windows_of(name, own, limits) for name, own in by_platform(ordered).items()),
        kinds={kind: kinds[kind] for kind in Kind},
        voice=summary(voice(p.text) for p in ordered),
        cadence=tuple(cadence(ordered, limits, zone, lambda platform: profile.pages.get(platform, page))),
        gaps=tuple(gaps(ordered)),
        run=tuple(longest_run(ordered)),
        since=tuple(_since(ordered, kind, as_of) for kind in WATCHED),
        why_told=_why_told(ordered, words, profile.why),
        phrases=tuple(repeated_phrases(words, duplicates)),
        duplicates=tuple(duplicates),
    )


def _since(posts: Sequence[PastPost], kind: Kind, as_of: datetime | None) -> Since:
    post = last_of(posts, kind)
    days = (as_of - post.at).days if post and post.at and as_of else None
    return Since(kind, post, days)


def _why_told(posts: Sequence[PastPost], words: Sequence[Sequence[str]], why: str) -> PastPost | None:
    """The latest post that tells the why."""
    return next((post for post, own in zip(reversed(posts), reversed(words), strict=True) if tells(why, own)), None)
