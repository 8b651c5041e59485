"""An audit as one HTML page that needs nothing else: no network, no script to be read, light, dark and paper."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import asdict, dataclass
from datetime import tzinfo
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from assistant.insight.advice import advice
from assistant.insight.audit import Audit
from assistant.insight.charts import Chart, hours_chart, kinds_chart, months_chart, share_chart
from assistant.insight.pastpost import PastPost, by_platform
from assistant.insight.rhythm import hours
from assistant.insight.share import rolling
from assistant.post import Kind, Label

if TYPE_CHECKING:
    from markupsafe import Markup

_UNFIT = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f\\ufffe\\uffff\\ud800-\\udfff]")  # characters that HTML cannot hold


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a post's text; `side` is "p" or "v" where it spoke for promotion or value, else empty."""

    text: str
    side: str = ""


def render(audit: Audit, zone: tzinfo, *, source: str, model: str, slots: tuple[str, ...], place: str = "line") -> str:
    """The page as text. `source` and `model` are named in it; `place` is what a post's place is called."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("assistant", "insight"), autoescape=True, undefined=StrictUndefined, trim_blocks=False
    )
    css, script = _own("report.css"), _own("report.js")
    return environment.get_template(
        "report.html.jinja"
    ).render(
        policy=_policy(css, script),
        css=Markup(css),  # noqa: S704 - a file of this program
        script=Markup(script),  # noqa: S704 - a file of this program
        charts=[
            {**asdict(chart), "svg": Markup(chart.svg)}  # noqa: S704 - matplotlib escapes the names in it
            for chart in charts(audit, zone, slots)
        ],
        title="What your page says",
        subtitle=visible(_subtitle(audit, zone, source)),
        cards=_cards(audit),
        changes=[
            {
                "change": visible(item.change[:1].upper() + item.change[1:]),
                "why": item.why,
                "principle": item.principle,
                "posts": [{"text": visible(p.text), "about": _about(p, zone, place)} for p in item.posts[:3]],
            }
            for item in advice(audit)
        ],
        repeats=_repeats(audit, place),
        kinds=[str(k) for k in Kind if audit.kinds[k]],
        platforms=[visible(name) for name in by_platform(audit.posts) if name],
        posts=[_post(p, zone, place) for p in reversed(audit.posts)],
        notes=_notes(audit, model),
    )


def charts(audit: Audit, zone: tzinfo, slots: tuple[str, ...]) -> list[Chart]:
    """The drawings that these posts allow."""
    lines = {visible(name): rolling(own, audit.limits) for name, own in by_platform(audit.posts).items()}
    drawn = [
        share_chart(lines, audit.limits.share_percent, audit.limits.window),
        months_chart(audit.months),
        kinds_chart(audit.kinds, len(audit.posts)),
        hours_chart(hours(audit.posts, zone), slots),
    ]
    return [chart for chart in drawn if chart]


def visible(text: str) -> str:
    """The text with what HTML cannot hold replaced, character by character, so that offsets stay."""
    return _UNFIT.sub(_picture, text)


def _picture(unfit: re.Match[str]) -> str:
    code = ord(unfit[0])
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def parts(post: PastPost) -> list[Part]:
    """The text cut at the verdict's reasons; where two overlap, the weightier one is marked."""
    taken: list[tuple[int, int, str]] = []
    for reason in post.verdict.reasons:  # ordered by weight
        if all(reason.end <= start or reason.start >= end for start, end, _ in taken):
            taken.append((reason.start, reason.end, "p" if reason.toward is Label.PROMOTIONAL else "v"))
    text, at, out = visible(post.text), 0, []
    for start, end, side in sorted(taken):
        out += [Part(text[at:start]), Part(text[start:end], side)]
        at = end
    return [part for part in [*out, Part(text[at:])] if part.text]


def _own(name: str) -> str:
    return files("assistant.insight").joinpath(name).read_text("utf-8")


