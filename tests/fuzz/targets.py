"""What is fuzzed. Each target takes bytes, and raises only the program's own errors."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from assistant import settings
from assistant.backlog import read_rows
from assistant.backup.archive import Backup
from assistant.classifier.encoder import Encoder, unpack
from assistant.classifier.judge import Classifier, base_model_folder
from assistant.classifier.light import TABLE_BYTES
from assistant.classifier.modelfile import DESCRIPTION, ENCODER, ENCODER_FILES, HEAD, LIGHT, TOKENIZER, open_folder
from assistant.classifier.ownhead import OWN_LIGHT, open_own, read_own
from assistant.errors import AssistantError
from assistant.insight.profile import read_profile
from assistant.learning.archive import import_version
from assistant.rewriter.fix import fix
from assistant.rewriter.guard import Sources, check
from assistant.text.facts import facts
from assistant.text.sentences import sentences
from tests.fuzz.seeds import HEAD_BYTES, own_description, tiny

_OF_THIS_RUN = tempfile.TemporaryDirectory(prefix="fuzz-")
FOLDER = Path(_OF_THIS_RUN.name)
SUFFIXES = (".csv", ".tsv", ".jsonl", ".json", ".txt", ".xlsx", ".parquet", ".csv.gz", ".jsonl.zst")
POSTS = ("Flash sale! 50% off all candles, today only!", "Trim the wick to 5 mm before every burn.", "?!", "")


def readers(data: bytes) -> None:
    """A file of posts; its first byte chooses the format."""
    path = FOLDER / f"posts{SUFFIXES[data[0] % len(SUFFIXES)]}"
    path.write_bytes(data[1:])
    for row in read_rows(path, text_column=None, encoding=None, on_reject=lambda _: None):
        row.text.encode("utf-8", "surrogatepass")


def model(data: bytes) -> None:
    """The description of a model beside the files of the shipped one, that of a version, and an exported version."""
    folder = _folder("model", *ENCODER_FILES, LIGHT)
    own = _folder("own")
    (own / OWN_LIGHT).write_bytes(HEAD_BYTES)
    for path in (folder / DESCRIPTION, own / DESCRIPTION, FOLDER / "own.model"):
        path.write_bytes(data)
    for read in (
        lambda: open_folder(folder),
        lambda: read_own(own),
        lambda: import_version(FOLDER / "home", FOLDER / "own.model"),
    ):
        try:
            read()
        except AssistantError:
            continue


def weights(data: bytes) -> None:
    """The numbers of a light model's table, or of a version's head: finite verdicts, or a refusal."""
    base = open_folder(base_model_folder())
    if data[0] % 2:
        folder = _folder("table")
        (folder / LIGHT).write_bytes(_filled(data[1:], TABLE_BYTES))
        classifier = Classifier(replace(base, path=folder), fast=True)
    else:
        folder = _folder("head")
        (folder / OWN_LIGHT).write_bytes(_filled(data[1:], len(HEAD_BYTES)))
        (folder / DESCRIPTION).write_bytes(own_description())
        classifier = Classifier(base, fast=True, own=open_own(folder, base))
    for verdict in classifier.judge(POSTS):
        assert 0 <= verdict.probability <= 1
        assert all(0 <= chance <= 1 for chance in verdict.kinds.values())
        assert all(0 <= reason.weight < 100 for reason in verdict.reasons)


def encoder(data: bytes) -> None:
    """An encoder's archive, graph, tokenizer or head; the first byte chooses, the others are sound but tiny."""
    which, content = data[0] % 4, data[1:]
    if which == 0:
        try:
            unpack(content)
        except ValueError:
            return
    folder = _folder("encoder")
    files = tiny() | {(ENCODER, ENCODER, TOKENIZER, HEAD)[which]: content}
    for name, own in files.items():
        (folder / name).write_bytes(own)
    listed = {name: {"sha256": hashlib.sha256(own).hexdigest()} for name, own in files.items()}
    described = replace(open_folder(base_model_folder()), path=folder, description={"files": listed})
    opened = Encoder.open(described, threads=1)
    if which > 1:  # what another graph makes of texts is its own business
        opened.vectors(POSTS)


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


def _filled(pattern: bytes, size: int) -> bytes:
    """The pattern over and over, since nobody knows which row a word falls on."""
    pattern = pattern or bytes(1)
    return (pattern * (size // len(pattern) + 1))[:size]


def _folder(name: str, *shipped: str) -> Path:
    """A folder of this run, with links to files of the shipped model."""
    folder = FOLDER / name
    if not folder.exists():
        folder.mkdir()
        for file in shipped:
            (folder / file).symlink_to(base_model_folder() / file)
    return folder


TARGETS: dict[str, Callable[[bytes], None]] = {
    "readers": readers,
    "model": model,
    "weights": weights,
    "encoder": encoder,
    "settings": settings_file,
    "backup": backup,
    "text": text,
}
