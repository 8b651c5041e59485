"""A password or key never comes back out: not in an error, not with --debug, not in `doctor`."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.conftest import Assistant

SECRET = "hushhush7"  # noqa: S105 - a sample
DATABASE = f"postgresql://me:{SECRET}@127.0.0.1:1/queue"


@pytest.mark.parametrize(
    "command",
    [("queue", "list"), ("queue", "list", "--debug"), ("queue", "list", "--format", "json"), ("doctor",), ("today",)],
)
def test_the_password_of_a_database_stays_inside(assistant: Assistant, command: tuple[str, ...]) -> None:
    run = assistant(*command, ASSISTANT_DATABASE=DATABASE)
    assert run.code in {1, 3}
    assert SECRET not in run.out + run.err


def test_a_database_that_cannot_be_understood_is_not_repeated(assistant: Assistant) -> None:
    run = assistant("queue", "list", ASSISTANT_DATABASE=f"mysql://me:{SECRET}@host/queue")
    assert run.code == 2
    assert SECRET not in run.out + run.err


def test_the_key_of_a_language_model_is_neither_shown_nor_kept(assistant: Assistant, tmp_path: Path) -> None:
    pytest.importorskip("openai", reason="the extra [llm] is not installed")
    assistant("init")
    run = assistant(
        "rewrite", "Half price until Sunday", "--backend", "llm", "--model", "m", "--debug",
        OPENAI_API_KEY=SECRET, OPENAI_BASE_URL="http://127.0.0.1:1/v1",
    )  # fmt: skip
    assert SECRET not in run.out + run.err
    assert assistant("backup", "b.zip", OPENAI_API_KEY=SECRET).code == 0
    with zipfile.ZipFile(tmp_path / "b.zip") as backup:
        assert all(SECRET.encode() not in backup.read(name) for name in backup.namelist())


def test_a_backup_is_readable_for_its_owner_alone(assistant: Assistant, tmp_path: Path) -> None:
    assistant("init")
    assistant("backup", "b.zip")
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0
