"""Tables to verdicts: every gate of every (workload, candidate), then the one decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from portcheck.model.parity import Flip, GateResult, Verdict
from portcheck.model.run import Trial
from portcheck.model.suite import (
    SCORE_GATES,
    ZERO_TOLERANCE_GATES,
    Case,
    GateSpec,
    ProviderSpec,
    Workload,
)
from portcheck.parity.detector_error import DetectorError, detector_error
from portcheck.parity.gates import score_gate
from portcheck.parity.policy import policy_gate
from portcheck.parity.soft_gates import cost_gate, errors_gate, latency_gate, lifecycle_gate
from portcheck.parity.verdict import decide
from portcheck.parity.zero_tolerance import zero_tolerance_gate
from portcheck.plugins import CHECKS
from portcheck.run.groups import feeds, gates_fed
from portcheck.run.judge.describe import answer_text, last_turn
from portcheck.run.judge.findings import served_models_changed
from portcheck.run.judge.tabulate import (
    Table,
    breach_cases,
    cost_cases,
    detectors_of,
    failures_by_group,
    gate_cases,
    latency_cases,
)
from portcheck.run.plan.capability import capability_gate


def verdicts(table: Table, as_of: date) -> tuple[Verdict, ...]:
    """One verdict for every workload and candidate of the plan."""
    specs = {spec.id: spec for spec in table.plan.providers}
    served = {name: served_models_changed(table, name) for name in specs}
    return tuple(
        decide(
            workload=workload.id,
            candidate=candidate,
            baseline=table.plan.baseline,
            gates=tuple(_gates(table, workload, specs[candidate], as_of)),
            partial=table.plan.partial,
            confidence=workload.confidence,
            changed=(*served[table.plan.baseline], *served[candidate]),
        )
        for workload in table.plan.suite.workloads
        for candidate in table.plan.candidates
    )


def _gates(
    table: Table, workload: Workload, candidate: ProviderSpec, as_of: date
) -> Iterator[GateResult]:
    found = (
        capability_gate(table.plan, workload.id, candidate.id),
        *_hard_gates(table, workload, candidate, as_of),
        *_soft_gates(table, workload, candidate, as_of),
    )
    yield from (gate for gate in found if gate is not None)


def _is_asked(table: Table, workload: Workload, candidate: str) -> bool:
    """Gates that answers feed have no data where nobody was asked: they are absent."""
    return table.plan.lacks(workload.id, candidate) is None


def _hard_gates(
    table: Table, workload: Workload, candidate: ProviderSpec, as_of: date
) -> Iterator[GateResult | None]:
    asked = _is_asked(table, workload, candidate.id)
    for gate in gates_fed(workload, SCORE_GATES) if asked else ():
        yield score_gate(
            gate,
            gate_cases(table, workload, candidate.id, gate),
            workload.gates[gate],
            confidence=workload.confidence,
            max_missing=workload.max_missing,
            detector=detectors_of(table, workload, gate),
            error=_error(table, workload, candidate, gate),
        )
    for gate in gates_fed(workload, ZERO_TOLERANCE_GATES) if asked else ():
        error = _error(table, workload, candidate, gate)
        yield zero_tolerance_gate(
            gate,
            breach_cases(table, workload, candidate.id, gate),
            workload.gates.get(gate, GateSpec()),
            confidence=workload.confidence,
            max_missing=workload.max_missing,
            detector=detectors_of(table, workload, gate),
            sensitivity_low=1.0 if error is None else error.sensitivity_low,
        )
    yield policy_gate(workload.require, candidate.facts, as_of)


def _error(
    table: Table, workload: Workload, candidate: ProviderSpec, gate: str
) -> DetectorError | None:
    """How often the detectors of a gate are wrong, by the worst of them; `None` without any."""
    used = set((detectors_of(table, workload, gate) or "").split(", "))
    registered = CHECKS
    names = {spec.name for case in workload.cases for spec in case.checks}
    kinds = [kind for kind in map(registered.get, sorted(names)) if kind.detector in used]
    baseline = next(spec for spec in table.plan.providers if spec.id == table.plan.baseline)
    errors = [
        detector_error(
            kind.confusion,
            alpha=1.0 - workload.confidence,
            vendors=(baseline.vendor, candidate.vendor),
        )
        for kind in kinds
    ]
    return min(errors, key=lambda error: (not error.problem, error.j_low), default=None)


def _soft_gates(
    table: Table, workload: Workload, candidate: ProviderSpec, as_of: date
) -> Iterator[GateResult | None]:
    confidence = workload.confidence
    failures = failures_by_group(table, workload, candidate.id)
    if failures and "errors" in workload.gates:
        yield errors_gate(failures, workload.gates["errors"], confidence=confidence)
    asked = _is_asked(table, workload, candidate.id)
    if asked and "latency" in workload.gates:
        rows = latency_cases(table, workload, candidate.id)
        yield latency_gate(rows, workload.gates["latency"], confidence=confidence)
    if asked and "cost" in workload.gates:
        rows = cost_cases(table, workload, candidate.id)
        yield cost_gate(rows, workload.gates["cost"], confidence=confidence)
    if "lifecycle" in workload.gates:
        yield lifecycle_gate(candidate.facts, workload.gates["lifecycle"], as_of)


# --- flips ---------------------------------------------------------------------------------------


def flips(table: Table) -> tuple[Flip, ...]:
    """Every case and gate on which a candidate and the baseline differ, losses first."""
    found = [
        flip
        for workload in table.plan.suite.workloads
        for candidate in table.plan.candidates
        if _is_asked(table, workload, candidate)
        for gate in gates_fed(workload, SCORE_GATES)
        for case in workload.cases
        if feeds(case, gate) and (flip := _flip(table, workload, case, candidate, gate))
    ]
    return tuple(sorted(found, key=lambda flip: flip.direction != "loss"))


def _flip(table: Table, workload: Workload, case: Case, candidate: str, gate: str) -> Flip | None:
    pairs = [
        (before, after, table.gate_value(before, gate), table.gate_value(after, gate))
        for before, after in zip(
            table.of_case(workload.id, case.id, table.plan.baseline),
            table.of_case(workload.id, case.id, candidate),
            strict=True,
        )
    ]
    scored = [(b, c, vb, vc) for b, c, vb, vc in pairs if vb is not None and vc is not None]
    if not scored:
        return None
    before = sum(value for _, _, value, _ in scored) / len(scored)
    after = sum(value for _, _, _, value in scored) / len(scored)
    if before == after:
        return None
    lost = after < before
    first = next(row for row in scored if (row[3] < row[2]) == lost and row[3] != row[2])
    return Flip(
        workload=workload.id,
        candidate=candidate,
        case=case.id,
        gate=gate,
        direction="loss" if lost else "gain",
        baseline_value=before,
        candidate_value=after,
        question=last_turn(case.request),
        baseline_answer=answer_text(table.samples[first[0].key]),
        candidate_answer=answer_text(table.samples[first[1].key]),
        reason=_lowest_reason(table, first[1] if lost else first[0], gate),
    )


def _lowest_reason(table: Table, trial: Trial, gate: str) -> str:
    scores = [s.outcome for s in table.gate_scores(trial, gate) if s.outcome.value is not None]
    return min(scores, key=lambda outcome: outcome.value or 0.0).reason if scores else ""
