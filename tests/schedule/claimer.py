"""A process that claims and posts until nothing is left for it. May be killed at any time."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from assistant.schedule.limits import Limits
from assistant.schedule.store import Store

RULES = Limits(share_percent=20, window=10, spacing_hours=0, personal_per_day=100, business_per_week=700)


def main(where: str, name: str, log: Path) -> None:
    with Store.open(where, clock=lambda: datetime.now(UTC), wait_seconds=120) as store, log.open("a") as out:
        drain(store, name, out)


def drain(store: Store, name: str, out: TextIO) -> None:
    """Claim, note the id, post; until nothing may go out."""
    while (draft := store.claim(RULES, UTC, by=name, minutes=15).draft) is not None:
        out.write(f"{draft.id}\n")
        out.flush()
        store.posted(draft.id)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
