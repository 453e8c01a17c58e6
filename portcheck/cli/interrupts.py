"""Interrupts that arrive where no exception can get out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_LATER_S = 0.02


@contextmanager
def delivered() -> Iterator[None]:
    """Within it, an interrupt that would get lost comes again a moment later.

    A signal that arrives during a destructor or a callback of a weak reference raises its
    exception there, and Python prints what is raised there and goes on.
    """
    import signal  # not needed for what only prints
    import threading

    before, waiting = sys.unraisablehook, list[threading.Timer]()

    def hear(lost: Any) -> None:
        if not issubclass(lost.exc_type, KeyboardInterrupt):
            before(lost)
            return
        # A signal to the main thread also ends a call that waits there.
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
