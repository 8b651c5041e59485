"""Many processes at one queue, some of them killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.post import Label, State
from assistant.schedule.balance import holds
from assistant.schedule.store import Store
from tests.schedule.claimer import drain
from tests.schedule.conftest import RULES, promotion, value

DRAFTS = int(os.environ.get("ASSISTANT_TEST_DRAFTS", "80"))  # 1,000 by hand
CLAIMERS, KILLS = 8, 4


def test_eight_claimers_post_each_draft_exactly_once_though_some_are_killed(where: str, tmp_path: Path) -> None:
    with Store.open(where, clock=lambda: datetime.now(UTC)) as store:
        store.add([promotion(f"buy {n}") if n % 8 == 0 else value(f"tip {n}") for n in range(DRAFTS)])
        logs = [tmp_path / f"log{n}" for n in range(CLAIMERS + KILLS)]
        running = [_claimer(where, log) for log in logs[:CLAIMERS]]
        chance = random.Random(8)  # noqa: S311 - which process dies is no secret
        for log in logs[CLAIMERS:]:
            victim = running.pop(chance.randrange(len(running)))
            while store.count().get(State.POSTED, 0) == 0 and victim.poll() is None:
                with suppress(subprocess.TimeoutExpired):
                    victim.wait(0.02)
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            running.append(_claimer(where, log))
        assert [process.wait(timeout=240) for process in running] == [0] * CLAIMERS
    # What the killed ones held is free when their claims have run out.
    later = datetime.now(UTC) + timedelta(minutes=16)
    with Store.open(where, clock=lambda: later) as store, (tmp_path / "last").open("a") as last:
        drain(store, "last", last)
        postings = store.postings()
        assert max(Counter(p.draft_id for p in postings).values()) == 1
        assert {d.id for d in store.drafts() if d.state is State.POSTED} == {p.draft_id for p in postings}
        assert len(store.drafts()) == DRAFTS
        # What a killed process held comes back late, when the value posts that a promotion needs may be used up.
        left = [d for d in store.drafts() if d.state is not State.POSTED]
        assert {d.state for d in left} <= {State.QUEUED}
        assert all(d.label is Label.PROMOTIONAL for d in left)
        assert holds([p.weight.promotional for p in postings], RULES)
    handed = Counter(
        line.split()[0] for log in [*logs, tmp_path / "last"] if log.exists() for line in log.read_text().splitlines()
    )
    twice = sum(times - 1 for times in handed.values())
    assert twice <= KILLS  # only what a killed process held was handed out again


def _claimer(where: str, log: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.schedule.claimer", where, log.name, str(log)],
        cwd=Path(__file__).parents[2],
    )
