"""The versions of `requirements/locked.txt`, which `make locked` writes, are those that pyproject.toml allows."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

TOP = Path(__file__).parents[2]
LOCKED = (TOP / "requirements" / "locked.txt").read_text("utf-8").replace("\\\n", " ").splitlines()
PINS = [re.split(r"\s--hash=", line) for line in LOCKED if line and not line.startswith("#")]


def wanted() -> list[Requirement]:
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    listed = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    return [Requirement(one) for one in listed]


@pytest.mark.parametrize("requirement", wanted(), ids=lambda r: r.name)
def test_a_dependency_is_locked_to_a_version_that_it_may_have(requirement: Requirement) -> None:
    pins = [Requirement(pin) for pin, *_ in PINS]
    own = [pin for pin in pins if pin.name == requirement.name]
    assert own, "run `make locked`"
    for pin in own:
        (only,) = pin.specifier
        assert only.operator == "=="
        assert requirement.specifier.contains(only.version), "run `make locked`"


def test_every_version_has_its_digests() -> None:
    assert len(PINS) > len(wanted())
    for pin, *digests in PINS:
        assert digests, pin
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", digest) for digest in digests), pin
