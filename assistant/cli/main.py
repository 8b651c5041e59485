"""The command `assistant`: finds the group, runs it, and turns every error into its exit code."""

from __future__ import annotations

import errno
import io
import os
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

from assistant.errors import AssistantError, InputError, OutputFailed, UsageError

INTERRUPTED = 130  # 128 + SIGINT, what a shell expects


def main() -> NoReturn:
    """Run the command line and exit: 0 done, 1 a check did not pass, 2 wrong input, 3 a failure."""
    arguments = sys.argv[1:]
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # the caller closed it (`<&-`): as good as empty
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open until the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal or file of an old encoding shows ? for what it lacks
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except AssistantError as error:
        code = _report(error, arguments)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        code = INTERRUPTED
    except BrokenPipeError:
        # The reader went away (`assistant … | head`); what Python flushes at exit must not raise again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        code = _report(_from_machine(error), arguments)
    except MemoryError:
        code = _report(
            AssistantError("the machine ran out of memory", "close other programs or use smaller input"), arguments
        )
    except UnicodeEncodeError as error:
        code = _report(_no_text(error), arguments)
    except Exception as error:  # the last resort: a defect of ours must not print a traceback at a user
        code = _report(_unexpected(error), arguments)
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    import typer

    from assistant.cli.app import app

    # Typer carries click inside; BadParameter's base is its UsageError.
    usage_error: Any = typer.BadParameter.__base__
    try:
        result = app.main(args=arguments, prog_name="assistant", standalone_mode=False)
    except usage_error as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # a group without a command: its message is the help
            print(error.format_message(), file=sys.stderr)
            return UsageError.exit_code
        where = error.ctx.command_path if error.ctx else "assistant"
        said = error.format_message().rstrip(".").replace("Value error, ", "")  # pydantic's, in newer versions of Typer
        dash = "; a text that begins with - goes behind --" if said.startswith("No such option") else ""
        raise UsageError(said, f"see `{where} --help`{dash}") from error
    except SystemExit as stop:  # Typer's own answer to a reader that went away
        raise BrokenPipeError from stop
    except typer.Exit as stop:
        return int(stop.exit_code)
    except typer.Abort as stop:
        raise KeyboardInterrupt from stop
    if result == INTERRUPTED:  # what Typer makes of a KeyboardInterrupt
        raise KeyboardInterrupt
    return result if isinstance(result, int) else 0


def _from_machine(error: OSError) -> AssistantError:
    what = os.strerror(error.errno) if error.errno else str(error)
    if error.errno in {errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EPERM, errno.EDQUOT}:
        return OutputFailed(error.filename or "a file", what)
    return AssistantError(f"the machine said no ({what}{f': {error.filename}' if error.filename else ''})", "try again")


def _no_text(error: UnicodeEncodeError) -> AssistantError:
    if not 0xD800 <= ord(error.object[error.start]) <= 0xDFFF:
        return _unexpected(error)
    return InputError(
        "a text holds broken characters", "check the encoding of what you typed or pasted (UTF-8 is expected)"
    )


def _unexpected(error: Exception) -> AssistantError:
    return AssistantError(
        f"something unexpected happened ({type(error).__name__}: {' '.join(str(error).split())[:200]})",
        "run it again with --debug and report what it prints",
    )


def _report(error: AssistantError, arguments: list[str]) -> int:
    from assistant.cli.screen import error_line

    if "--debug" in arguments:
        import traceback

        traceback.print_exc()
    print(error_line(error, as_json=_wants_json(arguments)), file=sys.stderr)
    return error.exit_code


def _wants_json(arguments: list[str]) -> bool:
    """Errors can come before the options are parsed, so the wish is read off the arguments themselves."""
    return any(
        a in {"--format=json", "--format=jsonl"} or (a == "--format" and b in {"json", "jsonl"})
        for a, b in pairwise([*arguments, ""])
    )
