from __future__ import annotations

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
