"""Numbers in sentences: one way to write a share, a difference and an interval."""

from __future__ import annotations

from portcheck.model.parity import GateResult


def percent(share: float, *, beside: float | None = None) -> str:
    """A share 0..1 as `93.5 %`; with more digits where it would read like the one `beside` it."""
    digits = 1
    while beside is not None and share != beside and digits < 6:
        if f"{100.0 * share:.{digits}f}" != f"{100.0 * beside:.{digits}f}":
            break
        digits += 1
    return f"{100.0 * share:.{digits}f} %"


def points(difference: float) -> str:
    """A difference of shares, in percentage points with its sign: `-2.0`."""
    rounded = round(100.0 * difference, 1) + 0.0
    return f"{rounded:+.1f}" if rounded else "0.0"


def two_sided(confidence: float) -> str:
    """What an interval with this one-sided confidence on each side is called."""
    return f"two-sided {100.0 * (2.0 * confidence - 1.0):.4g} % interval"


def one_sided(confidence: float) -> str:
    """What a single limit is called."""
    return f"one-sided {100.0 * confidence:.4g} % limit"


def count(number: int, noun: str) -> str:
    """`1 case`, `2 cases`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listing(items: list[str], most: int = 5) -> str:
    """The first few items, and how many were left out."""
    shown = ", ".join(items[:most])
    return shown if len(items) <= most else f"{shown} and {len(items) - most} more"


def describe(gate: GateResult) -> str:
    """One sentence about a gate, with numbers, n and interval."""
    numbers = ""
    if gate.scale == "difference" and gate.candidate is not None and gate.baseline is not None:
        numbers = (
            f"candidate {percent(gate.candidate)}, baseline {percent(gate.baseline)}, "
            f"{_interval(gate)}n {gate.clusters}: "
        )
    detail = gate.detail or gate.outcome
    return f"{gate.gate}: {numbers}{detail}."


def _interval(gate: GateResult) -> str:
    if gate.difference is None or gate.confidence is None:
        return ""
    difference = f"difference {points(gate.difference)} points"
    if gate.ci_low is None or gate.ci_high is None:
        return f"{difference}, "
    return (
        f"{difference} ({two_sided(gate.confidence)} {points(gate.ci_low)} to "
        f"{points(gate.ci_high)} points), "
    )
