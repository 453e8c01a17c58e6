"""The traffic that cases drawn from a log represent."""

from __future__ import annotations

from portcheck.value import Value, Whole


class Stratum(Value, kw_only=True):
    """The calls of one prompt template."""

    name: str
    calls: Whole
    """Calls in the log."""
    cases: Whole
    """Cases that were drawn from them at random."""


class StandsFor(Value, kw_only=True):
    """The traffic from which the cases of a workload were drawn."""

    calls: Whole
    """All calls of this workload in the log, with those of templates without a case."""
    seed: Whole
    strata: tuple[Stratum, ...]
    """The most frequent first."""
    first: str = ""
    """Time of the first call, ISO 8601; "" if the log does not say."""
    last: str = ""
