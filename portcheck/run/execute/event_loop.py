"""The event loop that a run uses: uvloop where it is installed, as the extra `fast` does it."""

from __future__ import annotations

import asyncio


def new_event_loop() -> asyncio.AbstractEventLoop:
    """A fresh loop, for `asyncio.Runner(loop_factory=...)`."""
    try:
        import uvloop  # noqa: PLC0415  # an extra, and not needed before a run
    except ImportError:
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return loop
