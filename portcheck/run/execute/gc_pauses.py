"""How often, and through how much, the interpreter looks for garbage while a command works."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEW_OBJECTS = 50_000
"""In place of Python's 700 or 2,000. What hundreds of calls in flight hold is looked through again
at each collection, which took a fifth of the CPU of a run; memory grows by a few megabytes at the
most.
"""


@contextmanager
def rarer_collections() -> Iterator[None]:
    """Collects after every `NEW_OBJECTS` objects; as before once it ends.

    What exists when it begins, such as the plan of a run, is not looked through until then.
    """
    before = gc.get_threshold()
    gc.set_threshold(max(NEW_OBJECTS, before[0]) if before[0] else 0, *before[1:])
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
