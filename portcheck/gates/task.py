"""Decide whether answers are right."""

from __future__ import annotations

from portcheck.gates.shared.score_gate import score_gate

GATE = score_gate(
    "task", "An answer passes every check of its text, content and numbers.", place=10
)
