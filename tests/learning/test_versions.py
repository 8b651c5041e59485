from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.classifier import Classifier
from assistant.errors import InputError, ModelUnusable
from assistant.learning import versions
from tests.classifier.test_ownhead import version

FIRST, SECOND = "own-1-00000000", "own-2-11111111"

# Writes a version and makes it active, and kills itself at the file operation of this number.
KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from assistant.learning import versions
from tests.classifier.test_ownhead import version
home, step = Path(sys.argv[2]), int(sys.argv[3])
done = 0
def counted(operation):
    def run(*arguments, **named):
        global done
        done += 1
        if done == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return operation(*arguments, **named)
    return run
for name in ("replace", "rename", "open", "write_bytes", "mkdir"):
    setattr(Path, name, counted(getattr(Path, name)))
for name in ("fsync", "replace", "rename"):
    setattr(os, name, counted(getattr(os, name)))
version(versions.models_folder(home) / "own-2-11111111", version="own-2-11111111")
versions.activate(home, "own-2-11111111")
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    version(versions.models_folder(tmp_path) / FIRST, version=FIRST)
    versions.activate(tmp_path, FIRST)
    return tmp_path


def test_killed_at_every_file_operation_the_active_version_judges(home: Path) -> None:
    top = Path(__file__).resolve().parents[2]
    killed = 0
    for step in range(1, 60):
        done = subprocess.run([sys.executable, "-c", KILLED, str(top), str(home), str(step)], cwd=top, check=False)
        folder = versions.active_model(home)
        assert folder is not None
        assert Classifier.open(folder, fast=True).judge(["Half price"], explain=False)
        assert all(v.problem is None for v in versions.versions(home))
        if done.returncode == 0:
            break
        killed += 1
        assert versions.active_name(home) == FIRST
        versions.sweep(home)
        assert not list(versions.models_folder(home).glob(".own-*"))
    assert killed >= 5
    assert versions.active_name(home) == SECOND


def test_a_new_name_follows_the_highest_number(home: Path) -> None:
    assert versions.new_name(home, "abcdef0123") == "own-2-abcdef01"
    assert versions.new_name(home / "empty", "abcdef0123") == "own-1-abcdef01"


def test_the_active_version_and_base_stay(home: Path) -> None:
    for name in (FIRST, versions.BASE):
        with pytest.raises(InputError):
            versions.remove(home, name)
    versions.activate(home, versions.BASE)
    versions.remove(home, FIRST, dry_run=True)
    assert [v.name for v in versions.versions(home)] == [FIRST]
    versions.remove(home, FIRST)
    assert versions.versions(home) == []


@pytest.mark.parametrize("name", ["../../etc", ".hidden", "own-9-99999999", "own-1-00000000/.."])
def test_an_active_name_that_leads_elsewhere_is_refused(home: Path, name: str) -> None:
    (versions.models_folder(home) / versions.ACTIVE).write_text(name)
    with pytest.raises(ModelUnusable, match="is not there"):
        versions.active_model(home)


def test_a_damaged_version_is_listed_with_its_problem(home: Path) -> None:
    (versions.models_folder(home) / FIRST / "model.json").write_text("{")
    [found] = versions.versions(home)
    assert found.problem is not None
    assert "damaged" in found.problem
