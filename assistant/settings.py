"""Settings: flag > environment > `assistant.toml` (working folder, then home) > default, frozen into one value.

This module and `assistant.cli` are the only ones that read the environment.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.errors import ConfigError

CONFIG_NAME = "assistant.toml"
LOCAL_HOME = ".assistant"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a user can set. Each default lives here and nowhere else."""

    home: Path
    database: str | None = None  # SQLAlchemy URL; None is SQLite in the home
    timezone: str | None = None  # IANA name; None is the machine's own zone
    share_percent: int = 20  # at most this share of posts may be promotional (B1)
    window: int = 10  # posts per window, in which the share holds (B2)
    slots: tuple[str, ...] = ("06:00", "12:00", "17:00")  # local time (D2)
    spacing_hours: int = 3  # a post lives about three hours (D3)
    personal_per_day: int = 3  # cadence of a personal page (D4)
    business_per_week: int = 3  # cadence of a business page (D4)
    platforms: tuple[str, ...] = ()  # the user's own choice; two or three are best (B3)
    platform: str = "facebook"  # where a draft goes when nothing is said
    page: str = "business"  # personal or business
    claim_minutes: int = 15  # how long `queue next --claim` holds a draft
    jobs: int = 1  # processes for `label`
    llm_base_url: str | None = None
    llm_model: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict, compare=False)  # setting -> where it came from


_CHECKS: Mapping[str, tuple[str, range]] = {
    "share_percent": ("a whole percentage from 0 to 100", range(101)),
    "window": ("a whole number from 1 to 1000", range(1, 1001)),
    "spacing_hours": ("whole hours from 0 to 168", range(169)),
    "personal_per_day": ("a whole number from 1 to 100", range(1, 101)),
    "business_per_week": ("a whole number from 1 to 700", range(1, 701)),
    "claim_minutes": ("whole minutes from 1 to 1440", range(1, 1441)),
    "jobs": ("a whole number from 1 to 256", range(1, 257)),
}
_ENDLESS = "a number of thousands of digits"
_LISTS = {"slots", "platforms"}
_TEXTS = {"database", "timezone", "platform", "page", "llm_base_url", "llm_model"}


def load(flags: Mapping[str, Any], environment: Mapping[str, str], folder: Path) -> Settings:
    """Settle every setting.

    `flags` holds what the command line said (absent or None: not said), `environment` is `os.environ`, `folder` the
    working folder. Raises `ConfigError` for a file or value that cannot be understood.
    """
    said: dict[str, Any] = {}
    sources: dict[str, str] = {}
    home, home_source = _home(flags.get("home"), environment, folder)
    for path in (home / CONFIG_NAME, folder / CONFIG_NAME):  # the later, nearer file wins
        for name, value in _read_config(path).items():
            said[name], sources[name] = value, str(path)
    for name in (f.name for f in fields(Settings) if f.name not in {"home", "sources"}):
        variable = f"ASSISTANT_{name.upper()}"
        if environment.get(variable):
            said[name], sources[name] = environment[variable], variable
        if flags.get(name) is not None:
            said[name], sources[name] = flags[name], f"--{name.replace('_', '-')}"
    checked = {name: _checked(name, value, sources[name]) for name, value in said.items()}
    return replace(Settings(home=home), **checked, sources={"home": home_source, **sources})


def home_alone(flag: Path | None, environment: Mapping[str, str], folder: Path) -> Path:
    """Where the home is, without reading any settings file."""
    return _home(flag, environment, folder)[0]


def _home(flag: Path | str | None, environment: Mapping[str, str], folder: Path) -> tuple[Path, str]:
    if flag:
        return _expanded(flag, "--home"), "--home"
    if environment.get("ASSISTANT_HOME"):
        return _expanded(environment["ASSISTANT_HOME"], "ASSISTANT_HOME"), "ASSISTANT_HOME"
    if (folder / LOCAL_HOME).is_dir():
        return folder / LOCAL_HOME, f"./{LOCAL_HOME}"
    return user_data_folder(environment), "default"


def _expanded(path: Path | str, source: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise ConfigError(f"{source}: {str(path)!r} begins with ~ and no known user", "name the whole path") from error


def user_data_folder(environment: Mapping[str, str]) -> Path:
    """The platform's folder for a user's data (XDG base directories, macOS and Windows conventions)."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "assistant"
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "assistant"
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "assistant"


def _read_config(path: Path) -> dict[str, Any]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}
    except NotADirectoryError as error:
        raise ConfigError(f"{path.parent} is no folder", "name a folder with --home or ASSISTANT_HOME") from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({os.strerror(error.errno or 0)})", "mend or remove it") from error
    try:
        table = tomllib.loads(content.decode("utf-8"))
    except RecursionError as error:
        raise ConfigError(f"{path} is nested too deep", "mend the line or remove the file") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML ({error})", "mend the line or remove the file") from error
    except ValueError as error:
        raise ConfigError(f"{path} holds {_ENDLESS}", "mend the line or remove the file") from error
    known = {f.name for f in fields(Settings)} - {"home", "sources"}
    for name in table:
        if name not in known:
            raise ConfigError(f"{path} has an unknown setting {name!r}", f"known are {', '.join(sorted(known))}")
    return table


def _checked(name: str, value: Any, source: str) -> Any:
    if name in _CHECKS:
        wanted, allowed = _CHECKS[name]
        try:
            number = int(value) if not isinstance(value, bool | float) else None
        except (TypeError, ValueError):
            number = None
        if number is None or number not in allowed:
            raise ConfigError(f"{source}: {name} is {_shown(value)}", f"it must be {wanted}")
        return number
    if name in _LISTS:
        items = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
        if not isinstance(items, list | tuple) or not all(isinstance(i, str) and i for i in items):
            raise ConfigError(f"{source}: {name} is {_shown(value)}", "it must be a list of texts")
        return _checked_slots(tuple(items), source) if name == "slots" else tuple(items)
    if name in _TEXTS and not isinstance(value, str):
        raise ConfigError(f"{source}: {name} is {_shown(value)}", "it must be a text")
    if name == "page" and value not in {"personal", "business"}:
        raise ConfigError(f"{source}: page is {_shown(value)}", "it must be personal or business")
    if name == "timezone":
        zone(value, source)
    return value


def _shown(value: Any) -> str:
    try:
        return repr(value)[:200]
    except ValueError:  # Python writes no such number, though a file can hold one in hexadecimal
        return _ENDLESS


def _checked_slots(slots: tuple[str, ...], source: str) -> tuple[str, ...]:
    from assistant.schedule.slots import parse_slot

    for slot in slots:
        try:
            parse_slot(slot)
        except ValueError as error:
            wanted = "write slots like 06:00, sat 10:00 or instagram sat 10:00"
            raise ConfigError(f"{source}: {slot!r} is no time of day", wanted) from error
    if not slots:
        raise ConfigError(f"{source}: slots is empty", "name at least one time of day, like 12:00")
    return tuple(sorted(set(slots)))


def zone(name: str, source: str = "timezone") -> ZoneInfo:
    """The time zone of an IANA name; `ConfigError` if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(f"{source}: {name!r} is no known time zone", "use an IANA name like Europe/Dublin") from error
