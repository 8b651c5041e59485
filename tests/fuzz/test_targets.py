"""The fuzz targets on what fuzzing begins from, so that a target that no longer works is noticed in every run."""

from __future__ import annotations

from contextlib import suppress

import pytest

from assistant.errors import AssistantError
from tests.fuzz.seeds import SEEDS
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_valid_inputs_and_halves_of_them_end_in_nothing_but_our_own_errors(name: str) -> None:
    for content in SEEDS[name]():
        for data in (content, content[: len(content) // 2 + 1]):
            with suppress(AssistantError):
                TARGETS[name](data)
