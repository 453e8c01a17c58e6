"""Collect the first hard gate of each verdict over runs, for charts in reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from portcheck.model.parity import Verdict
from portcheck.model.run import Trend, TrendPoint
from portcheck.run.nights.values import ClaimNights


def trends(
    nights: Mapping[tuple[str, str], ClaimNights], decided: Iterable[Verdict], run: str, at: str
) -> tuple[Trend, ...]:
    """How the first hard gate with a difference went over runs, where there was one before.

    Args:
        nights: what is before the run.
        decided: its verdicts.
        run: its id.
        at: when it began; UTC, ISO 8601.
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
                points=(*claim.before, tonight),
            )
        )
    return tuple(found)
