"""A gate in one sentence."""

from __future__ import annotations

from portcheck.model.parity import GateResult
from portcheck.parity.gate_sentence import describe, units


def test_a_gate_without_a_full_interval() -> None:
    gate = GateResult(
        gate="task",
        hard=True,
        outcome="inconclusive",
        scale="difference",
        baseline=1.0,
        candidate=0.5,
        difference=-0.5,
        ci_low=-0.6,
        confidence=0.95,
        clusters=4,
    )
    assert describe(gate) == (
        "task: candidate 50.0 %, baseline 100.0 %, difference -50.0 points, "
        "n 4 cases: inconclusive."
    )


def test_a_fact_needs_no_numbers() -> None:
    gate = GateResult(gate="policy", hard=True, outcome="ok", scale="fact", detail="met: region")
    assert describe(gate) == "policy: met: region."


def test_a_gate_without_a_difference() -> None:
    gate = GateResult(
        gate="task",
        hard=True,
        outcome="inconclusive",
        scale="difference",
        baseline=1.0,
        candidate=0.5,
        clusters=4,
    )
    assert describe(gate) == "task: candidate 50.0 %, baseline 100.0 %, n 4 cases: inconclusive."


def test_a_gate_of_groups_says_so() -> None:
    gate = GateResult(gate="task", hard=True, outcome="ok", scale="difference", clusters=3, cases=7)
    assert units(gate) == "n 3 groups of 7 cases"
