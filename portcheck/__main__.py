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
"""As `portcheck.errors.ExitCode`, which takes too long to import before it is needed."""

_ROOM = 32_768
"""Values on the stack of a frame."""


def main() -> None:
    """Run the command line and end the process with its exit code."""
    _open_what_is_closed()
    if sys.argv[1:] == ["--version"] and _told_version():
        return
    if find_spec("fcntl") is None:
        sys.stderr.write(f"error: {NEEDS_POSIX}\n")
        sys.exit(2)
    gc.disable()  # hardly anything of what is imported becomes garbage
    code = None
    # Another signal may come while the first is on its way out: each has something that holds it.
    with suppress(KeyboardInterrupt), suppress(KeyboardInterrupt), suppress(KeyboardInterrupt):
        try:
            # As Ctrl-C does: what is being written is then left whole, and the exit code is ours.
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


def _told_version() -> bool:
    """The commonest call of all needs no command at all, unless nobody takes what it says."""
    try:
        sys.stdout.write(f"portcheck {__version__}\n")
        sys.stdout.flush()
    except OSError:
        return False
    return True


def _with_room(run: Callable[[list[str]], int]) -> Callable[[list[str]], int]:
    """The same function, with room for the frames of all that it calls.

    CPython keeps frames in pieces of 16 KB, and returns a piece to the system with its first frame.
    A loop at the end of one piece whose calls need the next gets memory from the system each time:
    4,000 system calls, 12 ms, while aiohttp is imported. The piece of a large frame is as large.
    """

    def roomy(arguments: list[str]) -> int:
        return run(arguments)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=_ROOM)
    return roomy


def _end_libraries(code: int) -> None:
    """Run the interpreter's exit handlers of libraries."""
    import threading  # noqa: PLC0415 - loaded by what ran; this module has to be quick to load

    if any(not one.daemon for one in threading.enumerate() if one is not threading.main_thread()):
        sys.exit(code)  # it waits for them, and goes on with `atexit`
    atexit._run_exitfuncs()  # noqa: SLF001 - there is no other name for it


def _end_at_once(code: int) -> NoReturn:
    """End the process with this exit code.

    The interpreter would first take down every object there is: 0.2 s after a run. And where a
    signal came within an `exec`, of which imports are full, it would end by the signal itself,
    whatever code it is given.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _ignore_signals() -> None:
    """Once all is done and the code is decided, nothing can be interrupted any more."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def _open_what_is_closed() -> None:
    """A standard stream that the shell closed (`2>&-`) goes to the null device.

    There would be no `sys.stderr`; and the next file that is opened would get its number, and with
    it whatever a library writes there.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            null = os.open(os.devnull, os.O_RDWR)  # the lowest number that is free
            if null != number:
                os.dup2(null, number, inheritable=True)
                os.close(null)
            setattr(sys, name, os.fdopen(number, "w" if number else "r", closefd=False))


if __name__ == "__main__":
    main()
