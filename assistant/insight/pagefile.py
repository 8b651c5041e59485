"""Rows of an export become past posts; what cannot be used is said, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Protocol, TypeVar

from assistant.insight.columns import find_columns
from assistant.insight.moments import DayOrder, Moment, Moments, read_moments
from assistant.insight.pastpost import PastPost, past_post, read_kind, read_label
from assistant.post import Kind, Label, Verdict

_T = TypeVar("_T")


class Row(Protocol):
    """A post of a file with its line and all its columns, as the backlog's readers give it."""

    @property
    def line(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def fields(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was not used, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class PageRow:
    """A row that can be used: what it says beside the text, before any model has read it."""

    line: int
    text: str
    moment: Moment | None
    platform: str
    label: Label | None
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Page:
    """The usable rows of a file in its order, those left out, and whether the posts have dates."""

    rows: tuple[PageRow, ...]
    left_out: tuple[LeftOut, ...]
    dated: bool
    columns: Mapping[str, str]


def flat(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row, those of an inner object by their dotted names."""
    out: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, Mapping):
            out.update({f"{name}.{inner}": v for inner, v in value.items() if not isinstance(v, Mapping | list)})
        else:
            out[name] = value
    return out


def moments_of(
    fields: Sequence[Mapping[str, Any]], columns: Mapping[str, str], zone: tzinfo, order: DayOrder | None, *, name: str
) -> Moments:
    """When each row was posted, by the columns of the date and of the time of day, where these are found."""
    dates, hours = ([own.get(columns.get(field, "")) for own in fields] for field in ("at", "hour"))
    return read_moments(dates, zone, order, name=name, hours=hours)


def read_page(
    rows: Iterable[Row],
    zone: tzinfo,
    *,
    name: str,
    named: Mapping[str, str] | None = None,
    order: DayOrder | None = None,
    platform: str = "",
) -> Page:
    """Read an export's rows: dates in `zone` where they carry none, people's labels, platforms.

    Rows without text, with a date that cannot be read (where others have one), with an unknown label, and exact
    repetitions of a dated row are left out. Raises `InputError` for columns or dates that are not clear.
    """
    listed = list(rows)
    fields = [flat(row.fields) for row in listed]
    names = list(dict.fromkeys(key for own in fields[:1000] for key in own))
    columns = find_columns(names, name, named)
    moments = moments_of(fields, columns, zone, order, name=name)
    dated = any(moments.moments)
    faults = dict(moments.faults)
    used: list[PageRow] = []
    left: list[LeftOut] = []
    seen: dict[tuple[str, object, str], int] = {}
    for i, (row, own) in enumerate(zip(listed, fields, strict=True)):
        moment = moments.moments[i]
        try:
            if not row.text.strip():
                raise ValueError("there is no text")
            if dated and moment is None:
                raise ValueError(faults.get(i, "there is no date"))
            where = str(own.get(columns.get("platform", "")) or platform).strip().lower()
            read = PageRow(row.line, row.text, moment, where, *_said(own, columns))
            if moment and seen.setdefault((row.text, moment.at, where), row.line) != row.line:
                raise ValueError(f"it repeats line {seen[row.text, moment.at, where]}")
            used.append(read)
        except ValueError as fault:
            left.append(LeftOut(row.line, str(fault)))
    return Page(tuple(used), tuple(left), dated, columns)


def _said(own: Mapping[str, Any], columns: Mapping[str, str]) -> tuple[Label | None, Kind | None]:
    return _cell(own, columns, "label", read_label), _cell(own, columns, "kind", read_kind)


def _cell(
    own: Mapping[str, Any], columns: Mapping[str, str], field: str, read: Callable[[Any], _T | None]
) -> _T | None:
    return read(own.get(columns[field])) if field in columns else None


def past_posts(rows: Sequence[PageRow], verdicts: Sequence[Verdict]) -> list[PastPost]:
    """The rows with what the model says of them, in order."""
    return [
        past_post(
            row.line,
            verdict,
            label=row.label,
            kind=row.kind,
            at=row.moment.at if row.moment else None,
            timed=bool(row.moment and row.moment.timed),
            platform=row.platform,
        )
        for row, verdict in zip(rows, verdicts, strict=True)
    ]
