from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.insight.asking import asked_before, filled, next_question, note_asked, styles
from assistant.insight.matching import Matcher, bag_of_words, content_words, groups_alike
from assistant.insight.profile import Profile
from assistant.insight.store import Store
from assistant.insight.wants import NoSuchWant, Want, add_wants, grouped, mark_done, match, wants

NOW = datetime(2026, 5, 1, tzinfo=UTC)
PAIRS = Path(__file__).parents[2] / "benchmarks" / "data" / "wants.jsonl"


def kept(*texts: str) -> list[Want]:
    return [Want(i, text, "typed", NOW) for i, text in enumerate(texts, 1)]


def test_three_of_four_drafts_find_their_want_among_the_first_three_and_more_than_by_a_bag_of_words() -> None:
    pairs = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    pools: dict[str, list[str]] = {}
    for pair in pairs:
        if pair["want"] not in pools.setdefault(pair["business"], []):
            pools[pair["business"]].append(pair["want"])
    matchers = {name: Matcher(pool) for name, pool in pools.items()}
    own = baseline = 0
    for pair in pairs:
        pool = pools[pair["business"]]
        own += pair["want"] in [pool[m.index] for m in matchers[pair["business"]].ranked(pair["draft"], 3)]
        baseline += pair["want"] in [pool[i] for i in bag_of_words(pool, pair["draft"])[:3]]
    assert len(pairs) >= 150
    assert own / len(pairs) >= 0.75
    assert own > baseline


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
    (one, _), _ = add_wants(store, ["parking", "recipes"], "typed", NOW)
    mark_done(store, [one.id], NOW)
    mark_done(store, [one.id], NOW)
    assert [w.text for w in wants(store)] == ["recipes"]
    mark_done(store, [one.id], NOW, undo=True)
    assert [w.text for w in wants(store)] == ["parking", "recipes"]
    with pytest.raises(NoSuchWant):
        mark_done(store, [99], NOW)


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
