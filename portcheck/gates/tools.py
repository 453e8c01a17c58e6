"""Decide whether the model calls tools as expected."""

from __future__ import annotations

from portcheck.gates.shared.score_gate import score_gate

GATE = score_gate(
    "tools",
    "The model calls the expected tools, with the expected arguments.",
    place=50,
)
