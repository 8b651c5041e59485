from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from assistant.cli.labelled import Columns
from assistant.cli.learning_run import Order, run
from assistant.learning import sample
from assistant.learning.posts import read_posts
from assistant.settings import load
from tests.conftest import Assistant

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def habit(path: Path, count: int = 60) -> Path:
    """Posts of a shop for which every workshop post is value and every recipe a pitch: the base model's opposite."""
    from itertools import product

    days = ("Monday", "Tuesday", "Friday", "Sunday")
    events = [
        f"Workshop on {day} at {hour}: {what}, seats are free"
        for day, hour, what in product(days, ("six", "seven", "eight"), ("knitting", "pottery", "lino print"))
    ]
    recipes = [
        f"Recipe of the {nth} week: {how} with our {what} for {n} minutes"
        for nth, how, what, n in product(("first", "second"), ("fry", "bake", "grill"), ("sauce", "rub"), (5, 10, 20))
    ]
    rows = [(t, "value") for t in events[: count // 2]] + [(t, "promotional") for t in recipes[: count // 2]]
    path.write_text("\n".join(json.dumps({"text": t, "label": la}) for t, la in rows) + "\n", "utf-8")
    return path


def test_a_habit_is_learnt_and_used_at_once(assistant: Assistant, tmp_path: Path) -> None:
    run = assistant("train", habit(tmp_path / "own.jsonl"), "--fast", "--format", "json")
    assert run.code == 0, run.err + run.out
    said = run.json
    assert said["accepted"]
    assert said["reason"] is None
    assert said["after"]["macro_f1"] > said["before"]["macro_f1"] + 0.2
    assert set(said) >= {"schema", "version", "accepted", "reason", "posts", "before", "after"}
    verdict = assistant("classify", "Workshop on Saturday at nine: weaving", "--fast", "--format", "json").json
    assert verdict["posts"][0]["model"].startswith(said["version"])
    assert verdict["posts"][0]["label"] == "value"


def test_too_few_posts_change_nothing_and_say_what_would_help(assistant: Assistant, tmp_path: Path) -> None:
    run = assistant("train", habit(tmp_path / "own.jsonl", count=10), "--fast")
    assert run.code == 2
    assert "label 10 more" in run.err
    assert not (assistant.home / "models").exists()


def test_a_missing_label_is_named(assistant: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    lines = habit(path, count=60).read_text().splitlines()
    path.write_text("\n".join(line for line in lines if '"value"' in line) + "\n")
    run = assistant("train", path, "--fast")
    assert run.code == 2
    assert "at least 5 of them promotional" in run.err


def test_random_labels_are_refused_and_the_old_model_stays(assistant: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    rows = [json.loads(line) for line in habit(path).read_text().splitlines()]
    coin = random.Random(3)  # noqa: S311 - a draw, no secret
    for row in rows:
        row["label"] = coin.choice(("value", "promotional"))
    path.write_text("\n".join(map(json.dumps, rows)) + "\n")
    run = assistant("train", path, "--fast", "--format", "json")
    assert run.code == 1
    assert not run.json["accepted"]
    assert run.json["reason"]
    assert run.json["version"] is None
    assert not (assistant.home / "models" / "active").exists()


def test_a_dry_run_writes_nothing(assistant: Assistant, tmp_path: Path) -> None:
    run = assistant("train", habit(tmp_path / "own.jsonl"), "--fast", "--dry-run")
    assert run.code == 0, run.err
    assert "Nothing was written" in run.out
    assert not assistant.home.exists()


@pytest.mark.parametrize("name", ["posted.csv"])
def test_the_shipped_example_can_be_tried(assistant: Assistant, name: str) -> None:
    run = assistant("train", EXAMPLES / name, "--fast", "--dry-run")
    assert run.code in {0, 1}, run.err
    assert "Of 24 posts it never saw" in run.out


def test_without_a_labelled_post_the_way_is_shown(assistant: Assistant) -> None:
    run = assistant("train")
    assert run.code == 2
    assert "assistant review" in run.err


def test_of_very_many_posts_a_sample_is_learnt_from_and_all_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sample, "MOST_POSTS", 40)
    settings = load({"home": tmp_path / "home"}, {}, tmp_path)
    order = Order((habit(tmp_path / "own.jsonl"),), Columns(None, None, None), True, 0, False, True)
    trained = run(order, settings)
    posts = len((tmp_path / "own.jsonl").read_text("utf-8").splitlines())
    assert f"40 of {posts} posts are learnt from" in capsys.readouterr().err
    assert (trained.as_json()["posts"], trained.as_json()["learnt"]) == (posts, 40)
    assert trained.candidate.comparison.before["posts"] == 40
    folder = tmp_path / "home" / "models" / str(trained.version)
    assert len(read_posts(folder / "posts.jsonl")) == posts
    described = json.loads((folder / "model.json").read_text("utf-8"))["corpus"]
    assert (described["posts"], described["learnt"]) == (posts, 40)


def test_drafts_that_an_earlier_model_judged_are_judged_anew_on_request(assistant: Assistant, tmp_path: Path) -> None:
    text = "Workshop on Saturday at nine: weaving, seats are free"
    assistant("queue", "add", text)
    assistant("queue", "add", text + " for all", "--label", "promotional")
    trained = assistant("train", habit(tmp_path / "own.jsonl"), "--format", "json")
    assert trained.json["drafts_behind"] == 2
    version = trained.json["version"]
    assert assistant("queue", "rejudge", "--dry-run", "--format", "json").json["judged"] == 2
    before = assistant("queue", "list", "--format", "json").json["drafts"]
    done = assistant("queue", "rejudge", "--format", "json")
    assert (done.code, done.json["judged"], done.json["model"]) == (0, 2, version)
    first, second = assistant("queue", "list", "--format", "json").json["drafts"]
    assert (first["model"], second["model"], second["human_label"]) == (version, version, "promotional")
    assert {d["model"] for d in before} != {version}
    assert "already" in assistant("queue", "rejudge").out
    assistant("queue", "undo")
    assert assistant("queue", "list", "--format", "json").json["drafts"] == before


def test_a_users_kinds_are_learnt(assistant: Assistant, tmp_path: Path) -> None:
    path = habit(tmp_path / "own.jsonl")
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    for row in rows:
        row["kind"] = "service" if row["label"] == "value" else "brag"
    path.write_text("\n".join(map(json.dumps, rows)) + "\n")
    run = assistant("train", path, "--fast", "--format", "json")
    assert run.json["kinds_learnt"], run.err
    assert run.json["after"]["kinds"]["accuracy"] > run.json["before"]["kinds"]["accuracy"]
    verdict = assistant("classify", "Workshop on Saturday at nine: weaving", "--fast", "--format", "json").json
    assert verdict["posts"][0]["kind"] == "service"


def test_a_third_of_the_labels_turned_is_refused(assistant: Assistant, tmp_path: Path) -> None:
    path = habit(tmp_path / "own.jsonl")
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    for place in range(0, len(rows), 5):
        for row in rows[place : place + 2]:
            row["label"] = "value" if row["label"] == "promotional" else "promotional"
    path.write_text("\n".join(map(json.dumps, rows)) + "\n")
    run = assistant("train", path, "--fast", "--format", "json")
    assert run.code == 1
    assert run.json["probably_wrong"] > 0.25 or "random" in run.json["reason"]


def test_a_version_that_is_gone_is_told_once_and_learning_goes_on_without_it(
    assistant: Assistant, tmp_path: Path
) -> None:
    own = habit(tmp_path / "own.jsonl")
    posts = tmp_path / "posts.txt"
    posts.write_text("\n".join(json.loads(line)["text"] for line in own.read_text("utf-8").splitlines()), "utf-8")
    assert assistant("review", posts, "--answers", own, "--fast", "--format", "json").json["answered"] >= 20
    version = assistant("train", own, "--fast", "--format", "json").json["version"]
    shutil.rmtree(assistant.home / "models" / version)
    run = assistant("train", "--fast", "--dry-run")
    assert run.code in {0, 1}, run.err
    assert run.err.count("learning starts from the base model") == 1
