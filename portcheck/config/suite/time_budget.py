"""How long the checks of a suite may take to look at: patterns, schemas, examples can be slow."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct

from portcheck.config.problems.document import Source, Steps

MAX_SECONDS = 20.0
"""CPU time of all checks of a suite together."""


class TimeBudget(Struct):
    """The CPU time that is left for the checks of one suite."""

    source: Source
    left_s: float = MAX_SECONDS
    reported: bool = False

    def lasts(self, steps: Steps) -> bool:
        """Whether there is time for more; that there is none is a mistake, reported once."""
        if self.left_s > 0:
            return True
        if not self.reported:
            self.source.error(
                steps,
                f"the checks above took {MAX_SECONDS:g} s to try: those from here on are not tried",
                "use fewer examples, smaller schemas or simpler patterns, or several suites",
            )
        self.reported = True
        return False

    @contextmanager
    def spending(self) -> Iterator[None]:
        """Takes what the block needs from the budget."""
        started = time.thread_time()
        try:
            yield
        finally:
            self.left_s -= time.thread_time() - started
