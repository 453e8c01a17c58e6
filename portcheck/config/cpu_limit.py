"""How long a suite may take to look at: rows, templates, patterns, schemas and examples add up."""

from __future__ import annotations

import time
from collections.abc import Callable

from msgspec import Struct, field

MAX_SECONDS = 12.0
"""CPU time of one suite; 50,000 cases take about two."""


class TimeBudget(Struct):
    """The CPU time that one suite takes from now on, in the thread that reads it."""

    seconds: float = MAX_SECONDS
    started: float = field(default_factory=time.thread_time)
    began: float = field(default_factory=time.perf_counter)
    reported: bool = False

    def lasts(self, report: Callable[[str, str], None], share: float = 1.0) -> bool:
        """Whether there is time for more; that there is none is reported once.

        Args:
            report: takes message and hint, and knows the place that is looked at next.
            share: of the time, which what is asked for may use up.
        """
        allowed = share * self.seconds
        # No thread works for longer than it takes, and to ask for that costs a tenth.
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
