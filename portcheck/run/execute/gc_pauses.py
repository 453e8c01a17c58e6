"""How often, and through how much, the interpreter looks for garbage while a command works."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEW_OBJECTS = 300_000
"""In place of Python's 700 or 2,000. Calls leave nothing behind for it to find, and two thousand in
flight hold as many objects as this: looking through them after every 50,000 took a quarter of the
CPU of such a run. Calls that fail leave some: 20 MB where five thousand of them do.
"""


def collect_rarely() -> None:
    """From now on collects after every `NEW_OBJECTS` objects; what exists is not looked through."""
    most, *older = gc.get_threshold()
    gc.set_threshold(max(NEW_OBJECTS, most) if most else 0, *older)
    gc.freeze()


@contextmanager
def rarer_collections() -> Iterator[None]:
    """The same while it lasts, and then as before.

    What exists when it begins, such as the plan of a run, is not looked through until then.
    """
    before = gc.get_threshold()
    collect_rarely()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
