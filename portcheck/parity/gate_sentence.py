"""Describe a gate in one sentence."""

from __future__ import annotations

from portcheck.model.numbers import count, percent, points, two_sided
from portcheck.model.parity import GateResult


def describe(gate: GateResult) -> str:
    """Describe a gate in one sentence, with numbers, n and interval."""
    measured = ""
    if gate.scale == "difference" and gate.candidate is not None and gate.baseline is not None:
        measured = (
            f"candidate {percent(gate.candidate, *gate.rate_limits)}, "
            f"baseline {percent(gate.baseline, *gate.rate_limits)}, "
            f"{_interval(gate)}{units(gate)}: "
        )
    detail = gate.detail or gate.outcome
    return f"{gate.gate}: {measured}{detail}."


def units(gate: GateResult) -> str:
    """The size of a gate's sample: in cases, or in groups if several cases share one."""
    if gate.clusters >= gate.cases:
        return f"n {count(gate.clusters, 'case')}"
    return f"n {count(gate.clusters, 'group')} of {count(gate.cases, 'case')}"


def _interval(gate: GateResult) -> str:
    if gate.difference is None or gate.confidence is None:
        return ""
    limits = gate.effect_limits
    difference = f"difference {points(gate.difference, *limits)} points"
    if gate.ci_low is None or gate.ci_high is None:
        return f"{difference}, "
    return (
        f"{difference} ({two_sided(gate.confidence)} interval {points(gate.ci_low, *limits)} to "
        f"{points(gate.ci_high, *limits)} points), "
    )
