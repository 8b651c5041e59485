"""Promotional drafts as findings, for editors, code review and scripts.

Rule ids are stable: `promotional/` and the kind. A sure verdict is a warning, an unsure one a note.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.post import PROMOTIONAL_KINDS, Kind, Label, Verdict

WARNING, NOTE = "warning", "note"
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ABOUT = {
    Kind.OFFER: "The post is an offer: a discount, a sale, a giveaway to win customers.",
    Kind.PRODUCT: "The post pitches a product or service.",
    Kind.BRAG: "The post shows off an award, a result or praise.",
    Kind.LINK_DROP: "The post is a bare pointer and helps nobody by itself.",
    Kind.COMPANY_NEWS: "The post is about what the business does.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One promotional draft. Lines and columns count from 1, columns in characters; the end is exclusive.

    `path` is where the draft stands, or a name like `draft-1` for one that stands in no file.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    severity: str
    rule: str
    message: str


def rule_id(kind: Kind) -> str:
    """The stable name of a rule."""
    return f"promotional/{str(kind).replace('_', '-')}"


def findings(verdicts: Sequence[Verdict], paths: Sequence[str]) -> list[Finding]:
    """A finding for each promotional verdict, at the phrase that speaks loudest for promotion."""
    return [_finding(v, p) for v, p in zip(verdicts, paths, strict=True) if v.label is Label.PROMOTIONAL]


def _finding(verdict: Verdict, path: str) -> Finding:
    loudest = next((r for r in verdict.reasons if r.toward is Label.PROMOTIONAL), None)
    start, end = (loudest.start, loudest.end) if loudest else (0, len(verdict.text))
    line, column = place(verdict.text, start)
    end_line, end_column = place(verdict.text, end)
    said = f"{verdict.probability:.0%} likely promotional ({verdict.kind.replace('_', ' ')})"
    phrase = " ".join(loudest.phrase.split()) if loudest else ""
    message = f'{said}: "{phrase}" speaks for it most' if phrase else said
    severity = NOTE if verdict.unsure else WARNING
    return Finding(path, line, column, end_line, end_column, severity, rule_id(verdict.kind), message)


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column of a character offset, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def as_line(finding: Finding) -> str:
    """`path:line:col: severity: rule: message`."""
    f = finding
    return f"{f.path}:{f.line}:{f.column}: {f.severity}: {f.rule}: {f.message}"


def as_github(finding: Finding) -> str:
    """A workflow command of GitHub Actions, escaped by its rules."""
    f = finding
    command = "warning" if f.severity == WARNING else "notice"
    fields = {"file": f.path, "line": f.line, "col": f.column, "endLine": f.end_line, "title": f.rule}
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in fields.items())
    return f"::{command} {listed}::{_data(f.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(found: Sequence[Finding], version: str) -> str:
    """A SARIF 2.1.0 log with one run (OASIS Standard, March 2020). Columns count characters."""
    rules = [rule_id(k) for k in PROMOTIONAL_KINDS]
    driver = {
        "name": "content-assistant",
        "version": version,
        "rules": [
            {"id": rule_id(k), "shortDescription": {"text": _ABOUT[k]}, "defaultConfiguration": {"level": WARNING}}
            for k in PROMOTIONAL_KINDS
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(f, rules.index(f.rule)) for f in found],
    }
    return json.dumps({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    from urllib.parse import quote

    f = finding
    region = {"startLine": f.line, "startColumn": f.column, "endLine": f.end_line, "endColumn": f.end_column}
    uri = quote(f.path.replace("\\", "/"))
    return {
        "ruleId": f.rule,
        "ruleIndex": rule,
        "level": f.severity,
        "message": {"text": f.message},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
    }
