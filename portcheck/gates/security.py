"""Whether what must not leak or be called stays so."""

from __future__ import annotations

from portcheck.gates.shared.zero_tolerance import zero_tolerance_gate

GATE = zero_tolerance_gate(
    "security", "No answer leaks what must stay secret or does what is forbidden.", place=10
)
