"""One error tree: every error says what happened and what to do.

Errors of the user's input carry exit code 2, failures of ours or of the machine exit code 3.
Programmer mistakes stay `ValueError` and `TypeError`.
"""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike

FilePath = str | PathLike[str]


class AssistantError(Exception):
    """What happened (`message`), what to do (`hint`), a stable `code` for scripts, and the exit code."""

    code = "error"
    exit_code = 3

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}: {self.hint}"


class InputError(AssistantError):
    """Something that the user handed over cannot be used as it is."""

    code = "input"
    exit_code = 2


class UsageError(InputError):
    """Options or arguments that do not fit together."""

    code = "usage"


class ConfigError(InputError):
    """A setting that cannot be understood."""

    code = "config"


class FileMissing(InputError):
    """A file that is not there."""

    code = "file-missing"

    def __init__(self, path: FilePath) -> None:
        super().__init__(f"{path} does not exist", "check the name and the folder")
        self.path = path


class FileUnreadable(InputError):
    """A file that is there and cannot be read: a folder, a missing permission, a broken archive."""

    code = "file-unreadable"

    def __init__(self, path: FilePath, why: str, hint: str = "check that it is a file that you may read") -> None:
        super().__init__(f"{path} cannot be read ({why})", hint)
        self.path = path


class WrongEncoding(InputError):
    """Bytes that are no text in the expected encoding; `byte` counts from 0, `line` from 1."""

    code = "encoding"

    def __init__(self, path: FilePath, encoding: str, byte: int, line: int) -> None:
        super().__init__(
            f"{path} is not {encoding}: byte {byte} (line {line}) does not fit",
            "name the right one with --encoding, for instance --encoding windows-1252",
        )
        self.path, self.encoding, self.byte, self.line = path, encoding, byte, line


class NoSuchColumn(InputError):
    """A table without the column that is needed; `columns` are those that exist."""

    code = "column"

    def __init__(self, path: FilePath, wanted: str, columns: Sequence[str], option: str) -> None:
        known = ", ".join(repr(c if len(c) <= 60 else c[:59] + "…") for c in columns[:40]) or "none"
        if len(columns) > 40:
            known += f" and {len(columns) - 40} more"
        super().__init__(f"{path} has no {wanted} (columns: {known})", f"name it with {option}")
        self.path, self.columns = path, tuple(columns)


class RowsRejected(InputError):
    """Lines of a labelled file that cannot be used; every problem is listed, each with file and line."""

    code = "rows"

    def __init__(self, problems: Sequence[str], hint: str = "correct these lines and try again") -> None:
        shown = "; ".join(problems[:20])
        more = f" (and {len(problems) - 20} more)" if len(problems) > 20 else ""
        super().__init__(shown + more, hint)
        self.problems = tuple(problems)


class OutputExists(InputError):
    """An output file that is there already and would be overwritten."""

    code = "output-exists"

    def __init__(self, path: FilePath) -> None:
        super().__init__(f"{path} is there already", "choose another name or add --force to replace it")
        self.path = path


class ModelUnusable(AssistantError):
    """A model folder that is missing, damaged, or of a format that this version does not know."""

    code = "model"


class StoreUnusable(AssistantError):
    """A database that is damaged, locked, read-only or of a newer schema."""

    code = "store"


class OutputFailed(AssistantError):
    """A file that could not be written: a full disk, a missing permission."""

    code = "output"

    def __init__(self, path: FilePath, why: str) -> None:
        super().__init__(f"{path} could not be written ({why})", "check the free space and the folder's permissions")
        self.path = path
