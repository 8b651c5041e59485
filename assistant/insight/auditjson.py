"""An audit as plain data for scripts."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from assistant.insight.advice import Advice, advice
from assistant.insight.audit import Audit
from assistant.insight.pastpost import PastPost
from assistant.insight.rhythm import Cadence
from assistant.insight.share import Share, Windows
from assistant.insight.voice import VoiceSummary


def audit_json(audit: Audit, zone: tzinfo) -> dict[str, Any]:
    """All figures; posts are named by their place (a line of the file, or an id of the queue). Shares are 0..1."""
    return {
        "posts": len(audit.posts),
        "unsure": sum(p.verdict.unsure and not p.human for p in audit.posts),
        "from": moment(audit.first, zone),
        "to": moment(audit.last, zone),
        "as_of": moment(audit.as_of, zone),
        "limit": audit.limits.share_percent,
        "window": audit.limits.window,
        "promotional": share_json(audit.share),
        "months": [{"month": month, **share_json(own)} for month, own in audit.months.items()],
        "windows": [_windows_json(own) for own in audit.windows],
        "kinds": {str(kind): {"posts": n, "share": _rounded(n / len(audit.posts))} for kind, n in audit.kinds.items()},
        **_talk_json(audit.voice, len(audit.posts)),
        "cadence": [_cadence_json(own) for own in audit.cadence],
        "gaps": [
            {"platform": g.platform, "from": moment(g.start, zone), "to": moment(g.end, zone), "days": g.days}
            for g in audit.gaps
        ],
        "longest_promotional_run": {"posts": len(audit.run), "places": [p.place for p in audit.run]},
        "since": {
            str(s.kind): {"place": s.post.place if s.post else None, "days": s.days, "at": _at(s.post, zone)}
            for s in audit.since
        },
        "why_told": {"place": audit.why_told.place, "at": _at(audit.why_told, zone)} if audit.why_told else None,
        "goals": {goal: sum(audit.kinds[k] for k in kinds) for goal, kinds in audit.profile.goal_kinds.items()},
        "repeated_phrases": [
            {"phrase": p.words, "posts": [audit.posts[i].place for i in p.posts]} for p in audit.phrases
        ],
        "near_duplicates": [[audit.posts[i].place for i in group] for group in audit.duplicates],
        "changes": [advice_json(item) for item in advice(audit)],
    }


def _windows_json(found: Windows) -> dict[str, Any]:
    return {
        "platform": found.platform,
        "size": found.size,
        "windows": found.windows,
        "over_limit": found.over,
        "worst": {"share": _rounded(found.worst_share), "posts": [p.place for p in found.worst]},
    }


def _talk_json(talk: VoiceSummary, posts: int) -> dict[str, Any]:
    voice = ("we_words", "you_words", "we_posts", "you_posts", "even_posts", "neither_posts")
    return {
        "voice": {name: getattr(talk, name) for name in voice},
        "questions": {"asked": talk.questions, "posts": talk.asking_posts},
        "links": {"links": talk.links, "posts": talk.linking_posts, "per_post": _rounded(talk.links / posts)},
    }


def _cadence_json(own: Cadence) -> dict[str, Any]:
    return {
        "platform": own.platform,
        "posts": own.posts,
        "per_week": round(own.per_week, 2),
        "allowed": own.allowed,
        "days": own.days,
        "spacing_hours": own.spacing_hours,
        "beyond": list(own.breaches),
        "too_close": list(own.close),
    }


def share_json(share: Share) -> dict[str, Any]:
    """A share with its interval."""
    return {
        "posts": share.posts,
        "promotional": share.promotional,
        "share": None if share.share is None else _rounded(share.share),
        "likely": [_rounded(share.low), _rounded(share.high)] if share.posts else None,
    }


def advice_json(item: Advice) -> dict[str, Any]:
    """One thing to change, with the posts that show it."""
    return {
        "name": item.name,
        "change": item.change,
        "why": item.why,
        "principle": item.principle,
        "posts": [{"place": p.place, "text": p.text} for p in item.posts],
    }


def post_json(post: PastPost, zone: tzinfo) -> dict[str, Any]:
    """A post with its verdict; `label` and `kind` of the verdict are the model's, `human_label` a person's."""
    return {
        "place": post.place,
        "at": moment(post.at, zone),
        "platform": post.platform,
        "effective_label": str(post.label),
        "effective_kind": str(post.kind),
        "human_label": str(post.label) if post.human else None,
        **post.verdict.as_json(),
    }


def moment(at: datetime | None, zone: tzinfo) -> str | None:
    """ISO 8601 with the offset of `zone`."""
    return at.astimezone(zone).isoformat(timespec="seconds") if at else None


def _at(post: PastPost | None, zone: tzinfo) -> str | None:
    return moment(post.at, zone) if post else None


def _rounded(share: float) -> float:
    return round(share, 4)
