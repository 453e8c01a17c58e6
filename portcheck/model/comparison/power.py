"""In how many runs a gate would be shown."""

from __future__ import annotations

from portcheck.value import Value


class PowerCurve(Value, kw_only=True):
    """In how many runs one gate would be shown, by the number of groups, without a difference."""

    workload: str
    candidate: str
    gate: str
    groups: int
    """Those of this run."""
    margin: float
    """What the difference has to clear: less than the gate's margin where a detector scored it."""
    confidence: float
    """One-sided, of the look that is assumed: the next one where the gate is open."""
    discordance: float
    """Share of pairs 0..1 that differ: as observed, with one loss and one gain more."""
    points: tuple[tuple[int, float], ...]
    """Groups, ascending, and share of runs 0..1."""
    enough: int | None
    """Groups with which the gate is expected to be decided (`more_cases` and those of this run);
    `None`: it is decided, or more are not expected to help."""
