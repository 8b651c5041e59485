"""How long a post may be, in characters, by the platforms' own help pages."""

from __future__ import annotations

from collections.abc import Mapping

LIMITS: Mapping[str, int] = {
    "x": 280,
    "twitter": 280,
    "bluesky": 300,
    "threads": 500,
    "mastodon": 500,
    "pinterest": 500,
    "google": 1500,
    "instagram": 2200,
    "tiktok": 2200,
    "linkedin": 3000,
    "facebook": 63206,
}
