from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.insight.learnt import FILE, Learnt, accepted, in_force, keep, with_another

AT = datetime(2026, 5, 1, 8, tzinfo=UTC)


def test_what_is_accepted_is_kept_and_what_it_does_not_name_stays(tmp_path: Path) -> None:
    first = with_another([], Learnt(("18:00",), {"facebook": 5}, AT))
    keep(tmp_path, with_another(first, Learnt((), {"x": 2}, AT)))
    assert in_force(accepted(tmp_path)) == Learnt(("18:00",), {"facebook": 5, "x": 2}, AT)
    assert accepted(tmp_path)[0] == first[0]


def test_a_home_without_the_file_has_nothing_in_force(tmp_path: Path) -> None:
    assert in_force(accepted(tmp_path / "nowhere")) == Learnt()


@pytest.mark.parametrize(
    "content",
    [
        "{oops",
        "[]",
        '{"schema": 2, "accepted": []}',
        '{"schema": 1, "accepted": {}}',
        '{"schema": 1, "accepted": [7]}',
        '{"schema": 1, "accepted": [{"slots": ["25:00"], "spacing_hours": {}, "at": null}]}',
        '{"schema": 1, "accepted": [{"slots": [], "spacing_hours": {"x": 900}, "at": null}]}',
        '{"schema": 1, "accepted": [{"slots": [], "spacing_hours": {"x": true}, "at": null}]}',
        '{"schema": 1, "accepted": [{"slots": []}]}',
        "[" * 100_000,
    ],
)
def test_a_damaged_file_is_named_and_not_guessed_at(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)
    with pytest.raises(InputError, match=r"learnt\.json is damaged"):
        accepted(tmp_path)
