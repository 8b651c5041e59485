"""`fix`: safe span edits, run until nothing more fires, and expressed as edits of the draft itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from assistant.rewriter.calm import CALM_RULES
from assistant.rewriter.edits import Edit, apply, compose
from assistant.rewriter.pitch import PITCH_RULES
from assistant.rewriter.praise import PRAISE_RULES
from assistant.rewriter.rules import Rule
from assistant.rewriter.trim import TRIM_RULES, one_action

RULES: tuple[Rule, ...] = (*CALM_RULES, *PITCH_RULES, *PRAISE_RULES, *TRIM_RULES)
_ROUNDS = 8  # each round makes a text quieter or shorter; real drafts settle in two or three


def fix(draft: str, *, calm_only: bool = False) -> list[Edit]:
    """The edits that calm a draft; `calm_only` keeps to tone. Applying them and fixing again changes nothing."""
    steps: list[Callable[[str], Iterable[Edit]]] = [r.edits for r in RULES if r.calm or not calm_only]
    if not calm_only:
        steps.append(one_action)
    edits: list[Edit] = []
    for _ in range(_ROUNDS):
        before = edits
        for step in steps:
            edits = compose(draft, edits, list(step(apply(draft, edits))))
        if edits == before:
            break
    edits = [e for e in edits if e.before != e.after]
    return edits if apply(draft, edits).strip() else []


def told(edits: Sequence[Edit]) -> list[str]:
    """The words that edits took out and that a reader of the draft may miss."""
    telling = {rule.id for rule in RULES if rule.tells} | {"one-action"}
    return [e.before.strip() for e in edits if e.rule in telling and e.before.strip()]
