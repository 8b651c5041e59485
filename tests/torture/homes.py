"""The home that every fault meets, what is in it afterwards, and whether it can still be used."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from assistant.backup.archive import Backup
from assistant.insight import learnt
from tests.data.backups.make import _own_version
from tests.torture.machine import Ran, run

TIPS = tuple(f"Tip number {n}: trim the wick of candle {n} before every burn." for n in range(12))

State = dict[str, frozenset[str]]


def make(folder: Path) -> None:
    """A folder with input files and a home in use: drafts in every state, wants, profile, answers, an own version."""
    folder.mkdir(parents=True)
    (folder / "drafts.txt").write_text("\n".join([*TIPS, "Sale! 20% off all jars"]), "utf-8")
    with (folder / "posts.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["day", "post"], *[[f"2026-01-{n + 1:02}", t] for n, t in enumerate(TIPS * 2)]])
    with (folder / "pitches.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["post"], *[[f"Flash sale!!! {n}% off all candles, order now"] for n in (10, 20)]])
    with (folder / "figures.csv").open("w", newline="", encoding="utf-8") as file:
        rows = [[t, f"2026-01-{n + 1:02} 12:00", n] for n, t in enumerate(TIPS)]
        csv.writer(file).writerows([["text", "date", "likes"], *rows])
    with (folder / "history.csv").open("w", newline="", encoding="utf-8") as file:
        rows = [
            [
                f"Tip of day {n}",
                f"2025-{1 + n // 28:02}-{1 + n % 28:02} {(6, 12, 17)[n % 3]:02}:00",
                (5, 9, 60)[n % 3] + n % 7,
            ]
            for n in range(60)
        ]
        csv.writer(file).writerows([["text", "date", "likes"], *rows])
    with (folder / "labelled.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["post", "label"], *[[t, "value"] for t in TIPS]])
    (folder / "wants.csv").write_text("answer\nhow long candles burn\nwhich wick for which jar\n", "utf-8")
    for command in (
        ("init",),
        ("queue", "import", "drafts.txt", "--platform", "instagram"),
        ("queue", "posted", "1", "--at", "2026-01-05 12:00"),
        ("queue", "label", "2", "value"),
        ("queue", "drop", "3"),
        ("queue", "next", "--claim"),
        ("wants", "add", "a recipe for wax"),
        ("profile", "set", "--trade", "candles"),
        ("notebook", "add", "Keep wicks dry.", "My first candle would not burn."),
        ("insights", "import", "history.csv", "--platform", "instagram"),
        ("review", "posts.csv", "--answers", "labelled.csv", "-n", "3", "--fast"),
    ):
        expect(run(command, folder), command)
    learnt.keep(folder / "home", [learnt.Learnt(("05:00",), {}, datetime(2025, 1, 1, tzinfo=UTC))])
    for name in ("own-3-0123abcd", "own-2-89abcdef", "own-1-0123abcd"):
        _own_version(folder / "home", name)
    for command in (
        ("models", "export", "own-3-0123abcd", "-o", "other.model"),
        ("models", "remove", "own-3-0123abcd"),
        ("backup", "first.zip"),
    ):
        expect(run(command, folder), command)
    expect(run(("models", "export", "own-1-0123abcd", "-o", "own.model"), folder), ("models", "export"))


def expect(ran: Ran, command: tuple[str, ...]) -> None:
    """Stop the campaign where its own ground does not hold."""
    if ran.code:
        raise SystemExit(f"{command}: {ran.code}: {ran.err}")


def copy(source: Path, target: Path) -> Path:
    """The same folder once more."""
    shutil.copytree(source, target, symlinks=True)
    return target


def state(folder: Path) -> State:
    """What a user would miss: each draft with its state and human label, postings, wants, answers, profile, models,
    and every finished output file by its digest. Moments are left out, so that two runs compare."""
    home = folder / "home"
    found = {
        "drafts": _rows(home / "queue.db", "SELECT id, text, state, human_label, platform, priority FROM draft"),
        "postings": _rows(home / "queue.db", "SELECT draft_id, platform, promotional FROM posting"),
        "wants": _rows(home / "insight.db", "SELECT text, done_at IS NOT NULL FROM want"),
        "figures": _rows(home / "insight.db", "SELECT text, likes FROM engagement"),
        "answers": _answers(home / "review" / "answers.jsonl"),
        "models": frozenset(p.name for p in (home / "models").iterdir() if not p.name.startswith(".")),
        "active": frozenset([(home / "models" / "active").read_text()]),
        "profile": frozenset([(home / "profile.json").read_text()]),
        "notes": _notes(home / "notebook.jsonl"),
        "learnt": frozenset(_steps(home / "learnt.json")),
        "settings": frozenset([(home / "assistant.toml").read_text()]),
    }
    outputs = [p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".")]
    return {**found, "files": frozenset(_finished(p) for p in outputs)}


def _finished(path: Path) -> str:
    """An output's name, with its digest where the same input gives the same bytes; a backup must be a whole one."""
    if path.suffix == ".zip":
        with Backup(path) as backup:
            for member in backup.manifest.members:
                for _ in backup.chunks(member):
                    pass
    same_bytes = path.name in {"out.csv", "rewritten.csv"}
    return f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()[:8] if same_bytes else ''}"


