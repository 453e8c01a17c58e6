"""`python -m portcheck`, and the `portcheck` command."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from typing import NoReturn

from portcheck import NEEDS_POSIX, __version__

INTERRUPTED = 130
"""`portcheck.errors.ExitCode.INTERRUPTED`; that module takes too long to import here."""

_ROOM = 32_768
"""Size of a frame's stack, in values."""


def main() -> None:
    """Run the command line and end the process with its exit code."""
    _open_what_is_closed()
    if sys.argv[1:] == ["--version"] and _printed_version():
        return
    if find_spec("fcntl") is None:
        sys.stderr.write(f"error: {NEEDS_POSIX}\n")
        sys.exit(2)
    gc.disable()  # imports leave hardly any garbage
    code = None
    # More signals may arrive while the first one is handled: each `suppress` stops one of them.
    with suppress(KeyboardInterrupt), suppress(KeyboardInterrupt), suppress(KeyboardInterrupt):
        try:
            # SIGTERM acts like Ctrl-C: files stay whole, and portcheck sets the exit code.
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            from portcheck.cli.lost_interrupts import delivered  # noqa: PLC0415 - may be interrupted

            with delivered():
                from portcheck.cli.main import run  # noqa: PLC0415 - slow, and may be interrupted
                from portcheck.run.execute.gc_pauses import collect_rarely  # noqa: PLC0415

                collect_rarely()
                gc.enable()
                code = _with_room(run)(sys.argv[1:])
                _ignore_signals()
        finally:
            _ignore_signals()
    _ignore_signals()
    if code is None:
        sys.stderr.write("error: interrupted\n")
        code = INTERRUPTED
    if code != INTERRUPTED:
        _end_libraries(code)
    _end_at_once(code)


def _printed_version() -> bool:
    """Print the version without loading the command line; false if it cannot be printed."""
    try:
        sys.stdout.write(f"portcheck {__version__}\n")
        sys.stdout.flush()
    except OSError:
        return False
    return True


def _with_room(run: Callable[[list[str]], int]) -> Callable[[list[str]], int]:
    """The same function, with room for the frames of everything that it calls.

    CPython keeps frames in chunks of 16 KB, and returns a chunk to the system with its first frame.
    A loop at the end of a chunk whose calls need the next one gets memory from the system each
    time: 4,000 system calls, 12 ms, while aiohttp is imported. A large frame gets a large chunk.
    """

    def roomy(arguments: list[str]) -> int:
        return run(arguments)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=_ROOM)
    return roomy


def _end_libraries(code: int) -> None:
    """Run the exit handlers that libraries registered, after their threads."""
    import threading  # noqa: PLC0415 - already loaded by now; this module must load fast

    if any(not one.daemon for one in threading.enumerate() if one is not threading.main_thread()):
        sys.exit(code)  # waits for the threads, then runs the exit handlers
    atexit._run_exitfuncs()  # noqa: SLF001 - it has no public name


def _end_at_once(code: int) -> NoReturn:
    """End the process with this exit code, without the interpreter's own shutdown.

    That would first destroy every object, which takes 0.2 s after a run. And if a signal arrived
    inside an `exec`, as in imports, the process would end by that signal and not with this code.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _ignore_signals() -> None:
    """Ignore SIGINT and SIGTERM: the work is done and the exit code is decided."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def _open_what_is_closed() -> None:
    """Connect each standard stream that the shell closed (`2>&-`) to the null device.

    Otherwise there would be no `sys.stderr`, and the next opened file would get its number, so a
    library that writes to that number would write into the file.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            null = os.open(os.devnull, os.O_RDWR)  # gets the lowest free number
            if null != number:
                os.dup2(null, number, inheritable=True)
                os.close(null)
            setattr(sys, name, os.fdopen(number, "w" if number else "r", closefd=False))


if __name__ == "__main__":
    main()
