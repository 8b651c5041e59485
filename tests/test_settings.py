"""Settings: who wins, what is refused and what the refusal names."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import ConfigError
from assistant.settings import Settings, home_alone, load, user_data_folder, zone


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def test_the_flag_wins_over_the_environment_over_the_nearer_file_over_the_default(home: Path, folder: Path) -> None:
    def window(**said: Any) -> tuple[int, str]:
        settled = load({"home": home, **said.get("flags", {})}, said.get("environment", {}), folder)
        return settled.window, settled.sources.get("window", "default")

    assert window() == (10, "default")
    (home / "assistant.toml").write_text("window = 20")
    assert window() == (20, str(home / "assistant.toml"))
    (folder / "assistant.toml").write_text("window = 30")
    assert window() == (30, str(folder / "assistant.toml"))
    assert window(environment={"ASSISTANT_WINDOW": "40"}) == (40, "ASSISTANT_WINDOW")
    assert window(environment={"ASSISTANT_WINDOW": ""})[0] == 30  # set to nothing says nothing
    assert window(environment={"ASSISTANT_WINDOW": "40"}, flags={"window": 50}) == (50, "--window")


def test_lists_are_written_with_commas_or_as_toml(home: Path, folder: Path) -> None:
    (home / "assistant.toml").write_text('slots = ["17:00", "06:30", "17:00"]\nplatforms = ["facebook", "instagram"]')
    settled = load({"home": home}, {}, folder)
    assert settled.slots == ("06:30", "17:00")
    assert settled.platforms == ("facebook", "instagram")
    assert load({"home": home}, {"ASSISTANT_SLOTS": "sat 10:00, 12:00"}, folder).slots == ("12:00", "sat 10:00")


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ("window = 0", "it must be a whole number from 1 to 1000"),
        ("window = 1.0", "it must be a whole number from 1 to 1000"),
        ("window = true", "it must be a whole number from 1 to 1000"),
        ("share_percent = 101", "it must be a whole percentage from 0 to 100"),
        ('jobs = "many"', "it must be a whole number from 1 to 256"),
        ("platforms = 7", "it must be a list of texts"),
        ('platforms = ["facebook", ""]', "it must be a list of texts"),
        ('slots = ["25:00"]', "write slots like 06:00, sat 10:00 or instagram sat 10:00"),
        ("slots = []", "name at least one time of day, like 12:00"),
        ("platform = 3", "it must be a text"),
        ('page = "shop"', "it must be personal or business"),
        ('timezone = "Mars/Olympus"', "use an IANA name like Europe/Dublin"),
        ("windows = 3", "known are business_per_week, claim_minutes"),
        ("window = ", "mend the line or remove the file"),
        ("jobs = " + "1" * 5000, "holds a number of thousands of digits: mend the line or remove the file"),
        ("jobs = 0x" + "f" * 5000, "jobs is a number of thousands of digits: it must be a whole number from 1 to 256"),
        ("slots = [0x" + "f" * 5000 + "]", "slots is a number of thousands of digits: it must be a list of texts"),
        ("slots = " + "[" * 100_000, "is nested too deep: mend the line or remove the file"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_file_and_what_would_do(
    home: Path, folder: Path, content: str, wanted: str
) -> None:
    file = folder / "assistant.toml"
    file.write_text(content)
    with pytest.raises(ConfigError) as refused:
        load({"home": home}, {}, folder)
    assert str(file) in str(refused.value)
    assert wanted in str(refused.value)


def test_a_file_that_cannot_be_read_is_named(home: Path, folder: Path) -> None:
    (folder / "assistant.toml").write_bytes(b'platform = "caf\xe9"')
    with pytest.raises(ConfigError, match="is not valid TOML"):
        load({"home": home}, {}, folder)
    (folder / "assistant.toml").unlink()
    (folder / "assistant.toml").mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        load({"home": home}, {}, folder)
    (home / "file").touch()
    with pytest.raises(ConfigError, match="is no folder"):
        load({"home": home / "file"}, {}, folder)


def test_the_home_is_the_flag_s_then_the_environment_s_then_the_folder_s_then_the_user_s(folder: Path) -> None:
    environment = {"ASSISTANT_HOME": "/of/environment", "XDG_DATA_HOME": "/data"}
    assert home_alone(Path("/of/flag"), environment, folder) == Path("/of/flag")
    assert home_alone(None, environment, folder) == Path("/of/environment")
    del environment["ASSISTANT_HOME"]
    assert home_alone(None, environment, folder) == user_data_folder(environment)
    (folder / ".assistant").mkdir()
    assert home_alone(None, environment, folder) == folder / ".assistant"


def test_a_home_of_a_user_who_does_not_exist_is_refused(folder: Path) -> None:
    with pytest.raises(ConfigError, match="--home: '~no-such-user/x' begins with ~ and no known user"):
        home_alone(Path("~no-such-user/x"), {}, folder)
    with pytest.raises(ConfigError, match="ASSISTANT_HOME"):
        home_alone(None, {"ASSISTANT_HOME": "~no-such-user"}, folder)


@pytest.mark.parametrize(
    ("system", "environment", "expected"),
    [
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/assistant"),
        ("linux", {}, "/u/.local/share/assistant"),
        ("darwin", {}, "/u/Library/Application Support/assistant"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/assistant"),
        ("win32", {}, "/u/AppData/Local/assistant"),
    ],
)
def test_each_system_has_its_folder(
    monkeypatch: pytest.MonkeyPatch, system: str, environment: dict[str, str], expected: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setenv("HOME", "/u")
    assert user_data_folder(environment) == Path(expected)


def test_a_zone_that_is_a_path_is_no_zone() -> None:
    assert zone("Europe/Dublin").key == "Europe/Dublin"
    for name in ("../../etc/passwd", "/etc/passwd", "", "Europe"):
        with pytest.raises(ConfigError, match="is no known time zone"):
            zone(name)


def test_the_settings_say_nothing_of_where_they_came_from_when_compared(tmp_path: Path) -> None:
    assert Settings(tmp_path, sources={"home": "--home"}) == Settings(tmp_path, sources={"home": "default"})
