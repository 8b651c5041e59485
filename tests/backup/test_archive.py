"""What may be believed of a backup that comes from elsewhere: nothing that is not compared first."""

from __future__ import annotations

import json
import os
import random
import stat
import zipfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.backup.archive import MANIFEST, Backup, BadBackup, is_plain, write_archive
from assistant.errors import FileMissing, FileUnreadable

SAID = {"created": "2026-01-05T12:00:00+00:00", "program": "0.1"}


def archive(path: Path, files: dict[str, bytes], *, links: bool = False, **said: Any) -> Path:
    """A backup made by a stranger: any names, any manifest."""
    members = [{"name": n, "bytes": len(c), "sha256": sha256(c).hexdigest()} for n, c in files.items()]
    manifest = {"magic": "assistant-backup", "format": 1, **SAID, "members": members, **said}
    with zipfile.ZipFile(path, "w") as made:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = ((stat.S_IFLNK if links else stat.S_IFREG) | 0o777) << 16
            made.writestr(entry, content)
        made.writestr(MANIFEST, json.dumps(manifest))
    return path


def read(path: Path) -> dict[str, bytes]:
    with Backup(path) as backup:
        return {m.name: b"".join(backup.chunks(m)) for m in backup.manifest.members}


@pytest.fixture
def good(tmp_path: Path) -> Path:
    (tmp_path / "long").write_bytes(random.Random(1).randbytes(2_500_000))  # noqa: S311 - chance is no secret here
    (tmp_path / "empty").touch()
    write_archive(tmp_path / "b.zip", {"models/own": tmp_path / "long", "empty": tmp_path / "empty"}, SAID)
    return tmp_path / "b.zip"


def test_what_goes_in_comes_out(good: Path, tmp_path: Path) -> None:
    assert read(good) == {"models/own": (tmp_path / "long").read_bytes(), "empty": b""}


def test_the_file_is_for_its_owner_alone_and_its_digest_is_said(good: Path, tmp_path: Path) -> None:
    assert stat.S_IMODE(good.stat().st_mode) == 0o600
    again = write_archive(tmp_path / "c.zip", {"empty": tmp_path / "empty"}, SAID)
    assert again == sha256((tmp_path / "c.zip").read_bytes()).hexdigest()


@pytest.mark.parametrize("link", [False, True])
def test_what_lies_where_the_file_is_made_neither_opens_it_to_others_nor_leads_elsewhere(
    good: Path, tmp_path: Path, link: bool
) -> None:
    (tmp_path / "other").write_text("mine")
    beside = tmp_path / f".c.zip.{os.getpid()}.new"
    if link:
        beside.symlink_to(tmp_path / "other")
    else:
        beside.touch(0o644)
    write_archive(tmp_path / "c.zip", {"empty": tmp_path / "empty"}, SAID)
    assert stat.S_IMODE((tmp_path / "c.zip").lstat().st_mode) == 0o600
    assert not (tmp_path / "c.zip").is_symlink()
    assert (tmp_path / "other").read_text() == "mine"


def test_one_flipped_bit_anywhere_is_noticed_or_harms_nothing(good: Path, tmp_path: Path) -> None:
    whole, content = read(good), good.read_bytes()
    chance = random.Random(7)  # noqa: S311 - which bits flip is no secret
    for place in [*chance.sample(range(len(content)), 60), *range(len(content) - 400, len(content), 7)]:
        broken = bytearray(content)
        broken[place] ^= 1 << chance.randrange(8)
        (tmp_path / "broken.zip").write_bytes(broken)
        with suppress(BadBackup):  # unless it is a bit that means nothing, like a date
            assert read(tmp_path / "broken.zip") == whole


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_refused(good: Path, tmp_path: Path, share: float) -> None:
    content = good.read_bytes()
    (tmp_path / "cut.zip").write_bytes(content[: int(len(content) * share)])
    with pytest.raises(BadBackup, match="cut off"):
        read(tmp_path / "cut.zip")


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/passwd", "a/../../evil", "C:\\evil", "a\\b", "", ".", "..", "a//b", "a/", ".hidden", "con",
     "NUL.txt", "a/aux", "x\n", "x\x1b[2J", "trailing.", "trailing ", "a" * 200, "/".join("abcdefghi"), "café"],
)  # fmt: skip
def test_a_name_that_points_or_hides_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    assert not is_plain(name)
    with pytest.raises(BadBackup):
        read(archive(tmp_path / "b.zip", {name: b"x"}))


@given(st.text(max_size=40))
def test_no_plain_name_leaves_the_home(name: str) -> None:
    if is_plain(name):
        home = Path("/home/x")
        assert home in (home / name).parents
        assert ".." not in Path(name).parts


def test_links_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadBackup, match="no plain file"):
        read(archive(tmp_path / "b.zip", {"queue.db": b"/etc/passwd"}, links=True))


@pytest.mark.parametrize("names", [("queue.db", "Queue.DB"), ("models", "models/active"), ("a/b", "A")])
def test_names_that_clash_on_some_system_are_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    with pytest.raises(BadBackup, match="share a name"):
        read(archive(tmp_path / "b.zip", dict.fromkeys(names, b"x")))


def test_members_that_are_not_listed_or_are_missing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadBackup, match="not those that it lists"):
        read(archive(tmp_path / "more.zip", {"a": b"x"}, members=[]))
    listed = [{"name": "a", "bytes": 1, "sha256": "0"}]
    with pytest.raises(BadBackup, match="not those that it lists"):
        read(archive(tmp_path / "fewer.zip", {}, members=listed))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"format": 2}, "format 2"),
        ({"magic": "something"}, "something else"),
        ({"members": None}, "missing or damaged"),
        ({"members": [{"name": "a", "bytes": True, "sha256": "0"}]}, "missing or damaged"),
        ({"members": [{"name": "a", "bytes": 1, "sha256": "0" * 64}]}, "digest differs"),
    ],
)
def test_a_manifest_that_lies_is_refused(tmp_path: Path, said: dict[str, Any], why: str) -> None:
    with pytest.raises(BadBackup, match=why):
        read(archive(tmp_path / "b.zip", {"a": b"x"}, **said))


def test_other_files_are_no_backups(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    with pytest.raises(BadBackup, match="no ZIP"):
        read(tmp_path / "text")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("a", "x")
    with pytest.raises(BadBackup, match="list of members is missing"):
        read(tmp_path / "other.zip")
    with pytest.raises(FileMissing):
        read(tmp_path / "nothing")
    with pytest.raises(FileUnreadable):
        read(tmp_path)


def test_a_bomb_is_stopped_by_the_size_that_it_claims(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a", bytes(50_000_000))
        said = [{"name": "a", "bytes": 10, "sha256": "0"}]
        made.writestr(MANIFEST, json.dumps({"magic": "assistant-backup", "format": 1, **SAID, "members": said}))
    with pytest.raises(BadBackup, match="not those that it lists"):
        read(tmp_path / "b.zip")


CRASHES = sorted((Path(__file__).parents[1] / "data" / "fuzz").glob("backup-*"))


@pytest.mark.parametrize("file", CRASHES, ids=lambda p: p.name)
def test_what_fuzzing_found_is_refused(file: Path) -> None:
    with pytest.raises(BadBackup):
        read(file)
