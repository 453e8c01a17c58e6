"""How long a suite may take to look at: rows, templates, patterns, schemas and examples add up."""

from __future__ import annotations

import time
from collections.abc import Callable

from msgspec import Struct, field

MAX_SECONDS = 12.0
"""CPU time of one suite; 100,000 cases take about five."""


class TimeBudget(Struct):
    """The CPU time that one suite takes from now on, in the thread that reads it."""

    seconds: float = MAX_SECONDS
    started: float = field(default_factory=time.thread_time)
    reported: bool = False

    def lasts(self, report: Callable[[str, str], None], share: float = 1.0) -> bool:
        """Whether there is time for more; that there is none is reported once.

        Args:
            report: takes message and hint, and knows the place that is looked at next.
            share: of the time, which what is asked for may use up.
        """
        if time.thread_time() - self.started < share * self.seconds:
            return True
        if not self.reported:
            report(
                f"reading the suite took {share * self.seconds:g} s: what comes from here on was "
                "not looked at",
                "correct what is said above first; if it is nothing, use fewer cases or examples, "
                "smaller schemas or simpler patterns, or several suites",
            )
        self.reported = True
        return False
