"""The command `assistant`: finds the group, runs it, and turns every error into its exit code."""

from __future__ import annotations

import errno
import os
import sys
from typing import Any, NoReturn

from assistant.errors import AssistantError, OutputFailed, UsageError

INTERRUPTED = 130  # 128 + SIGINT, what a shell expects


def main() -> NoReturn:
    """Run the command line and exit: 0 done, 1 a check did not pass, 2 wrong input, 3 a failure."""
    arguments = sys.argv[1:]
    if "--debug" in arguments:
        sys.exit(_run(arguments))
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
    except RecursionError as error:
        code = _report(_unexpected(error), arguments)
    except Exception as error:  # the last resort: a defect of ours must not print a traceback at a user
        code = _report(_unexpected(error), arguments)
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    import typer

    from assistant.cli.app import app

    # Typer carries click inside since 0.26 and beside it before; BadParameter's base is click's UsageError in both.
    usage_error: Any = typer.BadParameter.__base__
    try:
        result = app.main(args=arguments, prog_name="assistant", standalone_mode=False)
    except usage_error as error:
        where = error.ctx.command_path if error.ctx else "assistant"
        raise UsageError(error.format_message().rstrip("."), f"see `{where} --help`") from error
    except typer.Exit as stop:
        return int(stop.exit_code)
    except typer.Abort as stop:
        raise KeyboardInterrupt from stop
    return result if isinstance(result, int) else 0


def _from_machine(error: OSError) -> AssistantError:
    what = os.strerror(error.errno) if error.errno else str(error)
    if error.errno in {errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EPERM, errno.EDQUOT}:
        return OutputFailed(error.filename or "a file", what)
    return AssistantError(f"the machine said no ({what}{f': {error.filename}' if error.filename else ''})", "try again")


def _unexpected(error: Exception) -> AssistantError:
    return AssistantError(
        f"something unexpected happened ({type(error).__name__}: {' '.join(str(error).split())[:200]})",
        "run it again with --debug and report what it prints",
    )


def _report(error: AssistantError, arguments: list[str]) -> int:
    from assistant.cli.screen import error_line

    print(error_line(error, as_json=_wants_json(arguments)), file=sys.stderr)
    return error.exit_code


def _wants_json(arguments: list[str]) -> bool:
    """Errors can come before the options are parsed, so the wish is read off the arguments themselves."""
    pairs = zip(arguments, [*arguments[1:], ""], strict=True)
    return any(
        a in {"--format=json", "--format=jsonl"} or (a == "--format" and b in {"json", "jsonl"}) for a, b in pairs
    )
