"""Rules of tone: they change how loud a post is and nothing of what it says."""

from __future__ import annotations

import re

from assistant.rewriter.rules import Rule, compiled
from assistant.text.sentences import EMOJI
from assistant.text.words import is_ordinary, listed

_DAYS = listed("monday tuesday wednesday thursday friday saturday sunday")
_MONTHS = listed("january february april june july august september october november december")
_NAMED = _DAYS | _MONTHS | {"christmas", "easter", "halloween", "i"}
# Short words in capitals may be initials; these alone are shouted often enough to be calmed by themselves.
_SHOUTED = listed(
    "free now new sale off only today big hurry huge save best all last chance don't dont won't never "
    "every fast sold out back here open live love wow must stop win always must-have amazing extra more "
    "not any no so very really one tonight tomorrow again soon going gone this weekend week ends end must "
    "in up out click book order call grab get"
)
_SMALL = listed("a i o")
_CAPS_WORD = r"[A-Z][A-Z'’]{0,30}"
_CAPS_RUN = re.compile(
    rf"(?<![\w@#$£€%./&'’-])(?-i:{_CAPS_WORD}(?:[ \t]{{1,2}}(?:&[ \t])?{_CAPS_WORD}){{0,60}})(?![\w@/&'’%]"
    rf"|\.\w|-\w)"
)
_FACE = r"[\U0001F300-\U0001FAFF\u2600-\u27BF]\uFE0F?[\U0001F3FB-\U0001F3FF]?"
_CODE_BEFORE = re.compile(r"\b(?:code|coupon|voucher|promo)s?[:\s\"'“‘]{0,4}\Z|\bwith[ ][\"“]\Z", re.IGNORECASE)
_OPENS = re.compile(r"(?:\A|[.!?…:\n]|" + EMOJI + r")[\s\"'“”‘’(*\-–—•]*\Z")


def _calm_run(match: re.Match[str]) -> str | None:
    run, text = match.group(), match.string
    before = text[max(0, match.start() - 20) : match.start()]
    if _CODE_BEFORE.search(before):
        return None
    found = re.findall(r"[A-Z'’]+|[^A-Z'’]+", run)
    shouted = [w for w in found if w[0].isalpha() and _calmable(w)]
    letters = [w for w in found if w[0].isalpha()]
    alone = len(letters) == 1
    if not shouted or (alone and letters[0].lower().replace("’", "'") not in _SHOUTED | _NAMED):
        return None
    if not alone and not any(len(w) > 3 or w.lower() in _SHOUTED for w in shouted):
        return None
    opens = _OPENS.search(before) is not None
    named = not opens and not alone and not any(w.lower() in _SHOUTED for w in shouted)  # perhaps a title
    out = [_calmed(w, named=named, among=len(shouted) * 2 >= len(letters) > 1) for w in found]
    if opens and out and out[0][:1].islower():
        out[0] = out[0][0].upper() + out[0][1:]
    calmed = "".join(out)
    return None if calmed == run else calmed


def _calmed(word: str, *, named: bool, among: bool) -> str:
    """One word of a run; `among` says that most of the run is shouted, so an unknown long word is shouted too."""
    if word[0].isalpha() and _calmable(word):
        return word.capitalize() if named or word.lower() in _NAMED else word.lower()
    return word.capitalize() if among and len(word) > 4 and word.isalpha() else word


def _calmable(word: str) -> bool:
    lowered = word.lower().replace("’", "'")
    if lowered in _SHOUTED or lowered in _NAMED or lowered in _SMALL:
        return True
    return len(word) > 1 and lowered not in {"us", "it", "dm", "may"} and is_ordinary(word)


CALM_RULES = (
    Rule(
        id="calm-capitals",
        operation="calm capitals",
        pattern=_CAPS_RUN,
        replacement=_calm_run,
        calm=True,
        reason="capitals read as shouting",
        principle="D1",
        fires=(
            ("WINTER IS COMING, be ready.", "Winter is coming, be ready."),
            ("The dog is FREE to roam.", "The dog is free to roam."),
            ("It starts MONDAY at ten.", "It starts Monday at ten."),
            ("MOROCCAN RUG SALE", "Moroccan rug sale"),
            ("My course CLIENT MAGNET is ready.", "My course Client Magnet is ready."),
            ("We are closed. SORRY ABOUT THAT!", "We are closed. Sorry about that!"),
        ),
        silent=(
            "The NHS and the RNLI were there.",
            "Use code FREE at the till.",
            "Ask about VAT and PAYE.",
            "#SHOPSMALL with @SALE",
            "A DIY PDF for the UK.",
            "I like it.",
            "Rated A+ by NASA",
            "Plan B",
        ),
    ),
    Rule(
        id="calm-marks",
        operation="calm exclamation marks",
        pattern=compiled(r"!{2,1000}(?!\?)|[!?]{2,1000}"),
        replacement=lambda m: "?" if "?" in m.group() else "!",
        calm=True,
        reason="one mark is enough",
        principle="D1",
        fires=(("Come in!!!", "Come in!"), ("Really?!?!", "Really?"), ("Who's in??", "Who's in?")),
        silent=("Come in!", "Really?", "A! B!"),
    ),
    Rule(
        id="calm-emoji",
        operation="calm emoji",
        pattern=re.compile(rf"(?<!\u200d)({_FACE})(?:[ \t]?\1){{1,200}}(?!\u200d)"),
        replacement=r"\1",
        calm=True,
        reason="one says as much as a row of them",
        principle="D1",
        fires=(("Done 💪💪💪", "Done 💪"), ("Hot 🔥 🔥", "Hot 🔥")),
        silent=("Done 💪 🔥", "👩\u200d👩\u200d👧 walk"),
    ),
)
