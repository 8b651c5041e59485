"""No sequence of what a person or a script may do breaks window, cadence, spacing or deadline; on both databases."""

from __future__ import annotations

import tempfile
from datetime import UTC, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.post import Label
from assistant.schedule.limits import Limits
from assistant.schedule.rows import NewDraft
from assistant.schedule.rule import Weight, may_follow
from assistant.schedule.slots import parse_slot
from assistant.schedule.store import Store
from tests.schedule.conftest import BACKENDS, NOON, Clock, place, verdict

SLOTS = [parse_slot(s) for s in ("06:00", "12:00", "17:00")]

steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.booleans(), st.integers(0, 2), st.one_of(st.none(), st.integers(1, 200))),
        st.tuples(st.sampled_from(["post", "claim", "plan", "undo", "drop"])),
        st.tuples(st.just("wait"), st.integers(1, 60)),
    ),
    max_size=40,
)


def run(store: Store, clock: Clock, limits: Limits, script: list[tuple[object, ...]]) -> None:
    """Play the script; every post is one that `next` or `claim` gave at that moment, on time."""
    number = 0
    for step in script:
        if step[0] == "add":
            _, promotional, sort, hours = step
            number += 1
            label = Label.PROMOTIONAL if promotional else Label.VALUE
            unsure = 0.6 if promotional else 0.4
            deadline = clock.now + timedelta(hours=hours) if isinstance(hours, int) else None
            page = "personal" if sort == 1 else "business"
            judged = verdict(f"draft {number}", label, unsure=unsure if sort == 2 else None)
            store.add([NewDraft(judged, "facebook", page, deadline=deadline)])
        elif step[0] == "wait":
            clock.pass_by(hours=float(str(step[1])))
        elif step[0] == "plan":
            store.plan(limits, SLOTS, UTC, weeks=2, apply=True)
        elif step[0] == "undo" and number:
            store.add([NewDraft(verdict("to be undone"), "facebook")])
            store.undo()
        elif step[0] == "drop":
            waiting = [d.id for d in store.drafts() if d.state == "queued"]
            store.drop(*waiting[:1])
        elif step[0] in {"post", "claim"}:
            found = (
                store.claim(limits, UTC, by="x", minutes=30, on_time=True)
                if step[0] == "claim"
                else store.next(limits, UTC, on_time=True)
            )
            if found.draft:
                assert found.draft.deadline is None or clock.now <= found.draft.deadline
                store.posted(found.draft.id)


def check(store: Store, limits: Limits) -> None:
    """The rules over all that went out."""
    posts = store.postings()
    sequence: list[Weight] = []
    for post in posts:
        assert may_follow(sequence, post.weight, limits)
        sequence.append(post.weight)
    for earlier, later in pairwise(posts):
        assert later.at - earlier.at >= timedelta(hours=limits.spacing_hours)
    for page in ("personal", "business"):
        most, length = limits.cadence(page)
        days = [post.at.date().toordinal() for post in posts if post.page == page]
        assert all(sum(first <= day < first + length for day in days) <= most for first in days)


@pytest.mark.parametrize("backend", BACKENDS)
def test_no_sequence_of_next_and_posted_breaks_a_rule(backend: str) -> None:
    with tempfile.TemporaryDirectory() as folder:

        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        @given(steps, st.sampled_from([(20, 10), (34, 3), (50, 4)]), st.integers(1, 4))
        def play(script: list[tuple[object, ...]], rule: tuple[int, int], weekly: int) -> None:
            limits = Limits(rule[0], rule[1], 3, 2, weekly)
            clock = Clock(NOON)
            with place(backend, Path(folder)) as fresh, Store.open(fresh, clock=clock) as store:
                run(store, clock, limits, [("add", False, 0, None)] * 6 + script)
                check(store, limits)

        play()
