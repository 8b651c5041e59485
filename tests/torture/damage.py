"""Damaged files: cut off, bits flipped, another version. The program says so and goes on with what is whole."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from tests.torture import homes, machine
from tests.torture.campaign import Campaign, Row
from tests.torture.homes import untold

# What may be damaged, and the looks of `doctor` of which one must name it.
FILES = {
    "queue.db": "queue",
    "insight.db": "wants and insights",
    "profile.json": "profile",
    "notebook.jsonl": "notebook",
    "learnt.json": "learnt",
    "assistant.toml": "settings",
    "models/active": "model",
    "models/own-1-0123abcd/model.json": "versions model",
    "models/own-1-0123abcd/own-light.f32": "versions model",
    "review/answers.jsonl": "answers",
}
CHECKPOINT = ".*.checkpoint"
LOOKING = (
    ("queue", "next"),
    ("wants", "list"),
    ("notebook", "list"),
    ("classify", "Half price until Sunday", "--fast"),
)
LATER = {
    "queue.db": b"INSERT INTO schema_version VALUES (99)",
    "insight.db": b"PRAGMA user_version = 99",
    "profile.json": b'{"schema": 99}',
    "notebook.jsonl": b'{"note": "of another form"}\n',
    "learnt.json": b'{"schema": 99}',
    "assistant.toml": b"of_tomorrow = 1\n",
    "models/active": b"own-99-ffffffff\n",
    "models/own-1-0123abcd/model.json": b'{"format": 99}',
    "models/own-1-0123abcd/own-light.f32": b"FMT2" * 131145,
    "review/answers.jsonl": b'{"v": 2, "post": {"body": "x"}}\n',
}


def damage(campaign: Campaign, name: str, sort: str, runs: int) -> Row:
    """Damage one file of the home in a way (`cut off`, `bits flipped`, `wrong version`), so many times."""
    row = Row(sort, name)
    for number in range(runs):
        with campaign.folder() as folder:
            path = folder / "home" / name
            place = _spoil(campaign, path, name, sort, number)
            row.note(_told(folder, name, row), place)
    return row


def checkpoints(campaign: Campaign, runs: int) -> Row:
    """The checkpoint of a labelling, cut off or with bits flipped: the output comes out with the same bytes."""
    row = Row("cut off, bits flipped", "checkpoint of label")
    command = ("label", "posts.csv", "-o", "out.csv", "--fast")
    after, calls = campaign.after(command)
    last = next(point for point in range(calls, 0, -1) if _left(campaign, command, point))
    for number in range(runs):
        with campaign.folder() as folder:
            point = last - number
            machine.run(command, folder, sabotage=machine.dying_at(point))
            for path in folder.glob(CHECKPOINT):
                _spoil(campaign, path, "checkpoint", ("cut off", "bits flipped")[number % 2], number)
                row.noticed += 1
            ran = machine.run(command, folder)
            wrong = [] if homes.state(folder)["files"] == after["files"] else ["another output"]
            row.note(untold(ran) + wrong, f"call {point}")
    return row


def _left(campaign: Campaign, command: tuple[str, ...], point: int) -> bool:
    """Whether a run that is killed there leaves its checkpoint behind."""
    with campaign.folder() as folder:
        machine.run(command, folder, sabotage=machine.dying_at(point))
        return any(folder.glob(CHECKPOINT))


def _spoil(campaign: Campaign, path: Path, name: str, sort: str, number: int) -> str:
    content = bytearray(path.read_bytes())
    if sort == "cut off":
        keep = [0, len(content) // 2, len(content) - 1][number % 3]
        path.write_bytes(content[:keep])
        return f"{keep} of {len(content)} bytes left"
    if sort == "bits flipped":
        places = sorted(campaign.chance.sample(range(len(content)), min(3, len(content))))
        for place in places:
            content[place] ^= 1 << campaign.chance.randrange(8)
        path.write_bytes(content)
        return f"bytes {places}"
    later = LATER[name]
    if name.endswith(".db"):
        connection = sqlite3.connect(path)
        connection.execute(later.decode())
        connection.commit()
        connection.close()
    else:
        path.write_bytes(later)
    return sort


def _told(folder: Path, name: str, row: Row) -> list[str]:
    problems = []
    ran = machine.run(("doctor", "--format", "json"), folder)
    problems += [f"doctor: {p}" for p in untold(ran)]
    found = json.loads(ran.out)["findings"] if ran.out else []
    named = [f for f in found if not f["fine"] and f["name"] in FILES[name]]
    row.noticed += bool(named)
    problems += [f"doctor gives no way to mend: {f['found']}" for f in named if not f["hint"]]
    for command in LOOKING:
        looked = machine.run(command, folder)
        problems += [f"{' '.join(command[:2])}: {p}" for p in untold(looked)]
        if looked.code in {2, 3} and not named:
            problems.append(f"{' '.join(command[:2])} fails and doctor does not say why: {looked.err.strip()[:150]}")
    mended = machine.run(("restore", "first.zip"), folder)
    if mended.code or homes.unhealthy(folder):
        problems.append(f"a restore does not mend it: {mended.err.strip()} {homes.unhealthy(folder)}")
    return problems
