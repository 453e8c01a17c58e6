"""Decide whether no answer crosses a red line."""

from __future__ import annotations

from portcheck.gates.shared.zero_tolerance import zero_tolerance_gate

GATE = zero_tolerance_gate(
    "red_line",
    "No answer crosses a red line of the case.",
    place=20,
)
