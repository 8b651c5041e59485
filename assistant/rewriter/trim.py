"""Rules of measure, for promotional drafts: two hashtags, one link, one call to action."""

from __future__ import annotations

import re

from assistant.rewriter.edits import Edit
from assistant.rewriter.reading import CALL, Role, read
from assistant.rewriter.rules import Rule, compiled, cut_span
from assistant.text.facts import LINK

_LINK = compiled(LINK)
_BARE_CALL = compiled(
    r"\W{0,10}(?:you can )?(?:book|order|shop|call|ring|dm|message|inbox|contact|visit|email|text|sign up"
    r"|register|apply|get in touch|join us|join|"
    r"check (?:it|us) out|link in (?:the )?(?:bio|comments?|profile)|tap the link|click the link|swipe up"
    r"|get yours)"
    r"(?: (?:us|me|now|today|online|here|your (?:slot|spot|place|seat|table)|a (?:slot|spot|place|seat|table)"
    r"|below|asap|in (?:the )?(?:bio|comments?))){0,4}\W{0,10}"
)


def _second_link(match: re.Match[str]) -> str | None:
    return match["kept"] if _LINK.search(match.string, 0, match.start("link")) else None


TRIM_RULES = (
    Rule(
        id="two-hashtags",
        operation="two hashtags",
        pattern=re.compile(r"(?<!\S)(#\w{1,100}\s{1,5}#\w{1,100})(?:\s{1,5}#\w{1,100}){1,60}(?=\s{0,20}\Z)"),
        replacement=r"\1",
        tells=True,
        reason="a row of tags speaks to a machine",
        principle="C1",
        fires=(("Soap. #soap #vegan #eco #skin", "Soap. #soap #vegan"),),
        silent=("Soap. #soap #vegan", "The #tour of #spain was #great fun."),
    ),
    Rule(
        id="one-link",
        operation="one link",
        pattern=compiled(
            rf"(?P<kept>\A|[.!?…\n]|\w)\s{{1,5}}(?:(?:👉|➡️?|→|-)\s?)?(?P<link>{LINK})(?=\s{{0,20}}(?:\Z|\n))"
        ),
        replacement=_second_link,
        tells=True,
        reason="one way on is enough",
        principle="C1",
        fires=(("Read a.example/x now.\nhttps://b.example/y", "Read a.example/x now."),),
        silent=("Read it.\nhttps://b.example/y", "See a.example, and b.example has more."),
    ),
)


def one_action(draft: str) -> list[Edit]:
    """Calls to action that name no way and no fact go, when another one stays that does."""
    calls = [r for r in read(draft) if r.role is Role.CONTACT and CALL.search(r.text)]
    if len(calls) < 2:
        return []
    spare = [r for r in calls if not r.facts and _BARE_CALL.fullmatch(r.text)]
    keep = [] if len(spare) < len(calls) else spare[-1:]
    edits: list[Edit] = []
    for read_ in spare:
        if read_ in keep:
            continue
        start, end, after = cut_span(draft, read_.sentence.start, read_.sentence.end)
        if edits and start < edits[-1].end:
            continue  # neighbours share the space between them: the next round takes this one
        edits.append(
            Edit(
                start,
                end,
                draft[start:end],
                after,
                "one call to action",
                "one small thing to do is enough",
                "C2",
                "one-action",
            )
        )
    return edits
