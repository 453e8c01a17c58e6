"""What cases stand for that were drawn from a log."""

from __future__ import annotations

from portcheck.value import Value, Whole


class Stratum(Value, kw_only=True):
    """Calls of one template."""

    name: str
    calls: Whole
    """Of the log."""
    cases: Whole
    """Drawn from them at random."""


class StandsFor(Value, kw_only=True):
    """The traffic that the cases of a workload were drawn from."""

    calls: Whole
    """Of the log that are this workload's, those of templates without a case among them."""
    seed: Whole
    strata: tuple[Stratum, ...]
    """The most frequent first."""
    first: str = ""
    """Time of the first call, ISO 8601; "" if the log does not say."""
    last: str = ""
