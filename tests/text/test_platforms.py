"""Counting as the platforms count."""

from __future__ import annotations

import pytest

from assistant.text.platforms import graphemes, length_on, platforms, problems


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        ("abc", 3),
        ("e\u0301", 1),
        ("👨‍👩‍👧‍👦", 1),
        ("👍🏽👍", 2),
        ("🇩🇪🇫🇷", 2),
        ("1️⃣", 1),
        ("❤️", 1),
        ("\r\n", 1),
        ("\n\u0301", 2),
        ("한국어", 3),
        ("\u1112\u1161\u11ab", 1),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 1),
    ],
)
def test_a_grapheme_is_what_people_see_as_one_character(text: str, clusters: int) -> None:
    assert len(graphemes(text)) == clusters
    assert "".join(graphemes(text)) == text


@pytest.mark.parametrize(
    ("platform", "text", "length"),
    [
        ("x", "hello", 5),
        ("x", "漢字", 4),
        ("x", "👨‍👩‍👧‍👦 ok", 5),
        ("x", "“quoted” – yes…", 16),
        ("x", "e\u0301", 1),
        ("x", "see https://example.com/a/very/long/path?with=query.", 4 + 23 + 1),
        ("twitter", "example.com now", 23 + 4),
        ("mastodon", "@ann@example.social https://example.com/abc", 4 + 1 + 23),
        ("bluesky", "👨‍👩‍👧‍👦", 1),
        ("instagram", "👍", 2),
        ("nowhere", "👍", 1),
    ],
)
def test_each_platform_counts_its_own_way(platform: str, text: str, length: int) -> None:
    assert length_on(text, platform) == length


def test_too_long_and_too_many_hashtags_are_named() -> None:
    assert problems("a" * 280, "x") == []
    assert str(problems("a" * 281, "x")[0]) == "281 characters are too many for x (at most 280)"
    assert [p.what for p in problems("#tag1 " * 31, "instagram")] == ["hashtags"]
    assert problems("#1 " * 40, "instagram") == []
    assert problems("a" * 10**6, "nowhere") == []


def test_every_limit_has_a_source() -> None:
    assert all(p.source and p.status in {"vendor", "tool", "secondary"} for p in platforms().values())
