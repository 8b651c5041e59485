"""The bar test (D1): would you say it to somebody whom you just met at a bar?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.post import Label, Verdict
from assistant.rewriter.edits import Edit
from assistant.rewriter.reading import Read, Role

_WE = re.compile(r"\b(?:we|we[’']\w{1,4}|our|ours|us|i|my|mine)\b", re.IGNORECASE)
_YOU = re.compile(r"\b(?:you|your|yours|you[’']\w{1,4})\b", re.IGNORECASE)
_SAID = (
    ("calm capitals", "it shouts"),
    ("drop urgency", "it hurries them"),
    ("drop boast", "it praises itself"),
    ("drop the drum roll", "it announces itself"),
    ("trim superlatives", "it praises itself"),
    ("drop bait", "it begs for clicks"),
    ("calm exclamation marks", "it shouts"),
    ("state scarcity plainly", "it warns of missing out"),
    ("command to possibility", "it gives orders"),
)
_LONGEST = 40  # characters of a quotation


def bar_test(verdict: Verdict, reading: Sequence[Read], edits: Sequence[Edit]) -> str:
    """One sentence on why a stranger would walk away from this draft, naming the words that do it."""
    if verdict.label is Label.VALUE:
        return "A stranger would hear this out: it gives them something before it asks for anything."
    faults: dict[str, str] = {}
    for operation, fault in _SAID:
        said = next((e.before for e in edits if e.operation == operation and _words(e.before)), None)
        if said and fault not in faults:
            faults[fault] = _quoted(said)
    faults.update(_sells(reading))
    if len(faults) < 2:
        faults.update(_about_itself(reading))
    named = [f"{fault} ({words})" for fault, words in list(faults.items())[:3]]
    if not named:
        return (
            f"A stranger would walk away: it speaks of the business ({_quoted(verdict.text)}) and leaves them nothing."
        )
    return f"A stranger would walk away: {_listed(named)}."


def _sells(reading: Sequence[Read]) -> dict[str, str]:
    """A sale or a command in the first two sentences comes before anything for the reader."""
    first = [r for r in reading if r.role is not Role.TAGS][:2]
    offer = next((r for r in first if r.role is Role.OFFER), None)
    if offer:
        price = next((f.text for f in offer.facts if f.kind in ("price", "discount")), None)
        return (
            {"it opens with what they should pay": _quoted(price)}
            if price
            else {"it opens with a sale": _quoted(offer.text)}
        )
    call = next((r for r in reading if r.role is Role.CONTACT), None)
    return {"it wants something from them": _quoted(call.text)} if call else {}


def _about_itself(reading: Sequence[Read]) -> dict[str, str]:
    text = " ".join(r.text for r in reading)
    own = _WE.findall(text)
    if len(own) > len(_YOU.findall(text)):
        return {"it talks about itself": _quoted(next(r.text for r in reading if _WE.search(r.text)))}
    first = next((r.text for r in reading if r.role in {Role.PITCH, Role.INFORMATION}), None)
    return {"it is about the business": _quoted(first)} if first else {}


def _words(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _quoted(text: str) -> str:
    shown = " ".join(text.split())
    shown = shown if len(shown) <= _LONGEST else shown[:_LONGEST].rsplit(" ", 1)[0] + " …"
    return f"“{shown}”"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
