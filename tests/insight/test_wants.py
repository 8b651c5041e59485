from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.insight.asking import asked_before, filled, next_question, note_asked, styles
from assistant.insight.matching import Matcher, content_words, groups_alike
from assistant.insight.profile import Profile
from assistant.insight.store import Store
from assistant.insight.wants import NoSuchWant, Want, add_wants, grouped, in_trade, mark_done, match, remove, wants
from benchmarks.wants import bag_of_words

NOW = datetime(2026, 5, 1, tzinfo=UTC)
PAIRS = Path(__file__).parents[2] / "benchmarks" / "data"


def kept(*texts: str) -> list[Want]:
    return [Want(i, text, "typed", NOW) for i, text in enumerate(texts, 1)]


@pytest.fixture(scope="module")
def found() -> dict[str, list[tuple[bool, bool]]]:
    """For each labelled pair of each set: is its want among the first three, and is it by a bag of words?"""
    found: dict[str, list[tuple[bool, bool]]] = {}
    for name in ("wants", "wants-apart"):
        pairs = [json.loads(line) for line in (PAIRS / f"{name}.jsonl").read_text("utf-8").splitlines()]
        pools: dict[str, list[str]] = {}
        for pair in pairs:
            if pair["want"] not in pools.setdefault(pair["business"], []):
                pools[pair["business"]].append(pair["want"])
        for business, pool in pools.items():
            own = [pair for pair in pairs if pair["business"] == business]
            matcher = Matcher([in_trade(want, business) for want in pool])
            for pair, near in zip(own, matcher.ranked_all([pair["draft"] for pair in own], 3), strict=True):
                plain = [pool[i] for i in bag_of_words(pool, pair["draft"])[:3]]
                right = pair["want"] in [pool[m.index] for m in near]
                found.setdefault(name, []).append((right, pair["want"] in plain))
    return found


@pytest.mark.parametrize("name", ["wants", "wants-apart"])
def test_three_of_four_drafts_find_their_want_among_the_first_three_and_more_than_by_a_bag_of_words(
    found: dict[str, list[tuple[bool, bool]]], name: str
) -> None:
    ours, baseline = (sum(each) / len(found[name]) for each in zip(*found[name], strict=True))
    assert ours >= 0.75
    assert ours > baseline + 0.2


def test_enough_pairs_are_labelled(found: dict[str, list[tuple[bool, bool]]]) -> None:
    assert len(found["wants"]) >= 150
    assert len(found["wants-apart"]) >= 80


def test_wants_that_ask_for_the_same_are_counted_together() -> None:
    groups = grouped(kept("how to store bread", "parking", "how do I store bread?", "storing bread", "Parking!"))
    assert [(g.first.text, g.count) for g in groups] == [("how to store bread", 3), ("parking", 2)]


def test_wants_for_different_things_stay_apart() -> None:
    texts = ["gluten free bread", "bread delivery", "bread recipes", "opening hours", "birthday cakes"]
    assert groups_alike(texts) == [[0], [1], [2], [3], [4]]


def test_a_draft_serves_the_want_that_it_is_about_and_the_others_stay_unserved() -> None:
    groups = grouped(kept("how to keep bread fresh", "parking near the shop"))
    by_draft, by_group = match(groups, ["Keep your bread in a linen bag and it stays fresh for days.", "🎉"])
    assert [g.first.text for g, _ in by_draft[0]] == ["how to keep bread fresh"]
    assert by_draft[1] == []
    assert [len(served) for served in by_group.values()] == [1, 0]


def test_hashtags_are_read_as_their_words() -> None:
    assert content_words("#GlutenFreeBread https://example.org/rye @you") == ["gluten", "free", "bread"]


def test_a_matcher_takes_any_text() -> None:
    matcher = Matcher(["parking", ""])
    for text in ("", "🎉", "日本語", "\ud800", "the of and"):
        assert all(0 <= m.score <= 1 for m in matcher.ranked(text))


def test_wants_that_were_given_are_done_until_they_are_not(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    one, _ = add_wants(store, ["parking", "recipes"], "typed", NOW)
    mark_done(store, [one.id], NOW)
    mark_done(store, [one.id], NOW)
    assert [w.text for w in wants(store)] == ["recipes"]
    mark_done(store, [one.id], NOW, undo=True)
    assert [w.text for w in wants(store)] == ["parking", "recipes"]
    for nobody in (99, 0, -4, 10**30):
        with pytest.raises(NoSuchWant):
            mark_done(store, [nobody], NOW)


def test_a_want_that_is_named_twice_is_forgotten_once_and_one_that_is_not_there_keeps_all(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    one, other = add_wants(store, ["parking", "recipes"], "typed", NOW)
    with pytest.raises(NoSuchWant):
        remove(store, [one.id, 99])
    remove(store.rehearsal(), [one.id, one.id])
    assert wants(store) == [one, other]
    remove(store, [one.id, one.id])
    assert wants(store) == [other]


def test_the_same_style_is_never_asked_twice_in_a_row_and_every_style_gets_its_turn(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    seen = []
    for _ in range(30):
        question = next_question(asked_before(store), Profile(trade="baking"))
        note_asked(store, question, NOW)
        seen.append(question)
    assert all(a.style != b.style for a, b in itertools.pairwise(seen))
    assert {q.style for q in seen[: len(styles())]} == set(styles())
    assert len({q.text for q in seen[:18]}) == 18


def test_a_question_takes_the_profiles_words_and_leaves_blanks_where_it_has_none() -> None:
    assert "baking" in filled("About {trade}?", Profile(trade="baking"))
    assert filled("About {trade}?", Profile()) == "About [your trade]?"
    for texts in styles().values():
        for prompt in texts:
            assert "{" not in filled(prompt, Profile())
            assert prompt.count("?") + prompt.count("...") + prompt.count("Tell") + prompt.count("___") >= 1
