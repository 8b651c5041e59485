from __future__ import annotations

import shlex

from tests.conftest import Assistant


def test_a_first_home_holds_settings_and_examples(assistant: Assistant) -> None:
    run = assistant("init", "--format", "json")
    assert run.code == 0
    assert (assistant.home / "assistant.toml").is_file()
    assert (assistant.home / "examples" / "drafts.txt").read_text("utf-8").count("---") == 5
    assert run.json["kept"] == []


def test_what_the_user_changed_is_kept(assistant: Assistant) -> None:
    assistant("init")
    (assistant.home / "assistant.toml").write_text("window = 20\n")
    run = assistant("init")
    assert "kept" in run.out
    assert (assistant.home / "assistant.toml").read_text() == "window = 20\n"


def test_a_dry_run_makes_nothing(assistant: Assistant) -> None:
    assert "would make" in assistant("init", "--dry-run").out
    assert not assistant.home.exists()


def test_a_file_in_the_place_of_the_home_is_refused(assistant: Assistant) -> None:
    assistant.home.write_text("")
    run = assistant("init")
    assert run.code == 2
    assert "name a folder" in run.err


def test_the_commands_to_try_work_where_the_home_has_a_blank(assistant: Assistant) -> None:
    run = assistant("init", "--home", "My Home")
    command = next(line for line in run.out.splitlines() if line.startswith("  assistant label"))
    words = shlex.split(command)
    assert words[2] == "My Home/examples/drafts.txt"
    assert assistant(*words[1:], "--fast").code == 0


def test_two_folders_for_one_home_are_refused(assistant: Assistant) -> None:
    run = assistant("init", "--here", "--home", "elsewhere")
    assert (run.code, run.out) == (2, "")
    assert "--here and --home" in run.err
    assert not (assistant.folder / ".assistant").exists()
