"""Limit the CPU time for checking a suite: rows, templates, patterns and examples add up."""

from __future__ import annotations

import time
from collections.abc import Callable

from msgspec import Struct, field

MAX_SECONDS = 12.0
"""CPU seconds for one suite; 50,000 cases take about two."""


class TimeBudget(Struct):
    """Measures the CPU time for one suite, from now on, in the thread that reads it."""

    seconds: float = MAX_SECONDS
    started: float = field(default_factory=time.thread_time)
    began: float = field(default_factory=time.perf_counter)
    reported: bool = False

    def lasts(self, report: Callable[[str, str], None], share: float = 1.0) -> bool:
        """Whether there is time left; reports once if there is none.

        Args:
            report: takes message and hint, and knows the place of the next part.
            share: the share of the time that may be used up before the next part.
        """
        allowed = share * self.seconds
        # CPU time never exceeds elapsed time, which costs a tenth to ask for.
        if (
            time.perf_counter() - self.began < allowed
            or time.thread_time() - self.started < allowed
        ):
            return True
        if not self.reported:
            report(
                f"reading the suite took {allowed:g} s: portcheck did not check the rest, from "
                "here on",
                "fix the mistakes above first; if there are none, use fewer cases or examples, "
                "smaller schemas, simpler patterns, or several suites",
            )
        self.reported = True
        return False
