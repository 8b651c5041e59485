"""Edits: spans of a draft that are replaced, each with its reason. A list of edits replays to exactly one text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """`draft[start:end] == before` becomes `after`.

    `operation` is what a reader sees ("calm capitals"), `rule` the rule's id, `principle` an id such as "C2".
    """

    start: int
    end: int
    before: str
    after: str
    operation: str
    reason: str
    principle: str
    rule: str


def apply(draft: str, edits: Iterable[Edit]) -> str:
    """The draft with these edits, any subset of a valid list. Raises `ValueError` where they overlap or do not fit."""
    parts, at = [], 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if not at <= edit.start <= edit.end or draft[edit.start : edit.end] != edit.before:
            raise ValueError(f"edit {edit.rule} at {edit.start} does not fit the draft")
        parts += [draft[at : edit.start], edit.after]
        at = edit.end
    return "".join([*parts, draft[at:]])


def compose(draft: str, first: Sequence[Edit], then: Sequence[Edit]) -> list[Edit]:
    """Edits of `draft` that do what `first` does, and then what `then` does to the outcome.

    An edit of `then` that touches words changed by `first` is joined with those edits into one.
    """
    pieces = _Pieces(_pieces(draft, first))
    joined: list[Edit] = []
    used: set[int] = set()
    groups: list[tuple[list[int], list[Edit]]] = []
    for later in sorted(then, key=lambda e: (e.start, e.end)):
        near = pieces.near(later.start, later.end)
        touched = [i for i in near if pieces.all[i].edit is not None and _touches(pieces.all[i], later)]
        if groups and set(touched) & set(groups[-1][0]):
            groups[-1] = (sorted({*groups[-1][0], *touched}), [*groups[-1][1], later])
        else:
            groups.append((touched, [later]))
    for touched, laters in groups:
        used.update(touched)
        joined.append(_join(draft, pieces, touched, laters))
    kept = [p.edit for i, p in enumerate(pieces.all) if p.edit is not None and i not in used]
    return sorted([*kept, *joined], key=lambda e: (e.start, e.end))


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int  # in the edited text
    end: int
    origin: int  # in the draft
    origin_end: int
    text: str
    edit: Edit | None


class _Pieces:
    """The edited text in pieces, in order and without gaps, found by place: a long draft can have thousands."""

    def __init__(self, pieces: list[_Piece]) -> None:
        self.all = pieces
        self.text = "".join(p.text for p in pieces)
        self._starts = [p.start for p in pieces]
        self._ends = [p.end for p in pieces]

    def near(self, start: int, end: int) -> range:
        """The numbers of the pieces that overlap or adjoin this span of the edited text."""
        return range(bisect_left(self._ends, start), bisect_right(self._starts, end))


def _pieces(draft: str, edits: Sequence[Edit]) -> list[_Piece]:
    pieces, at, now = [], 0, 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        kept = draft[at : edit.start]
        pieces.append(_Piece(now, now + len(kept), at, edit.start, kept, None))
        now += len(kept)
        pieces.append(_Piece(now, now + len(edit.after), edit.start, edit.end, edit.after, edit))
        now += len(edit.after)
        at = edit.end
    pieces.append(_Piece(now, now + len(draft) - at, at, len(draft), draft[at:], None))
    return pieces


def _touches(piece: _Piece, edit: Edit) -> bool:
    if edit.start == edit.end:  # an insertion beside edited words joins them, so that their order is kept
        return piece.start <= edit.start <= piece.end
    return piece.start < edit.end and edit.start < piece.end


def _join(draft: str, pieces: _Pieces, touched: Sequence[int], laters: Sequence[Edit]) -> Edit:
    met = [pieces.all[i] for i in touched]
    start = min([laters[0].start, *(p.start for p in met)])
    end = max([max(e.end for e in laters), *(p.end for p in met)])
    after, at = [], start
    for later in laters:
        after += [pieces.text[at : later.start], later.after]
        at = later.end
    after.append(pieces.text[at:end])
    origin = min([_origin(pieces, start, first=False), *(p.origin for p in met)])
    origin_end = max([_origin(pieces, end, first=True), *(p.origin_end for p in met)])
    origin_end = max(origin, origin_end)  # an insertion beside words that went
    chief = max([*laters, *(p.edit for p in met if p.edit)], key=lambda e: len(e.before))
    return Edit(
        origin,
        origin_end,
        draft[origin:origin_end],
        "".join(after),
        chief.operation,
        chief.reason,
        chief.principle,
        chief.rule,
    )


def _origin(pieces: _Pieces, position: int, *, first: bool) -> int:
    """The draft's offset of a position in the edited text; positions inside edited words belong to touched pieces.

    Where an edit left nothing behind, one position stands for two: `first` chooses the one before the edit.
    """
    here = [pieces.all[i] for i in pieces.near(position, position)]
    kept = [p for p in here if p.edit is None]
    if not kept:
        return here[0].origin
    piece = kept[0] if first else kept[-1]
    return piece.origin + position - piece.start
