"""An audit as people read it in a terminal."""

from __future__ import annotations

from datetime import datetime, tzinfo

from assistant.cli.screen import counted, excerpt, paint, printable
from assistant.insight.advice import advice
from assistant.insight.audit import Audit
from assistant.insight.pastpost import PastPost

_SHOWN = 90  # columns of a post
_MONTHS = 12  # the latest that are drawn
_BAR = 20  # characters of a full bar


def audit_text(audit: Audit, zone: tzinfo, *, place: str) -> str:
    """The screen; `place` is what a post's place is called: "line", or "draft"."""
    parts = [_head(audit, zone), *_promotion(audit, place), *_months(audit), *_speech(audit), *_time(audit, zone)]
    parts += _repeats(audit, place)
    return "\n".join([*parts, "", *_changes(audit, place)])


def day(at: datetime | None, zone: tzinfo) -> str:
    """A date in the page's own zone, as in 3 Mar 2026."""
    return f"{at.astimezone(zone).day} {at.astimezone(zone):%b %Y}" if at else "no date"


def _row(name: str, text: str) -> str:
    return f"{paint(name.ljust(11), 'bold')} {text}"


def _head(audit: Audit, zone: tzinfo) -> str:
    platforms = ", ".join(w.platform for w in audit.windows if w.platform)
    span = f", {day(audit.first, zone)} to {day(audit.last, zone)}" if audit.first else ""
    return f"{counted(len(audit.posts), 'post')}{span}{f', {printable(platforms)}' if platforms else ''}\n"


def _promotion(audit: Audit, place: str) -> list[str]:
    share, limit = audit.share, audit.limits.share_percent
    colour = "green" if (share.share or 0) <= limit / 100 else "yellow"
    lines = [
        _row(
            "promotion",
            paint(f"{share.share:.0%}", "bold", colour)
            + f" ({share.promotional} of {share.posts}); at most {limit}% is the limit."
            + (f" With the model's doubts: {share.low:.0%} to {share.high:.0%}." if share.low < share.high else ""),
        )
    ]
    for window in audit.windows:
        on = f" on {printable(window.platform)}" if len(audit.windows) > 1 else ""
        worst = f"{place} {window.worst[0].place} to {window.worst[-1].place}"
        lines.append(
            _row(
                "",
                f"{window.over:,} of {window.windows:,} windows of {window.size} in a row{on} hold more; "
                f"the worst {window.worst_share:.0%} ({worst})",
            )
        )
    kinds = sorted(((n, k) for k, n in audit.kinds.items() if n), key=lambda item: (-item[0], item[1]))
    lines.append(_row("kinds", " · ".join(f"{k.replace('_', ' ')} {n}" for n, k in kinds)))
    if len(audit.run) > 1:
        lines.append(
            _row(
                "longest run",
                f"{len(audit.run)} promotions in a row ({place} {audit.run[0].place} to {audit.run[-1].place})",
            )
        )
    return lines


def _months(audit: Audit) -> list[str]:
    lines: list[str] = []
    for month, share in list(audit.months.items())[-_MONTHS:]:
        value = share.share or 0
        bar = "█" * round(value * _BAR)
        colour = "green" if value * 100 <= audit.limits.share_percent else "yellow"
        said = f"{value:4.0%} of {share.posts}" if share.posts else "no posts"
        lines.append(_row("by month" if not lines else "", f"{month} {paint(bar.ljust(_BAR, '·'), colour)} {said}"))
    return lines


def _speech(audit: Audit) -> list[str]:
    talk, posts = audit.voice, len(audit.posts)
    return [
        _row(
            "voice",
            f"we, us, our {talk.we_words:,} times, you, your {talk.you_words:,}; "
            f"{counted(talk.we_posts, 'post')} lean to we, {talk.you_posts:,} to you",
        ),
        _row("questions", f"{counted(talk.questions, 'question')} in {counted(talk.asking_posts, 'post')}"),
        _row(
            "links",
            f"{counted(talk.links, 'link')} in {counted(talk.linking_posts, 'post')} ({talk.links / posts:.2f} a post)",
        ),
    ]


def _time(audit: Audit, zone: tzinfo) -> list[str]:
    lines: list[str] = []
    for own in audit.cadence:
        on = f"{printable(own.platform)}: " if own.platform else ""
        span = "a day" if own.days == 1 else f"in {own.days} days"
        lines.append(
            _row(
                "cadence" if not lines else "",
                f"{on}{own.per_week:.1f} a week; {counted(len(own.breaches), 'post')} beyond {own.allowed} {span}, "
                f"{len(own.close):,} within {own.spacing_hours} h of the one before",
            )
        )
    lines += [
        _row("gap" if not i else "", f"{gap.days} days without a post from {day(gap.start, zone)}")
        for i, gap in enumerate(audit.gaps[:3])
    ]
    for since in audit.since:
        when = "none" if since.post is None else "one, without a date"
        if since.days is not None:
            when = _ago(since.days, from_newest=audit.as_of == audit.last)
        lines.append(_row(f"last {since.kind}", when))
    if audit.profile.why:
        when = day(audit.why_told.at, zone) if audit.why_told else "never in these posts"
        lines.append(_row("why told", when))
    return lines


def _ago(days: int, *, from_newest: bool) -> str:
    if days == 0:
        return "on the last day" if from_newest else "today"
    return f"{counted(days, 'day')} {'before the end' if from_newest else 'ago'}"


def _repeats(audit: Audit, place: str) -> list[str]:
    lines = []
    if audit.duplicates:
        extra = sum(len(group) - 1 for group in audit.duplicates)
        largest = max(audit.duplicates, key=len)
        lines.append(
            _row(
                "repeats",
                f"{counted(extra, 'post')} much like an earlier one; most often ({len(largest)} times) "
                f"{place} {audit.posts[largest[0]].place}",
            )
        )
    if audit.phrases:
        shown = ", ".join(f"“{printable(p.words)}” ({len(p.posts)})" for p in audit.phrases[:4])
        lines.append(_row("phrases", shown))
    return lines


def _changes(audit: Audit, place: str) -> list[str]:
    items = advice(audit)
    if not items:
        return [paint("Nothing stands out that should change first.", "bold")]
    lines = [paint("Change first", "bold")]
    for number, item in enumerate(items, 1):
        lines.append(f"{number}. {paint(_sentence(item.change), 'bold')} ({item.principle})")
        lines.append(f"   {printable(item.why)}")
        lines += [_shown(post, place) for post in item.posts[:3]]
    return lines


def _sentence(text: str) -> str:
    return printable(text[:1].upper() + text[1:])


def _shown(post: PastPost, place: str) -> str:
    return paint(f"   {place} {post.place}: {excerpt(post.text, _SHOWN)}", "dim")