def _rows(database: Path, query: str) -> frozenset[str]:
    connection = sqlite3.connect(f"file:{database}?mode=rw", uri=True)
    try:
        return frozenset(json.dumps(row) for row in connection.execute(query))
    finally:
        connection.close()


def _answers(path: Path) -> frozenset[str]:
    rows = []
    for line in path.read_text().splitlines():
        try:
            rows.append(json.loads(line))
        except ValueError:
            continue  # cut off: its question was never answered
    return frozenset(json.dumps([row["text"], row["label"]]) for row in rows)


def _notes(path: Path) -> frozenset[str]:
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.endswith("}")]
    gone = {line["removed"] for line in lines if "removed" in line}
    return frozenset(line["text"] for n, line in enumerate(lines, 1) if "text" in line and n not in gone)


def _steps(path: Path) -> list[str]:
    steps = json.loads(path.read_text("utf-8"))["accepted"]
    return [json.dumps([n, step["slots"], step["spacing_hours"]]) for n, step in enumerate(steps)]


def lost(before: State, after: State, now: State) -> list[str]:
    """What of `before` is gone although the finished command would have kept it, and what is neither old nor new."""
    problems = []
    for part, rows in now.items():
        kept = before[part] & after[part]
        if gone := kept - rows:
            problems.append(f"{part}: lost {sorted(gone)[:2]}")
        if strange := rows - before[part] - after[part]:
            problems.append(f"{part}: neither old nor new {sorted(strange)[:2]}")
    return problems


def unhealthy(folder: Path) -> list[str]:
    """What `doctor` and the list of drafts say against the home; an own version of another day is not it."""
    problems = []
    ran = run(("doctor", "--format", "json"), folder)
    try:
        found = json.loads(ran.out)["findings"]
        problems = [f"doctor: {f['found']}" for f in found if not f["fine"] and f["name"] not in {"model"}]
    except ValueError:
        problems = [f"doctor: {ran.err or ran.code}"]
    ran = run(("queue", "list"), folder)
    return [*problems, f"queue list: {ran.err.strip()}"] if ran.code else problems


def untold(ran: Ran) -> list[str]:
    """What is wrong with how a failure was told: no traceback, no surprise, one line, an exit code of the contract."""
    problems = []
    if ran.code not in {0, 1, 2, 3}:
        problems.append(f"exit code {ran.code}")
    if "Traceback" in ran.err or "something unexpected" in ran.err:
        problems.append(ran.err.strip()[-200:])
    if ran.code in {2, 3} and "error: " not in ran.err:
        problems.append(f"exit code {ran.code} without a reason: {ran.err[-100:]!r}")
    return problems