def _policy(css: str, script: str) -> str:
    def digest(content: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; style-src {digest(css)}; script-src {digest(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _subtitle(audit: Audit, zone: tzinfo, source: str) -> str:
    span = ""
    if audit.first and audit.last:
        span = f", {audit.first.astimezone(zone):%d %b %Y} to {audit.last.astimezone(zone):%d %b %Y}"
    name = f"{audit.profile.business}: " if audit.profile.business else ""
    return f"{name}{len(audit.posts):,} posts from {source}{span}"


def _cards(audit: Audit) -> list[dict[str, str]]:
    share, talk, posts = audit.share, audit.voice, len(audit.posts)
    over, windows = sum(w.over for w in audit.windows), sum(w.windows for w in audit.windows)
    cards = [
        (
            "Promotion",
            f"{share.share:.0%}",
            f"{share.promotional} of {share.posts} posts; the limit is {audit.limits.share_percent}%. "
            + (f"With the model's doubts {share.low:.0%} to {share.high:.0%}." if share.low < share.high else ""),
        ),
        ("Windows over the limit", f"{over:,} of {windows:,}", f"{audit.limits.window} posts in a row each"),
        ("Longest run", f"{len(audit.run)}", "promotions with nothing between them"),
        (
            "We or you",
            f"{talk.we_words} : {talk.you_words}",
            f"{talk.we_posts} posts lean to we, {talk.you_posts} to you",
        ),
        ("Questions", f"{talk.questions}", f"asked in {talk.asking_posts} posts"),
        ("Links", f"{talk.links / posts:.2f}", f"a post; {talk.linking_posts} posts have one"),
    ]
    cards += [
        (
            f"A week{f' on {visible(c.platform)}' if c.platform else ''}",
            f"{c.per_week:.1f}",
            f"posts; {len(c.breaches)} beyond {c.allowed} {'a day' if c.days == 1 else f'in {c.days} days'}",
        )
        for c in audit.cadence
    ]
    newest = "before the newest post" if audit.as_of == audit.last else "ago"
    for since in audit.since:
        figure = "none" if since.post is None else "one" if since.days is None else _days(since.days)
        cards.append((f"Last {since.kind}", figure, newest if since.days is not None else ""))
    return [{"name": name, "figure": figure, "note": note} for name, figure, note in cards]


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _about(post: PastPost, zone: tzinfo, place: str) -> str:
    pieces = [f"{place} {post.place}", post.kind.replace("_", " ")]
    if post.at:
        pieces.append(f"{post.at.astimezone(zone):%d %b %Y}")
    if post.platform:
        pieces.append(visible(post.platform))
    return " · ".join(pieces)


def _post(post: PastPost, zone: tzinfo, place: str) -> dict[str, Any]:
    sure = post.chance if post.promotional else 1 - post.chance
    said = "your label" if post.human else f"{sure:.0%} likely" + (", unsure" if post.verdict.unsure else "")
    return {
        "label": str(post.label),
        "kind": str(post.kind),
        "platform": visible(post.platform),
        "unsure": int(post.verdict.unsure and not post.human),
        "about": f"{said} · {_about(post, zone, place)}",
        "marked": _marked(post),
    }


def _marked(post: PastPost) -> Markup:
    """The text as markup, the words that spoke for a side marked; everything of the post itself is escaped."""
    from markupsafe import Markup, escape

    written = ((part.side, escape(part.text)) for part in parts(post))
    return Markup("".join(f'<mark class="{side}">{text}</mark>' if side else text for side, text in written))  # noqa: S704 - each text was escaped


def _repeats(audit: Audit, place: str) -> list[str]:
    lines = [f"“{visible(p.words)}” stands in {len(p.posts)} posts" for p in audit.phrases]
    for group in sorted(audit.duplicates, key=lambda g: -len(g))[:10]:
        places = ", ".join(str(audit.posts[i].place) for i in group[:12])
        more = f" and {len(group) - 12} more" if len(group) > 12 else ""
        lines.append(f"{len(group)} posts are much alike: {place} {places}{more}")
    return lines


def _notes(audit: Audit, model: str) -> list[str]:
    notes = [
        f"Labels by the model {model}; where you gave a label, yours counts.",
        "The range of the share holds 90% of what the model's own probabilities allow. It says how sure the model is, "
        "not how good.",
    ]
    if audit.profile.goals:
        notes.append(f"What you want beyond sales: {visible('; '.join(audit.profile.goals))}.")
    return notes
