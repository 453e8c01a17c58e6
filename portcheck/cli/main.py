"""Run the command line and turn errors into text and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer
from msgspec.structs import asdict

from portcheck.cli.output import Output
from portcheck.errors import FULL_DISK, ConfigError, ExitCode, PortcheckError
from portcheck.model.visible_text import without_passwords, without_passwords_in

_LOOP = "Symlink loop from "
"""`Path.resolve` says so before Python 3.13; later ones raise an OSError where the file is used."""


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; never raises."""
    debug, rest = _take_debug(list(arguments))
    output = Output()
    try:
        code = _dispatch(rest)
        output.flush()
    except BaseException as exc:  # noqa: BLE001 - the outermost edge
        if debug:
            import traceback

            traceback.print_exception(exc)
        return _report(exc, output, as_json=_wants_json(rest))
    return code


def _take_debug(arguments: list[str]) -> tuple[bool, list[str]]:
    """Remove `--debug` from anywhere before `--`; returns whether it was there."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    head = [word for word in arguments[:end] if word != "--debug"]
    return len(head) < end, head + arguments[end:]


def _dispatch(arguments: list[str]) -> int:
    from portcheck.cli.app import command_line

    named = command_line(*arguments[:1])
    try:
        result = named(arguments, prog_name="portcheck", standalone_mode=False)
    except typer.TyperException as exc:
        if type(exc).__name__ != "NoArgsIsHelpError":
            raise
        Output().result(str(exc))  # no arguments: print the help
        return ExitCode.USAGE
    return int(result) if isinstance(result, int) else ExitCode.OK


def _wants_json(arguments: list[str]) -> bool:
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return "--json" in arguments[:end]


def _report(exc: BaseException, output: Output, *, as_json: bool) -> int:
    if isinstance(exc, SystemExit):
        return exc.code if isinstance(exc.code, int) else ExitCode.OK
    if isinstance(exc, ConfigError):
        from portcheck.cli.pages.problems import show_problems

        show_problems(output, exc.problems)
    code, message, hint = _explain(exc)
    output.error(message, hint)
    if as_json and code != ExitCode.INTERRUPTED:
        try:
            output.json({"error": _error_json(exc, code, message, hint)})
        except OSError:  # perhaps the error being reported
            _silence_stdout()
    return code


def _error_json(exc: BaseException, code: int, message: str, hint: str) -> dict[str, object]:
    """The error as JSON; `problems` are the mistakes in files."""
    kind = "internal" if code == ExitCode.INTERNAL else "usage"
    if isinstance(exc, PortcheckError):
        kind = type(exc).__name__.removesuffix("Error").lower()
    problems = [asdict(one) for one in exc.problems] if isinstance(exc, ConfigError) else []
    return {
        "class": kind,
        "message": without_passwords(message),
        "hint": without_passwords(hint),
        "exit_code": int(code),
        "problems": without_passwords_in(problems),
    }


def _explain(exc: BaseException) -> tuple[ExitCode, str, str]:
    """The exit code, message and hint for an exception."""
    match exc:
        case KeyboardInterrupt() | typer.Abort():
            found = (ExitCode.INTERRUPTED, "interrupted", "")
        case typer.TyperException():
            found = (ExitCode.USAGE, exc.format_message(), _usage_hint(exc))
        case ConfigError():
            hint = exc.hint or "fix the mistakes above and run the command again"
            found = (exc.exit_code, exc.message, hint)
        case PortcheckError():
            found = (exc.exit_code, exc.message, exc.hint)
        case OSError(errno=number) if number in FULL_DISK:
            _silence_stdout()
            found = (
                ExitCode.INCOMPLETE,
                f"cannot write: {exc.strerror}",
                "free some disk space and run the command again",
            )
        case OSError():
            found = (ExitCode.USAGE, _said_of(exc), "")
        case RuntimeError() if str(exc).startswith(_LOOP):
            found = (ExitCode.USAGE, f"{_LOOP[:1].lower()}{str(exc)[1:]}", "")
        case _:
            found = (
                ExitCode.INTERNAL,
                f"internal error: {type(exc).__name__}: {exc}",
                "this is a bug in portcheck; run again with --debug and report the traceback",
            )
    return found


def _said_of(exc: OSError) -> str:
    """The file and the system's message about it, without the error number."""
    if not exc.strerror:
        return str(exc)
    said = exc.strerror[:1].lower() + exc.strerror[1:]
    return f"{exc.filename}: {said}" if exc.filename is not None else said


def _usage_hint(exc: typer.TyperException) -> str:
    context = getattr(exc, "ctx", None)
    command = context.command_path if context is not None else "portcheck"
    return f"see {command} --help"


def _silence_stdout() -> None:
    """Discard the buffer, which would otherwise fail again with a traceback at exit."""
    import os

    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
