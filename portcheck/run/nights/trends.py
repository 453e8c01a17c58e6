"""Collect the first hard gate of each verdict over runs, for charts in reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from portcheck.model.parity import Verdict
from portcheck.model.run import Trend, TrendPoint
from portcheck.run.nights.values import ClaimNights


def trends(
    nights: Mapping[tuple[str, str], ClaimNights], decided: Iterable[Verdict], run: str, at: str
) -> tuple[Trend, ...]:
    """The trend of the first hard gate with a difference, for each claim with an earlier run.

    Args:
        nights: (workload, candidate) to the nights before the run.
        decided: The run's verdicts.
        run: Its id.
        at: Its start; UTC, ISO 8601.
    """
    found = []
    for verdict in decided:
        claim = nights.get((verdict.workload, verdict.candidate))
        gates = (one for one in verdict.gates if one.hard and one.scale == "difference")
        gate = next(gates, None)
        if claim is None or not claim.before or gate is None:
            continue
        tonight = TrendPoint(
            run=run,
            at=at,
            verdict=verdict.verdict,
            difference=gate.difference,
            ci_low=gate.ci_low,
            ci_high=gate.ci_high,
        )
        found.append(
            Trend(
                workload=verdict.workload,
                candidate=verdict.candidate,
                gate=gate.gate,
                margin=gate.margin,
                points=(*(one.at_gate(gate.gate) for one in claim.before), tonight),
            )
        )
    return tuple(found)
