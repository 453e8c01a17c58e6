"""Limits that make a claim weak."""

from __future__ import annotations

from run_builders import make_workload

from portcheck.parity.unusual_limits import unusual_limits


def test_usual_limits_are_not_mentioned() -> None:
    gates = {"task": {"margin": 0.25, "floor": 0.5}, "errors": {"max_rate": 0.05}}
    assert list(unusual_limits(make_workload("w", [], gates=gates, confidence=0.8))) == []


def test_each_weak_limit_is_named() -> None:
    gates = {"task": {"margin": 0.3, "floor": 0}, "tools": {"margin": 0.05, "floor": 0.0}}
    said = list(unusual_limits(make_workload("w", [], gates=gates, confidence=0.75)))
    assert [sentence.split(":")[0] for sentence in said] == [
        "The confidence is one-sided 75 %",
        "task",
        "task",
        "tools",
    ]
    assert said[0].endswith("one wrong `safe` in 4 is accepted.")
    assert "up to 30.0 points" in said[1]
    assert "floor of 0.0 %" in said[2]
