"""The first hard gate over runs."""

from __future__ import annotations

from builders import make_gate, make_verdict

from portcheck.model.run import TrendPoint
from portcheck.run.nights.trends import trends
from portcheck.run.nights.values import ClaimNights, EarlierPoint

AT = "2027-01-01T00:00:00Z"


def earlier(run: str, gate: str) -> EarlierPoint:
    return EarlierPoint(
        run=run, at=AT, verdict="safe", gate=gate, difference=0.01, ci_low=0.0, ci_high=0.02
    )


def test_a_trend_has_the_differences_of_its_own_gate_alone() -> None:
    verdict = make_verdict(gates=(make_gate(gate="latency", hard=False), make_gate(gate="task")))
    before = (earlier("one", "refusal"), earlier("two", "task"), earlier("three", ""))
    place = verdict.workload, verdict.candidate
    nights = {place: ClaimNights(workload=place[0], candidate=place[1], before=before)}
    (found,) = trends(nights, [verdict], "four", AT)
    assert found.gate == "task"
    shown = {"difference": 0.01, "ci_low": 0.0, "ci_high": 0.02}
    assert found.points[:3] == (
        TrendPoint(run="one", at=AT, verdict="safe"),
        TrendPoint(run="two", at=AT, verdict="safe", **shown),
        TrendPoint(run="three", at=AT, verdict="safe", **shown),
    )
    assert found.points[3].run == "four"
