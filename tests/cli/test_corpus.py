"""`assistant corpus` as a user calls it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Assistant

TIP = '{"text": "Soak the beans overnight, then cook them.", "kind": "tip", "id": "1"}\n'
OFFER = '{"text": "Half price beans until Sunday", "kind": "offer", "id": "2"}\n'


def write(folder: Path, content: str, name: str = "own.jsonl") -> Path:
    (folder / name).write_text(content)
    return Path(name)  # the command runs in this folder


def test_a_sound_file_passes(assistant: Assistant, tmp_path: Path) -> None:
    run = assistant("corpus", "check", write(tmp_path, TIP + OFFER))
    assert (run.code, run.out, run.err) == (0, "2 posts, nothing wrong\n", "")


def test_a_check_that_does_not_pass_lists_everything_and_exits_1(assistant: Assistant, tmp_path: Path) -> None:
    path = write(tmp_path, TIP + TIP + OFFER.replace('"id": "2"', '"pair": 4'))
    run = assistant("corpus", "check", path)
    assert run.code == 1
    assert run.out.splitlines() == [
        "own.jsonl:2: repeats own.jsonl:1",
        "own.jsonl:2: id 1 is taken by own.jsonl:1",
        "own.jsonl:3: pair 4 has 1 post instead of 2",
    ]
    assert run.err == "3 posts, 3 problems\n"


def test_problems_come_as_json(assistant: Assistant, tmp_path: Path) -> None:
    run = assistant("corpus", "check", write(tmp_path, TIP + TIP.replace('"1"', "3")), "--format", "json")
    assert run.code == 1
    assert run.json == {
        "schema": 1,
        "posts": 2,
        "problems": [{"file": "own.jsonl", "line": 2, "check": "duplicate", "message": "repeats own.jsonl:1"}],
    }


def test_lines_that_cannot_be_used_exit_2_with_all_of_them(assistant: Assistant, tmp_path: Path) -> None:
    path = write(tmp_path, "nope\n" * 30 + TIP + TIP)
    text = assistant("corpus", "check", path)
    assert text.code == 2
    assert len(text.out.splitlines()) == 32
    assert text.err == ("error: 30 of 32 lines cannot be used: correct the lines listed above and try again\n")
    as_json = assistant("corpus", "check", path, "--format", "json")
    assert (as_json.code, as_json.out) == (2, "")
    assert len(json.loads(as_json.err)["error"]["problems"]) == 32


def test_what_a_line_says_cannot_act_on_the_terminal(assistant: Assistant, tmp_path: Path) -> None:
    run = assistant("corpus", "check", write(tmp_path, '{"text": "a b c", "kind": "\\u001b[2J"}\n'))
    assert run.code == 2
    assert "\x1b" not in run.out + run.err


def test_near_repeats_can_be_tolerated_up_to_a_share(assistant: Assistant, tmp_path: Path) -> None:
    path = write(tmp_path, TIP + TIP.replace("them.", "them!").replace('"1"', "3"))
    assert assistant("corpus", "check", path).code == 1
    assert assistant("corpus", "check", path, "--tolerate", "10").code == 1
    tolerated = assistant("corpus", "check", path, "--tolerate", "50")
    assert tolerated.code == 0
    assert "nearly repeats" in tolerated.out


def test_a_required_field_that_is_no_field_is_wrong_usage(assistant: Assistant, tmp_path: Path) -> None:
    run = assistant("corpus", "check", write(tmp_path, TIP), "--require", "colour")
    assert run.code == 2
    assert "--require takes id, kind" in run.err


def test_standard_input_is_read(assistant: Assistant) -> None:
    assert assistant("corpus", "check", "-", stdin=TIP + OFFER).out == "2 posts, nothing wrong\n"


def test_an_empty_file_a_missing_file_and_an_empty_folder_are_told(assistant: Assistant, tmp_path: Path) -> None:
    for path in (write(tmp_path, "", "empty.jsonl"), tmp_path / "no.jsonl", tmp_path / "nowhere"):
        run = assistant("corpus", "check", path)
        assert (run.code, run.out) == (2, "")
        assert run.err.startswith("error: ")


def test_stats_tell_what_is_there(assistant: Assistant, tmp_path: Path) -> None:
    second = TIP.replace('"id": "1"', '"second": "tip", "writer": 1, "sort": "shop"') + OFFER
    path = write(tmp_path, second)
    figures = assistant("corpus", "stats", path, "--beside", path, "--format", "json").json
    assert figures["schema"] == 1
    assert figures["labels"]["promotional"] == {"posts": 1, "share": 0.5}
    assert figures["tells"]["link"]["beside"]["gap"] == 0
    assert figures["agreement"]["posts"] == 1
    text = assistant("corpus", "stats", path)
    assert text.code == 0
    assert "2 posts, 0 of them in 0 contrast pairs" in text.out
    assert "sort: 1 (1 posts without): shop 1" in text.out


def test_stats_of_unusable_lines_exit_2(assistant: Assistant, tmp_path: Path) -> None:
    run = assistant("corpus", "stats", write(tmp_path, TIP + "nope\n"), "--format", "json")
    assert (run.code, run.out) == (2, "")
    assert json.loads(run.err)["error"]["problems"] == ["own.jsonl:2: not JSON (Expecting value at column 1)"]


def test_a_table_is_read_with_the_lines_of_its_rows(assistant: Assistant, tmp_path: Path) -> None:
    table = (
        'Text,Label,Pair,Hard\n"Two for one,\nuntil Sunday",Promotional,1,\nSalt the water first,value,1,true\nx,ad,,\n'
    )
    path = write(tmp_path, table, "own.csv")
    run = assistant("corpus", "check", path)
    assert run.code == 2
    assert run.out == "own.csv:5: unknown label 'ad' (known: promotional, value)\n"
    write(tmp_path, table.replace("x,ad,,\n", ""), "own.csv")
    assert assistant("corpus", "check", path).out == "2 posts, nothing wrong\n"
    figures = assistant("corpus", "stats", path, "--format", "json").json
    assert figures["pairs"] == {"pairs": 1, "posts": 2}
    assert figures["hard"] == 1


def test_a_table_without_labels_is_told_row_by_row(assistant: Assistant, tmp_path: Path) -> None:
    run = assistant("corpus", "check", write(tmp_path, "text\nSalt the water first\n", "own.csv"))
    assert run.code == 2
    assert run.out == "own.csv:2: neither kind nor label\n"


def test_a_file_that_is_named_twice_is_read_once(assistant: Assistant, tmp_path: Path) -> None:
    path = write(tmp_path, TIP)
    assert assistant("corpus", "check", path, path).out == "1 post, nothing wrong\n"
