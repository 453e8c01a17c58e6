"""Make Python's garbage collector run less often during a command."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEW_OBJECTS = 300_000
"""New objects between two collections; Python's default is 700 or 2,000. Successful calls leave no
garbage cycles, and two thousand calls in flight hold about this many objects: collecting after
every 50,000 took a quarter of the CPU of such a run. Five thousand failed calls leave 20 MB.
"""


def collect_rarely() -> None:
    """Collect after every `NEW_OBJECTS` new objects, and never examine the existing ones."""
    most, *older = gc.get_threshold()
    gc.set_threshold(max(NEW_OBJECTS, most) if most else 0, *older)
    gc.freeze()


@contextmanager
def rarer_collections() -> Iterator[None]:
    """Do the same inside a `with` block, and restore the settings afterwards.

    Objects that exist at the start, such as the plan of a run, are not examined inside the block.
    """
    before = gc.get_threshold()
    collect_rarely()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
