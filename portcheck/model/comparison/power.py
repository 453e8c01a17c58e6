"""The power of a gate."""

from __future__ import annotations

from portcheck.value import Value


class PowerCurve(Value, kw_only=True):
    """The share of runs that would show one gate, by the number of groups, without a difference."""

    workload: str
    candidate: str
    gate: str
    groups: int
    """Number of groups in this run."""
    margin: float
    """The margin to clear: smaller than the gate's if a detector scored it."""
    confidence: float
    """One-sided confidence of the assumed look: the next one if the gate is open."""
    discordance: float
    """Share of pairs 0..1 that differ: as observed, plus one loss and one gain."""
    points: tuple[tuple[int, float], ...]
    """Groups, ascending, and share of runs 0..1."""
    enough: int | None
    """Groups with which the gate is expected to be decided (`more_cases` and those of this run);
    `None`: it is decided, or more are not expected to help."""
