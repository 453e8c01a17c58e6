"""Whether the answer has the form that its reader needs."""

from __future__ import annotations

from portcheck.gates.shared.score_gate import score_gate

GATE = score_gate(
    "structure",
    "The answer is JSON in the requested form.",
    place=40,
)
