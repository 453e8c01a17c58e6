"""Repeat interrupts that arrive where Python ignores exceptions."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_LATER_S = 0.02


@contextmanager
def delivered() -> Iterator[None]:
    """Repeat an interrupt that would get lost inside the `with` block a moment later.

    A signal during a destructor or a callback of a weak reference raises its exception there, and
    Python prints such exceptions and continues.
    """
    import signal  # not needed by commands that only print
    import threading

    before, waiting = sys.unraisablehook, list[threading.Timer]()

    def hear(lost: Any) -> None:
        if not issubclass(lost.exc_type, KeyboardInterrupt):
            before(lost)
            return
        # A signal to the main thread also interrupts a call that waits there.
        main = threading.main_thread().ident
        timer = threading.Timer(_LATER_S, signal.pthread_kill, (main, signal.SIGINT))
        timer.daemon = True
        waiting.append(timer)
        timer.start()

    sys.unraisablehook = hear
    try:
        yield
    finally:
        sys.unraisablehook = before
        for timer in waiting:
            timer.cancel()
