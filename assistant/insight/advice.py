"""The three things to change first: each with why, the principle behind it and the posts that show it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.insight.audit import Audit
from assistant.insight.pastpost import PastPost
from assistant.insight.voice import voice
from assistant.post import Kind
from assistant.schedule.limits import QUIET_DAYS

_SHOWN = 5  # posts that show it
_PLATFORMS = 3  # beyond these it is countless (B3)


@dataclass(frozen=True, slots=True)
class Advice:
    """`name` is stable for scripts; `weight` orders (0..1, 1 is most pressing); `posts` show it, the clearest first."""

    name: str
    change: str
    why: str
    principle: str
    weight: float
    posts: tuple[PastPost, ...] = ()


def advice(audit: Audit, most: int = 3) -> list[Advice]:
    """What to change first, the most pressing first. Fewer than `most` where less stands out."""
    found = [item for rule in _RULES for item in rule(audit)]
    return sorted(found, key=lambda a: (-a.weight, a.name))[:most]


def _clearest(posts: Sequence[PastPost]) -> tuple[PastPost, ...]:
    return tuple(sorted(posts, key=lambda p: (-p.chance, p.place))[:_SHOWN])


def _times(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _too_much_promotion(audit: Audit) -> Iterator[Advice]:
    share, limit = audit.share.share or 0.0, audit.limits.share_percent / 100
    if share <= limit:
        return
    excess = audit.share.promotional - audit.limits.share_percent * audit.share.posts // 100
    doubt = "" if audit.share.low > limit else " The model is not sure enough to rule out that you are within it."
    yield Advice(
        "share",
        f"turn about {_times(excess, 'promotion')} of {audit.share.promotional} into something of use to the reader",
        f"{share:.0%} of the posts are promotional; {limit:.0%} is what followers bear.{doubt}",
        "B1",
        min(1.0, 0.55 + (share - limit) * (0.6 if audit.share.low > limit else 0.3)),
        _clearest([p for p in audit.posts if p.promotional]),
    )


def _run(audit: Audit) -> Iterator[Advice]:
    if len(audit.run) < 3:
        return
    yield Advice(
        "run",
        f"break up the row of {len(audit.run)} promotions",
        f"{len(audit.run)} promotions followed one another with nothing for the reader between them.",
        "B2",
        min(0.95, 0.4 + 0.05 * len(audit.run)),
        audit.run[:_SHOWN],
    )


def _windows(audit: Audit) -> Iterator[Advice]:
    over = [w for w in audit.windows if w.over]
    if not over or (audit.share.share or 0) > audit.limits.share_percent / 100:
        return
    worst = max(over, key=lambda w: w.worst_share)
    yield Advice(
        "bunching",
        "spread the promotions out",
        f"Over all you keep to {audit.limits.share_percent} %, yet {worst.over} of {worst.windows} windows of "
        f"{worst.size} posts in a row hold more; the worst holds {worst.worst_share:.0%}.",
        "B2",
        0.6,
        tuple(p for p in worst.worst if p.promotional)[:_SHOWN],
    )


def _we_talk(audit: Audit) -> Iterator[Advice]:
    talk = audit.voice
    if talk.we_words <= talk.you_words or talk.we_posts < 3:
        return
    gap = {p.place: v.we - v.you for p in audit.posts if (v := voice(p.text)).we > v.you}
    ordered = sorted((p for p in audit.posts if p.place in gap), key=lambda p: (-gap[p.place], p.place))
    yield Advice(
        "we-talk",
        "speak to the reader before you speak of yourselves",
        f"You say we, us or our {_times(talk.we_words, 'time')} and you or your {_times(talk.you_words, 'time')}; "
        f"{_times(talk.we_posts, 'post')} of {len(audit.posts)} lean to we.",
        "A4",
        0.35 + 0.3 * (talk.we_words - talk.you_words) / (talk.we_words + talk.you_words),
        tuple(ordered[:_SHOWN]),
    )


def _quiet(audit: Audit) -> Iterator[Advice]:
    texts = {
        Kind.STORY: ("no-story", "tell a story: who you are, or what happened behind the counter", "E1"),
        Kind.QUESTION: ("no-question", "ask your followers something, and mean it", "A2"),
    }
    for since in audit.since:
        if len(audit.posts) < 5 or (since.post and (since.days is None or since.days < QUIET_DAYS)):
            continue
        name, change, principle = texts[since.kind]
        word = str(since.kind)
        when = f"The last {word} was {since.days} days ago." if since.post else f"There is no {word} among these posts."
        weight = 0.6 if since.post is None else min(0.6, 0.35 + (since.days or 0) / 365)
        yield Advice(name, change, when, principle, weight, (since.post,) if since.post else ())


def _too_many(audit: Audit) -> Iterator[Advice]:
    texts = {
        Kind.LINK_DROP: ("link-drops", "say what a link holds, in the post itself", "only point elsewhere", 0.35),
        Kind.BRAG: ("brags", "tell what the reader gains from what you achieved", "parade an accomplishment", 0.3),
    }
    for kind, (name, change, what, least) in texts.items():
        own = [p for p in audit.posts if p.kind is kind]
        if len(own) >= 3 and len(own) * 10 > len(audit.posts):
            why = f"{len(own)} of {len(audit.posts)} posts {what}."
            yield Advice(name, change, why, "C1", least + 0.4 * len(own) / len(audit.posts), _clearest(own))


def _repeats(audit: Audit) -> Iterator[Advice]:
    extra = sum(len(group) - 1 for group in audit.duplicates)
    if extra < 2:
        return
    largest = max(audit.duplicates, key=len)
    yield Advice(
        "repeats",
        "stop posting (nearly) the same text again",
        f"{_times(extra, 'post')} of {len(audit.posts)} repeat an earlier one; the most repeated went out "
        f"{len(largest)} times.",
        "D6",
        min(0.8, 0.3 + extra / len(audit.posts)),
        tuple(audit.posts[i] for i in largest[:_SHOWN]),
    )


def _cadence(audit: Audit) -> Iterator[Advice]:
    place_to_post = {p.place: p for p in audit.posts}
    for own in audit.cadence:
        where = f" on {own.platform}" if own.platform else ""
        if len(own.breaches) >= 2:
            span = "a day" if own.days == 1 else f"in {own.days} days"
            yield Advice(
                "cadence",
                f"post less often{where}: {own.allowed} {span} is enough",
                f"{_times(len(own.breaches), 'post')} of {own.posts} went out beyond that.",
                "D4",
                0.3 + 0.3 * len(own.breaches) / own.posts,
                tuple(place_to_post[i] for i in own.breaches[:_SHOWN]),
            )
        if len(own.close) >= 2:
            yield Advice(
                "too-close",
                f"leave {own.spacing_hours} hours between posts{where}",
                f"{_times(len(own.close), 'post')} of {own.posts} came while the one before was still being read.",
                "D3",
                0.3 + 0.3 * len(own.close) / own.posts,
                tuple(place_to_post[i] for i in own.close[:_SHOWN]),
            )


def _silence(audit: Audit) -> Iterator[Advice]:
    if not audit.gaps:
        return
    longest = audit.gaps[0]
    around = tuple(p for p in audit.posts if p.at in (longest.start, longest.end))
    yield Advice(
        "gaps",
        "keep a steady rhythm, if a slower one",
        f"There was a silence of {longest.days} days from {longest.start:%d %b %Y} on.",
        "E3",
        min(0.5, 0.2 + longest.days / 365),
        around[:_SHOWN],
    )


def _goals(audit: Audit) -> Iterator[Advice]:
    for goal, kinds in audit.profile.goal_kinds.items():
        serving = sum(audit.kinds[k] for k in kinds)
        if serving * 10 >= len(audit.posts):
            continue
        names = " or ".join(str(k) for k in kinds)
        yield Advice(
            "goal",
            f"post more of what serves your goal: {goal}",
            f"{serving} of {len(audit.posts)} posts are {names}.",
            "C3",
            0.5,
            tuple(p for p in audit.posts if p.kind in kinds)[-_SHOWN:],
        )


def _why(audit: Audit) -> Iterator[Advice]:
    if audit.profile.why and audit.why_told is None and len(audit.posts) >= 5:
        yield Advice(
            "why", "tell why you started", "None of these posts tells your reason for the business.", "E2", 0.5
        )


def _avoided(audit: Audit) -> Iterator[Advice]:
    if not audit.profile.avoid:
        return
    word = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, audit.profile.avoid))})(?!\w)", re.IGNORECASE)
    using = [p for p in audit.posts if word.search(p.text)]
    if using:
        yield Advice(
            "avoid",
            f"leave out the words you do not want: {', '.join(audit.profile.avoid)}",
            f"{_times(len(using), 'post')} of {len(audit.posts)} use one of them.",
            "D1",
            0.25 + 0.3 * len(using) / len(audit.posts),
            tuple(using[:_SHOWN]),
        )


def _platforms(audit: Audit) -> Iterator[Advice]:
    if len(audit.windows) > _PLATFORMS:
        yield Advice(
            "platforms",
            f"choose two or three platforms of your {len(audit.windows)}",
            "A few that you tend well are worth more than many.",
            "B3",
            0.4,
        )


_RULES: tuple[Callable[[Audit], Iterator[Advice]], ...] = (
    _too_much_promotion,
    _run,
    _windows,
    _we_talk,
    _quiet,
    _too_many,
    _repeats,
    _cadence,
    _silence,
    _goals,
    _why,
    _avoided,
    _platforms,
)
