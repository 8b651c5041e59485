"""`python -m tests.fuzz readers|model|settings|backup|text [libFuzzer options]`; needs `pip install atheris`.

A target feeds bytes to a part of the program that reads what strangers wrote. Our own errors are its answers; anything
else is a crash, whose input is printed: it becomes a test.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["assistant"]):
    from assistant import settings
    from assistant.backlog import read_rows
    from assistant.backup.archive import Backup
    from assistant.classifier.modelfile import open_folder
    from assistant.classifier.ownhead import OWN_LIGHT, read_own
    from assistant.errors import AssistantError
    from assistant.insight.profile import read_profile
    from assistant.learning.archive import import_version
    from assistant.rewriter.fix import fix
    from assistant.rewriter.guard import Sources, check
    from assistant.text.facts import facts
    from assistant.text.sentences import sentences

FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-"))
SUFFIXES = (".csv", ".tsv", ".jsonl", ".json", ".txt", ".xlsx", ".parquet", ".csv.gz", ".jsonl.zst")


def readers(data: bytes) -> None:
    """A file of posts; its first byte chooses the format."""
    path = FOLDER / f"posts{SUFFIXES[data[0] % len(SUFFIXES)]}"
    path.write_bytes(data[1:])
    for row in read_rows(path, text_column=None, encoding=None, on_reject=lambda _: None):
        row.text.encode("utf-8", "surrogatepass")


def model(data: bytes) -> None:
    """The description of a model, of a version, and an exported version."""
    folder = FOLDER / "model"
    folder.mkdir(exist_ok=True)
    (folder / "model.json").write_bytes(data)
    (folder / OWN_LIGHT).write_bytes(data[:64])
    (FOLDER / "own.model").write_bytes(data)
    for read in (open_folder, read_own, lambda _: import_version(FOLDER / "home", FOLDER / "own.model")):
        try:
            read(folder)
        except AssistantError:
            continue


def settings_file(data: bytes) -> None:
    """`assistant.toml` and `profile.json` of a home."""
    (FOLDER / "assistant.toml").write_bytes(data)
    (FOLDER / "profile.json").write_bytes(data)
    for read in (lambda: settings.load({"home": FOLDER}, {}, FOLDER), lambda: read_profile(FOLDER)):
        try:
            read()
        except AssistantError:
            continue


def backup(data: bytes) -> None:
    """A backup from a stranger."""
    path = FOLDER / "b.zip"
    path.write_bytes(data)
    with Backup(path) as opened:
        for member in opened.manifest.members:
            for _ in opened.chunks(member):
                pass


def text(data: bytes) -> None:
    """A draft: sentences, facts, edits, and the guard on the draft itself."""
    draft = data.decode("utf-8", "replace")
    for sentence in sentences(draft):
        assert draft[sentence.start : sentence.end] == sentence.text
    for fact in facts(draft):
        assert draft[fact.start : fact.end] == fact.text
    fix(draft)
    check(draft, Sources(draft, None, None))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "readers": readers,
    "model": model,
    "settings": settings_file,
    "backup": backup,
    "text": text,
}


def main() -> None:
    """Fuzz the target that is named first."""
    target = TARGETS[sys.argv.pop(1)]

    def one(data: bytes) -> None:
        if data:
            try:
                target(data)
            except AssistantError:
                return

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
