"""Makes the backup of a small home as this version of the program writes it: `python tests/data/backups/make.py OUT`.

Run once before a release that changes a format of anything in the home, and keep the file:
`tests/backup/test_released.py` restores every one of them for ever. The home has a draft that waits, one that a person
labelled and that went out, a dropped one, a want, a profile, settings, an answer of the review and an own version.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from assistant.classifier import base_model_folder
from assistant.classifier.features import ROWS
from assistant.classifier.modelfile import open_folder, write_folder
from assistant.classifier.ownhead import BASE_FEATURES, OWN_LIGHT, base_digest, head_bytes
from assistant.learning.answers import Answer, AnswerBook
from assistant.learning.versions import activate
from assistant.post import Kind, Label

COMMANDS = (
    ("init",),
    ("queue", "add", "Flash sale! 50% off all candles, today only!", "--platform", "instagram"),
    ("queue", "add", "Trim the wick to 5 mm before every burn.", "--platform", "instagram", "--label", "value"),
    ("queue", "add", "What smells like your childhood?", "--platform", "instagram"),
    ("queue", "posted", "2", "--at", "2026-01-05 12:00"),
    ("queue", "drop", "3"),
    ("wants", "add", "how long candles burn"),
    ("profile", "set", "--trade", "candle maker", "--why", "My grandmother made them."),
)


def main(target: Path) -> None:
    """Make the home and back it up."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        for command in COMMANDS:
            _run(home, *command)
        (home / "assistant.toml").write_text('timezone = "Europe/Dublin"\nplatform = "instagram"\n')
        AnswerBook(home / "review").add(Answer("Two for one on jars until Sunday", Label.PROMOTIONAL, Kind.OFFER))
        _own_version(home)
        _run(home, "backup", str(target.absolute()))


def _run(home: Path, *command: str) -> None:
    environment = {**os.environ, "ASSISTANT_HOME": str(home), "TZ": "UTC"}
    subprocess.run([sys.executable, "-m", "assistant", *command], env=environment, check=True)


def _own_version(home: Path, name: str = "own-1-0123abcd") -> None:
    base = open_folder(base_model_folder())
    figures = {"macro_f1": 0.5, "posts": 1}
    description = {
        "version": name,
        "parent": "base",
        "created": "2026-01-05T12:00:00+00:00",
        "corpus": {"digest": "0123abcd" * 8, "posts": 1},
        "metrics": {"before": figures, "after": figures, "gain": 0.0, "interval": [0.0, 0.0], "forgetting": 0.0},
        "recipe": {},
        "seed": 0,
        "libraries": {},
        "own": {
            "base": {"version": base.version, "digest": base_digest(base)},
            "light": {"unsure": [0.25, 0.75]},
            "full": None,
        },
    }
    head = head_bytes(0.0, [1.0] + [0.0] * (BASE_FEATURES - 1), [0.0] * ROWS)
    write_folder(home / "models" / name, {OWN_LIGHT: head}, description)
    activate(home, name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
