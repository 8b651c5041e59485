"""`assistant rewrite --file POSTS -o OUT`: the same rows with `rewrite`, `rewrite_status` and `left_out` added."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.cli.options import Format
from assistant.cli.screen import emit, say
from assistant.errors import (
    FileMissing,
    FileUnreadable,
    NoSuchColumn,
    OutputExists,
    OutputFailed,
    RowsRejected,
    WrongEncoding,
)
from assistant.rewriter import Profile
from assistant.rewriter.batch import Row, rewritten
from assistant.rewriter.suggest import Judge

_HEADERS = ("text", "message", "content", "post", "caption", "body", "draft")
_ADDED = ("rewrite", "rewrite_status", "left_out")


def rewrite_file(source: Path, target: Path, judge: Judge, profile: Profile, *, force: bool, format: Format) -> int:
    """Rewrite the promotional posts of a CSV, TSV, JSON Lines or text file; nothing half-written stays."""
    if target.exists() and not force:
        raise OutputExists(target)
    kind = source.suffix.lower()
    content = _content(source)
    records, column = _records(source, kind, content)
    rows = list(rewritten((str(r.get(column) or "") for r in records), judge=judge, profile=profile))
    _write(target, target.suffix.lower() or kind, records, rows)
    changed = [r.suggestion for r in rows if r.suggestion is not None]
    counts = {
        str(status): sum(s.status == status for s in changed) for status in dict.fromkeys(s.status for s in changed)
    }
    if format is Format.JSON:
        emit({"posts": len(rows), "rewritten": len(changed), "statuses": counts})
    else:
        say(f"{len(rows)} posts, {len(changed)} promotional ones with a suggestion: {counts or 'none'}; see {target}")
    return 0


def _content(source: Path) -> str:
    try:
        data = source.read_bytes()
    except FileNotFoundError as error:
        raise FileMissing(source) from error
    except OSError as error:
        raise FileUnreadable(source, error.strerror or "unknown") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongEncoding(source, "UTF-8", error.start, data.count(b"\n", 0, error.start) + 1) from error


def _records(source: Path, kind: str, content: str) -> tuple[list[dict[str, Any]], str]:
    if kind in {".csv", ".tsv"}:
        reader = csv.DictReader(io.StringIO(content, newline=""), delimiter="\t" if kind == ".tsv" else ",")
        records: list[dict[str, Any]] = list(reader)
        columns = list(reader.fieldnames or ())
    elif kind in {".jsonl", ".ndjson"}:
        records = list(_lines(source, content))
        columns = list(records[0]) if records else ["text"]
    else:
        return [{"text": line} for line in content.splitlines() if line.strip()], "text"
    column = next((c for c in columns if c.strip().lower() in _HEADERS), None)
    if column is None:
        raise NoSuchColumn(source, "column of posts", columns, "a header such as text")
    return records, column


def _lines(source: Path, content: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(content.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise RowsRejected([f"{source}:{number}: not JSON"]) from error
        if not isinstance(record, dict):
            raise RowsRejected([f"{source}:{number}: not an object"])
        yield record


def _write(target: Path, kind: str, records: list[dict[str, Any]], rows: list[Row]) -> None:
    added = [
        dict(
            zip(
                _ADDED,
                (row.text, str(s.status), " | ".join(s.dropped)) if (s := row.suggestion) else ("", "", ""),
                strict=True,
            )
        )
        for row in rows
    ]
    full = [{**record, **more} for record, more in zip(records, added, strict=True)]
    beside = target.with_name(f".{target.name}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            if kind in {".jsonl", ".ndjson"}:
                file.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in full)
            else:
                names = list(dict.fromkeys([*(k for r in records[:1] for k in r), *_ADDED]))
                table = csv.DictWriter(file, names, delimiter="\t" if kind == ".tsv" else ",", extrasaction="ignore")
                table.writeheader()
                table.writerows(full)
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise OutputFailed(target, error.strerror or "unknown") from error
