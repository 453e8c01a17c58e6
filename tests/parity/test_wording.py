"""Numbers in sentences."""

from __future__ import annotations

from portcheck.model.parity import GateResult
from portcheck.parity.wording import count, describe, listing, one_sided, percent, points, two_sided


def test_numbers() -> None:
    assert percent(0.935) == "93.5 %"
    assert percent(0.49997, beside=0.5) == "49.997 %"
    assert percent(0.4, beside=0.5) == "40.0 %"
    assert percent(0.5, beside=0.5) == "50.0 %"
    assert [points(x) for x in (-0.02, 0.021, -0.0001, 0.0)] == ["-2.0", "+2.1", "0.0", "0.0"]
    assert two_sided(0.95) == "two-sided 90 % interval"
    assert two_sided(0.975) == "two-sided 95 % interval"
    assert one_sided(0.95) == "one-sided 95 % limit"
    assert [count(n, "case") for n in (0, 1, 2)] == ["0 cases", "1 case", "2 cases"]
    assert listing(["a", "b"]) == "a, b"
    assert listing(list("abcdefg")) == "a, b, c, d, e and 2 more"


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
        "task: candidate 50.0 %, baseline 100.0 %, difference -50.0 points, n 4: inconclusive."
    )


def test_a_fact_needs_no_numbers() -> None:
    gate = GateResult(gate="policy", hard=True, outcome="ok", scale="fact", detail="met: region")
    assert describe(gate) == "policy: met: region."
