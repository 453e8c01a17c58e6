"""Compute the power curve of each score gate, for charts in reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portcheck.model.comparison.power import PowerCurve
from portcheck.model.parity import GateResult, Verdict
from portcheck.parity.detector_error import SHARE_OF_ALPHA
from portcheck.parity.planning.pass_fail_power import power
from portcheck.parity.sequential import look_confidence, shared_confidence
from portcheck.run.judge.tabulate import Results
from portcheck.run.power.discordance import observed_discordance

MOST_CURVES = 20
"""Most curves in a report; those of undecided gates come first."""
_POINTS = 10
_MOST_GROUPS = 4_000
"""Most groups on the axis; points beyond it take long to compute."""


def power_curves(results: Results, verdicts: Sequence[Verdict]) -> tuple[PowerCurve, ...]:
    """One curve for each score gate with a margin, in the order of the verdicts."""
    seen = observed_discordance(results)
    confidences = {each.id: each.confidence for each in results.plan.suite.workloads}
    places = [
        (verdict, gate)
        for verdict, gate in _gates(verdicts)
        if (verdict.workload, gate.gate) in seen
    ]
    first = sorted(places, key=lambda place: place[1].outcome != "inconclusive")[:MOST_CURVES]
    kept = {id(gate) for _, gate in first}
    return tuple(
        _curve(verdict, gate, seen[verdict.workload, gate.gate], confidences[verdict.workload])
        for verdict, gate in places
        if id(gate) in kept
    )


def _gates(verdicts: Sequence[Verdict]) -> Iterator[tuple[Verdict, GateResult]]:
    for verdict in verdicts:
        for gate in verdict.gates:
            if gate.scale == "difference" and gate.hard and gate.margin and gate.clusters:
                yield verdict, gate


def _curve(verdict: Verdict, gate: GateResult, discordance: float, confidence: float) -> PowerCurve:
    spent = verdict.alpha
    if gate.outcome == "inconclusive":
        shared = shared_confidence(confidence, verdict.prompts or 1)
        spent = 1.0 - look_confidence(shared, verdict.look + 1)
    if gate.detector_margin is not None:
        spent *= 1.0 - SHARE_OF_ALPHA
    margin = gate.detector_margin or gate.margin or 0.0
    reach = gate.clusters + (gate.more_cases or 0)
    end = min(_MOST_GROUPS, max(20, round(1.25 * reach)))
    sizes = sorted({max(2, round(end * step / _POINTS)) for step in range(1, _POINTS + 1)})
    return PowerCurve(
        workload=verdict.workload,
        candidate=verdict.candidate,
        gate=gate.gate,
        groups=gate.clusters,
        margin=margin,
        confidence=1.0 - spent,
        discordance=discordance,
        points=tuple(
            (size, power(size, margin=margin, confidence=1.0 - spent, discordance=discordance))
            for size in sizes
        ),
        enough=reach if gate.more_cases else None,
    )
