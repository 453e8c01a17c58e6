"""Decide whether answers have the form that the program behind them needs."""

from __future__ import annotations

from portcheck.gates.shared.score_gate import score_gate

GATE = score_gate(
    "structure",
    "The answer is JSON in the requested form.",
    place=40,
)
