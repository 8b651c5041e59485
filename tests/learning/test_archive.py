from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.classifier.features import ROWS
from assistant.classifier.modelfile import write_folder
from assistant.classifier.ownhead import BASE_FEATURES, OWN_LIGHT, POSTS, head_bytes, read_own
from assistant.errors import InputError, OutputExists
from assistant.learning import versions
from assistant.learning.archive import BadArchive, export_version, import_version

NAME = "own-1-0123abcd"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    files = {
        OWN_LIGHT: head_bytes(0.5, [0.0] * BASE_FEATURES, [0.0] * ROWS),
        POSTS: b'{"text": "private words", "label": "value", "kind": null}\n',
    }
    own = {"base": {"version": "base-x", "digest": "0"}, "light": {"unsure": [0.4, 0.6]}, "full": None}
    write_folder(versions.models_folder(home) / NAME, files, {"version": NAME, "own": own})
    return home


def parts(path: Path) -> tuple[dict[str, Any], bytes]:
    head, _, rest = path.read_bytes().partition(b"\n")
    return json.loads(head), rest


def forged(path: Path, header: dict[str, Any], rest: bytes) -> Path:
    path.write_bytes(json.dumps(header).encode() + b"\n" + rest)
    return path


def test_a_version_comes_back_as_it_was_but_for_the_posts(home: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "v", tmp_path / "other"
    digest = export_version(home, NAME, file, with_posts=False, force=False)
    assert digest == hashlib.sha256(file.read_bytes()).hexdigest()
    assert b"private words" not in file.read_bytes()
    assert import_version(other, file) == NAME
    was, now = (read_own(versions.models_folder(h) / NAME) for h in (home, other))
    assert (now.path / OWN_LIGHT).read_bytes() == (was.path / OWN_LIGHT).read_bytes()
    assert not (now.path / POSTS).exists()
    assert versions.active_name(other) == versions.BASE


def test_posts_travel_only_when_asked(home: Path, tmp_path: Path) -> None:
    export_version(home, NAME, tmp_path / "v", with_posts=True, force=False)
    import_version(tmp_path / "other", tmp_path / "v")
    assert b"private words" in (versions.models_folder(tmp_path / "other") / NAME / POSTS).read_bytes()


def test_no_file_is_overwritten_unasked(home: Path, tmp_path: Path) -> None:
    (tmp_path / "v").write_text("mine")
    with pytest.raises(OutputExists):
        export_version(home, NAME, tmp_path / "v", with_posts=False, force=False)
    assert (tmp_path / "v").read_text() == "mine"
    export_version(home, NAME, tmp_path / "v", with_posts=False, force=True)


def test_a_version_that_is_there_is_not_replaced(home: Path, tmp_path: Path) -> None:
    export_version(home, NAME, tmp_path / "v", with_posts=False, force=False)
    with pytest.raises(InputError, match="has a version"):
        import_version(home, tmp_path / "v")


def test_every_shortened_file_is_refused_and_leaves_nothing(home: Path, tmp_path: Path) -> None:
    export_version(home, NAME, tmp_path / "v", with_posts=False, force=False)
    whole = (tmp_path / "v").read_bytes()
    for length in [*range(0, 600, 23), len(whole) // 2, len(whole) - 1]:
        (tmp_path / "v").write_bytes(whole[:length])
        with pytest.raises(BadArchive):
            import_version(tmp_path / "other", tmp_path / "v")
    assert not list((tmp_path / "other").glob("**/*.f32"))


@pytest.mark.parametrize(
    "change",
    [
        {"magic": "other"},
        {"format": 2},
        {"members": None},
        {"members": [{"name": "../evil", "bytes": 1, "sha256": ""}]},
        {"members": [{"name": OWN_LIGHT, "bytes": -5, "sha256": ""}]},
        {"members": [{"name": OWN_LIGHT, "bytes": 10**400, "sha256": ""}]},
        {"members": [{"name": ["list"], "bytes": 1, "sha256": ""}]},
    ],
)
def test_a_forged_header_is_refused(home: Path, tmp_path: Path, change: dict[str, Any]) -> None:
    export_version(home, NAME, tmp_path / "v", with_posts=False, force=False)
    header, rest = parts(tmp_path / "v")
    with pytest.raises(BadArchive):
        import_version(tmp_path / "other", forged(tmp_path / "v", {**header, **change}, rest))


HOSTILE = {
    "infinite band": b'{"unsure": [0.1, 1e999]}',
    "huge number": b'{"unsure": [0.1, 1' + b"0" * 400 + b"]}",
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "text": b'"yes"',
    "nothing": b"null",
}


@pytest.mark.parametrize("light", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_description_with_right_digests_is_refused(home: Path, tmp_path: Path, light: bytes) -> None:
    export_version(home, NAME, tmp_path / "v", with_posts=False, force=False)
    header, rest = parts(tmp_path / "v")
    size = header["members"][0]["bytes"]
    described = rest[:size].replace(b'{"unsure": [0.4, 0.6]}', light)
    assert described != rest[:size]
    header["members"][0] |= {"bytes": len(described), "sha256": hashlib.sha256(described).hexdigest()}
    with pytest.raises(BadArchive):
        import_version(tmp_path / "other", forged(tmp_path / "v", header, described + rest[size:]))
