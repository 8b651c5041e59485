from __future__ import annotations

from tests.conftest import Assistant


def test_a_fresh_installation_is_healthy(assistant: Assistant) -> None:
    run = assistant("doctor", "--format", "json")
    assert run.code == 0, run.out
    assert run.json["healthy"]
    assert {f["name"] for f in run.json["findings"]} >= {"settings", "home", "model"}


def test_a_broken_setting_is_named_with_its_file(assistant: Assistant) -> None:
    assistant.home.mkdir()
    (assistant.home / "assistant.toml").write_text("window = 'wide'\n")
    run = assistant("doctor")
    assert run.code == 1
    assert "wrong settings" in run.out
    assert "assistant.toml" in run.out


def test_an_active_version_that_is_gone_is_named(assistant: Assistant) -> None:
    (assistant.home / "models").mkdir(parents=True)
    (assistant.home / "models" / "active").write_text("own-7-deadbeef\n")
    run = assistant("doctor")
    assert run.code == 1
    assert "own-7-deadbeef" in run.out


def test_a_damaged_queue_is_named(assistant: Assistant) -> None:
    assistant.home.mkdir()
    (assistant.home / "queue.db").write_bytes(b"no database at all " * 300)
    run = assistant("doctor", "--format", "json")
    assert run.code == 1
    assert [f["name"] for f in run.json["findings"] if not f["fine"]] == ["queue"]


def test_a_queue_that_was_cut_down_to_nothing_is_not_taken_for_a_new_one(assistant: Assistant) -> None:
    assistant.home.mkdir()
    (assistant.home / "queue.db").touch()
    assert "is empty" in assistant("doctor").out
    assert assistant("queue", "list").code == 3


def test_review_answers_that_cannot_be_read_are_named_by_line(assistant: Assistant) -> None:
    (assistant.home / "review").mkdir(parents=True)
    good = '{"text": "a", "label": "value", "kind": null, "at": null, "why": null}'
    (assistant.home / "review" / "answers.jsonl").write_text(f"{good}\n[1]\n{good}\n\n{{\n")
    run = assistant("doctor")
    assert run.code == 1
    assert "no answer in lines 2, 5" in run.out
