"""`assistant classify` as a user calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Assistant

SALE = "Flash sale! 50% off all candles, today only!"
TIP = "Trim the wick to 5 mm before every burn: no soot, and the candle lasts a third longer."
HEAVY = {"sklearn", "scipy", "nltk", "sqlalchemy", "matplotlib", "openai"}


def test_tells_a_sale_from_a_tip(assistant: Assistant) -> None:
    run = assistant("classify", SALE, TIP, "--format", "json")
    assert run.code == 0
    assert run.json["schema"] == 1
    assert [post["label"] for post in run.json["posts"]] == ["promotional", "value"]
    assert [post["text"] for post in run.json["posts"]] == [SALE, TIP]


def test_reasons_point_at_their_phrases(assistant: Assistant) -> None:
    text = "🍞🍞 Früh ☕ " + SALE
    (post,) = assistant("classify", text, "--format", "json").json["posts"]
    assert post["reasons"]
    assert all(text[r["start"] : r["end"]] == r["phrase"] for r in post["reasons"])
    weights = [r["weight"] for r in post["reasons"]]
    assert weights == sorted(weights, reverse=True)


def test_kinds_sum_to_one_and_their_promotional_part_is_the_probability(assistant: Assistant) -> None:
    (post,) = assistant("classify", TIP, "--format", "json").json["posts"]
    assert sum(post["kinds"].values()) == pytest.approx(1, abs=1e-5)
    promotional = sum(post["kinds"][k] for k in ("offer", "product", "brag", "link_drop", "company_news"))
    assert promotional == pytest.approx(post["probability"], abs=1e-5)


def test_reads_a_pipe_a_dash_and_files(assistant: Assistant, tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_bytes(b"\xef\xbb\xbf" + SALE.encode() + b"\n")
    assert assistant("classify", "--format", "json", stdin=TIP).json["posts"][0]["text"] == TIP
    assert assistant("classify", "-", "--format", "json", stdin=TIP).json["posts"][0]["text"] == TIP
    assert assistant("classify", "--file", draft, "--format", "json").json["posts"][0]["text"] == SALE


def test_check_exits_1_only_if_a_draft_is_promotional(assistant: Assistant) -> None:
    assert assistant("classify", SALE, "--check").code == 1
    assert assistant("classify", TIP, "--check").code == 0


def test_jsonl_gives_a_verdict_a_line(assistant: Assistant) -> None:
    lines = assistant("classify", SALE, TIP, "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["label"] for line in lines] == ["promotional", "value"]


@pytest.mark.parametrize("text", ["", "   \n", "🎉🎉", "https://example.com/a @you"])
def test_a_text_without_words_is_unsure_and_says_why(assistant: Assistant, text: str) -> None:
    run = assistant("classify", text, "--format", "json")
    assert run.code == 0
    assert run.json["posts"][0]["unsure"] is True
    assert run.json["posts"][0]["note"].startswith("there ")


def test_another_language_is_unsure_and_says_why(assistant: Assistant) -> None:
    text = "Heute backen wir für euch das Brot mit Roggen und Honig, und die Brezeln sind auch bald fertig."
    (post,) = assistant("classify", text, "--format", "json").json["posts"]
    assert post["unsure"] is True
    assert "German" in post["note"]


def test_a_post_is_never_live_in_the_terminal(assistant: Assistant) -> None:
    run = assistant("classify", "\x1b]0;owned\x07 Sale \u202e now", FORCE_COLOR="")
    assert "\x1b" not in run.out
    assert "\u202e" not in run.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--file", "nowhere.txt"), "nowhere.txt does not exist"),
        (("--file", "."), "cannot be read"),
        (("--nonsense",), "No such option"),
        (("--format", "yaml", "hello"), "yaml"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(assistant: Assistant, arguments: tuple[str, ...], said: str) -> None:
    run = assistant("classify", *arguments)
    assert run.code == 2
    assert run.out == ""
    assert run.err.startswith("error: ")
    assert run.err.count("\n") == 1
    assert said in run.err


def test_wrong_encoding_names_byte_and_line(assistant: Assistant, tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_bytes(b"one\ntwo caf\xe9\n")
    run = assistant("classify", "--file", draft, "--format", "json")
    assert run.code == 2
    assert run.out == ""
    error = json.loads(run.err)["error"]
    assert error["code"] == "encoding"
    assert "byte 11 (line 2)" in error["message"]


def test_a_damaged_model_is_exit_3_and_says_what_to_do(assistant: Assistant) -> None:
    folder = assistant.home / "models" / "mine"
    folder.mkdir(parents=True)
    (folder / "model.json").write_text('{"format": 99}')
    (folder.parent / "active").write_text("mine")
    run = assistant("classify", SALE)
    assert run.code == 3
    assert "format 99" in run.err
    assert "assistant models use base" in run.err


def test_one_verdict_imports_nothing_heavy() -> None:
    script = (
        "import sys\n"
        "sys.argv = ['assistant', 'classify', 'hello there', '--fast']\n"
        "from assistant.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "import json; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})), file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL)
    imported = set(json.loads(done.stderr))
    assert "assistant" in imported
    assert not imported & {*HEAVY, "numpy"}


def test_a_file_without_end_is_refused(assistant: Assistant) -> None:
    run = assistant("classify", "--file", "/dev/zero")
    assert run.code == 2
    assert "over 10 MB" in run.err


@pytest.mark.parametrize("words", [("-", "-"), ("--file", "-", "--file", "-"), ("-", "--file", "-")])
def test_standard_input_is_read_once(assistant: Assistant, words: tuple[str, ...]) -> None:
    run = assistant("classify", *words, stdin="Half price today!")
    assert (run.code, run.out) == (2, "")
    assert "named twice" in run.err
